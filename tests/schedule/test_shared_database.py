"""Two computers on one server: the row alone keeps them apart (P10.1). Runs where `KONTOR_TEST_POSTGRES` names one."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import select, update

from app.core.clock import SystemClock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import SCHEDULER
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.schedule.leases import Leases, Taken
from app.schedule.scheduler import Scheduler
from app.schedule.tables import JobLease
from app.schedule.views import Job
from tests.schedule.work import Chore, Gate

URL = os.environ.get("KONTOR_TEST_POSTGRES", "")  # before a test's own surroundings hide it
pytestmark = pytest.mark.skipif(not URL, reason="no PostgreSQL to test on")
CLOCK = SystemClock()


@pytest_asyncio.fixture
async def desks(tmp_path: Path) -> AsyncIterator[list[tuple[Store, Home]]]:
    homes = [Home(tmp_path / "1"), Home(tmp_path / "2")]
    stores = [await asyncio.to_thread(open_store, URL, home, CLOCK) for home in homes]
    yield list(zip(stores, homes, strict=True))
    for store in stores:
        await asyncio.to_thread(store.close)


def schedule(desk: tuple[Store, Home], host: str, job: Job) -> Scheduler:
    store, home = desk
    events = Events()
    return Scheduler(store, CLOCK, events, Notices(store, CLOCK, events), [job], home, host=host)


async def test_one_runs_and_the_other_says_so(desks: list[tuple[Store, Home]]):
    gate, key = Gate(), f"chore-{os.urandom(4).hex()}"
    one = schedule(desks[0], "desk-1", Chore(key, CLOCK.now(), gate))
    two = schedule(desks[1], "desk-2", Chore(key, CLOCK.now()))
    running = asyncio.create_task(one.run_due())
    await gate.begun.wait()
    for _tick in range(2):
        (said,) = await two.run_due()
        assert (said.status, said.text) == ("elsewhere", "Another Kontor on desk-1 is running it.")
    gate.through.set()
    assert [run.status for run in await running] == ["done"]
    assert [(run.host, run.status) for run in await one.history(SCHEDULER, key)] == [
        ("desk-2", "elsewhere"),
        ("desk-1", "done"),
    ]


async def test_of_two_that_begin_at_the_same_moment_one_is_in(desks: list[tuple[Store, Home]]):
    leases = [Leases(store, home.root, host=home.root.name) for store, home in desks]
    inside = most = 0

    async def begin(own: Leases) -> bool:
        nonlocal inside, most
        try:
            async with own.held("race", lambda _session: None):
                inside, most = inside + 1, max(most, inside + 1)
                await asyncio.sleep(0.001)
                inside -= 1
                return True
        except Taken:
            return False

    for _round in range(200):
        assert any(await asyncio.gather(*map(begin, leases)))
    assert most == 1


async def test_a_dead_computers_lease_runs_out(desks: list[tuple[Store, Home]]):
    (store, home), (other_store, other_home) = desks
    dead = {"holder": "dead:1", "host": "desk-1"}
    async with Leases(store, home.root, host="desk-1").held("dead", lambda _session: None):
        await store.write(lambda session: session.execute(update(JobLease).values(**dead)))
    survivor = Leases(other_store, other_home.root, host="desk-2")
    with pytest.raises(Taken):
        async with survivor.held("dead", lambda _session: None):
            pytest.fail("it may still live")
    over = CLOCK.now() - timedelta(seconds=1)
    await store.write(lambda session: session.execute(update(JobLease).values(until=over)))
    async with survivor.held("dead", lambda _session: None):
        assert await store.read(lambda session: session.scalars(select(JobLease.host)).all()) == ["desk-2"]
