"""Years of a firm in a few seconds: the real services on a real database, and books that count their own records.

The books stand for the other side without HTTP, as hundreds of runs a history would take minutes over it. They count
with the sandbox's own counting; what should come out is counted here once more, record by record.
"""

import asyncio
from bisect import bisect_left
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from app.clients.service import ClientService
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import SCHEDULER, Actor
from app.core.vault import MemoryVault
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import NewFirm
from app.importing.choices import Choices
from app.importing.service import ImportService
from app.registers.service import RegisterService
from app.summaries.service import SummaryService
from integrations.contract import (
    Account,
    ClientPage,
    Counts,
    Integration,
    Problem,
    RemoteClient,
    SecretKeeper,
    Surroundings,
    TryLater,
    UserNeeded,
)
from integrations.sandbox.companies import company
from integrations.trigon import sandbox_records
from integrations.trigon.manifest import MANIFEST
from integrations.trigon.sandbox_counting import made_up
from integrations.trigon.sandbox_records import midnight
from integrations.trigon.wire import ACTIVITY_FIELDS, RECORDS

KEY, CLIENTS, BUSY, OPENED = "trigon", 6, 0.15, date(2015, 1, 1)
CREATED = tuple(f"{record}_created" for record in RECORDS)
SNAPSHOT = "active_reporting_persons"
PLAN = {
    "title": "Volumes of {month} {year}",
    "topic": "Monthly volumes",
    "refresh": "off",
    "mapping": {name: name for name in (*CREATED, SNAPSHOT)},
}
PERSISTENT = {Problem.NO_VIEW_PERMISSION, Problem.NOT_FOUND}
TALLINN = ZoneInfo("Europe/Tallinn")


@lru_cache(maxsize=8192)
def entered(remote_id: str, busy: float, month: date) -> tuple[tuple[float, ...], ...]:
    """The moments of entry of a month's records, by kind."""
    records = sandbox_records.month(remote_id, busy, month)
    return tuple(tuple(sorted(r.created for r in records if r.kind == kind)) for kind in range(len(RECORDS)))


def truth(remote_id: str, first_day: date, last_day: date, busy: float = BUSY) -> dict[str, int]:
    """How many records of each kind were entered in these days."""
    begin, end = midnight(first_day), midnight(last_day + timedelta(days=1))
    found, month = dict.fromkeys(CREATED, 0), first_day.replace(day=1)
    while month <= last_day:
        for name, moments in zip(CREATED, entered(remote_id, busy, month), strict=True):
            found[name] += bisect_left(moments, end) - bisect_left(moments, begin)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


@dataclass
class Books:
    """The other side. `fails`: firms whose counts end so. `down`: nobody gets an answer."""

    clock: SetClock
    listed: dict[str, RemoteClient] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    fails: dict[str, Problem] = field(default_factory=dict)
    down: bool = False

    def opens(self, which: int) -> str:
        firm = company(100 + which)
        remote_id = f"h_{which}"
        new = RemoteClient(remote_id, f"Firma {'ABCDEF'[which]} OÜ", firm.code, country="EE")
        self.listed.setdefault(remote_id, new)
        return remote_id

    def counts(self, remote_id: str, first_day: date, last_day: date, fields: Sequence[str]) -> Counts:
        if self.down:
            raise TryLater(Problem.NO_NETWORK)
        if problem := self.fails.get(remote_id):
            raise UserNeeded(problem) if problem in PERSISTENT else TryLater(problem)
        now = self.clock.now()
        assert midnight(last_day + timedelta(days=1)) <= now.timestamp(), "asked before the last day was over"
        parts = [
            tally.counts(first_day, last_day, now)
            for tally in made_up(remote_id, BUSY, OPENED, first_day, last_day)
        ]
        numbers = dict(zip(ACTIVITY_FIELDS, map(sum, zip(*parts, strict=True)), strict=True))
        numbers[SNAPSHOT] = now.month
        return Counts({name: numbers[name] for name in fields}, now, now)

    def integration(self) -> Integration:
        @asynccontextmanager
        async def open_line(
            address: str, keeper: SecretKeeper, around: Surroundings
        ) -> AsyncIterator["Line"]:
            yield Line(self, keeper)

        return Integration(MANIFEST, open_line)


@dataclass(slots=True)
class Line:
    books: Books
    keeper: SecretKeeper

    async def sign_in(self, answers: Mapping[str, str]) -> Account:
        await self.keeper.save({"refresh_token": "rt"})
        return Account("Trigon", answers["email"])

    async def test(self) -> Account:
        return Account("Trigon", "mari@buroo.example")

    async def clients(self) -> AsyncIterator[ClientPage]:
        yield ClientPage(tuple(self.books.listed.values()), len(self.books.listed))

    async def counts(self, remote_id: str, first_day: date, last_day: date, fields: Sequence[str]) -> Counts:
        await asyncio.sleep(0)
        return self.books.counts(remote_id, first_day, last_day, fields)

    async def expires(self) -> None: ...

    async def sign_out(self) -> None: ...


