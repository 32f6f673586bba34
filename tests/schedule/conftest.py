from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio

from app.core.clock import SetClock
from app.core.paths import Home
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import FirmView, NewFirm
from app.schedule.scheduler import Scheduler
from app.schedule.views import Job
from tests.schedule.work import Told
from tests.stores import Heard, clock, heard, home, migrated, store

__all__ = ["clock", "heard", "home", "migrated", "store"]


@pytest_asyncio.fixture
async def firm(store: Store, clock: SetClock, heard: Heard) -> FirmView:
    new = NewFirm("Tammik & Kuusk OÜ", "EE", "Kadri Tamm", "kadri@firm.example")
    return (await FirmService(store, clock, heard.events).create(new))[0]


@pytest.fixture
def notices(store: Store, clock: SetClock, heard: Heard) -> Notices:
    return Notices(store, clock, heard.events)


@pytest.fixture
def told(heard: Heard) -> Told:
    return Told(heard.events)


@pytest.fixture
def schedule(
    store: Store, clock: SetClock, heard: Heard, notices: Notices, home: Home
) -> Callable[..., Scheduler]:
    """A scheduler of these jobs, as a program has it."""

    def make(*jobs: Job, **more: Any) -> Scheduler:
        return Scheduler(store, clock, heard.events, notices, jobs, home, **{"host": "desk-1", **more})

    return make
