"""Trigon as the rest of Kontor sees it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime

from integrations.address import base_address
from integrations.contract import (
    Account,
    ClientPage,
    Counts,
    Problem,
    RemoteClient,
    SecretKeeper,
    Surroundings,
    TryLater,
    UserNeeded,
)
from integrations.http import connection
from integrations.trigon import wire
from integrations.trigon.client import TrigonClient
from integrations.trigon.counting import counted
from integrations.trigon.mapping import to_client

LONGEST_EMAIL, LONGEST_PASSWORD = 254, 256
MOST_PAGES_WITHOUT_NEWS = 20


@asynccontextmanager
async def open_trigon(
    address: str, keeper: SecretKeeper, around: Surroundings
) -> AsyncIterator["TrigonConnector"]:
    """`address`: as typed, with or without "/api/v1". A renewal of tokens under way ends before the line closes."""
    async with connection(base_address(address, wire.API), around) as http:
        client = TrigonClient(http, keeper, around)
        try:
            yield TrigonConnector(client)
        finally:
            await client.tokens.settle()


class TrigonConnector:
    def __init__(self, client: TrigonClient) -> None:
        self._client = client

    async def sign_in(self, answers: Mapping[str, str]) -> Account:
        """`email` and `password`. What cannot be right is not sent."""
        email, password = answers.get("email", "").strip(), answers.get("password", "")
        if not (3 <= len(email) <= LONGEST_EMAIL and "@" in email and 1 <= len(password) <= LONGEST_PASSWORD):
            raise UserNeeded(Problem.WRONG_CREDENTIALS, "the e-mail is none, or the password is empty")
        signed_in = await self._client.login(email, password)
        _require_active(signed_in.user)
        await self._client.tokens.keep(signed_in)
        return _account(signed_in.user, await self._client.tokens.expires())

    async def test(self) -> Account:
        """Also asks for one firm: a role that lost List shows here and not in the middle of an import."""
        user = await self._client.me()
        _require_active(user)
        await self._client.firms(limit=1)
        return _account(user, await self._client.tokens.expires())

    async def clients(self) -> AsyncIterator[ClientPage]:
        """Ordered by id. A firm that stands on two pages, as firms were added meanwhile, comes once."""
        seen: set[str] = set()
        cursors: set[str] = set()
        without_news = 0
        cursor: str | None = None
        while True:
            page = await self._client.firms(cursor)
            clients = tuple(_news(page.items, seen))
            yield ClientPage(clients, page.total)
            without_news = 0 if clients else without_news + 1
            cursor = page.next_cursor
            if not cursor:
                return
            if cursor in cursors or without_news > MOST_PAGES_WITHOUT_NEWS:
                raise TryLater(Problem.BAD_ANSWER, "the pages do not come to an end")
            cursors.add(cursor)

    async def counts(self, remote_id: str, first_day: date, last_day: date, fields: Sequence[str]) -> Counts:
        """Days of Tallinn. One request for records, more where the period is longer than a year, one for snapshots."""
        return await counted(self._client, remote_id, first_day, last_day, fields)

    async def expires(self) -> datetime | None:
        return await self._client.tokens.expires()

    async def sign_out(self) -> None:
        await self._client.logout()


def _news(firms: Sequence[wire.Firm], seen: set[str]) -> list[RemoteClient]:
    news = []
    for firm in firms:
        if firm.id not in seen:
            seen.add(firm.id)
            news.append(to_client(firm))
    return news


def _require_active(user: wire.User) -> None:
    if not user.active:
        raise UserNeeded(Problem.USER_INACTIVE, "the user is not active")


def _account(user: wire.User, expires: datetime | None) -> Account:
    """Trigon tells no company: the user's name stands for the account."""
    return Account(account=user.name.strip() or user.email, user=user.email, token_expires=expires)
