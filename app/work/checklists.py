"""The checklist of a task, within a transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, record
from app.work.access import require_theirs
from app.work.assigning import titles_of, touch
from app.work.recorded import ticked
from app.work.tables import ChecklistItem
from app.work.values import checklist_texts


def put_checklist(session: Session, task_id: int, given: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """The texts from now on, in this order. An item whose text stays keeps its tick.

    What changed, for the audit log.
    """
    old = _items(session, task_id)
    left = list(old)
    new: list[ChecklistItem] = []
    for place, text in enumerate(checklist_texts(given)):
        item = next((item for item in left if item.text == text), None)
        if item is None:
            item = ChecklistItem(task_id=task_id, text=text, done=False)
        else:
            left.remove(item)
        item.position = place
        new.append(item)
    before, after = _ticked(old), _ticked(new)
    if before == after:
        return {}
    session.execute(delete(ChecklistItem).where(ChecklistItem.id.in_([item.id for item in left])))
    session.add_all(new)
    session.flush()
    return {"checklist": (before, after)}


def set_item(session: Session, actor: Actor, at: datetime, item_id: int, *, done: bool) -> frozenset[int]:
    """The id of the task, if anything was written."""
    item = session.get(ChecklistItem, item_id)
    if item is None:
        raise NotFound("unknown_item", _("There is no such item on the checklist."), _("Open the task anew."))
    require_theirs(session, actor, [item.task_id])
    if item.done == done:
        return frozenset()
    items = _items(session, item.task_id)
    before = _ticked(items)
    item.done = done
    session.flush()
    touch(session, at, [item.task_id])
    changes = {"checklist": (before, _ticked(items))}
    title = titles_of(session, [item.task_id])[item.task_id]
    record(session, actor, at, [Change("edit", "task", item.task_id, title, changes)])
    return frozenset({item.task_id})


def _items(session: Session, task_id: int) -> list[ChecklistItem]:
    own = select(ChecklistItem).where(ChecklistItem.task_id == task_id)
    return list(session.scalars(own.order_by(ChecklistItem.position, ChecklistItem.id)))


def _ticked(items: Iterable[ChecklistItem]) -> list[str]:
    return ticked((item.text, item.done) for item in items)
