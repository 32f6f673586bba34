"""What screens show of tasks (P5), as frozen rows. Every read is one consistent state."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.clients.readable import readable
from app.clients.tables import Client
from app.core.clock import Clock, day_in
from app.core.rights import Actor
from app.core.text import one_line
from app.db.audit_queries import AuditView, entries
from app.db.finding import begins_with, holds
from app.db.store import Store
from app.firm.service import FirmService
from app.work.access import require_theirs, theirs
from app.work.detail import read_details
from app.work.obstacles import Rules
from app.work.reading import Wanted, conditions, in_scope, on_the_lists, read_rows
from app.work.tables import Task
from app.work.views import (
    ChecklistView,
    FieldValue,
    FoundTask,
    TaskCounts,
    TaskDetail,
    TaskRow,
)

__all__ = [
    "ChecklistView",
    "FieldValue",
    "FoundTask",
    "TaskCounts",
    "TaskDetail",
    "TaskQueries",
    "TaskRow",
]

CHECKLIST_MUST_BE_DONE = "tasks.checklist_must_be_done"


async def rules_of(firm: FirmService) -> Rules:
    """What the firm asks for before a task is done."""
    return Rules(checklist=bool(await firm.setting(CHECKLIST_MUST_BE_DONE, default=True)))


class TaskQueries:
    """A member without `Right.CLIENTS` sees their own tasks and those of their own clients."""

    def __init__(self, store: Store, clock: Clock, firm: FirmService) -> None:
        self._store = store
        self._clock = clock
        self._firm = firm

    async def rows(
        self,
        actor: Actor,
        *,
        scope: str = "open",
        client_id: int | None = None,
        assignee_id: int | None = None,
        limit: int | None = None,
    ) -> tuple[TaskRow, ...]:
        """`scope`: today (open, begins or is due today), overdue, open, done, all (the cancelled too).

        Open tasks of inactive clients are left out (P2.4), but where all of one client is asked for.
        """
        wanted = Wanted(scope, await self._today(), client_id, assignee_id, limit)
        return await self._store.read(lambda session: read_rows(session, actor, wanted))

    async def detail(self, actor: Actor, task_id: int) -> TaskDetail:
        """`NotFound` where there is no such task, `Refused` where it is not the actor's."""
        return (await self.details(actor, [task_id]))[0]

    async def details(self, actor: Actor, ids: Sequence[int]) -> tuple[TaskDetail, ...]:
        """In the order of the ids; raises as `detail`."""
        today, rules = await self._today(), await rules_of(self._firm)
        return await self._store.read(lambda session: read_details(session, actor, ids, today, rules))

    async def counts(self, actor: Actor, *, assignee_id: int | None = None) -> TaskCounts:
        """How many are on the lists Today, Overdue and Open."""
        wanted = Wanted("open", await self._today(), assignee_id=assignee_id)
        return await self._store.read(lambda session: _counts(session, actor, wanted))

    async def find(self, actor: Actor, text: str, limit: int = 20) -> tuple[FoundTask, ...]:
        """By part of the title; the open ones first, then those whose title begins so. Nothing for an empty text."""
        return await self._store.read(lambda session: _find(session, actor, one_line(text), limit))

    async def history(self, actor: Actor, task_id: int, limit: int = 500) -> tuple[AuditView, ...]:
        """The newest first, with values as people read them."""

        def work(session: Session) -> tuple[AuditView, ...]:
            require_theirs(session, actor, [task_id])
            return readable(session, entries(session, entity="task", entity_id=task_id, limit=limit))

        return await self._store.read(work)

    async def _today(self) -> date:
        return day_in((await self._firm.required()).time_zone, self._clock.now())


def _counts(session: Session, actor: Actor, wanted: Wanted) -> TaskCounts:
    parts = (in_scope("today", wanted.today), in_scope("overdue", wanted.today))
    columns: list[Any] = [func.count(case((part, 1))) for part in parts]
    row = session.execute(select(*columns, func.count()).where(*conditions(actor, wanted))).one()
    return TaskCounts(*(int(count) for count in row))


def _find(session: Session, actor: Actor, text: str, limit: int) -> tuple[FoundTask, ...]:
    if not text:
        return ()
    task = Task.__table__.c
    order = (
        case((task.status == "open", 0), else_=1),
        case((begins_with(session, task.title, text), 0), else_=1),
        task.due.is_(None), task.due.desc(), task.id.desc(),
    )  # fmt: skip
    wanted = select(task.id, task.title, func.coalesce(Client.name, ""), task.status, task.due)
    wanted = wanted.join_from(Task.__table__, Client.__table__, task.client_id == Client.id, isouter=True)
    wanted = wanted.where(holds(session, task.title, text), theirs(actor), on_the_lists())
    wanted = wanted.order_by(*order).limit(limit)
    return tuple(FoundTask(*row) for row in session.execute(wanted))
