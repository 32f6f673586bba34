import asyncio
from collections.abc import AsyncIterator

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
from integrations.contract import Surroundings
from tests.importing.program import Program
from tests.importing.world import World
from tests.registers.world import PaperRegister
from tests.stores import Heard, clock, heard, home, migrated, store

__all__ = ["clock", "heard", "home", "migrated", "store"]


@pytest.fixture
def program() -> Program:
    return Program()


@pytest_asyncio.fixture
async def world(
    store: Store, home: Home, clock: SetClock, heard: Heard, program: Program
) -> AsyncIterator[World]:
    events = heard.events
    firm = FirmService(store, clock, events)
    await firm.create(NewFirm("Büroo OÜ", "EE", "Mari Näidis", "mari@buroo.example"))
    register = PaperRegister()
    around = Surroundings(lambda _seconds: asyncio.sleep(0), clock.now, lambda: 0.5, "test")
    registers = RegisterService(store, clock, events, firm, home.cache, around, sources=(register.source(),))
    catalogue = (program.integration(),)
    connections = ConnectionService(store, clock, events, firm, MemoryVault(), around, catalogue)
    owner = await firm.actor()
    await connections.connect(owner, "arvila", "https://arvila.example", {"email": "mari@buroo.example"})
    notices = Notices(store, clock, events)
    imports = ImportService(
        store, clock, events, connections, registers, notices,
        catalogue=catalogue, register_sources=(register.source(),),
    )  # fmt: skip
    clients = ClientService(store, clock, events, home)
    yield World(
        program,
        register,
        imports,
        clients,
        ClientQueries(store),
        firm,
        notices,
        connections,
        store,
        clock,
        heard,
        owner,
    )
    await registers.close()
