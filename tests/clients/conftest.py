from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.clients.tables import Client, ClientLink
from app.clients.views import ClientDetail, ClientRow
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import Actor, Level, Right
from app.db.audit_queries import AuditView, entries
from app.db.store import Store
from app.firm.tables import Firm, Member
from tests.stores import NOW, Heard, clock, heard, home, migrated, store

__all__ = ["book", "clock", "heard", "home", "migrated", "store"]

KADRI = Actor(1, "Kadri Tamm", Level.OWNER)
MARTEN = Actor(2, "Marten Saar", Level.ADMIN)
LIIS = Actor(3, "Liis Kask", Level.MEMBER)
TRUSTED = Actor(3, "Liis Kask", Level.MEMBER, frozenset({Right.CLIENTS}))

FULL = {
    "name": "Kuldne Kringel OÜ",
    "country": "EE",
    "registration_code": "18204418",
    "vat_number": "EE102204418",
    "client_code": "K-17",
    "mark": "KRIN",
    "manager_id": 3,
    "status": "inactive",
    "language": "et",
    "address": "Ülikooli 4, Tartu",
    "phone": "+372 555 01 44",
    "email": "info@kringel.example",
    "notes": "Café and bakery\n\nMonthly",
    "time_mandatory": True,
    "topic_mandatory": True,
}


@dataclass
class Book:
    """The clients of a firm with three members, and what can be asked of it."""

    service: ClientService
    queries: ClientQueries
    store: Store
    clock: SetClock
    heard: Heard
    home: Home
    made: list[int] = field(default_factory=list)

    async def client(self, name: str = "Kuldne Kringel OÜ", **values: Any) -> int:
        return await self.service.add(KADRI, {"name": name, **values})

    async def log(self, **wanted: Any) -> list[AuditView]:
        """The oldest first."""
        return list(await self.store.read(lambda session: entries(session, **wanted)))[::-1]

    async def last(self) -> AuditView:
        return (await self.log())[-1]

    async def rows(self, actor: Actor = KADRI, **wanted: Any) -> tuple[ClientRow, ...]:
        return await self.queries.rows(actor, **wanted)

    async def detail(self, client_id: int, actor: Actor = KADRI) -> ClientDetail:
        return await self.queries.detail(actor, client_id)

    async def has(self, change: Callable[[Session], Any]) -> None:
        """Something that another room wrote."""
        await self.store.write(change)

    async def verdict(self, client_id: int, flag: str, reason: str) -> None:
        def work(session: Session) -> None:
            client = session.get_one(Client, client_id)
            client.registry_flag, client.registry_reason = flag, reason
            client.registry_facts, client.registry_at = {"source": "Äriregister"}, NOW

        await self.has(work)

    async def link(self, client_id: int, integration: str, remote_id: str, at=NOW) -> None:
        link = ClientLink(
            client_id=client_id, integration=integration, remote_id=remote_id, base={}, linked_at=at
        )
        await self.has(lambda session: session.add(link))


@pytest.fixture
def book(store: Store, clock: SetClock, heard: Heard, home: Home) -> Book:
    def work(session: Session) -> None:
        session.add(
            Firm(uid="u", name="Tammik & Kuusk", country="EE", currency="EUR", time_zone="Europe/Tallinn",
                 language="et", created_at=NOW)
        )  # fmt: skip
        people = (
            (1, "Kadri Tamm", "owner", "active"),
            (2, "Marten Saar", "admin", "active"),
            (3, "Liis Kask", "member", "active"),
            (4, "Ingrid Solheim", "member", "limited"),
            (5, "Gone Person", "member", "inactive"),
        )
        for id_, name, level, status in people:
            session.add(
                Member(id=id_, name=name, email=f"m{id_}@firm.example", level=level, status=status, grants=[],
                       created_at=NOW)
            )  # fmt: skip

    store._write(work)
    return Book(
        ClientService(store, clock, heard.events, home), ClientQueries(store), store, clock, heard, home
    )
