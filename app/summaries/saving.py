"""Writing what was counted: task, ledger entry and numbers of a client in one transaction (P6.6)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.base import Base
from app.db.bulk import Insertion, keep_others_out, ready
from app.db.store import TO_JSON
from app.firm.tables import Member
from app.summaries.corrections import leave_open
from app.summaries.owing import Standing, Terms
from app.summaries.periods import Period
from app.summaries.standings import standings
from app.summaries.tables import Correction, LedgerEntry
from app.summaries.titles import title_of
from app.work.views import MadeTask
from app.work.writing import insert_tasks

_ENTRY = (
    *("client_id", "remote_id", "slot", "run_date", "first_day", "last_day"),
    *("counts", "fields", "as_of", "fetched_at", "task_id"),
)


@dataclass(frozen=True, slots=True)
class Counted:
    """An answer that is not written yet. `snapshots`: the fields of `counts` that have no past, told at `as_of`."""

    client_id: int
    remote_id: str
    period: Period
    counts: Mapping[str, int]
    snapshots: frozenset[str]
    as_of: datetime | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class _Found:
    """Corrections of earlier entries that are not settled yet: ids, and differences by field."""

    ids: tuple[int, ...] = ()
    differences: Mapping[str, int] | None = None


def save(session: Session, actor: Actor, at: datetime, terms: Terms, answers: Sequence[Counted]) -> list[int]:
    """The clients that are covered now. Each answer is of another client.

    Looked at again here: an answer is dropped unless the client is still active and linked to the same remote client,
    and these very days are the first that it owes. So whatever came in between, no day is counted twice.
    """
    keep_others_out(session, Base.metadata.tables["task"], Base.metadata.tables["ledger_entry"])
    by_client = {each.client_id: each for each in answers}
    clients = [
        client
        for client in standings(session, terms.plan.integration, ids=by_client)
        if _still_owed(terms, client, by_client[client.client_id])
    ]
    found = _corrections(session, terms, [client.client_id for client in clients])
    keen = set(session.scalars(select(Member.id).where(Member.status != "inactive")))
    tasks = [_task(terms, client, by_client[client.client_id], found, keen) for client in clients]
    task_ids = insert_tasks(session, actor, at, tasks)
    saved = [client.client_id for client in clients]
    _write_entries(session, terms, [by_client[id_] for id_ in saved], task_ids)
    _settle(session, terms, [by_client[id_] for id_ in saved if id_ in found], found)
    return saved


def _still_owed(terms: Terms, client: Standing, answer: Counted) -> bool:
    if client.obstacle or client.remote_id != answer.remote_id:
        return False
    return terms.owed(client)[:1] == (answer.period,)


def _task(
    terms: Terms, client: Standing, answer: Counted, found: Mapping[int, _Found], keen: set[int]
) -> MadeTask:
    """In the month of its run, billed in the month of its last day. Corrections take no number below 0."""
    plan, period = terms.plan, answer.period
    more = (found[client.client_id].differences or {}) if client.client_id in found else {}
    numbers = {name: max(0, count + more.get(name, 0)) for name, count in answer.counts.items()}
    fields = {plan.mapping[name]: Decimal(number) for name, number in numbers.items()}
    as_of = (
        {plan.mapping[name]: answer.as_of for name in answer.counts if name in answer.snapshots}
        if answer.as_of
        else {}
    )
    member = {"manager": client.manager_id, "member": plan.member_id}.get(plan.assignee)
    return MadeTask(
        title=title_of(plan.title, period, terms.language),
        client_id=client.client_id,
        topic_id=plan.topic_id,
        assignee_ids=(member,) if member in keen and member is not None else (),
        start=period.run_date,
        due=period.run_date,
        billing_date=period.last_day,
        source=plan.integration,
        fields=fields,
        as_of=as_of,
        status="done" if plan.auto_complete else "open",
    )


def _corrections(session: Session, terms: Terms, ids: Sequence[int]) -> dict[int, _Found]:
    """Of fields that are imported now; others wait until they are again."""
    open_ones = (
        select(Correction.id, Correction.field, Correction.difference, LedgerEntry.client_id)
        .join(LedgerEntry, LedgerEntry.id == Correction.entry_id)
        .where(
            LedgerEntry.integration == terms.plan.integration,
            LedgerEntry.client_id.in_(ids),
            Correction.settled_in.is_(None),
            Correction.field.in_(terms.plan.mapping),
        )
    )
    numbers: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    used: dict[int, list[int]] = defaultdict(list)
    for id_, field, difference, client_id in session.execute(open_ones):
        numbers[client_id][field] += difference
        used[client_id].append(id_)
    return {client_id: _Found(tuple(used[client_id]), numbers[client_id]) for client_id in used}


def _write_entries(
    session: Session, terms: Terms, answers: Sequence[Counted], task_ids: Sequence[int]
) -> None:
    table = Base.metadata.tables["ledger_entry"]
    day, moment = ready(session, table, "slot"), ready(session, table, "as_of")
    mapping = terms.plan.mapping
    into = Insertion(session, table, _ENTRY, {"integration": terms.plan.integration})
    into.add(
        (
            *(each.client_id, each.remote_id, day(each.period.slot), day(each.period.run_date)),
            *(day(each.period.first_day), day(each.period.last_day), TO_JSON(dict(each.counts))),
            TO_JSON({name: mapping[name] for name in each.counts}),
            *(moment(each.as_of), moment(each.fetched_at), task_id),
        )
        for each, task_id in zip(answers, task_ids, strict=True)
    )


def _settle(session: Session, terms: Terms, answers: Sequence[Counted], found: Mapping[int, _Found]) -> None:
    """In the entries of the answers, but for what would bring their tasks below 0."""
    for each in answers:
        entry = select(LedgerEntry.id).where(
            LedgerEntry.client_id == each.client_id,
            LedgerEntry.integration == terms.plan.integration,
            LedgerEntry.slot == each.period.slot,
        )
        entry_id, own = session.scalars(entry).one(), found[each.client_id]
        settled = update(Correction).where(Correction.id.in_(own.ids))
        session.execute(settled.values(settled_in=entry_id))
        for field, difference in (own.differences or {}).items():
            leave_open(session, entry_id, field, min(0, each.counts.get(field, 0) + difference))
