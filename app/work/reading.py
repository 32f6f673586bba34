"""Rows of task lists, fast: 100,000 of them are read at once.

The driver's own tuples, one statement per kind (tasks, assignees, checklists, names) and not one per task; days
and moments are turned with a memory, as most tasks share a few of them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from app.clients.composing import Turned, moment
from app.clients.tables import Client
from app.core.rights import Actor
from app.core.text import one_of
from app.db.chunks import chunks
from app.firm.tables import Member
from app.work.access import theirs
from app.work.tables import ChecklistItem, Task, TaskAssignee, Topic
from app.work.views import TaskRow

MANY = 10_000  # tasks whose parts are looked for by their ids
SCOPES = ("today", "overdue", "open", "done", "all")
_T, _A, _I = Task.__table__.c, TaskAssignee.__table__.c, ChecklistItem.__table__.c
# in the order that `_row` takes them apart
_COLUMNS = (
    *(_T.id, _T.title, _T.client_id, _T.topic_id, _T.start, _T.due, _T.due_minute, _T.billing_date),
    *(_T.status, _T.important, _T.extra_work, _T.source, _T.done_at),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks of a list: `today` is the day in the firm's zone, None is no condition."""

    scope: str
    today: date
    client_id: int | None = None
    assignee_id: int | None = None
    limit: int | None = None


def in_scope(scope: str, today: date) -> ColumnElement[bool]:
    """`today`: open, begins or is due today. What is overdue is in its own list, beside it."""
    is_open = _T.status == "open"
    if scope == "today":
        return and_(
            is_open, or_(_T.due == today, and_(_T.start == today, or_(_T.due.is_(None), _T.due > today)))
        )
    if scope == "overdue":
        return and_(is_open, _T.due < today)
    if scope == "all":
        return true()
    return _T.status == one_of(SCOPES, scope)


def on_the_lists() -> ColumnElement[bool]:
    """Open tasks of an inactive client are on no list until it is active again (P2.4)."""
    inactive = select(Client.id).where(Client.status != "active").correlate(None)
    return or_(_T.status != "open", _T.client_id.is_(None), _T.client_id.not_in(inactive))


def conditions(actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Everything of one client, asked for as such, has the open tasks of an inactive one too."""
    found = [theirs(actor), in_scope(wanted.scope, wanted.today)]
    if wanted.scope != "all" or wanted.client_id is None:
        found.append(on_the_lists())
    if wanted.client_id is not None:
        found.append(_T.client_id == wanted.client_id)
    if wanted.assignee_id is not None:
        found.append(_T.id.in_(select(_A.task_id).where(_A.member_id == wanted.assignee_id)))
    return found


def read_rows(session: Session, actor: Actor, wanted: Wanted) -> tuple[TaskRow, ...]:
    """What is done: the newest first. Else by due day, those without one last."""
    if wanted.limit is not None and wanted.limit < 1:
        return ()
    order = (_T.done_at.desc(), _T.id.desc()) if wanted.scope == "done" else (
        _T.due.is_(None), _T.due, _T.due_minute.is_(None), _T.due_minute, _T.id
    )  # fmt: skip
    chosen = select(*_COLUMNS).where(*conditions(actor, wanted)).order_by(*order).limit(wanted.limit)
    return _rows(session, list(_tuples(session, chosen)), wanted.today)


def rows_of(session: Session, ids: Collection[int], today: date) -> dict[int, TaskRow]:
    """By id; those that do not exist are left out."""
    found: dict[int, TaskRow] = {}
    for part in chunks(ids):
        tasks = list(_tuples(session, select(*_COLUMNS).where(_T.id.in_(part))))
        found |= {row.id: row for row in _rows(session, tasks, today)}
    return found


def _rows(session: Session, tasks: list[Any], today: date) -> tuple[TaskRow, ...]:
    parts = _Parts(session, [task[0] for task in tasks])
    days, moments = Turned(_day), Turned(moment)
    return tuple([_row(task, parts, days, moments, today) for task in tasks])


class _Parts:
    """What rows take from other tables."""

    def __init__(self, session: Session, ids: list[int]) -> None:
        self.clients: dict[int | None, tuple[str, str]] = {None: ("", "")}
        self.topics: dict[int | None, str] = {None: ""}
        names = select(Client.id, Client.name, Client.mark)
        self.clients |= {id_: (name, mark) for id_, name, mark in _tuples(session, names)}
        self.topics |= dict(_tuples(session, select(Topic.id, Topic.name)))
        self.assignees = _assignees(session, ids)
        self.items = _items(session, ids)


def _assignees(session: Session, ids: list[int]) -> Mapping[int, tuple[tuple[str, ...], tuple[int, ...]]]:
    """Task → names and ids, by name. Equal sets of members are one pair of tuples in memory."""
    names = dict(session.execute(select(Member.id, Member.name)).all())
    held: dict[int, tuple[int, ...]] = {}
    for task_id, member_id in _of(session, ids, select(_A.task_id, _A.member_id), _A.task_id):
        held[task_id] = (*held[task_id], member_id) if task_id in held else (member_id,)
    pairs = {some: _by_name(some, names) for some in set(held.values())}
    return {task_id: pairs[some] for task_id, some in held.items()}


def _by_name(ids: Iterable[int], names: Mapping[int, str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    ordered = sorted(ids, key=lambda id_: (names[id_].casefold(), id_))
    return tuple(names[id_] for id_ in ordered), tuple(ordered)


def _items(session: Session, ids: list[int]) -> Mapping[int, tuple[int, int]]:
    """Task → items of its checklist that are done, and all of them."""
    counted = select(_I.task_id, func.count(case((_I.done, 1))), func.count())
    rows = _of(session, ids, counted, _I.task_id, group=True)
    return {task_id: (done, total) for task_id, done, total in rows}


def _of(
    session: Session, ids: list[int], wanted: Select[Any], task: ColumnElement[int], *, group: bool = False
) -> Iterator[Any]:
    """For few tasks by their ids; for many the whole table is read faster, and what is not wanted is dropped."""
    many = len(ids) > MANY
    chosen = wanted.group_by(task) if group else wanted
    if not many:
        yield from _tuples(session, chosen.where(task.in_(ids)))
        return
    known = set(ids)
    yield from (row for row in _tuples(session, chosen) if row[0] in known)


def _row(
    task: Any, parts: _Parts, days: Mapping[Any, Any], moments: Mapping[Any, Any], today: date
) -> TaskRow:
    (id_, title, client_id, topic_id, start, due, due_minute, billing_date), rest = task[:8], task[8:]
    status, important, extra_work, source, done_at = rest
    client, mark = parts.clients[client_id]
    assignees, assignee_ids = parts.assignees.get(id_, ((), ()))
    due_day = days[due]
    overdue = status == "open" and due_day is not None and due_day < today
    done, total = parts.items.get(id_, (0, 0))
    return TaskRow(
        *(id_, title, client_id, client, mark, topic_id, parts.topics[topic_id], assignees, assignee_ids),
        *(days[start], due_day, due_minute, days[billing_date], status, bool(important), bool(extra_work)),
        *(source, overdue, done, total, moments[done_at]),
    )


def _day(value: str | date | None) -> date | None:
    """As text where the database has no days."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _tuples(session: Session, wanted: Executable) -> Iterator[Any]:
    """As the driver gives them, one by one."""
    result = session.connection().execute(wanted)
    try:
        yield from iter(result.cursor.fetchone, None)
    finally:
        result.close()
