"""Two computers add tasks on one server at the same moment. Runs where `KONTOR_TEST_POSTGRES` names one."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.core.clock import SystemClock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.service import FirmService
from app.work.service import NewTask, TaskService

URL = os.environ.get("KONTOR_TEST_POSTGRES", "")  # before a test's own surroundings hide it
pytestmark = pytest.mark.skipif(not URL, reason="no PostgreSQL to test on")
CLOCK = SystemClock()
ADMIN = Actor(None, "scheduler", Level.ADMIN)


@pytest_asyncio.fixture
async def stores(tmp_path: Path) -> AsyncIterator[list[Store]]:
    made = [await asyncio.to_thread(open_store, URL, Home(tmp_path / str(n)), CLOCK) for n in range(2)]
    yield made
    for store in made:
        await asyncio.to_thread(store.close)


async def test_each_task_gets_an_id_of_its_own(stores: list[Store]):
    desks = [TaskService(store, CLOCK, Events(), FirmService(store, CLOCK, Events())) for store in stores]
    ids: list[int] = []
    for n in range(50):
        ids += await asyncio.gather(*(desk.add(ADMIN, NewTask(f"Task {n}")) for desk in desks))
    assert len(set(ids)) == 100
