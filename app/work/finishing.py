"""Done, reopened, cancelled, deleted: many tasks at once, within a transaction (P5.3)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.errors import Refused
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, record
from app.db.chunks import chunks
from app.db.pointing import hanging
from app.work.access import require_theirs
from app.work.assigning import assignees_of
from app.work.detail import checklists_of, values_of
from app.work.field_values import said
from app.work.obstacles import Rules, Standing, obstacles
from app.work.recorded import custom, recorded, ticked
from app.work.tables import ChecklistItem, Task
from app.work.values import FIELDS
from app.work.views import Done, Refusal

_COLUMNS = [Task.__table__.c[name] for name in FIELDS]


def finish(session: Session, actor: Actor, at: datetime, ids: Collection[int], rules: Rules) -> Done:
    """Those that can be done are; the others are named with what stands in the way."""
    require_theirs(session, actor, ids)
    done: dict[int, tuple[str, str]] = {}
    refused: list[Refusal] = []
    for task_id, title, standing in _standings(session, ids):
        if reasons := obstacles(standing, rules):
            refused.append(Refusal(task_id, title, " ".join(reasons)))
        else:
            done[task_id] = title, standing.status
    _set_status(session, actor, at, done, "done")
    return Done(tuple(sorted(done)), tuple(refused))


def set_status(
    session: Session, actor: Actor, at: datetime, ids: Collection[int], status: str
) -> frozenset[int]:
    """Open again, or cancelled: the ids of those that were not so before."""
    require_theirs(session, actor, ids)
    found: dict[int, tuple[str, str]] = {}
    for part in chunks(ids):
        other = select(Task.id, Task.title, Task.status).where(Task.id.in_(part), Task.status != status)
        found |= {task_id: (title, old) for task_id, title, old in session.execute(other)}
    _set_status(session, actor, at, found, status)
    return frozenset(found)


def remove(session: Session, actor: Actor, at: datetime, ids: Collection[int]) -> frozenset[int]:
    """All of them, or none where something hangs on one: a covered period of the ledger does (P6.4)."""
    require_theirs(session, actor, ids)
    gone = _wholes(session, ids)
    for task_id, held in sorted(hanging(session, "task", ids).items()):
        raise Refused(
            "in_use",
            _("{title} cannot be deleted: {what} would be lost.").format(
                title=gone[task_id]["title"], what=", ".join(held)
            ),
            _("Cancel the task instead; that keeps everything."),
        )
    for part in chunks(gone):
        session.execute(delete(Task).where(Task.id.in_(part)))
    record(
        session,
        actor,
        at,
        (
            Change(
                "delete", "task", task_id, whole["title"], {name: (old, None) for name, old in whole.items()}
            )
            for task_id, whole in gone.items()
        ),
    )
    return frozenset(gone)


def _standings(session: Session, ids: Collection[int]) -> Iterator[tuple[int, str, Standing]]:
    """Of tasks that are not done yet, in the order of their ids."""
    left = select(ChecklistItem.task_id, func.count(case((~ChecklistItem.done, 1))).label("n"))
    items = left.group_by(ChecklistItem.task_id).subquery()
    columns = Task.id, Task.title, Task.status, items.c.n, Task.topic_id, Client.topic_mandatory
    wanted = select(*columns).outerjoin(items, items.c.task_id == Task.id)
    wanted = wanted.outerjoin(Client, Client.id == Task.client_id).where(Task.status != "done")
    wanted = wanted.order_by(Task.id)
    for part in chunks(ids):
        for id_, title, status, n, topic_id, mandatory in session.execute(wanted.where(Task.id.in_(part))):
            yield id_, title, Standing(status, n or 0, topic_id is not None, bool(mandatory))


def _set_status(
    session: Session, actor: Actor, at: datetime, found: dict[int, tuple[str, str]], status: str
) -> None:
    """`found`: task → its title and what it was."""
    is_done = status == "done"
    new = {
        "status": status,
        "done_at": at if is_done else None,
        "done_by": actor.member_id if is_done else None,
    }
    for part in chunks(found):
        session.execute(update(Task).where(Task.id.in_(part)).values(**new, changed_at=at))
    entries = (
        Change("edit", "task", task_id, title, {"status": (old, status)})
        for task_id, (title, old) in found.items()
    )
    record(session, actor, at, entries)


def _wholes(session: Session, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """What is lost, for the audit log: by task, without what was empty."""
    columns = select(Task.id, Task.status, *_COLUMNS)
    held, items, values = assignees_of(session, ids), checklists_of(session, ids), values_of(session, ids)
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(ids):
        for id_, status, *kept in session.execute(columns.where(Task.id.in_(part))):
            whole = {name: recorded(value) for name, value in zip(FIELDS, kept, strict=True)}
            whole |= {"status": status, "assignees": held[id_]}
            whole["checklist"] = ticked((item.text, item.done) for item in items.get(id_, ()))
            whole |= {custom(each.name): said((each.number, each.text)) for each in values.get(id_, ())}
            found[id_] = {name: value for name, value in whole.items() if _is_said(value)}
    return found


def _is_said(value: Any) -> bool:
    """Midnight is a time: 0 is not nothing."""
    return value is not None and value is not False and value not in ("", [])
