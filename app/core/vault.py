"""Where secrets are kept: the computer's keyring, else a file under a passphrase, never plain text (P3.3).

A vault holds small texts by name: `values` are what a connector needs to come back. Names are
`<firm's uid>/<integration>`, so that two firms on one computer do not meet.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from app.core.errors import Refused
from app.core.paths import Home
from app.core.words import _

PASSPHRASE = "KONTOR_SECRETS_PASSPHRASE"  # noqa: S105 - the name of the environment variable
Kind = Literal["keyring", "file", "memory", "none"]


@dataclass(frozen=True, slots=True)
class VaultState:
    """`words` says what it is, or what is wrong; `hint` what to do then, `code` is the refusal's.

    `kind` "none": neither keyring nor file; a passphrase makes the file. `locked`: a passphrase is wanted.
    """

    kind: Kind
    usable: bool
    locked: bool
    words: str
    hint: str = ""
    code: str = ""


class Vault(Protocol):
    """All methods raise `Refused`, in words and with the way out, where the vault cannot be used."""

    async def get(self, name: str) -> dict[str, str] | None:
        """None where nothing is kept under the name."""
        ...

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        """Replace what is kept. Returns when it is safe; an interruption leaves the old or the new values."""
        ...

    async def delete(self, name: str) -> None:
        """Nothing is left of it. No fault where there was nothing."""
        ...

    async def state(self) -> VaultState:
        """Whether it can be used now. Raises nothing."""
        ...

    def turn(self, name: str, wait: float) -> AbstractAsyncContextManager[None]:
        """One at a time among all that share this vault, other processes too: for a token that is spent by use.

        Raises `TimeoutError` after `wait` seconds.
        """
        ...


class MemoryVault:
    """For the demo and for tests: gone with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, str]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def get(self, name: str) -> dict[str, str] | None:
        values = self._kept.get(name)
        return None if values is None else dict(values)

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        self._kept[name] = dict(values)

    async def delete(self, name: str) -> None:
        self._kept.pop(name, None)

    async def state(self) -> VaultState:
        return VaultState("memory", usable=True, locked=False, words=_("Kept until Kontor is closed"))

    @asynccontextmanager
    async def turn(self, name: str, wait: float) -> AsyncIterator[None]:
        lock = self._turns.setdefault(name, asyncio.Lock())
        async with asyncio.timeout(wait):
            await lock.acquire()
        try:
            yield
        finally:
            lock.release()


def refused_state(kind: Kind, no: Refused, *, locked: bool) -> VaultState:
    return VaultState(kind, usable=False, locked=locked, words=no.message, hint=no.hint, code=no.code)


async def require_usable(vault: Vault) -> None:
    """Raise `Refused` with the way out. To be asked before a person types a secret (P3.3)."""
    state = await vault.state()
    if not state.usable:
        raise Refused(state.code, state.words, state.hint)


async def find_vault(home: Home, passphrase: str | None, *, keyring: Vault | None = None) -> Vault:
    """The keyring if a real one answers; else the file in the home, opened by the passphrase where there is one.

    What comes back may be locked or not there yet (`state`): `FileVault.unlock` opens or begins the file.
    A keyring that is there but silent or locked is given back as it is while there is no file and no
    passphrase: its owner may still answer its question. May take as long as the keyring's time limit, so
    never before the window is up. `keyring`: for tests.
    """
    from app.core.file_vault import FileVault
    from app.core.keyring_vault import KeyringVault

    ring = keyring or KeyringVault()
    state = await ring.state()
    if state.usable:
        return ring
    if state.kind == "keyring" and not passphrase and not await asyncio.to_thread(home.secrets.exists):
        return ring
    return FileVault(home.secrets, passphrase)
