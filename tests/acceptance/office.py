"""The whole program as the container builds it, over real HTTP to the sandboxes on loopback. Nothing sleeps."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.clients.views import ClientRow
from app.container import Container, open_container
from app.core.clock import SetClock
from app.core.errors import OtherSideFailed
from app.core.paths import Home
from app.core.rights import Actor
from app.core.vault import Vault
from app.firm.views import NewFirm
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.rows import ReviewRow
from app.importing.runs import RunView
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.contract import Surroundings
from integrations.sandbox.faults import Fault
from integrations.sandbox.messages import Received, Reply
from integrations.trigon.sandbox import TrigonSandbox

NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
LIST = "*/firms"
SILENCE = 0.15  # real seconds that stand for the thirty of real life
HEALTH = frozenset({"connection"})  # may be written by any talk, also one that fails
Table = dict[str, list[tuple[Any, ...]]]


@dataclass
class Outside:
    """Clock and pauses in the hands of a test: a pause is noted, takes no time and moves no clock."""

    clock: SetClock = field(default_factory=lambda: SetClock(NOW))
    pauses: list[float] = field(default_factory=list)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    def surroundings(self) -> Surroundings:
        return Surroundings(self.pause, self.clock.now, lambda: 0.5, "1.2.3", silence=SILENCE)


@dataclass
class Office:
    """A firm with its program open; `owner` acts."""

    program: Container
    owner: Actor
    trigon: TrigonSandbox
    register: AriregisterSandbox
    outside: Outside

    async def connect(self) -> None:
        answers = {"email": self.trigon.email, "password": self.trigon.password}
        await self.program.connections.connect(self.owner, "trigon", self.trigon.url, answers)

    async def fetch(self) -> Review:
        return await self.program.imports.fetch(self.owner, "trigon")

    async def bring(self) -> RunView:
        """Fetch and confirm what the review presets."""
        return await self.program.imports.confirm(self.owner, await self.fetch(), Choices())

    async def fails(self) -> OtherSideFailed:
        """What a fetch ends in that ends in the other side's failure."""
        try:
            await self.fetch()
        except OtherSideFailed as failed:
            return failed
        raise AssertionError("it went well")

    async def state(self) -> str:
        return (await self.program.connections.view("trigon")).state

    async def clients(self) -> tuple[ClientRow, ...]:
        return await self.program.client_queries.rows(self.owner)

    async def tables(self, *, without: frozenset[str] = frozenset()) -> Table:
        """Every row of every table, as SQLite gives it."""
        return await self.program.store.read(lambda session: _tables(session.connection(), without))

    def after_first_page(self, happens: Callable[[], object]) -> None:
        """This happens at the other side when it has answered with the first page."""

        def alter(_received: Received, reply: Reply) -> Reply:
            happens()
            return reply

        self.trigon.faults.add(Fault(alter=alter), LIST)

    def first_page_passes(self) -> None:
        """A fault that is added now meets the second page."""
        self.after_first_page(lambda: None)


def _tables(connection: Any, without: frozenset[str]) -> Table:
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    return {
        name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"')), key=repr)
        for name in names
        if name not in without
    }


async def open_office(
    home: Home, vault: Vault, trigon: TrigonSandbox, register: AriregisterSandbox, outside: Outside
) -> Office:
    """With a firm, not connected yet. The other sides go by the same clock."""
    trigon.moment = outside.clock.now
    register.renewed = outside.clock.now()
    around = outside.surroundings()
    program = await open_container(home, vault, clock=outside.clock, around=around)
    if await program.firm.firm() is None:
        await program.firm.create(NewFirm("Büroo OÜ", "EE", "Kadri Tamm", "kadri@firm.example"))
    return Office(program, await program.firm.actor(), trigon, register, outside)


def by_id(review: Review) -> dict[str, ReviewRow]:
    return {row.key: row for row in review.rows}
