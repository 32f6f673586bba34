"""Secrets in the keyring of the computer's user: Secret Service, KWallet, Keychain, Credential Manager.

A call of a keyring may take for ever (it waits for a person to unlock it, or its service hangs), so each
runs in a thread of its own that nobody waits for at exit, and is given up after a time limit. A call that
was given up may still come to its end later; it leaves the old values or the new ones.
"""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from app.core.errors import Refused
from app.core.keyring_entries import Backend, Entries
from app.core.turns import alone, no_lock
from app.core.vault import PASSPHRASE, Kind, VaultState, refused_state
from app.core.words import _

T = TypeVar("T")
SECONDS = 20.0  # time for a person to type the keyring's password
log = logging.getLogger(__name__)


class KeyringVault:
    def __init__(
        self, timeout: float = SECONDS, backend: Backend | None = None, locks: Path | None = None
    ) -> None:
        """`backend`: a keyring to use instead of the one that the library finds.

        `locks`: the folder of lock files, the same for all who use this keyring; by default the user's, as the
        keyring is the user's and not the home's.
        """
        self._timeout = timeout
        self._given = backend
        self._locks = locks
        self._one_at_a_time = threading.Lock()

    async def get(self, name: str) -> dict[str, str] | None:
        text = await self._ask(lambda: Entries(self._backend()).read(name))
        return None if text is None else _read_values(text)

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        text = json.dumps(dict(values))

        def write() -> None:
            with self._writing():
                Entries(self._backend()).write(name, text)

        await self._ask(write)

    async def delete(self, name: str) -> None:
        def remove() -> None:
            with self._writing():
                Entries(self._backend()).remove(name)

        await self._ask(remove)

    async def state(self) -> VaultState:
        """Asks the keyring for an entry that is not there, as it may be found and still not answer."""
        try:
            await self._ask(lambda: self._backend().get_password("Kontor", "nobody"))
        except Refused as no:
            kind: Kind = "none" if no.code == "no_keyring" else "keyring"
            return refused_state(kind, no, locked=no.code == "keyring_locked")
        return VaultState("keyring", usable=True, locked=False, words=_("The keyring of this computer"))

    @asynccontextmanager
    async def turn(self, name: str, wait: float) -> AsyncIterator[None]:
        async with alone(self._lock_folder() / f"{name.replace('/', '-')}.lock", wait):
            yield

    async def _ask(self, work: Callable[[], T]) -> T:
        """What `work` gives, in a thread, within the time limit; all faults of a keyring as `Refused`."""
        future: Future[T] = Future()
        arguments = (work, future)
        threading.Thread(target=self._run, args=arguments, name="kontor-keyring", daemon=True).start()
        try:
            async with asyncio.timeout(self._timeout):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            raise _silent() from None

    def _run(self, work: Callable[[], T], future: Future[T]) -> None:
        if not self._one_at_a_time.acquire(timeout=self._timeout):
            return  # an earlier call hangs; the caller's time limit is over as well
        try:
            if future.set_running_or_notify_cancel():
                future.set_result(work())
        except Refused as no:
            future.set_exception(no)
        except Exception as fault:  # noqa: BLE001 - each keyring has its own, and their texts may hold anything
            future.set_exception(_in_words(fault))
        finally:
            self._one_at_a_time.release()

    def _backend(self) -> Backend:
        if self._given is not None:
            found = sound(self._given)
        else:
            import keyring

            found = sound(keyring.get_keyring())
        if found is None:
            raise _no_keyring()
        return found

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer among all processes; `turn` is no help to somebody who does not take it."""
        from filelock import FileLock, Timeout

        folder = self._lock_folder()
        lock = FileLock(folder / "writing.lock", timeout=self._timeout)
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock.acquire()
        except Timeout:
            raise _silent() from None
        except OSError as fault:
            raise no_lock(folder) from fault
        try:
            yield
        finally:
            lock.release()

    def _lock_folder(self) -> Path:
        if self._locks is not None:
            return self._locks
        from platformdirs import user_state_path

        return user_state_path("Kontor", appauthor=False) / "locks"


def sound(backend: Any) -> Backend | None:
    """The keyring to talk to; None for one that refuses everything, forgets, or writes plain text.

    Of a chain the first sound one: the chain itself would hand a secret on to the next when one refuses.
    """
    from keyring.backends import chainer, fail, null

    if isinstance(backend, chainer.ChainerBackend):
        return next((link for link in backend.backends if sound(link)), None)
    if isinstance(backend, (fail.Keyring, null.Keyring)):
        return None
    for kind in type(backend).__mro__:
        if kind.__module__.startswith("keyrings.alt") or "plaintext" in kind.__name__.lower():
            return None
    return backend  # type: ignore[no-any-return]


def _read_values(text: str) -> dict[str, str] | None:
    try:
        values = json.loads(text)
    except ValueError:
        return None
    return {str(k): str(v) for k, v in values.items()} if isinstance(values, dict) else None


def _in_words(fault: Exception) -> Refused:
    from keyring.errors import KeyringLocked, NoKeyringError

    log.info("keyring: %s", type(fault).__name__)  # its text may hold what it was given
    if isinstance(fault, NoKeyringError):
        return _no_keyring()
    if isinstance(fault, KeyringLocked):
        return Refused(
            "keyring_locked",
            _("The keyring of this computer is locked."),
            _("Unlock it, then try again."),
        )
    return Refused(
        "keyring_failed",
        _("The keyring of this computer did not do what was asked."),
        _("Open the system's password manager, see whether it works, then try again."),
    )


def _no_keyring() -> Refused:
    return Refused(
        "no_keyring",
        _("This computer has no keyring to keep secrets in."),
        _("Choose a passphrase for an encrypted file instead; without a window, set {variable}.").format(
            variable=PASSPHRASE
        ),
    )


def _silent() -> Refused:
    return Refused(
        "keyring_silent",
        _("The keyring of this computer does not answer."),
        _(
            "Look for a window that asks for the keyring's password, unlock it and try again."
            " Without a screen, set {variable}."
        ).format(variable=PASSPHRASE),
    )
