"""Who does a task, within a transaction. Bulk: one statement per kind."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.audit import Change, record
from app.db.chunks import chunks
from app.work.references import require_members
from app.work.tables import Task, TaskAssignee


def assignees_of(session: Session, task_ids: Collection[int]) -> dict[int, list[int]]:
    """Task → ids of members, in order; every task asked for is in it."""
    found: dict[int, list[int]] = {task_id: [] for task_id in task_ids}
    wanted = select(TaskAssignee.task_id, TaskAssignee.member_id).order_by(TaskAssignee.member_id)
    for part in chunks(task_ids):
        for task_id, member_id in session.execute(wanted.where(TaskAssignee.task_id.in_(part))):
            found[task_id].append(member_id)
    return found


def put_assignees(
    session: Session, task_ids: Collection[int], member_ids: Iterable[int]
) -> dict[int, tuple[list[int], list[int]]]:
    """The members of these tasks from now on; tasks that change, with the old and the new ones.

    A member who became inactive may stay where they are, and is not put on another task.
    """
    new = sorted(set(member_ids))
    before = assignees_of(session, task_ids)
    found = {task_id: (old, new) for task_id, old in before.items() if old != new}
    require_members(session, {id_ for old, _new in found.values() for id_ in set(new) - set(old)})
    for part in chunks(found):
        session.execute(delete(TaskAssignee).where(TaskAssignee.task_id.in_(part)))
    rows = [{"task_id": task_id, "member_id": id_} for task_id in found for id_ in new]
    if rows:
        session.execute(insert(TaskAssignee), rows)
    return found


def assign(
    session: Session, actor: Actor, at: datetime, task_ids: Collection[int], member_ids: Iterable[int]
) -> frozenset[int]:
    """The ids of tasks that changed."""
    found = put_assignees(session, task_ids, member_ids)
    touch(session, at, found)
    titles = titles_of(session, found)
    entries = (Change("edit", "task", id_, titles[id_], {"assignees": pair}) for id_, pair in found.items())
    record(session, actor, at, entries)
    return frozenset(found)


def touch(session: Session, at: datetime, task_ids: Collection[int]) -> None:
    for part in chunks(task_ids):
        session.execute(update(Task).where(Task.id.in_(part)).values(changed_at=at))


def titles_of(session: Session, task_ids: Collection[int]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for part in chunks(task_ids):
        found |= dict(session.execute(select(Task.id, Task.title).where(Task.id.in_(part))).all())
    return found
