"""Two computers on one server confirm a recount (P6.7). Runs where `KONTOR_TEST_POSTGRES` names one."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from dateutil.relativedelta import relativedelta
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.clock import SystemClock
from app.core.paths import Home
from app.core.rights import SCHEDULER
from app.db.store import Store
from app.db.upgrade import open_store
from app.summaries import recounted
from app.summaries.tables import Correction, LedgerEntry
from app.summaries.views import Recount, RecountRow

URL = os.environ.get("KONTOR_TEST_POSTGRES", "")  # before a test's own surroundings hide it
pytestmark = pytest.mark.skipif(not URL, reason="no PostgreSQL to test on")
CLOCK = SystemClock()
AT = datetime(2024, 12, 1, tzinfo=UTC)
ROUNDS = 30


@pytest_asyncio.fixture
async def stores(tmp_path: Path) -> AsyncIterator[list[Store]]:
    made = [await asyncio.to_thread(open_store, URL, Home(tmp_path / str(n)), CLOCK) for n in range(2)]
    yield made
    for store in made:
        await asyncio.to_thread(store.close)


def invoiced(session: Session) -> list[Recount]:
    """Entries of one client, each with a recount that finds two payments more."""
    client = Client(name="Aed OÜ", created_at=AT, changed_at=AT)
    session.add(client)
    session.flush()
    found = []
    for n in range(ROUNDS):
        slot = date(2020, 1, 1) + relativedelta(months=n)
        days = {"slot": slot, "first_day": slot, "last_day": slot + relativedelta(day=31)}
        entry = LedgerEntry(
            **days, client_id=client.id, integration="trigon", remote_id="f_1", run_date=slot,
            counts={"payment_created": 5}, fetched_at=AT, invoiced_at=AT,
        )  # fmt: skip
        session.add(entry)
        session.flush()
        row = RecountRow(
            entry.id, client.id, client.name, *days.values(), field="payment_created", old=5, new=7,
            invoiced=True,
        )  # fmt: skip
        found.append(Recount("trigon", slot, (row,), (), 1, AT))
    return found


async def test_confirmed_twice_at_the_same_moment_a_difference_is_noted_once(stores: list[Store]):
    for recount in await stores[0].write(invoiced):
        await asyncio.gather(
            *(
                store.write(lambda s, told=recount: recounted.write(s, SCHEDULER, AT, told, told.rows))
                for store in stores
            )
        )
    noted = await stores[0].read(lambda session: session.scalars(select(Correction.difference)).all())
    assert noted == [2] * ROUNDS
