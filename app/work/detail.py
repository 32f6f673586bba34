"""Everything about tasks, for their panes and for the command line. One statement per kind, however many tasks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.rights import Actor
from app.db.chunks import chunks
from app.work.access import require_theirs
from app.work.obstacles import Rules, Standing, obstacles
from app.work.reading import rows_of
from app.work.tables import ChecklistItem, Task, TaskField, TaskFieldValue
from app.work.views import ChecklistView, FieldValue, TaskDetail, TaskRow


def read_details(
    session: Session, actor: Actor, ids: Sequence[int], today: date, rules: Rules
) -> tuple[TaskDetail, ...]:
    """In the order of the ids. `NotFound` where there is no such task, `Refused` where it is not the actor's."""
    require_theirs(session, actor, ids)
    rows = rows_of(session, ids, today)
    more, clients = _more(session, ids), _clients(session, rows.values())
    items, values = checklists_of(session, ids), values_of(session, ids)
    made = []
    for id_ in ids:
        row = rows[id_]
        code, topic_mandatory = clients[row.client_id]
        made.append(
            TaskDetail(
                row=row,
                registration_code=code,
                description=more[id_].description,
                estimate_seconds=more[id_].estimate_seconds,
                checklist=items.get(id_, ()),
                fields=values.get(id_, ()),
                created_at=more[id_].created_at,
                obstacles=_obstacles(row, topic_mandatory=topic_mandatory, rules=rules),
            )
        )
    return tuple(made)


def _obstacles(row: TaskRow, *, topic_mandatory: bool, rules: Rules) -> tuple[str, ...]:
    if row.status == "done":
        return ()
    left = row.checklist_total - row.checklist_done
    return obstacles(Standing(row.status, left, row.topic_id is not None, topic_mandatory), rules)


def _more(session: Session, ids: Sequence[int]) -> dict[int, Any]:
    columns = select(Task.id, Task.description, Task.estimate_seconds, Task.created_at)
    rows = (row for part in chunks(ids) for row in session.execute(columns.where(Task.id.in_(part))))
    return {row.id: row for row in rows}


def _clients(session: Session, rows: Iterable[TaskRow]) -> Mapping[int | None, tuple[str, bool]]:
    found: dict[int | None, tuple[str, bool]] = {None: ("", False)}
    columns = select(Client.id, Client.registration_code, Client.topic_mandatory)
    for part in chunks({row.client_id for row in rows if row.client_id is not None}):
        for id_, code, mandatory in session.execute(columns.where(Client.id.in_(part))):
            found[id_] = code, mandatory
    return found


def checklists_of(session: Session, ids: Collection[int]) -> dict[int, tuple[ChecklistView, ...]]:
    item = ChecklistItem.__table__.c
    wanted = select(item.task_id, item.id, item.text, item.done).order_by(item.task_id, item.position)
    found: dict[int, tuple[ChecklistView, ...]] = {}
    for part in chunks(ids):
        for task_id, *rest in session.execute(wanted.where(item.task_id.in_(part))):
            found[task_id] = (*found.get(task_id, ()), ChecklistView(*rest))
    return found


def values_of(session: Session, ids: Collection[int]) -> dict[int, tuple[FieldValue, ...]]:
    value, field = TaskFieldValue.__table__.c, TaskField.__table__.c
    wanted = (
        select(value.task_id, field.id, field.name, field.kind, value.number, value.text, value.as_of)
        .join_from(TaskFieldValue.__table__, TaskField.__table__, value.field_id == field.id)
        .order_by(value.task_id, field.name)
    )
    found: dict[int, tuple[FieldValue, ...]] = {}
    for part in chunks(ids):
        for task_id, *rest in session.execute(wanted.where(value.task_id.in_(part))):
            found[task_id] = (*found.get(task_id, ()), FieldValue(*rest))
    return found
