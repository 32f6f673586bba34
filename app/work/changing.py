"""Adding and changing one task by hand, within a transaction (P5.3)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.audit import Change, differences, record
from app.work.access import require_client, require_theirs
from app.work.assigning import assignees_of, put_assignees
from app.work.checklists import put_checklist
from app.work.recorded import pairs
from app.work.references import KeptValues, require_topics
from app.work.tables import Task
from app.work.values import EXTRAS, FIELDS, cleaned, require_fitting_days
from app.work.views import NewTask
from app.work.writing import insert_tasks, put_values

_COLUMNS = [Task.__table__.c[name] for name in FIELDS]


def add(session: Session, actor: Actor, at: datetime, new: NewTask) -> int:
    require_client(session, actor, new.client_id, new.assignee_ids)
    return insert_tasks(session, actor, at, [new], in_use=True)[0]


def change(session: Session, actor: Actor, at: datetime, task_id: int, changes: Mapping[str, Any]) -> bool:
    """Whether anything was written: only what differs is. `changes`: fields of `NewTask`, but not `source`.

    A due time goes with its day.
    """
    require_theirs(session, actor, [task_id])
    extras = {name: value for name, value in changes.items() if name in EXTRAS}
    new = cleaned({name: value for name, value in changes.items() if name not in EXTRAS})
    if "due" in new and new["due"] is None:
        new.setdefault("due_minute", None)
    old = kept(session, task_id)
    found = differences(old, new)
    _require_fitting(session, old | new, found)
    written = {**pairs(found), **_put_extras(session, task_id, extras)}
    if "client_id" in found:
        held = assignees_of(session, [task_id])[task_id]
        require_client(session, actor, new["client_id"], held)
    if written:
        _write(session, at, task_id, {name: value for name, (_old, value) in found.items()})
        title = new.get("title", old["title"])
        record(session, actor, at, [Change("edit", "task", task_id, title, written)])
    return bool(written)


def kept(session: Session, task_id: int) -> dict[str, Any]:
    """The task's own fields as they are."""
    row = session.execute(select(*_COLUMNS).where(Task.id == task_id)).one()
    return dict(zip(FIELDS, row, strict=True))


def _require_fitting(session: Session, whole: Mapping[str, Any], found: Collection[str]) -> None:
    """Asked of what changes only, so that an old fault does not stand in the way of a new title."""
    if {"start", "due", "due_minute"} & set(found):
        require_fitting_days(whole["start"], whole["due"], whole["due_minute"])
    if "topic_id" in found:
        require_topics(session, [whole["topic_id"]], in_use=True)


def _put_extras(session: Session, task_id: int, extras: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    if "assignee_ids" in extras:
        moved = put_assignees(session, [task_id], extras["assignee_ids"])
        if task_id in moved:
            found["assignees"] = moved[task_id]
    if "checklist" in extras:
        found |= put_checklist(session, task_id, extras["checklist"])
    if "fields" in extras:
        values = KeptValues(session, in_use=False)
        found |= put_values(session, task_id, values, extras["fields"], None)
    return found


def _write(session: Session, at: datetime, task_id: int, new: Mapping[str, Any]) -> None:
    session.execute(update(Task).where(Task.id == task_id).values(**new, changed_at=at))
