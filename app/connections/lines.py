"""Opening a line to an accounting program with its secrets, one at a time.

Taking turns. A refresh token is spent by using it, and using it twice ends the sign-in everywhere. So whoever
talks to an accounting program holds the vault's *turn* for that connection from before the token is read until
the last answer: one session at a time within this process and among all processes that share the vault (a
desktop and a headless run beside it). The vault is read after the turn was given, and a rotated token is in
the vault before it is used, so nobody ever holds a token that another has spent. The turn is the system's file
lock: it is free again when its holder dies. It is held for the whole session and not for a refresh alone, as
only the connector knows when it will refresh, and two imports of one program at once help nobody.

Signing in is all or nothing. Tokens are held in memory until the other side has accepted everything; then
vault and database are written without regard to cancelling, the vault first. If the database refuses, the old
secrets are put back and the new ones revoked. If the power fails between the two, the new sign-in counts: its
address lies beside the secrets (`app.connections.keeper`).
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

from app.connections.keeper import ADDRESS, Mask, VaultKeeper
from app.core.errors import Refused
from app.core.turns import to_the_end
from app.core.vault import Vault
from app.core.words import _
from integrations.contract import (
    Account,
    Connector,
    Integration,
    IntegrationError,
    Problem,
    Surroundings,
    UserNeeded,
)

SOON = 10.0  # seconds that a person at a button waits for another side that asks for a pause
SIGN_OUT = 10.0  # seconds for the other side to revoke a token that is forgotten here anyway
log = logging.getLogger(__name__)


class Lines:
    """`name` is the vault's name of the connection. All but `turn` want the turn to be held."""

    def __init__(self, vault: Vault, around: Surroundings, wait: float) -> None:
        """`wait`: seconds for another session to end."""
        self._vault = vault
        self._around = around
        self._wait = wait
        self._masks: defaultdict[str, Mask] = defaultdict(Mask)

    @asynccontextmanager
    async def turn(self, entry: Integration, name: str) -> AsyncIterator[None]:
        """Raises `Refused` ("connection_busy") where another session does not end in time."""
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._vault.turn(name, self._wait))
            except TimeoutError:
                raise _busy(entry) from None
            yield

    @asynccontextmanager
    async def talk(
        self, entry: Integration, name: str, address: str, *, watched: bool = False
    ) -> AsyncIterator[Connector]:
        """A connector with its kept secrets. Raises `IntegrationError`, and `Refused` of the vault.

        `address`: for secrets that were kept without one. `watched`: a person waits for the answer.
        """
        kept = await self._vault.get(name)
        if kept is None:
            raise UserNeeded(Problem.SIGN_IN_AGAIN, "no secrets are kept")
        own = kept.get(ADDRESS, address)
        keeper = VaultKeeper(self._vault, name, own, self._masks[name])
        around = self._briefly() if watched else self._around
        async with entry.open(own, keeper, around) as connector:
            yield connector

    async def sign_in(
        self,
        entry: Integration,
        name: str,
        address: str,
        answers: Mapping[str, str],
        keep: Callable[[Account], Awaitable[None]],
    ) -> None:
        """`keep` writes what is not secret. Where it fails, all is as before and the new tokens are revoked."""
        before = await self._vault.get(name)
        mask = Mask()
        keeper = VaultKeeper(self._vault, name, address, mask, held=True)
        try:
            async with entry.open(address, keeper, self._briefly()) as connector:
                account = await connector.sign_in(answers)
                await to_the_end(self._settle(name, before, keeper, connector, lambda: keep(account)))
        except BaseException:
            mask.cover({})
            raise
        self._masks[name].cover({})
        self._masks[name] = mask

    def _briefly(self) -> Surroundings:
        """For what a person waits for at a button."""
        return replace(self._around, patience=min(SOON, self._around.patience))

    async def forget(self, entry: Integration, name: str, address: str) -> None:
        """Revoked at the other side if it can be reached, gone from the vault in any case."""
        try:
            async with asyncio.timeout(SIGN_OUT), self.talk(entry, name, address) as connector:
                await connector.sign_out()
        except (IntegrationError, TimeoutError) as fault:
            log.info("%s: not signed out there: %s", entry.manifest.key, fault)
        await self._vault.delete(name)
        self._masks[name].cover({})

    async def _settle(
        self,
        name: str,
        before: Mapping[str, str] | None,
        keeper: VaultKeeper,
        connector: Connector,
        keep: Callable[[], Awaitable[None]],
    ) -> None:
        try:
            await keeper.release()
            try:
                await keep()
            except Exception:
                await self._put_back(name, before)
                raise
        except Exception as fault:
            keeper.take_back()
            # a keyring that was silent may still come to write them: then they have to be good
            if not (isinstance(fault, Refused) and fault.code == "keyring_silent"):
                await self._revoke(connector)
            raise

    async def _put_back(self, name: str, before: Mapping[str, str] | None) -> None:
        if before is None:
            await self._vault.delete(name)
        else:
            await self._vault.set(name, before)

    async def _revoke(self, connector: Connector) -> None:
        try:
            async with asyncio.timeout(SIGN_OUT):
                await connector.sign_out()
        except (IntegrationError, TimeoutError, Refused) as fault:
            log.info("new tokens were not revoked: %s", fault)


def _busy(entry: Integration) -> Refused:
    name = entry.manifest.name
    return Refused(
        "connection_busy",
        _("Kontor is fetching from {name} already, here or in another copy.").format(name=name),
        _("Wait until it is done, or cancel it there, then try again."),
    )
