import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.vault import MemoryVault
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import NewFirm
from app.importing.service import ImportService
from app.registers.service import RegisterService
from app.summaries.service import SummaryService
from app.work.queries import TaskQueries
from app.work.service import TaskService
from integrations.contract import Surroundings
from integrations.registry import integrations
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.registers.world import PaperRegister
from tests.stores import Heard, heard, home, migrated, store
from tests.summaries.world import World

__all__ = ["heard", "home", "migrated", "store"]
BEGIN = datetime(2024, 10, 1, 9, tzinfo=ZoneInfo("Europe/Tallinn"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(BEGIN)


@pytest.fixture
def sandbox(clock: SetClock) -> Iterator[TrigonSandbox]:
    """Its clock is the test's, so that both sides agree on the day."""
    names = ("Aed OÜ", "Bensiin AS", "Café MTÜ")
    firms = [Firm(f"f_{n}", name, busy=0.3) for n, name in enumerate(names, 1)]
    with TrigonSandbox(firms, moment=clock.now) as running:
        running.sessions.refresh_life = 10 * 365 * 86_400
        yield running


@pytest_asyncio.fixture
async def world(
    store: Store, home: Home, clock: SetClock, heard: Heard, sandbox: TrigonSandbox
) -> AsyncIterator[World]:
    """The firm, connected to the sandbox, with its three clients imported."""
    events = heard.events
    firm = FirmService(store, clock, events)
    await firm.create(NewFirm("Büroo OÜ", "EE", "Mari Näidis", "mari@buroo.example", language="en"))
    register = PaperRegister()
    around = Surroundings(
        lambda _seconds: asyncio.sleep(0), clock.now, lambda: 0.5, "test", silence=5, patience=0
    )
    registers = RegisterService(store, clock, events, firm, home.cache, around, sources=(register.source(),))
    connections = ConnectionService(store, clock, events, firm, MemoryVault(), around, integrations())
    notices = Notices(store, clock, events)
    imports = ImportService(
        store, clock, events, connections, registers, notices, register_sources=(register.source(),)
    )
    summaries = SummaryService(store, clock, events, firm, connections, imports, notices, trust_clock=False)
    owner = await firm.actor()
    answers = {"email": sandbox.email, "password": sandbox.password}
    await connections.connect(owner, "trigon", sandbox.url, answers)
    made = World(
        sandbox=sandbox,
        summaries=summaries,
        imports=imports,
        clients=ClientService(store, clock, events, home),
        queries=ClientQueries(store),
        tasks=TaskService(store, clock, events, firm),
        task_queries=TaskQueries(store, clock, firm),
        firm=firm,
        notices=notices,
        connections=connections,
        store=store,
        clock=clock,
        heard=heard,
        owner=owner,
    )
    await made.bring()
    yield made
    await registers.close()
