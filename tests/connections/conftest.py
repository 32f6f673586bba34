import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.orm import Session

from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.events import ConnectionsChanged, Events
from app.core.file_vault import FileVault
from app.core.paths import Home
from app.core.rights import Actor
from app.core.secrets_file import Cost
from app.core.vault import MemoryVault
from app.db.audit import AuditEntry
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.service import FirmService, NewFirm
from integrations.contract import Surroundings
from tests.connections.office import EMAIL, PASSWORD, Office

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def around(clock: SetClock) -> Surroundings:
    return Surroundings(asyncio.sleep, clock.now, lambda: 0.5, silence=5.0, patience=0.0)


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def told(events: Events) -> list[str]:
    """Integrations of which the screens were told that something changed."""
    seen: list[str] = []
    events.subscribe(ConnectionsChanged, lambda event: seen.append(event.integration))
    return seen


@pytest_asyncio.fixture
async def store(home: Home, clock: SetClock) -> AsyncIterator[Store]:
    store = await asyncio.to_thread(open_store, f"sqlite:///{home.database}", home, clock)
    yield store
    await asyncio.to_thread(store.close)


@pytest_asyncio.fixture
async def firm(store: Store, clock: SetClock, events: Events) -> FirmService:
    firm = FirmService(store, clock, events, lambda: "uid-of-the-firm")
    await firm.create(NewFirm("Büroo OÜ", "EE", "Mari Näidis", EMAIL))
    return firm


@pytest_asyncio.fixture
async def owner(firm: FirmService) -> Actor:
    return await firm.actor()


@pytest_asyncio.fixture
async def member(firm: FirmService, owner: Actor) -> Actor:
    await firm.add_member(owner, "Jaan Liige", "jaan@buroo.example")
    return await firm.actor("jaan@buroo.example")


@pytest.fixture
def office() -> Office:
    return Office()


class UnhurriedVault(MemoryVault):
    """Takes a while, as a real one does, so that a cancelling can come in between."""

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        await super().set(name, values)


@pytest.fixture
def vault() -> MemoryVault:
    return UnhurriedVault()


@pytest.fixture
def file_vault(home: Home) -> FileVault:
    return FileVault(home.secrets, "õun ja pirn", Cost(1, 8, 1))


@pytest.fixture
def connections(
    store: Store,
    clock: SetClock,
    events: Events,
    firm: FirmService,
    vault: MemoryVault,
    around: Surroundings,
    office: Office,
) -> ConnectionService:
    return ConnectionService(store, clock, events, firm, vault, around, (office.integration(),), wait=5)


@pytest_asyncio.fixture
async def connected(connections: ConnectionService, owner: Actor) -> ConnectionService:
    await connections.connect(
        owner, "arvila", "https://arvila.example/", {"email": EMAIL, "password": PASSWORD}
    )
    return connections


async def audit(store: Store) -> list[AuditEntry]:
    """Entries on connections, in order."""

    def work(session: Session) -> list[AuditEntry]:
        entries = session.query(AuditEntry).order_by(AuditEntry.id)
        return [entry for entry in entries if entry.entity == "connection"]

    return await store.read(work)