class Firm:
    """Runs whenever something is due while the computer is on, as the schedule does."""

    def __init__(self, store: Store, home: Home, clock: SetClock, zone: str) -> None:
        self.store, self.clock, self.zone = store, clock, ZoneInfo(zone)
        self.books = Books(clock)
        events, vault = Events(), MemoryVault()
        around = Surroundings(asyncio.sleep, clock.now, lambda: 0.5)
        self.firm = FirmService(store, clock, events)
        catalogue = (self.books.integration(),)
        registers = RegisterService(store, clock, events, self.firm, home.cache, around, sources=())
        self.connections = ConnectionService(store, clock, events, self.firm, vault, around, catalogue)
        notices = Notices(store, clock, events)
        self.imports = ImportService(
            store, clock, events, self.connections, registers, notices,
            catalogue=catalogue, register_sources=(),
        )  # fmt: skip
        self.clients = ClientService(store, clock, events, home)
        self.summaries = SummaryService(
            store, clock, events, self.firm, self.connections, self.imports, notices
        )
        self.owner: Actor
        self.first_import: date
        self.rules: list[tuple[datetime, str]] = []  # from which moment on
        self.linked: dict[str, datetime] = {}  # the last time before anything of the client was counted
        self.due: datetime | None = None

    async def open(self, country: str) -> None:
        await self.firm.create(NewFirm("Büroo", country, "Mari Näidis", "mari@buroo.example", language="en"))
        self.owner = await self.firm.actor()
        answers = {"email": "mari@buroo.example", "password": "x"}
        await self.connections.connect(self.owner, KEY, "https://trigon.example", answers)

    async def plan(self, first_import: date, rule: str) -> None:
        self.first_import = first_import
        changes = {**PLAN, "day": rule, "first_day": first_import}
        await self.summaries.configure(self.owner, KEY, changes)
        self.rules.append((self.clock.now(), rule))

    async def rule(self, rule: str) -> None:
        """ "" switches the schedule off."""
        await self.summaries.configure(self.owner, KEY, {"day": rule})
        self.rules.append((self.clock.now(), rule))

    # --- time -------------------------------------------------------------------------------------

    async def spend(self, hours: int, *, on: bool) -> None:
        """On: each moment that is due is kept, but of retries that follow each other one in three days.
        Off: nothing happens until the end, and then there is one look, as at a start.
        """
        until = self.clock.now() + timedelta(hours=hours)
        while on and (due := await self.summaries.due(KEY)) is not None and due <= until:
            self.turn_to(due)
            await self.run()
            if self.books.fails or self.books.down:
                self.turn_to(min(until, self.clock.now() + timedelta(days=3)))
        self.turn_to(until)
        due = await self.summaries.due(KEY)
        if due is not None and due <= until:
            await self.run()

    def turn_to(self, moment: datetime) -> None:
        self.clock.turn(max(timedelta(), moment - self.clock.now()))

    async def run(self) -> None:
        await self.summaries.run(SCHEDULER, KEY)

    async def run_cut_off(self, after: int) -> None:
        """Cancelled once it has told its progress so many times; it may have ended before."""
        told: list[object] = []
        running: asyncio.Task[object]

        def tell(progress: object) -> None:
            told.append(progress)
            if len(told) == after:
                running.cancel()

        running = asyncio.ensure_future(self.summaries.run(SCHEDULER, KEY, tell))
        await asyncio.wait({running})
        if not running.cancelled():
            running.result()

    # --- clients ----------------------------------------------------------------------------------

    async def bring(self) -> None:
        """Import what is listed there, as the review presets it."""
        shown = [client for id_, client in self.books.listed.items() if id_ not in self.books.gone]
        linked = await self.links()
        review = await self.imports.review(self.owner, KEY, shown)
        await self.imports.confirm(self.owner, review, Choices())
        now_linked = await self.links()
        assert set(now_linked) >= {client.remote_id for client in shown}
        counted = {row["remote_id"] for row in await self.rows("SELECT DISTINCT remote_id FROM ledger_entry")}
        for remote_id in set(now_linked) - set(linked) - counted:
            self.linked[remote_id] = self.clock.now()

    async def unlink(self, remote_id: str) -> None:
        await self.write("DELETE FROM client_link WHERE remote_id = :remote_id", remote_id=remote_id)

    async def set_active(self, remote_id: str, *, active: bool) -> None:
        if client_id := (await self.links()).get(remote_id):
            change = self.clients.activate if active else self.clients.deactivate
            await change(self.owner, [client_id])

    async def links(self) -> dict[str, int]:
        """Remote id → client."""
        found = await self.rows("SELECT remote_id, client_id FROM client_link")
        return {row["remote_id"]: row["client_id"] for row in found}

    # --- what is in the database ------------------------------------------------------------------

    async def rows(self, sql: str) -> Sequence[Mapping[str, Any]]:
        return await self.store.read(lambda s: s.execute(text(sql)).mappings().all())

    async def write(self, sql: str, **values: Any) -> None:
        await self.store.write(lambda s: s.execute(text(sql), values))

    def at(self, day: date, clock: time = time(0, 30)) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
