"""A connection's secrets in the vault, seen as the `SecretKeeper` of its connector."""

from collections.abc import Callable, Mapping

from app.core.redaction import hide
from app.core.turns import to_the_end
from app.core.vault import Vault

ADDRESS = "kontor.address"  # kept with the secrets; no connector's own name has this form


class Mask:
    """The live secrets of one connection, masked in the log as long as they are live."""

    def __init__(self) -> None:
        self._reveal: Callable[[], None] = hide()

    def cover(self, secrets: Mapping[str, str]) -> None:
        """These instead of the ones before, which are spent. Short values tell nothing and would mask words."""
        before, self._reveal = self._reveal, hide(*(v for v in secrets.values() if len(v) >= 8))
        before()


class VaultKeeper:
    """What a connector saves is in the vault when `save` returns, also when whoever waits for it is cancelled: the
    token before it is spent by then.

    The address that the secrets were obtained from is kept with them and decides where they are sent: the row
    in the database may be older (a restored backup) or another one (a crash between vault and database), and
    a token must never reach another server than its own.

    Until `release` everything stays in memory: while signing in, the connection before is untouched.
    """

    def __init__(self, vault: Vault, name: str, address: str, mask: Mask, *, held: bool = False) -> None:
        self._vault = vault
        self._name = name
        self._address = address
        self._mask = mask
        self._held: dict[str, str] | None = {} if held else None
        self._released: dict[str, str] = {}

    async def load(self) -> Mapping[str, str]:
        """Read anew each time: another copy of Kontor may have put a newer token there."""
        if self._held is not None:
            return dict(self._held)
        kept = await self._vault.get(self._name) or {}
        kept.pop(ADDRESS, None)
        self._mask.cover(kept)
        return kept

    async def save(self, secrets: Mapping[str, str]) -> None:
        self._mask.cover(secrets)
        if self._held is not None:
            self._held = dict(secrets)
            return
        await self._write(secrets)

    async def release(self) -> None:
        """Into the vault with what was held, and from now on directly."""
        self._released = self._held or {}
        await self._write(self._released)
        self._held = None

    def take_back(self) -> None:
        """What was released is held again, so that it can be revoked while the vault has something else."""
        self._held = self._released

    async def _write(self, secrets: Mapping[str, str]) -> None:
        await to_the_end(self._vault.set(self._name, {**secrets, ADDRESS: self._address}))
