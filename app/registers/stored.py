"""The register's verdicts on clients, as the database keeps them: with the moment the register said so (P4.2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.registers.verdicts import Asked, Verdict

DUE_AFTER = timedelta(days=30)  # the monthly re-check
SAME_AFTER = timedelta(days=1)  # an unchanged verdict gets its new date once a day, not at each check
IDS_AT_ONCE = 500
REGISTRY = ("registry_flag", "registry_reason", "registry_facts", "registry_at")


@dataclass(frozen=True, slots=True)
class Kept:
    """A client and what is kept of the register's last verdict on it."""

    id: int
    asked: Asked
    verdict: Verdict


def clients(
    session: Session, ids: Sequence[int] | None, now: datetime, *, everyone: bool
) -> tuple[Kept, ...]:
    """`ids`: exactly these. `everyone`: all. Else the active ones that were never checked, could not be checked, or
    whose verdict is a month old.
    """
    c = Client
    asked, verdict = (c.country, c.registration_code, c.name), [getattr(c, name) for name in REGISTRY]
    wanted = select(c.id, *asked, *verdict).order_by(c.id)
    if ids is not None:
        chunks = (ids[start : start + IDS_AT_ONCE] for start in range(0, len(ids), IDS_AT_ONCE))
        return tuple(
            _kept(row) for chunk in chunks for row in session.execute(wanted.where(Client.id.in_(chunk)))
        )
    if not everyone:
        wanted = wanted.where(Client.status == "active")
    found = (_kept(row) for row in session.execute(wanted))
    return tuple(kept for kept in found if everyone or _is_due(kept.verdict, now))


def worth_keeping(kept: Kept, verdict: Verdict) -> bool:
    """Whether the new verdict is to be written. What was found out stays where the register could not be asked now."""
    if verdict.at is None:
        unasked = kept.verdict.reason == "not_checked" or verdict.facts.get("why") == "no_register"
        return unasked and not _same(kept.verdict, verdict)
    old = kept.verdict.at
    return not _same(kept.verdict, verdict) or old is None or verdict.at - old >= SAME_AFTER


def write(session: Session, verdicts: Iterable[tuple[Kept, Verdict]]) -> None:
    """In one statement, and only for clients whose code and country are still those that were asked for.

    `changed_at` is not touched: nobody has changed the client.
    """
    table = Client.metadata.tables[Client.__tablename__]
    unchanged = (
        (table.c.id == bindparam("for_id"))
        & (table.c.registration_code == bindparam("for_code"))
        & (table.c.country == bindparam("for_country"))
    )
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in REGISTRY}
    rows = [_values(kept, verdict) for kept, verdict in verdicts]
    if rows:
        session.connection().execute(update(table).where(unchanged).values(new), rows)


def _kept(row: Any) -> Kept:
    client_id, country, code, name, flag, reason, facts, at = row
    return Kept(client_id, Asked(country, code, name), Verdict(flag, reason, facts, at))


def _is_due(verdict: Verdict, now: datetime) -> bool:
    return verdict.at is None or verdict.reason == "not_checked" or now - verdict.at >= DUE_AFTER


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.flag, one.reason, one.facts) == (other.flag, other.reason, other.facts)


def _values(kept: Kept, verdict: Verdict) -> dict[str, Any]:
    new = zip(REGISTRY, (verdict.flag, verdict.reason, verdict.facts, verdict.at), strict=True)
    whom = {"for_id": kept.id, "for_code": kept.asked.code, "for_country": kept.asked.country}
    return whom | {f"new_{name}": value for name, value in new}
