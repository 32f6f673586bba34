"""The calls of Trigon's API, typed. Raises only `IntegrationError`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import quote

import msgspec

from integrations.contract import Problem, SecretKeeper, Surroundings, TryLater, UserNeeded
from integrations.http import Answer, Http, decode
from integrations.trigon import wire
from integrations.trigon.count_kinds import COUNTS
from integrations.trigon.tokens import Tokens

T = TypeVar("T")

_AT_LOGIN = {401: Problem.WRONG_CREDENTIALS}
_AT_FIRM = {403: Problem.NO_VIEW_PERMISSION, 404: Problem.NOT_FOUND}


class TrigonClient:
    def __init__(self, http: Http, keeper: SecretKeeper, around: Surroundings) -> None:
        self._http = http
        self.tokens = Tokens(keeper, self._refresh, around.moment)

    async def login(self, email: str, password: str) -> wire.SignedIn:
        """The tokens are new and not kept yet."""
        answer = await self._http.post("/auth/login", wire.Login(email, password))
        return _content(answer, wire.SIGNED_IN, _AT_LOGIN)

    async def logout(self) -> None:
        await self.tokens.settle()
        kept = await self.tokens.kept()
        self.tokens.drop()
        if kept:
            answer = await self._http.post("/auth/logout", wire.Refresh(kept))
            if not 200 <= answer.status < 300:
                raise wire.refusal(answer, {})

    async def me(self) -> wire.User:
        return await self._get("/me", wire.USER)

    async def firms(self, cursor: str | None = None, limit: int = wire.PAGE) -> wire.FirmPage:
        """One page of all firms, active and archived. `cursor`: `next_cursor` of the page before."""
        query = {"status": "all", "limit": str(limit), **({"cursor": cursor} if cursor else {})}
        return await self._get("/firms", wire.FIRM_PAGE, query)

    async def activity_counts(
        self, firm_id: str, first_day: date, last_day: date, fields: Sequence[str]
    ) -> wire.ActivityCounts:
        """Both days included, at most `wire.MOST_DAYS` of them, as Trigon's zone has them."""
        days = first_day.isoformat(), last_day.isoformat()
        query = {"from": days[0], "to": days[1], "fields": ",".join(fields)}
        path = f"{_firm_path(firm_id)}/activity-counts"
        answer = await self._get(path, wire.ACTIVITY_COUNTS, query, _AT_FIRM)
        _require(answer.firm_id in {firm_id, None}, "counts of another firm than asked for")
        _require((answer.first_day, answer.last_day) == days, "counts of other days than asked for")
        _require(answer.timezone in {COUNTS.zone, None}, "counts of days in another zone")
        return answer

    async def snapshot_counts(self, firm_id: str) -> wire.SnapshotCounts:
        path = f"{_firm_path(firm_id)}/snapshot-counts"
        answer = await self._get(path, wire.SNAPSHOT_COUNTS, here=_AT_FIRM)
        _require(answer.firm_id in {firm_id, None}, "numbers of another firm than asked for")
        return answer

    async def _refresh(self, refresh_token: str) -> wire.TokenPair:
        answer = await self._http.post("/auth/refresh", wire.Refresh(refresh_token))
        return _content(answer, wire.TOKEN_PAIR, {})

    async def _get(
        self,
        path: str,
        decoder: msgspec.json.Decoder[T],
        query: Mapping[str, str] | None = None,
        here: Mapping[int, Problem] | None = None,
    ) -> T:
        """Asks again once where the access token had run out. A second 401 needs a person."""
        access = await self.tokens.access()
        answer = await self._http.get(path, query, _bearer(access))
        if answer.status == 401 and wire.error_code(answer) != "access_token_invalid":
            access = await self.tokens.instead_of(access)
            answer = await self._http.get(path, query, _bearer(access))
        return _content(answer, decoder, here or {})


def _content(answer: Answer, decoder: msgspec.json.Decoder[T], here: Mapping[int, Problem]) -> T:
    if not 200 <= answer.status < 300:
        raise wire.refusal(answer, here)
    return decode(answer, decoder)


def _bearer(access_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}


def _firm_path(firm_id: str) -> str:
    """Ids are opaque and may hold anything. A lone dot or two would be taken for a step in the path."""
    if not firm_id:
        raise UserNeeded(Problem.NOT_FOUND, "no firm has an empty id")
    quoted = quote(firm_id, safe="")
    return "/firms/" + (quoted.replace(".", "%2E") if not quoted.strip(".") else quoted)


def _require(fits: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as "require that"
    if not fits:
        raise TryLater(Problem.BAD_ANSWER, otherwise)
