"""Writing tasks within somebody else's transaction: by hand, by templates, by monthly summaries (P5.3, P6.6).

Rights are the caller's to check. Everything is in the audit log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.audit import AuditEntry, Change, Recording, differences, record
from app.db.base import Base
from app.db.bulk import Insertion, keep_others_out, ready, reserve_ids
from app.db.store import TO_JSON
from app.work import task_fields, topics
from app.work.field_values import EMPTY, Kept, said
from app.work.recorded import custom, recorded, ticked
from app.work.references import KeptValues, require_clients, require_members, require_topics
from app.work.tables import ChecklistItem, Task, TaskAssignee, TaskFieldValue
from app.work.values import FIELDS, checklist_texts, cleaned, require_fitting_days
from app.work.views import Given, MadeTask, NewTask

TASK, ASSIGNEE, ITEM, VALUE = (
    Base.metadata.tables[kind.__tablename__] for kind in (Task, TaskAssignee, ChecklistItem, TaskFieldValue)
)
_COLUMNS = ("id", *FIELDS, "source", "status", "done_at", "done_by")
_EMPTY: dict[str, Any] = dict.fromkeys(FIELDS) | {
    "description": "", "important": False, "extra_work": False, "source": "", "status": "open",
}  # fmt: skip


def insert_tasks(
    session: Session, actor: Actor, at: datetime, tasks: Sequence[NewTask], *, in_use: bool = False
) -> list[int]:
    """The ids in the order of the tasks. Thousands at a time; all of them are looked at before one is written.

    `in_use`: a topic or field that is archived is refused; a plan that was made with it goes on otherwise.
    """
    require_clients(session, (task.client_id for task in tasks))
    require_topics(session, (task.topic_id for task in tasks), in_use=in_use)
    require_members(session, (member_id for task in tasks for member_id in task.assignee_ids))
    values = KeptValues(session, in_use=in_use)
    made = [_Made(task, actor, at, values) for task in tasks]
    keep_others_out(session, TASK)
    first = reserve_ids(session, TASK, len(made), _once_used())
    for task_id, each in enumerate(made, first):
        each.id = task_id
    _insert(session, at, made)
    log = Recording(session, actor, at, "add", entity="task")
    log.add((each.id, each.row["title"], TO_JSON(each.changes(values))) for each in made)
    return [each.id for each in made]


def set_values(  # noqa: PLR0917 - what every change needs, and three values
    session: Session,
    actor: Actor,
    at: datetime,
    task_id: int,
    given: Mapping[int, Given],
    as_of: datetime | None = None,
) -> bool:
    """Values by the id of their field; None empties one. Whether anything was written: only what differs is.

    `as_of`: see `FieldValue`. Of a number that is told again as it was, the moment stays.
    """
    changes = put_values(session, task_id, KeptValues(session, in_use=False), given, as_of)
    if changes:
        title = session.scalars(select(Task.title).where(Task.id == task_id)).one()
        session.execute(update(Task).where(Task.id == task_id).values(changed_at=at))
        record(session, actor, at, [Change("edit", "task", task_id, title, changes)])
    return bool(changes)


def ensure_topic(session: Session, actor: Actor, at: datetime, name: str) -> int:
    """The topic of this name, made or taken out of the archive where that is needed."""
    return topics.ensure(session, actor, at, name)


def ensure_number_field(session: Session, actor: Actor, at: datetime, name: str) -> int:
    """The number field of this name, made or taken out of the archive; `Refused` where it is of another kind."""
    return task_fields.ensure_number(session, actor, at, name)


def put_values(
    session: Session, task_id: int, values: KeptValues, given: Mapping[int, Given], as_of: datetime | None
) -> dict[str, tuple[Any, Any]]:
    """What changed, for the audit log; the task itself is left alone."""
    new = values.of(given)
    own = select(VALUE.c.field_id, VALUE.c.number, VALUE.c.text).where(
        VALUE.c.task_id == task_id, VALUE.c.field_id.in_(new)
    )
    old: dict[int, Kept] = {id_: (number, text) for id_, number, text in session.execute(own)}
    found = {id_: kept for id_, kept in new.items() if old.get(id_, EMPTY) != kept}
    session.execute(delete(VALUE).where(VALUE.c.task_id == task_id, VALUE.c.field_id.in_(found)))
    rows = [(task_id, field_id, kept, as_of) for field_id, kept in found.items() if kept != EMPTY]
    _insert_values(session, rows)
    return {custom(values.name(id_)): (said(old.get(id_, EMPTY)), said(kept)) for id_, kept in found.items()}


class _Made:
    """One new task as it will be kept. Raises `WrongUsage` for what cannot be."""

    def __init__(self, new: NewTask, actor: Actor, at: datetime, values: KeptValues) -> None:
        self.id = 0
        self.row = cleaned({name: getattr(new, name) for name in FIELDS})
        require_fitting_days(self.row["start"], self.row["due"], self.row["due_minute"])
        self.row |= {"source": new.source, "status": "open", "done_at": None, "done_by": None}
        self.as_of: Mapping[int, datetime] = {}
        if isinstance(new, MadeTask):
            self.as_of = new.as_of
            if new.status == "done":
                self.row |= {"status": "done", "done_at": new.done_at or at, "done_by": actor.member_id}
        self.assignee_ids = sorted(set(new.assignee_ids))
        self.checklist = checklist_texts(new.checklist)
        self.values = {id_: kept for id_, kept in values.of(new.fields).items() if kept != EMPTY}

    def changes(self, values: KeptValues) -> dict[str, tuple[Any, Any]]:
        """What is empty, and that it is open, goes without saying."""
        found = differences(_EMPTY, {name: self.row[name] for name in _EMPTY})
        if self.assignee_ids:
            found["assignees"] = (None, self.assignee_ids)
        if self.checklist:
            found["checklist"] = (None, ticked((text, False) for text in self.checklist))
        made = {name: (None, recorded(new)) for name, (_old, new) in found.items()}
        return made | {custom(values.name(id_)): (None, said(kept)) for id_, kept in self.values.items()}


def _insert(session: Session, at: datetime, made: Sequence[_Made]) -> None:
    turn = [ready(session, TASK, name) for name in _COLUMNS[1:]]
    tasks = Insertion(session, TASK, _COLUMNS, {"created_at": at, "changed_at": at})
    tasks.add(
        (each.id, *(write(each.row[name]) for name, write in zip(_COLUMNS[1:], turn, strict=True)))
        for each in made
    )
    assignees = Insertion(session, ASSIGNEE, ("task_id", "member_id"))
    assignees.add((each.id, member_id) for each in made for member_id in each.assignee_ids)
    items = Insertion(session, ITEM, ("task_id", "position", "text"), {"done": False})
    items.add((each.id, place, text) for each in made for place, text in enumerate(each.checklist))
    _insert_values(session, _values_of(made))


def _values_of(made: Iterable[_Made]) -> Iterator[tuple[int, int, Kept, datetime | None]]:
    for each in made:
        for field_id, kept in each.values.items():
            yield each.id, field_id, kept, each.as_of.get(field_id)


def _insert_values(session: Session, rows: Iterable[tuple[int, int, Kept, datetime | None]]) -> None:
    number, moment = ready(session, VALUE, "number"), ready(session, VALUE, "as_of")
    into = Insertion(session, VALUE, ("task_id", "field_id", "number", "text", "as_of"))
    into.add(
        (task_id, field_id, number(kept[0]), kept[1], moment(as_of))
        for task_id, field_id, kept, as_of in rows
    )


def _once_used() -> Any:
    """The highest id that a task ever had: its history is still in the audit log."""
    used = select(AuditEntry.entity_id).where(AuditEntry.entity == "task")
    return used.order_by(AuditEntry.entity_id.desc()).limit(1)
