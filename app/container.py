"""Builds everything once (architecture, principle 4). Nothing here decides anything."""

import asyncio
import random
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL

import app.all_tables  # noqa: F401 - what is deleted asks all tables that may point to it
from app.clients.audit_log import AuditLog
from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.core.clock import Clock, SetClock, SystemClock
from app.core.events import Events
from app.core.paths import Home
from app.core.vault import Vault
from app.core.version import program_version
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.firm.service import FirmService
from integrations.contract import Surroundings

if TYPE_CHECKING:
    from app.connections.service import ConnectionService
    from app.importing.service import ImportService
    from app.registers.service import RegisterService
    from app.schedule.health import Health
    from app.schedule.scheduler import Scheduler
    from app.summaries.service import SummaryService
    from app.work.queries import TaskQueries
    from app.work.service import TaskService

# with all that they stand on
LATER = (
    "app.importing.service",
    "app.work.service",
    "app.work.queries",
    "app.summaries.service",
    "app.schedule.scheduler",
    "app.schedule.jobs",
    "app.schedule.health",
)


@dataclass(frozen=True)
class Container:
    """The fields are what the first page stands on. Other services are made when they are first asked for."""

    home: Home
    clock: Clock
    around: Surroundings
    events: Events
    vault: Vault
    store: Store
    firm: FirmService
    notices: Notices
    clients: ClientService
    client_queries: ClientQueries
    audit: AuditLog

    @cached_property
    def registers(self) -> "RegisterService":
        from app.registers.service import RegisterService

        return RegisterService(self.store, self.clock, self.events, self.firm, self.home.cache, self.around)

    @cached_property
    def connections(self) -> "ConnectionService":
        from app.connections.service import ConnectionService

        return ConnectionService(self.store, self.clock, self.events, self.firm, self.vault, self.around)

    @cached_property
    def imports(self) -> "ImportService":
        from app.importing.service import ImportService

        return ImportService(
            self.store, self.clock, self.events, self.connections, self.registers, self.notices
        )

    @cached_property
    def tasks(self) -> "TaskService":
        from app.work.service import TaskService

        return TaskService(self.store, self.clock, self.events, self.firm)

    @cached_property
    def task_queries(self) -> "TaskQueries":
        from app.work.queries import TaskQueries

        return TaskQueries(self.store, self.clock, self.firm)

    @cached_property
    def summaries(self) -> "SummaryService":
        from app.summaries.service import SummaryService

        return SummaryService(
            self.store,
            self.clock,
            self.events,
            self.firm,
            self.connections,
            self.imports,
            self.notices,
            trust_clock=isinstance(self.clock, SetClock),
        )

    @cached_property
    def scheduler(self) -> "Scheduler":
        from app.schedule.jobs import all_jobs, network_of
        from app.schedule.scheduler import Scheduler

        jobs = all_jobs(self.store, self.clock, self.home, self.registers, self.summaries)
        network = network_of(self.connections)
        return Scheduler(self.store, self.clock, self.events, self.notices, jobs, self.home, network=network)

    @cached_property
    def health(self) -> "Health":
        from app.schedule.health import Health

        return Health(self.clock, self.connections, self.summaries, self.scheduler)

    async def whole(self) -> None:
        """Imports the other services, in a worker thread: a window shows its first page before."""
        await asyncio.to_thread(lambda: [import_module(name) for name in LATER])

    async def close(self) -> None:
        """Let go of network and database; waits for what is being written."""
        try:
            if "registers" in vars(self):
                await self.registers.close()
        finally:
            await asyncio.to_thread(self.store.close)


def surroundings() -> Surroundings:
    """With the machine's own clock, also where the program's stands at `--now`: the tokens are real, and so is a moment
    that the other side asks to wait for.
    """
    # spreads retries; nothing secret is made from it
    return Surroundings(asyncio.sleep, SystemClock().now, random.random, program_version())


async def open_container(
    home: Home,
    vault: Vault,
    *,
    database: str = "",
    clock: Clock | None = None,
    around: Surroundings | None = None,
) -> Container:
    """`database`: a SQLAlchemy URL; "" is the SQLite file in the home. Raises `DatabaseUnusable`."""
    clock = clock or SystemClock()
    around = around or surroundings()
    # quoted, as folders may have signs that mean something in an address
    url = database or URL.create("sqlite", database=str(home.database)).render_as_string()
    store = await asyncio.to_thread(open_store, url, home, clock)
    events = Events()
    return Container(
        home=home,
        clock=clock,
        around=around,
        events=events,
        vault=vault,
        store=store,
        firm=FirmService(store, clock, events),
        notices=Notices(store, clock, events),
        clients=ClientService(store, clock, events, home),
        client_queries=ClientQueries(store),
        audit=AuditLog(store),
    )
