"""Use cases of tasks (P5): rights, one transaction, audit, events."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.events import Events, TasksChanged
from app.core.rights import Actor
from app.db.store import Store
from app.firm.service import FirmService
from app.work import assigning, changing, checklists, finishing
from app.work.access import require_theirs
from app.work.lists import WorkLists
from app.work.queries import rules_of
from app.work.views import Done, Given, NewTask, Refusal, TaskFieldView, TopicView

__all__ = ["Done", "NewTask", "Refusal", "TaskFieldView", "TaskService", "TopicView"]

MANY = 1000  # screens are not told the ids of more


class TaskService(WorkLists):
    """A member without `Right.CLIENTS` changes their own tasks and those of their own clients only."""

    def __init__(self, store: Store, clock: Clock, events: Events, firm: FirmService) -> None:
        super().__init__(store, clock, events)
        self._firm = firm

    # --- one task ---------------------------------------------------------------------------------

    async def add(self, actor: Actor, new: NewTask) -> int:
        """The task's id. A member adds tasks for their own clients, and for themselves without a client."""
        at = self._clock.now()
        task_id = await self._store.write(lambda session: changing.add(session, actor, at, new))
        self._tell({task_id})
        return task_id

    async def change(self, actor: Actor, task_id: int, changes: Mapping[str, Any]) -> None:
        """Only differences are written. `changes`: fields of `NewTask`, but not `source`."""
        at = self._clock.now()
        changed = await self._store.write(
            lambda session: changing.change(session, actor, at, task_id, changes)
        )
        self._tell({task_id} if changed else ())

    async def set_field(self, actor: Actor, task_id: int, field_id: int, value: Given) -> None:
        """None and "" empty the field."""
        await self.change(actor, task_id, {"fields": {field_id: value}})

    async def set_item(self, actor: Actor, item_id: int, *, done: bool) -> None:
        """Tick an item of the checklist, or take the tick away."""
        await self._change_many(lambda s, at: checklists.set_item(s, actor, at, item_id, done=done))

    # --- many tasks -------------------------------------------------------------------------------

    async def done(self, actor: Actor, ids: Collection[int]) -> Done:
        """Each that nothing stands against; the others are named with the reason."""
        at, rules = self._clock.now(), await rules_of(self._firm)
        result = await self._store.write(lambda session: finishing.finish(session, actor, at, ids, rules))
        self._tell(result.done)
        return result

    async def reopen(self, actor: Actor, ids: Collection[int]) -> int:
        """How many changed: those that were done or cancelled."""
        return await self._change_many(lambda s, at: finishing.set_status(s, actor, at, ids, "open"))

    async def cancel(self, actor: Actor, ids: Collection[int]) -> int:
        """How many changed. Keeps everything, and can be taken back by `reopen`."""
        return await self._change_many(lambda s, at: finishing.set_status(s, actor, at, ids, "cancelled"))

    async def assign(self, actor: Actor, ids: Collection[int], member_ids: Iterable[int]) -> int:
        """How many changed. The members, and nobody else, do these tasks from now on."""
        given = tuple(member_ids)

        def work(session: Session, at: datetime) -> frozenset[int]:
            require_theirs(session, actor, ids)
            return assigning.assign(session, actor, at, ids, given)

        return await self._change_many(work)

    async def delete(self, actor: Actor, ids: Collection[int]) -> int:
        """How many there were. `Refused("in_use")` for all where a covered period hangs on one."""
        return await self._change_many(lambda s, at: finishing.remove(s, actor, at, ids))

    # --- in common --------------------------------------------------------------------------------

    async def _change_many(self, work: Callable[[Session, datetime], Collection[int]]) -> int:
        """`work` gives the ids of the tasks that it changed. How many they are."""
        at = self._clock.now()
        changed = await self._store.write(lambda session: work(session, at))
        self._tell(changed)
        return len(changed)

    def _tell(self, task_ids: Collection[int]) -> None:
        if task_ids:
            few = len(task_ids) <= MANY
            self._events.publish(TasksChanged(frozenset(task_ids) if few else None))
