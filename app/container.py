"""Builds everything once (architecture, principle 4). Nothing here decides anything."""

import asyncio
import random
from dataclasses import dataclass

from sqlalchemy.engine import URL

from app.clients.audit_log import AuditLog
from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.connections.service import ConnectionService
from app.core.clock import Clock, SystemClock
from app.core.events import Events
from app.core.paths import Home
from app.core.vault import Vault
from app.core.version import program_version
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.importing.service import ImportService
from app.registers.service import RegisterService
from app.work.queries import TaskQueries
from app.work.service import TaskService
from integrations.contract import Surroundings


@dataclass(frozen=True, slots=True)
class Container:
    home: Home
    clock: Clock
    events: Events
    vault: Vault
    store: Store
    firm: FirmService
    notices: Notices
    clients: ClientService
    client_queries: ClientQueries
    audit: AuditLog
    registers: RegisterService
    connections: ConnectionService
    imports: ImportService
    tasks: TaskService
    task_queries: TaskQueries

    async def close(self) -> None:
        """Let go of network and database; waits for what is being written."""
        try:
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
    firm = FirmService(store, clock, events)
    notices = Notices(store, clock, events)
    registers = RegisterService(store, clock, events, firm, home.cache, around)
    connections = ConnectionService(store, clock, events, firm, vault, around)
    return Container(
        home=home,
        clock=clock,
        events=events,
        vault=vault,
        store=store,
        firm=firm,
        notices=notices,
        clients=ClientService(store, clock, events, home),
        client_queries=ClientQueries(store),
        audit=AuditLog(store),
        registers=registers,
        connections=connections,
        imports=ImportService(store, clock, events, connections, registers, notices),
        tasks=TaskService(store, clock, events, firm),
        task_queries=TaskQueries(store, clock, firm),
    )
