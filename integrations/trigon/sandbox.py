"""Trigon as its proposed contract describes it, on this machine: for the demo, for trying things out, for tests.

A real server on loopback with state: firms can be added, changed, archived and removed between two imports, tokens
rotate and run out, and `faults` says what goes wrong next. It follows `tests/specs/trigon.openapi.yaml` to the letter.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from integrations.sandbox.loopback import Loopback
from integrations.sandbox.messages import Received, Reply
from integrations.trigon import sandbox_questions as asked
from integrations.trigon.sandbox_counting import Tally, made_up
from integrations.trigon.sandbox_firms import Firm, generated_firms, sandbox_firms
from integrations.trigon.sandbox_records import ZONE
from integrations.trigon.sandbox_sessions import EMAIL, Refused, Sessions, User
from integrations.trigon.wire import ACTIVITY_FIELDS, API

MESSAGES = {
    "invalid_credentials": "E-mail or password is wrong.",
    "user_inactive": "This user is not active.",
    "permission_list_missing": "The role of this user has no List permission for any firm.",
    "permission_view_missing": "The role of this user has no View permission for this firm.",
    "firm_not_found": "The firm does not exist or is not visible to this user.",
    "invalid_period": "The period is none, or longer than 366 days.",
}
NO_STORE = {"Cache-Control": "no-store"}


def _now() -> datetime:
    return datetime.now(UTC)


class TrigonSandbox(Loopback):
    """`firms` by id. `moment` tells the time and may be replaced."""

    def __init__(
        self,
        firms: Iterable[Firm] | None = None,
        *,
        latency: float = 0.0,
        moment: Callable[[], datetime] = _now,
    ) -> None:
        super().__init__(self._answer_numbered, latency=latency)
        self.moment = moment
        self.firms = {firm.id: firm for firm in (sandbox_firms() if firms is None else firms)}
        self.sessions = Sessions(lambda: self.moment())  # noqa: PLW0108 - it may be replaced later
        self._numbers = count(1)

    @property
    def email(self) -> str:
        return EMAIL

    @property
    def password(self) -> str:
        return self.sessions.password

    def of_case(self, case: str) -> list[Firm]:
        """The firms that show this case ("bankrupt", see `sandbox_firms`)."""
        return [firm for firm in self.firms.values() if firm.case == case]

    def add(self, firm: Firm) -> None:
        self.firms[firm.id] = firm

    def change(self, firm_id: str, **values: Any) -> None:
        """As somebody there would edit it: `change("f_1001", name="…", email=None)`."""
        self.firms[firm_id] = replace(self.firms[firm_id], **values, updated_at=self.moment())

    def edit(self, firm_id: str, values: Mapping[str, Any]) -> None:
        """`change` in the words of the contract: not `active` is archived, not `readable` is without View."""
        own = dict(values)
        if "active" in own:
            own["status"] = "active" if own.pop("active") else "archived"
        if "readable" in own:
            own["permissions"] = ["list", "view"] if own.pop("readable") else ["list"]
        self.change(firm_id, **own)

    def archive(self, firm_id: str) -> None:
        self.change(firm_id, status="archived")

    def remove(self, firm_id: str) -> None:
        """Gone, or no List any more: Trigon does not tell the two apart."""
        del self.firms[firm_id]

    def _answer_numbered(self, received: Received) -> Reply:
        number = f"req_{next(self._numbers):04}"
        try:
            reply = self._answer_request(received)
        except Refused as refused:
            reply = _refusal(refused, number)
        return replace(reply, headers={**reply.headers, "X-Request-Id": number})

    def _answer_request(self, received: Received) -> Reply:
        steps = received.steps[2:] if received.path.startswith(f"{API}/") else ()
        match (received.method, *steps):
            case ("POST", "auth", "login"):
                return self._login(received.json())
            case ("POST", "auth", ("refresh" | "logout") as what):
                return self._spend(what, asked.required(received.json(), "refresh_token"))
            case ("GET", *what):
                content = self._content(received, what)
                return Reply.page(404) if content is None else Reply.json(content)
        return Reply.page(404)

    def _content(self, received: Received, what: list[str]) -> dict[str, Any] | None:
        """What is to be read; None where nothing lies at that path."""
        match what:
            case ["me"]:
                return self._user(received).content()
            case ["firms"]:
                self._user_with_list(received)
                return self._page(received.query)
            case ["firms", firm_id]:
                return self._viewable(received, firm_id).content()
            case ["firms", firm_id, "activity-counts"]:
                return self._activity(self._countable(received, firm_id), received.query)
            case ["firms", firm_id, "snapshot-counts"]:
                return self._snapshot(self._countable(received, firm_id))
        return None

    def _spend(self, what: str, refresh_token: str) -> Reply:
        if what == "refresh":
            return Reply.json(self.sessions.refresh(refresh_token), headers=NO_STORE)
        self.sessions.logout(refresh_token)
        return Reply(204)

    def _login(self, content: Mapping[str, Any]) -> Reply:
        email, password = asked.required(content, "email"), asked.required(content, "password")
        if "@" not in email:
            raise Refused(400, "invalid_request", ("email", "format"))
        return Reply.json(self.sessions.login(email, password), headers=NO_STORE)

    def _user(self, received: Received) -> User:
        kind, _, token = received.headers.get("authorization", "").partition(" ")
        return self.sessions.user(token if kind == "Bearer" else "")

    def _user_with_list(self, received: Received) -> User:
        user = self._user(received)
        if not user.lists:
            raise Refused(403, "permission_list_missing")
        return user

    def _viewable(self, received: Received, firm_id: str) -> Firm:
        lists = self._user(received).lists
        firm = self.firms.get(firm_id)
        if firm is None or not lists:
            raise Refused(404, "firm_not_found")
        if "view" not in firm.permissions:
            raise Refused(403, "permission_view_missing", ("firmId", firm_id))
        return firm

    def _countable(self, received: Received, firm_id: str) -> Firm:
        firm = self._viewable(received, firm_id)
        if firm.counts_fail:
            raise Refused(500, "internal_error")
        return firm

    def _page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """One page in the order of the ids. The cursor holds the last id, so firms added meanwhile shift nothing."""
        status, limit = asked.status(query), asked.limit(query)
        after = asked.last_id(query["cursor"]) if "cursor" in query else ""
        fitting = [i for i in sorted(self.firms) if status in {"all", self.firms[i].status}]
        rest = [firm_id for firm_id in fitting if firm_id > after]
        return {
            "items": [self.firms[firm_id].content() for firm_id in rest[:limit]],
            "next_cursor": asked.cursor(rest[limit - 1]) if len(rest) > limit else None,
            "total": len(fitting),
        }

    def _activity(self, firm: Firm, query: Mapping[str, str]) -> dict[str, Any]:
        first_day, last_day = asked.period(query)
        fields = asked.fields(query)
        counts = self._counts(firm, first_day, last_day)
        return {
            "firm_id": firm.id,
            "from": first_day.isoformat(),
            "to": last_day.isoformat(),
            "timezone": "Europe/Tallinn",
            "generated_at": self._here().isoformat(),
            "counts": {field: counts[field] for field in fields},
        }

    def _counts(self, firm: Firm, first_day: date, last_day: date) -> dict[str, int]:
        tallies = made_up(firm.id, firm.busy, firm.opened, first_day, last_day)
        now = self.moment()
        parts = [tally.counts(first_day, last_day, now) for tally in (*tallies, Tally(firm.records))]
        return dict(zip(ACTIVITY_FIELDS, map(sum, zip(*parts, strict=True)), strict=True))

    def _snapshot(self, firm: Firm) -> dict[str, Any]:
        here = self._here()
        size = sum(map(ord, firm.id)) % 23
        return {
            "firm_id": firm.id,
            "as_of": here.isoformat(),
            "counts": {
                "active_reporting_persons": round(size * firm.busy) + here.month % 3,
                "depreciable_fixed_assets": round(4 * firm.busy * (1 + len(firm.id) % 3)),
            },
        }

    def _here(self) -> datetime:
        return self.moment().astimezone(ZONE).replace(microsecond=0)


def _refusal(refused: Refused, request_id: str) -> Reply:
    error: dict[str, Any] = {
        "code": refused.code,
        "message": MESSAGES.get(refused.code, refused.code.replace("_", " ").capitalize() + "."),
        "request_id": request_id,
    }
    if refused.details:
        error["details"] = [{"field": field, "issue": issue} for field, issue in refused.details]
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if refused.status == 401 else {}
    if refused.retry_after is not None:
        headers["Retry-After"] = str(refused.retry_after)
    return Reply.json({"error": error}, refused.status, headers)


__all__ = ["Firm", "TrigonSandbox", "generated_firms", "sandbox_firms"]
