"""How far clients are counted, within a transaction."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from app.clients.tables import Client, ClientLink
from app.connections.records import found
from app.connections.states import State
from app.db.chunks import chunks
from app.firm import settings
from app.summaries import planning, slots
from app.summaries.elsewhere import elsewhere
from app.summaries.owing import Standing, Terms
from app.summaries.periods import Period
from app.summaries.tables import CountFrom, LedgerEntry, LedgerTry
from integrations.contract import Manifest

AT_ONCE = 5_000  # ids in one statement


@dataclass(frozen=True, slots=True)
class Tried:
    """A try that did not work."""

    at: datetime
    problem: str


Owed = dict[Standing, tuple[Period, ...]]  # in the order of the slots, never empty
Tries = dict[tuple[int, date], list[Tried]]  # client and slot → in order


def terms(session: Session, manifest: Manifest, now: datetime, *, set_clock: bool) -> Terms:
    plan = planning.kept(session, manifest.key)
    calendar = slots.calendar_of(session, planning.offer_of(manifest))
    begun = slots.begun(session, manifest.key)
    due = tuple(period for period in begun if calendar.begins(period) <= now)
    last = slots.newest(session, now, manifest.key, calendar)
    language = settings.required(session).language
    other = elsewhere(session, manifest.key)
    return Terms(plan, calendar, due, now, set_clock, language, last, other)


def connected(session: Session, integration: str) -> bool:
    """Active and signed in once; it may have to be signed in again."""
    row = found(session, integration)
    return row is not None and row.active and row.state != State.OFF


def standings(
    session: Session,
    integration: str,
    *,
    ids: Collection[int] | None = None,
    behind: date | None = None,
    where: ColumnElement[bool] | None = None,
) -> tuple[Standing, ...]:
    """By name. Clients with a link or an entry; of two links the one that can be asked.

    `ids`: only these. `behind`: only those that can be counted and lack this slot. `where`: a condition on `Client`.
    """
    wanted = _query(integration)
    if where is not None:
        wanted = wanted.where(where)
    if behind is not None:
        lacking = or_(LedgerEntry.id.is_(None), LedgerEntry.slot < behind)
        alive = ClientLink.remote_active.is_(True), ClientLink.vanished_at.is_(None)
        wanted = wanted.where(Client.status == "active", *alive, lacking)
    parts = [true()] if ids is None else [Client.id.in_(part) for part in chunks(ids, AT_ONCE)]
    rows = (row for part in parts for row in session.execute(wanted.where(part)))
    return tuple(sorted(_once_each(rows), key=lambda each: (each.client.casefold(), each.client_id)))


def _query(integration: str) -> Any:
    newest = (
        select(func.max(LedgerEntry.slot))
        .where(LedgerEntry.client_id == Client.id, LedgerEntry.integration == integration)
        .correlate(Client)
        .scalar_subquery()
    )
    entry = and_(
        LedgerEntry.client_id == Client.id,
        LedgerEntry.integration == integration,
        LedgerEntry.slot == newest,
    )
    link = and_(ClientLink.client_id == Client.id, ClientLink.integration == integration)
    own_day = and_(CountFrom.client_id == Client.id, CountFrom.integration == integration)
    return (
        select(
            *(Client.id, Client.name, Client.registration_code, Client.status, Client.manager_id),
            *(ClientLink.remote_id, ClientLink.remote_active, ClientLink.readable, ClientLink.vanished_at),
            *(ClientLink.linked_at, CountFrom.day, LedgerEntry.slot, LedgerEntry.last_day),
        )
        .outerjoin(ClientLink, link)
        .outerjoin(CountFrom, own_day)
        .outerjoin(LedgerEntry, entry)
        .where(or_(ClientLink.id.is_not(None), LedgerEntry.id.is_not(None)))
        .order_by(ClientLink.id)
    )


def _once_each(rows: Iterable[Any]) -> Collection[Standing]:
    best: dict[int, Standing] = {}
    for row in rows:
        each = _standing(row)
        other = best.get(each.client_id)
        if other is None or _use(each) > _use(other):
            best[each.client_id] = each
    return best.values()


def _use(each: Standing) -> tuple[bool, bool]:
    return not each.obstacle, each.readable


def _standing(row: Any) -> Standing:
    linked = row.remote_id is not None
    return Standing(
        row[0],
        row.name,
        row.registration_code,
        row.status == "active",
        row.manager_id,
        row.remote_id,
        remote_active=not linked or row.remote_active,
        readable=not linked or row.readable,
        vanished=row.vanished_at is not None,
        linked_at=row.linked_at,
        count_from=row.day,
        covered_slot=row.slot,
        covered_until=row.last_day,
    )


def tries(session: Session, integration: str, ids: Collection[int]) -> Tries:
    """Of these clients."""
    found: Tries = defaultdict(list)
    columns = LedgerTry.client_id, LedgerTry.slot, LedgerTry.at, LedgerTry.problem
    for part in chunks(ids, AT_ONCE):
        own = select(*columns).where(LedgerTry.integration == integration, LedgerTry.client_id.in_(part))
        for client_id, slot, at, problem in session.execute(own.order_by(LedgerTry.id)):
            found[client_id, slot].append(Tried(at, problem))
    return found


def first_tries(session: Session, integration: str, owed: Owed) -> dict[Standing, list[datetime]]:
    """When the first owed slot of each was tried, in order."""
    found = tries(session, integration, [client.client_id for client in owed])
    own = {client: found.get((client.client_id, periods[0].slot), []) for client, periods in owed.items()}
    return {client: [each.at for each in tried] for client, tried in own.items()}
