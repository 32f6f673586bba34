from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.clients.service import ClientService
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import Actor, Level, Right
from app.db.audit_queries import AuditView, entries
from app.db.store import Store
from app.firm.service import FirmService
from app.firm.tables import Firm, Member
from app.work.queries import TaskDetail, TaskQueries, TaskRow
from app.work.service import NewTask, TaskService
from app.work.tables import Task
from tests.stores import NOW, Heard, clock, heard, home, migrated, store

__all__ = ["clock", "heard", "home", "migrated", "office", "store"]

KADRI = Actor(1, "Kadri Tamm", Level.OWNER)
MARTEN = Actor(2, "Marten Saar", Level.ADMIN)
LIIS = Actor(3, "Liis Kask", Level.MEMBER)
TRUSTED = Actor(3, "Liis Kask", Level.MEMBER, frozenset({Right.CLIENTS}))
INGRID, GONE = 4, 5  # limited, inactive


@dataclass
class Office:
    """A firm with five members, its clients and tasks, and what can be asked of them."""

    service: TaskService
    queries: TaskQueries
    clients: ClientService
    firm: FirmService
    store: Store
    clock: SetClock
    heard: Heard

    async def client(self, name: str = "Kuldne Kringel OÜ", **values: Any) -> int:
        made = await self.clients.add(KADRI, {"name": name, **values})
        self.heard.since()
        return made

    async def task(self, title: str = "VAT return", **values: Any) -> int:
        made = await self.service.add(KADRI, NewTask(title, **values))
        self.heard.since()
        return made

    async def field(self, name: str = "Payments", kind: str = "number", **values: Any) -> int:
        made = await self.service.add_task_field(KADRI, name, kind, **values)
        self.heard.since()
        return made.id

    async def topic(self, name: str = "Accounting") -> int:
        made = await self.service.add_topic(KADRI, name)
        self.heard.since()
        return made.id

    async def full(self) -> tuple[int, dict[str, int]]:
        """A task with everything, and the ids that it names."""
        ids = {
            "client": await self.client(),
            "topic": await self.topic(),
            "number": await self.field("Payments"),
            "check": await self.field("Sent", "checkbox"),
        }
        task_id = await self.service.add(
            MARTEN,
            NewTask(
                "  VAT\u200b return ",
                client_id=ids["client"],
                topic_id=ids["topic"],
                assignee_ids=(INGRID, 1, 1),
                start=date(2026, 12, 1),
                due=date(2026, 12, 20),
                due_minute=16 * 60 + 30,
                billing_date=date(2026, 11, 30),
                description="Line one\n\n\nLine two ",
                important=True,
                extra_work=True,
                estimate_seconds=5400,
                checklist=("Bank", " ", "Cash"),
                fields={ids["number"]: "1 234,5", ids["check"]: True},
            ),
        )
        return task_id, ids

    async def changed_at(self, task_id: int) -> datetime:
        return await self.store.read(lambda session: session.get_one(Task, task_id).changed_at)

    async def detail(self, task_id: int, actor: Actor = KADRI) -> TaskDetail:
        return await self.queries.detail(actor, task_id)

    async def row(self, task_id: int) -> TaskRow:
        return (await self.detail(task_id)).row

    async def titles(self, scope: str, actor: Actor = KADRI, **wanted: Any) -> list[str]:
        return [row.title for row in await self.queries.rows(actor, scope=scope, **wanted)]

    async def log(self, **wanted: Any) -> list[AuditView]:
        """The oldest first."""
        return list(await self.store.read(lambda session: entries(session, **wanted)))[::-1]

    async def last(self) -> tuple[str, str, int, Mapping[str, Any]]:
        """Action, entity, its id and the changes of the newest entry."""
        entry = (await self.log())[-1]
        return entry.action, entry.entity, entry.entity_id, dict(entry.changes)

    async def write(self, work: Callable[[Session], Any]) -> Any:
        """Something that another room does."""
        return await self.store.write(work)


@pytest.fixture
def office(store: Store, clock: SetClock, heard: Heard, home: Home) -> Office:
    def work(session: Session) -> None:
        session.add(
            Firm(uid="u", name="Tammik & Kuusk", country="EE", currency="EUR", time_zone="Europe/Tallinn",
                 language="et", created_at=NOW)
        )  # fmt: skip
        people = (
            (1, "Kadri Tamm", "owner", "active"),
            (2, "Marten Saar", "admin", "active"),
            (3, "Liis Kask", "member", "active"),
            (INGRID, "Ingrid Solheim", "member", "limited"),
            (GONE, "Gone Person", "member", "inactive"),
        )
        for id_, name, level, status in people:
            session.add(
                Member(id=id_, name=name, email=f"m{id_}@firm.example", level=level, status=status, grants=[],
                       created_at=NOW)
            )  # fmt: skip

    store._write(work)
    firm = FirmService(store, clock, heard.events)
    return Office(
        TaskService(store, clock, heard.events, firm),
        TaskQueries(store, clock, firm),
        ClientService(store, clock, heard.events, home),
        firm,
        store,
        clock,
        heard,
    )
