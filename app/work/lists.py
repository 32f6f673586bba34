"""The lists around tasks: topics and task fields. The lower half of `TaskService`."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.events import Events, WorkListsChanged
from app.core.rights import Actor, Right, require
from app.db.store import Store
from app.work import task_fields, topics
from app.work.views import TaskFieldView, TopicView

View = TypeVar("View", TopicView, TaskFieldView)


class WorkLists:
    """Whoever looks after the firm's settings changes them (P1.4)."""

    def __init__(self, store: Store, clock: Clock, events: Events) -> None:
        self._store = store
        self._clock = clock
        self._events = events

    # --- topics -----------------------------------------------------------------------------------

    async def topics(self) -> tuple[TopicView, ...]:
        """All of them by name, the archived too."""
        return await self._store.read(topics.listed)

    async def add_topic(self, actor: Actor, name: str, billable: bool | None = None) -> TopicView:  # noqa: FBT001 - three states
        require(actor, Right.SETTINGS)
        at = self._clock.now()

        def work(session: Session) -> TopicView:
            return topics.view(session, topics.add(session, actor, at, name, billable=billable))

        return self._told_view(await self._store.write(work))

    async def change_topic(self, actor: Actor, topic_id: int, changes: Mapping[str, Any]) -> TopicView:
        """`changes`: name, billable, archived."""
        require(actor, Right.SETTINGS)

        def work(session: Session, at: datetime) -> tuple[TopicView, bool]:
            changed = topics.change(session, actor, at, topic_id, changes)
            return topics.view(session, topic_id), changed

        return await self._change_list(work)

    async def remove_topic(self, actor: Actor, topic_id: int) -> None:
        """`Refused("topic_in_use")` while something is of this topic: archive it then."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        await self._store.write(lambda session: topics.remove(session, actor, at, topic_id))
        self._events.publish(WorkListsChanged())

    # --- task fields ------------------------------------------------------------------------------

    async def task_fields(self) -> tuple[TaskFieldView, ...]:
        """All of them by name, the archived too."""
        return await self._store.read(task_fields.listed)

    async def add_task_field(
        self,
        actor: Actor,
        name: str,
        kind: str,
        choices: Iterable[str] = (),
        *,
        monitored: bool = False,
        weight: Decimal | None = None,
    ) -> TaskFieldView:
        """`kind`: number, text, choice, checkbox, price; `choices` of the third, the last two of the first."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        given = {
            "name": name, "kind": kind, "choices": tuple(choices), "monitored": monitored, "weight": weight,
        }  # fmt: skip

        def work(session: Session) -> TaskFieldView:
            return task_fields.view(session, task_fields.add(session, actor, at, given))

        return self._told_view(await self._store.write(work))

    async def change_task_field(
        self, actor: Actor, field_id: int, changes: Mapping[str, Any]
    ) -> TaskFieldView:
        """`changes`: name, choices, monitored, weight, archived."""
        require(actor, Right.SETTINGS)

        def work(session: Session, at: datetime) -> tuple[TaskFieldView, bool]:
            changed = task_fields.change(session, actor, at, field_id, changes)
            return task_fields.view(session, field_id), changed

        return await self._change_list(work)

    async def remove_task_field(self, actor: Actor, field_id: int) -> None:
        """`Refused("field_in_use")` while tasks have values in it: archive it then."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        await self._store.write(lambda session: task_fields.remove(session, actor, at, field_id))
        self._events.publish(WorkListsChanged())

    # --- in common --------------------------------------------------------------------------------

    async def _change_list(self, work: Callable[[Session, datetime], tuple[View, bool]]) -> View:
        """`work` gives the view, and says whether anything was written."""
        at = self._clock.now()
        view, changed = await self._store.write(lambda session: work(session, at))
        return self._told_view(view) if changed else view

    def _told_view(self, view: View) -> View:
        self._events.publish(WorkListsChanged())
        return view
