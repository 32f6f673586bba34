"""The register's verdicts on clients, as the database keeps them: with the moment the register said so (P4.2)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, bindparam, select, update
from sqlalchemy.orm import Session

from app.clients.access import require_theirs
from app.clients.tables import Client
from app.core.rights import Actor
from app.db.chunks import chunks
from app.registers.verdicts import Asked, Verdict

DUE_AFTER = timedelta(days=30)  # the monthly re-check
SAME_AFTER = timedelta(days=1)  # an unchanged verdict gets its new date once a day, not at each check
REGISTRY = ("registry_flag", "registry_reason", "registry_facts", "registry_at")


@dataclass(frozen=True, slots=True)
class Kept:
    """A client and what is kept of the register's last verdict on it."""

    id: int
    asked: Asked
    verdict: Verdict


def due(session: Session, now: datetime, *, everyone: bool) -> tuple[Kept, ...]:
    """`everyone`: all clients. Else the active ones that were never checked, could not be checked, or whose verdict is
    a month old.
    """
    wanted = _wanted() if everyone else _wanted(Client.status == "active")
    found = (_kept(row) for row in session.execute(wanted))
    return tuple(kept for kept in found if everyone or _is_due(kept.verdict, now))


def named(session: Session, actor: Actor, ids: Collection[int]) -> tuple[Kept, ...]:
    """Exactly these. `NotFound` where one does not exist, `Refused` where one is not the actor's."""
    require_theirs(session, actor, ids)
    found = (session.execute(_wanted(Client.id.in_(part))) for part in chunks(ids))
    return tuple(_kept(row) for rows in found for row in rows)


def worth_keeping(kept: Kept, verdict: Verdict) -> bool:
    """Whether the new verdict is to be written. What was found out stays where the register could not be asked now."""
    if verdict.at is None:
        unasked = kept.verdict.reason == "not_checked" or verdict.facts.get("why") == "no_register"
        return unasked and not _same(kept.verdict, verdict)
    old = kept.verdict.at
    return not _same(kept.verdict, verdict) or old is None or verdict.at - old >= SAME_AFTER


def write(session: Session, verdicts: Iterable[tuple[Kept, Verdict]]) -> None:
    """In one statement, and only for clients whose code, country and name are still those that were asked for.

    `changed_at` is not touched: nobody has changed the client.
    """
    table = Client.metadata.tables[Client.__tablename__]
    unchanged = (
        (table.c.id == bindparam("for_id"))
        & (table.c.registration_code == bindparam("for_code"))
        & (table.c.country == bindparam("for_country"))
        & (table.c.name == bindparam("for_name"))
    )
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in REGISTRY}
    rows = [_values(kept, verdict) for kept, verdict in verdicts]
    if rows:
        session.connection().execute(update(table).where(unchanged).values(new), rows)


def _wanted(*conditions: ColumnElement[bool]) -> Executable:
    c = Client
    asked, verdict = (c.country, c.registration_code, c.name), [getattr(c, name) for name in REGISTRY]
    return select(c.id, *asked, *verdict).where(*conditions).order_by(c.id)


def _kept(row: Any) -> Kept:
    client_id, country, code, name, flag, reason, facts, at = row
    return Kept(client_id, Asked(country, code, name), Verdict(flag, reason, facts, at))


def _is_due(verdict: Verdict, now: datetime) -> bool:
    return verdict.at is None or verdict.reason == "not_checked" or now - verdict.at >= DUE_AFTER


def _same(one: Verdict, other: Verdict) -> bool:
    return (one.flag, one.reason, one.facts) == (other.flag, other.reason, other.facts)


def _values(kept: Kept, verdict: Verdict) -> dict[str, Any]:
    new = zip(REGISTRY, (verdict.flag, verdict.reason, verdict.facts, verdict.at), strict=True)
    asked = kept.asked
    whom = {"for_id": kept.id, "for_code": asked.code, "for_country": asked.country, "for_name": asked.name}
    return whom | {f"new_{name}": value for name, value in new}
