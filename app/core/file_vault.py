"""Secrets in one encrypted file under a passphrase, where there is no keyring (P3.3)."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from threading import RLock

from app.core.errors import Refused
from app.core.redaction import hide
from app.core.secrets_file import (
    Cost,
    DamagedError,
    Key,
    Values,
    WrongPassphraseError,
    derive,
    new_key,
    seal,
    take_apart,
    unseal,
)
from app.core.turns import alone, to_the_end
from app.core.vault import PASSPHRASE, VaultState, refused_state
from app.core.words import _

BUSY_SECONDS = 30
log = logging.getLogger(__name__)


class FileVault:
    """Read anew at every call and replaced whole under a lock, so that two copies of Kontor do not lose each
    other's entries. The passphrase stays in memory until `lock`: another copy may begin the file meanwhile,
    with a salt of its own.
    """

    def __init__(self, path: Path, passphrase: str | None = None, cost: Cost | None = None) -> None:
        self._path = path
        self._cost = cost or Cost()
        self._passphrase = ""
        self._key: Key | None = None
        self._reveal: Callable[[], None] = lambda: None
        self._guard = RLock()  # calls run in several threads
        self._take(passphrase or "")

    async def get(self, name: str) -> dict[str, str] | None:
        values = await asyncio.to_thread(self._read)
        return values.get(name)

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        await to_the_end(asyncio.to_thread(self._change, name, dict(values)))

    async def delete(self, name: str) -> None:
        await to_the_end(asyncio.to_thread(self._change, name, None))

    async def unlock(self, passphrase: str) -> None:
        """Open the file, or begin one with the first `set`. Raises `Refused` and stays as it was."""
        if not passphrase.strip():
            raise Refused(
                "no_passphrase",
                _("The passphrase is empty."),
                _("Type the one that the file with the secrets has, or a new one if there is no file yet."),
            )
        trial = FileVault(self._path, passphrase, self._cost)
        try:
            await asyncio.to_thread(trial._read)
        finally:
            trial.lock()
        self.lock()
        self._take(passphrase)

    def lock(self) -> None:
        """Forget the passphrase and the key."""
        with self._guard:
            self._passphrase, self._key = "", None
            self._reveal()

    async def state(self) -> VaultState:
        try:
            await asyncio.to_thread(self._read)
        except Refused as no:
            if no.code == "no_vault":
                return refused_state("none", no, locked=False)
            return refused_state("file", no, locked=no.code in {"vault_locked", "wrong_passphrase"})
        return VaultState("file", usable=True, locked=False, words=_("An encrypted file in the home folder"))

    @asynccontextmanager
    async def turn(self, name: str, wait: float) -> AsyncIterator[None]:
        async with alone(self._path.with_name(f"{self._path.name}.{name.replace('/', '-')}.lock"), wait):
            yield

    def _take(self, passphrase: str) -> None:
        with self._guard:
            self._passphrase = passphrase
            self._reveal = hide(passphrase)

    def _read(self) -> Values:
        """All that is kept; empty where there is no file yet."""
        with self._guard, _in_words(self._path):
            content = _settled_bytes_of(self._path)
            if not self._passphrase:
                raise _locked(content)
            return {} if content is None else self._open(content)

    def _open(self, content: bytes) -> Values:
        sealed = take_apart(content)
        known = self._key is not None and self._key.fits(sealed.salt, sealed.cost)
        key = self._key if known else derive(self._passphrase, sealed.salt, sealed.cost)
        assert key is not None
        values = unseal(sealed, key)
        self._key = key
        return values

    def _change(self, name: str, values: dict[str, str] | None) -> None:
        with self._guard, _in_words(self._path):
            if not self._passphrase:
                raise _locked(_bytes_of(self._path))
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _sole_writer(self._path):
                content = _bytes_of(self._path)
                kept = {} if content is None else self._open(content)
                if values is None and name not in kept:
                    return
                kept.pop(name, None)
                self._replace(kept if values is None else {**kept, name: values}, begin=content is None)

    def _replace(self, values: Values, *, begin: bool) -> None:
        if self._key is None or begin:
            self._key = new_key(self._passphrase, self._cost)
        write_whole(self._path, seal(values, self._key))


def write_whole(path: Path, content: bytes) -> None:
    """The old file or the new one, also when the power fails; readable by its owner alone. Raises OSError."""
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _bytes_of(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _settled_bytes_of(path: Path) -> bytes | None:
    """Replacing is one step, so a reader needs no lock; but Windows replaces no file that somebody reads."""
    with _sole_writer(path) if os.name == "nt" and path.exists() else nullcontext():
        return _bytes_of(path)


@contextmanager
def _sole_writer(path: Path) -> Iterator[None]:
    from filelock import FileLock

    with FileLock(path.with_name(path.name + ".lock"), timeout=BUSY_SECONDS):
        yield


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    from filelock import Timeout

    try:
        yield
    except WrongPassphraseError:
        raise Refused(
            "wrong_passphrase",
            _("The passphrase does not open the file with the secrets."),
            _("Type it again, or correct {variable}. Nothing was changed.").format(variable=PASSPHRASE),
        ) from None
    except DamagedError:
        raise Refused(
            "secrets_damaged",
            _("The file with the secrets is damaged, so nothing was read from it or written to it."),
            _("Put back a copy of {file}, or move it away and connect again.").format(file=path),
        ) from None
    except Timeout:
        raise Refused(
            "secrets_busy",
            _("Another copy of Kontor has kept the file with the secrets busy for half a minute."),
            _("Close the other copy, then try again."),
        ) from None
    except OSError as fault:
        log.info("secrets file: %s", fault)
        raise Refused(
            "secrets_unwritable",
            _("The file with the secrets cannot be read or written."),
            _("Check the free space and your rights to {file}. What was kept is unchanged.").format(
                file=path
            ),
        ) from fault


def _locked(content: bytes | None) -> Refused:
    if content is None:
        return Refused(
            "no_vault",
            _("This computer has no keyring to keep secrets in, and no passphrase for an encrypted file."),
            _(
                "Choose a passphrase, or without a window set {variable}. Nothing is kept in plain text."
            ).format(variable=PASSPHRASE),
        )
    take_apart(content)  # what is damaged is told before a passphrase is asked for
    return Refused(
        "vault_locked",
        _("The file with the secrets is locked."),
        _("Type its passphrase, or without a window set {variable}.").format(variable=PASSPHRASE),
    )
