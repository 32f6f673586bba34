"""A firm with its sandbox of Trigon, and short ways to say what a test does with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.rights import SCHEDULER, Actor
from app.db.base import Base
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.importing.choices import Choices
from app.importing.service import ImportService
from app.summaries.periods import Period
from app.summaries.service import SummaryService
from app.summaries.views import LedgerRow, PlanView, RunReport
from app.work.queries import TaskQueries
from app.work.service import TaskService
from app.work.views import TaskDetail
from integrations.trigon import sandbox_records
from integrations.trigon.sandbox import TrigonSandbox
from integrations.trigon.sandbox_records import midnight
from integrations.trigon.wire import RECORDS
from tests.stores import Heard

ZONE = ZoneInfo("Europe/Tallinn")
MAPPING = {
    "payment_created": "Payments",
    "sales_invoice_created": "Sales invoices",
    "active_reporting_persons": "Persons",
}
SETTINGS: dict[str, Any] = {
    "title": "Volumes of {month} {year}",
    "topic": "Monthly volumes",
    "day": "last-day",
    "first_day": date(2024, 10, 1),
    "refresh": "off",
    "mapping": MAPPING,
}


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@dataclass(slots=True)
class World:
    sandbox: TrigonSandbox
    summaries: SummaryService
    imports: ImportService
    clients: ClientService
    queries: ClientQueries
    tasks: TaskService
    task_queries: TaskQueries
    firm: FirmService
    notices: Notices
    connections: ConnectionService
    store: Store
    clock: SetClock
    heard: Heard
    owner: Actor

    async def bring(self) -> None:
        """Import what the review presets."""
        review = await self.imports.fetch(self.owner, "trigon")
        await self.imports.confirm(self.owner, review, Choices())

    async def configure(self, **changes: Any) -> PlanView:
        return await self.summaries.configure(self.owner, "trigon", changes)

    async def set_up(self, **changes: Any) -> PlanView:
        return await self.configure(**{**SETTINGS, **changes})

    def at(self, moment: str) -> None:
        """Turn the clock to a time in Tallinn, e.g. "2024-10-31 00:30"."""
        self.clock.turn(datetime.fromisoformat(moment).replace(tzinfo=ZONE) - self.clock.now())

    def later(self, **by: float) -> None:
        self.clock.turn(timedelta(**by))

    async def run(self) -> RunReport:
        return await self.summaries.run(SCHEDULER, "trigon")

    async def run_at(self, moment: str) -> RunReport:
        self.at(moment)
        return await self.run()

    async def id_of(self, name: str) -> int:
        ids = [row.id for row in await self.queries.rows(self.owner) if row.name == name]
        assert len(ids) == 1, f"{len(ids)} clients are called {name}"
        return ids[0]

    async def ledger(self, name: str = "") -> list[LedgerRow]:
        rows = await self.summaries.ledger(self.owner, "trigon")
        return [row for row in rows if not name or row.client == name]

    async def covered(self, name: str) -> list[tuple[date, date]]:
        return [(row.first_day, row.last_day) for row in await self.ledger(name)]

    async def values(self, task_id: int | None) -> dict[str, int]:
        return {f.name: int(f.number) for f in (await self.task(task_id)).fields if f.number is not None}

    async def task(self, task_id: int | None) -> TaskDetail:
        assert task_id is not None
        return await self.task_queries.detail(self.owner, task_id)

    def truth(self, firm_id: str, record: str, first_day: date, last_day: date) -> int:
        """The sandbox's own records that were created in these days, counted one by one."""
        firm, months = self.sandbox.firms[firm_id], {first_day.replace(day=1), last_day.replace(day=1)}
        begin, end = midnight(first_day), midnight(last_day + timedelta(days=1))
        made = [each for month in months for each in sandbox_records.month(firm.id, firm.busy, month)]
        kind = RECORDS.index(record)
        return sum(each.kind == kind and begin <= each.created < end for each in [*made, *firm.records])

    def asked(self) -> list[tuple[str, str, str]]:
        """Firm, first and last day of each question for counts since the last call, in order."""
        exchanges = list(self.sandbox.exchanges)
        self.sandbox.exchanges.clear()
        received = [e.received for e in exchanges if e.received.path.endswith("/activity-counts")]
        return [(r.path.split("/")[-2], r.query["from"], r.query["to"]) for r in received]

    async def everything(self, *but: str) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables, but for some."""
        tables = [table for table in Base.metadata.sorted_tables if table.name not in but]
        return await self.store.read(
            lambda s: {
                t.name: [tuple(row) for row in s.execute(select(t).order_by(*t.primary_key))] for t in tables
            }
        )


def spans(periods: tuple[Period, ...]) -> list[tuple[str, str, str]]:
    return [(p.run_date.isoformat(), p.first_day.isoformat(), p.last_day.isoformat()) for p in periods]
