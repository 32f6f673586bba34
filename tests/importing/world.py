"""Everything around the room of imports, and short ways to say what a test does with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.clients.views import ClientDetail
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.rights import Actor
from app.db.audit import AuditEntry
from app.db.base import Base
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.rows import ReviewRow
from app.importing.runs import RunView
from app.importing.service import ImportService
from tests.importing.program import Program
from tests.registers.world import PaperRegister, entry
from tests.stores import Heard

GOOD = ("10421629", "12345678", "10137319", "14532901", "16337236")  # control digits fit


@dataclass(slots=True)
class World:
    program: Program
    register: PaperRegister
    imports: ImportService
    clients: ClientService
    queries: ClientQueries
    firm: FirmService
    notices: Notices
    connections: ConnectionService
    store: Store
    clock: SetClock
    heard: Heard
    owner: Actor

    def registers(self, *codes_and_names: tuple[str, str] | tuple[str, str, str]) -> None:
        for known in codes_and_names:
            self.register.add(entry(*known))

    async def review(self) -> Review:
        """An hour later than what was before."""
        self.clock.turn(timedelta(hours=1))
        return await self.imports.fetch(self.owner, "arvila")

    async def row(self, key: str) -> ReviewRow:
        return row_of(await self.review(), key)

    async def bring(self, choices: Choices | None = None) -> RunView:
        """Fetch and confirm what the review presets, or the choices."""
        review = await self.review()
        return await self.imports.confirm(self.owner, review, choices or Choices())

    async def add(self, name: str, code: str = "", **values: Any) -> int:
        return await self.clients.add(self.owner, {"name": name, "registration_code": code, **values})

    async def edit(self, client_id: int, **values: Any) -> None:
        self.clock.turn(timedelta(minutes=1))
        await self.clients.change(self.owner, client_id, values)

    async def client(self, name: str) -> ClientDetail:
        ids = [row.id for row in await self.queries.rows(self.owner) if row.name == name]
        assert len(ids) == 1, f"{len(ids)} clients are called {name}"
        return await self.queries.detail(self.owner, ids[0])

    async def names(self) -> list[str]:
        return sorted(row.name for row in await self.queries.rows(self.owner))

    async def history(self, client_id: int) -> list[tuple[str, Mapping[str, Any], int | None]]:
        """Action, changes and run of the client's audit entries, oldest first."""

        def read(session: Any) -> list[tuple[str, Mapping[str, Any], int | None]]:
            own = select(AuditEntry).filter_by(entity="client", entity_id=client_id).order_by(AuditEntry.id)
            return [(e.action, e.changes, e.run_id) for e in session.scalars(own)]

        return await self.store.read(read)

    async def everything(self, *but: str) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but for some."""
        tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
        return await self.store.read(
            lambda s: {
                t.name: [tuple(row) for row in s.execute(select(t).order_by(*t.primary_key))] for t in tables
            }
        )


def row_of(review: Review, key: str) -> ReviewRow:
    rows = [row for row in review.rows if row.key == key]
    assert len(rows) == 1, f"{len(rows)} rows have the key {key}"
    return rows[0]
