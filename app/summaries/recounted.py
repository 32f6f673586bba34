"""Old and new counts of covered days, within a transaction (P6.7).

The number of a field stands as its entry has it plus the corrections that were found of that entry since. A task has
the entry's number plus the corrections of earlier entries that were settled in it, in the task field that the count
went into then; where a task says something else, a person has changed it, and what a person has put there stays. Where
the two together are below 0 now, the task gets 0 and the rest of the corrections waits for the client's next entry.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.rights import Actor
from app.db.audit import Change, record
from app.db.base import Base
from app.db.bulk import keep_others_out
from app.summaries.corrections import leave_open
from app.summaries.tables import Correction, LedgerEntry
from app.summaries.views import Recount, RecountRow
from app.work.field_values import plain
from app.work.tables import TaskFieldValue
from app.work.writing import set_values


@dataclass(frozen=True, slots=True)
class Again:
    """An entry to ask for again. `counts`: those that can be."""

    entry_id: int
    client_id: int
    client: str
    remote_id: str
    slot: date
    run_date: date
    first_day: date
    last_day: date
    counts: Mapping[str, int]


def entries(
    session: Session, integration: str, slot: date, ids: Collection[int] | None, fields: frozenset[str]
) -> tuple[Again, ...]:
    """Of the clients `ids`, None: of all, by name. Those without a count that can be asked for again are left away."""
    wanted = (
        select(LedgerEntry, Client.name)
        .join(Client, Client.id == LedgerEntry.client_id)
        .where(LedgerEntry.integration == integration, LedgerEntry.slot == slot)
    )
    found = []
    for row, name in session.execute(wanted).all():
        counts = {field: number for field, number in row.counts.items() if field in fields}
        if counts and (ids is None or row.client_id in ids):
            days = row.slot, row.run_date, row.first_day, row.last_day
            found.append(Again(row.id, row.client_id, name, row.remote_id, *days, counts))
    return tuple(sorted(found, key=lambda each: (each.client.casefold(), each.client_id)))


def rows(
    session: Session, asked: Iterable[Again], told: Mapping[int, Mapping[str, int]]
) -> tuple[RecountRow, ...]:
    """What differs."""
    return tuple(row for each in asked if each.entry_id in told for row in _rows(session, each, told))


def _rows(session: Session, each: Again, told: Mapping[int, Mapping[str, int]]) -> Iterable[RecountRow]:
    entry = session.get_one(LedgerEntry, each.entry_id)
    found, settled = _corrections(session, entry)
    for field, new in told[each.entry_id].items():
        old = entry.counts[field] + found.get(field, 0)
        if old == new:
            continue
        yield RecountRow(
            entry_id=entry.id,
            client_id=each.client_id,
            client=each.client,
            slot=each.slot,
            first_day=each.first_day,
            last_day=each.last_day,
            field=field,
            old=old,
            new=new,
            invoiced=entry.invoiced_at is not None,
            by_hand=_by_hand(session, entry, field, settled),
        )


def write(
    session: Session, actor: Actor, at: datetime, recount: Recount, chosen: Sequence[RecountRow]
) -> int:
    """Rows whose number has become another one since it was asked for are passed over."""
    keep_others_out(
        session, Base.metadata.tables["task"], Base.metadata.tables["ledger_entry"]
    )  # as `saving` does
    changed = 0
    by_entry: dict[int, list[RecountRow]] = {}
    for row in chosen:
        by_entry.setdefault(row.entry_id, []).append(row)
    for entry_id, own in by_entry.items():
        entry = session.get(LedgerEntry, entry_id)
        if entry is not None:
            changed += _write(session, actor, at, recount, entry, own)
    return changed


def _write(  # noqa: PLR0917 - who, when, what
    session: Session,
    actor: Actor,
    at: datetime,
    recount: Recount,
    entry: LedgerEntry,
    rows: Sequence[RecountRow],
) -> bool:
    found, settled = _corrections(session, entry)
    fitting = [row for row in rows if entry.counts.get(row.field, 0) + found.get(row.field, 0) == row.old]
    if not fitting:
        return False
    if entry.invoiced_at is not None:
        for row in fitting:
            difference = row.new - row.old
            session.add(Correction(entry_id=entry.id, field=row.field, difference=difference, at=at))
    else:
        _replace(session, actor, at, recount, entry, fitting, found, settled)
    invoiced = entry.invoiced_at is not None
    told = {f"correction.{row.field}" if invoiced else row.field: (row.old, row.new) for row in fitting}
    record(session, actor, at, [Change("edit", "ledger", entry.id, fitting[0].client, told)])
    return True


def _replace(  # noqa: PLR0917 - as above
    session: Session,
    actor: Actor,
    at: datetime,
    recount: Recount,
    entry: LedgerEntry,
    rows: Sequence[RecountRow],
    found: Mapping[str, int],
    settled: Mapping[str, int],
) -> None:
    """The entry's numbers, and those of its task that nobody has changed."""
    own = [row.field for row in rows if _by_hand(session, entry, row.field, settled) is None]
    entry.counts = {**entry.counts, **{row.field: row.new - found.get(row.field, 0) for row in rows}}
    entry.fetched_at = recount.at
    session.flush()
    if entry.task_id is not None and own:
        numbers = {field: entry.counts[field] + settled.get(field, 0) for field in own}
        values = {entry.fields[field]: Decimal(max(0, number)) for field, number in numbers.items()}
        set_values(session, actor, at, entry.task_id, values)
        for field, number in numbers.items():
            leave_open(session, entry.id, field, min(0, number))


def _by_hand(session: Session, entry: LedgerEntry, field: str, settled: Mapping[str, int]) -> str | None:
    """What a person has put into the task; None where it has the entry's own number, or no task has it."""
    if entry.task_id is None:
        return None
    value = session.get(TaskFieldValue, (entry.task_id, entry.fields[field]))
    number = value.number if value else None
    if number == entry.counts[field] + settled.get(field, 0):
        return None
    return "" if number is None else plain(number)


def _corrections(session: Session, entry: LedgerEntry) -> tuple[dict[str, int], dict[str, int]]:
    """By field: found of this entry, and of others settled in it."""
    total = Correction.field, func.sum(Correction.difference)
    found = select(*total).where(Correction.entry_id == entry.id).group_by(Correction.field)
    settled = select(*total).where(Correction.settled_in == entry.id).group_by(Correction.field)
    return dict(session.execute(found).all()), dict(session.execute(settled).all())
