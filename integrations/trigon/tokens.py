"""The two tokens of a sign-in: the access token in memory alone, the refresh token with the keeper.

Trigon spends a refresh token the moment it is used, and takes a second use for theft. So there is one renewal at a
time, a new token is safe with the keeper before anything is asked with it, and a renewal under way is brought to its
end even when everybody who waited for it was cancelled.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta

from integrations.contract import Problem, SecretKeeper, UserNeeded
from integrations.trigon.wire import TokenPair

REFRESH_TOKEN, REFRESH_EXPIRES = "refresh_token", "refresh_expires"
MARGIN = timedelta(seconds=60)  # renewed that long before its end, or in the last tenth of a short life
LONGEST_LIFE = 10 * 365 * 86_400.0


class Tokens:
    """`exchange` sends a refresh token and gets a new pair; `moment` tells the time in UTC."""

    def __init__(
        self,
        keeper: SecretKeeper,
        exchange: Callable[[str], Awaitable[TokenPair]],
        moment: Callable[[], datetime],
    ) -> None:
        self._keeper = keeper
        self._exchange = exchange
        self._moment = moment
        self._access = ""
        self._renew_from: datetime | None = None
        self._unsaved: TokenPair | None = None
        self._work: asyncio.Task[str] | None = None

    async def access(self) -> str:
        """An access token that is good for a while."""
        if self._renew_from is not None and self._moment() < self._renew_from:
            return self._access
        return await self._renew()

    async def instead_of(self, refused: str) -> str:
        """Another access token than the refused one; where somebody has renewed it meanwhile, that one."""
        if self._access not in {"", refused}:
            return self._access
        return await self._renew()

    async def keep(self, pair: TokenPair) -> None:
        """The pair of a new sign-in."""
        await self.settle()
        await self._to_its_end(self._save_and_use(pair))

    async def kept(self) -> str:
        """The refresh token, "" where there is none."""
        return (await self._keeper.load()).get(REFRESH_TOKEN, "")

    async def expires(self) -> datetime | None:
        """When a person has to sign in again, unless the token is renewed before."""
        try:
            moment = datetime.fromisoformat((await self._keeper.load()).get(REFRESH_EXPIRES, ""))
        except ValueError:
            return None
        return moment if moment.tzinfo else None

    async def settle(self) -> None:
        """Waits for a renewal under way. To be called while requests are still possible.

        Being cancelled takes effect only then: a renewal that is torn has spent its token for nothing.
        """
        cancelled: asyncio.CancelledError | None = None
        while self._work is not None and not self._work.done():
            try:
                await asyncio.wait({self._work})
            except asyncio.CancelledError as wish:
                cancelled = wish
        if cancelled is not None:
            raise cancelled

    def drop(self) -> None:
        """Forget what is in memory."""
        self._access, self._renew_from, self._unsaved = "", None, None

    async def _renew(self) -> str:
        if self._work is not None:
            return await asyncio.shield(self._work)
        return await self._to_its_end(self._exchange_kept())

    async def _to_its_end(self, work: Coroutine[None, None, str]) -> str:
        self._work = asyncio.create_task(work)
        self._work.add_done_callback(self._over)
        return await asyncio.shield(self._work)

    def _over(self, work: asyncio.Task[str]) -> None:
        if self._work is work:
            self._work = None
        if not work.cancelled():
            work.exception()  # counts as seen, also when nobody waits any more

    async def _exchange_kept(self) -> str:
        """A pair that could not be saved the last time is saved now: its predecessor is spent."""
        return await self._save_and_use(self._unsaved or await self._new_pair())

    async def _new_pair(self) -> TokenPair:
        sent = await self.kept()
        if not sent:
            raise UserNeeded(Problem.SIGN_IN_AGAIN, "no token is kept")
        try:
            return await self._exchange(sent)
        except UserNeeded as refused:
            if refused.problem is Problem.SIGN_IN_AGAIN:
                await self._forget(sent)
            raise

    async def _save_and_use(self, pair: TokenPair) -> str:
        now = self._moment()
        self.drop()
        self._unsaved = pair
        expires = now + timedelta(seconds=min(pair.refresh_expires_in, LONGEST_LIFE))
        await self._keeper.save(
            {REFRESH_TOKEN: pair.refresh_token, REFRESH_EXPIRES: expires.isoformat(timespec="seconds")}
        )
        life = timedelta(seconds=min(pair.expires_in, LONGEST_LIFE))
        self._access, self._unsaved = pair.access_token, None
        self._renew_from = now + life - min(MARGIN, life / 10)
        return self._access

    async def _forget(self, refused: str) -> None:
        """Not when another program that shares the keeper has put a newer one there."""
        self.drop()
        if await self.kept() == refused:
            await self._keeper.save({REFRESH_TOKEN: "", REFRESH_EXPIRES: ""})
