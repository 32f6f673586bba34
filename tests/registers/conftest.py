import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

import app.all_tables  # noqa: F401 - SQLAlchemy has to know all tables
from app.core.clock import SetClock
from app.core.events import Events
from app.core.paths import Home
from app.core.progress import Progress
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.service import FirmService
from app.firm.views import NewFirm
from app.registers.service import Asked, RegisterService
from integrations.contract import Problem, RegisterSource, Surroundings, TryLater
from tests.registers.world import PaperRegister

NOW = datetime(2026, 9, 18, 6, 0, tzinfo=UTC)  # the day after the paper register's file
OFFLINE = TryLater(Problem.NO_NETWORK)
OWNER = Actor(1, "Kadri Tamm", Level.OWNER)


@dataclass
class Room:
    """The room with everything around it. `said`: the progress told; `pauses`: seconds that were to be waited."""

    service: RegisterService
    register: PaperRegister
    store: Store
    firm: FirmService
    clock: SetClock
    events: Events
    cache: Path
    said: list[Progress]
    pauses: list[float]
    again: Callable[..., RegisterService]  # another service on the same files, as after a new start
    pause_takes: float = 0.0  # real seconds, where another task has to get on meanwhile


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def register() -> PaperRegister:
    return PaperRegister()


@pytest_asyncio.fixture
async def room(tmp_path: Path, clock: SetClock, register: PaperRegister) -> AsyncIterator[Room]:
    home = Home(tmp_path / "home")
    store = await asyncio.to_thread(open_store, f"sqlite:///{home.database}", home, clock)
    events, pauses = Events(), list[float]()
    firm = FirmService(store, clock, events)
    await firm.create(NewFirm("Tammik & Kuusk OÜ", "EE", "Kadri Tamm", "kadri@example.ee"))

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(room.pause_takes)

    around = Surroundings(pause, clock.now, lambda: 0.5, "test")
    services: list[RegisterService] = []

    def again(*sources: RegisterSource) -> RegisterService:
        given = sources or (register.source(),)
        services.append(RegisterService(store, clock, events, firm, home.cache, around, sources=given))
        return services[-1]

    room = Room(again(), register, store, firm, clock, events, home.cache, [], pauses, again)
    yield room
    for service in services:
        await service.close()
    await asyncio.to_thread(store.close)


async def flags(service: RegisterService, wanted: list[Asked]) -> list[str]:
    return [f"{v.flag} {v.reason}" for v in await service.verdicts(wanted)]
