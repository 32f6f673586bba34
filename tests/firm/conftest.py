from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.core.clock import SetClock
from app.core.rights import Actor
from app.db.audit_queries import AuditView, entries
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import MemberView, NewFirm
from tests.stores import Heard, clock, heard, home, migrated, store

__all__ = ["clock", "firm", "heard", "home", "migrated", "notices", "office", "store"]

NEW = NewFirm("Tammik & Kuusk Raamatupidamine OÜ", "EE", "Kadri Tamm", "Kadri@Firm.example")


@pytest.fixture
def firm(store: Store, clock: SetClock, heard: Heard) -> FirmService:
    """Nothing in it yet."""
    return FirmService(store, clock, heard.events, lambda: "uid-1")


@pytest.fixture
def notices(store: Store, clock: SetClock, heard: Heard) -> Notices:
    return Notices(store, clock, heard.events)


@dataclass
class Office:
    """A firm with an Owner, an Admin and a Member, and what can be asked of it."""

    service: FirmService
    store: Store
    heard: Heard
    owner: Actor
    admin: Actor
    member: Actor

    async def log(self, **wanted) -> list[AuditView]:
        """The oldest first."""
        return list(await self.store.read(lambda session: entries(session, **wanted)))[::-1]

    async def by_name(self, name: str) -> MemberView:
        return next(m for m in await self.service.members() if m.name == name)

    async def client(self, name: str, manager_id: int | None) -> int:
        from app.clients.tables import Client

        def work(session: Session) -> int:
            client = Client(name=name, manager_id=manager_id, created_at=NOW, changed_at=NOW)
            session.add(client)
            session.flush()
            return client.id

        from tests.stores import NOW

        return await self.store.write(work)

    async def task(self, title: str, *member_ids: int | None, status: str = "open") -> int:
        from app.work.tables import Task, TaskAssignee
        from tests.stores import NOW

        def work(session: Session) -> int:
            task = Task(title=title, status=status, created_at=NOW, changed_at=NOW)
            session.add(task)
            session.flush()
            session.add_all(TaskAssignee(task_id=task.id, member_id=each) for each in member_ids)
            return task.id

        return await self.store.write(work)

    async def assignees(self) -> dict[int, set[int]]:
        from app.work.tables import TaskAssignee

        def work(session: Session) -> dict[int, set[int]]:
            found: dict[int, set[int]] = {}
            for row in session.query(TaskAssignee):
                found.setdefault(row.task_id, set()).add(row.member_id)
            return found

        return await self.store.read(work)


@pytest.fixture
async def office(firm: FirmService, store: Store, heard: Heard) -> Office:
    await firm.create(NEW)
    owner = await firm.actor()
    await firm.add_member(owner, "Marten Saar", "marten@firm.example", level="admin")
    await firm.add_member(owner, "Liis Kask", "liis@firm.example")
    admin, member = await firm.actor("marten@firm.example"), await firm.actor("liis@firm.example")
    heard.since()
    return Office(firm, store, heard, owner, admin, member)
