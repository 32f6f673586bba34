"""A process that forks one child per line of its input; each child runs the counts on a database and may be killed.

Run as a script by `test_kill.py`, with the address of a sandbox. A line: the database, then after how many steps of
SQLite's machine the child kills itself; 0: it is killed from outside, -1: it lives. Each child signs in anew: its
vault dies with it.
"""

import asyncio
import os
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import app.all_tables  # noqa: F401 - SQLAlchemy has to know all tables
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import SCHEDULER, Actor
from app.core.vault import MemoryVault
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import NewFirm
from app.importing.choices import Choices
from app.importing.service import ImportService
from app.registers.service import RegisterService
from app.summaries.service import SummaryService
from integrations.contract import RemoteClient, Surroundings
from integrations.registry import integrations
from integrations.trigon.sandbox_sessions import EMAIL, PASSWORD
from tests.importing.dying import dies_after, say

CLIENTS = 300
FIRST_DAY, LAST_DAY = date(2024, 10, 1), date(2024, 10, 30)
RUN_AT = datetime(2024, 10, 30, 22, 30, tzinfo=UTC)  # half past midnight in Tallinn
MAPPING = {"payment_created": "Payments", "sales_invoice_created": "Sales invoices"}


class Firm:
    """The services on one database, connected with the sandbox at `url`."""

    def __init__(self, database: Path, url: str) -> None:
        self.clock, self._url = SetClock(RUN_AT), url
        self.store: Store = open_store(f"sqlite:///{database}", Home(database.parent), self.clock)
        store, clock, events = self.store, self.clock, Events()
        around = Surroundings(asyncio.sleep, clock.now, lambda: 0.5)
        self.firm = FirmService(store, clock, events)
        self.connections = ConnectionService(
            store, clock, events, self.firm, MemoryVault(), around, integrations()
        )
        notices = Notices(store, clock, events)
        registers = RegisterService(
            store, clock, events, self.firm, Home(database.parent).cache, around, sources=()
        )
        self.imports = ImportService(
            store, clock, events, self.connections, registers, notices, register_sources=()
        )
        self.summaries = SummaryService(
            store, clock, events, self.firm, self.connections, self.imports, notices
        )

    async def connect(self) -> Actor:
        owner = await self.firm.actor()
        answers = {"email": EMAIL, "password": PASSWORD}
        await self.connections.connect(owner, "trigon", self._url, answers)
        return owner

    async def run(self) -> int:
        """How many were counted."""
        return (await self.summaries.run(SCHEDULER, "trigon")).counted


async def begin(database: Path, url: str) -> None:
    """The firm with all its clients, and the plan, a month before the run."""
    firm = Firm(database, url)
    firm.clock.turn(datetime(2024, 10, 1, 6, tzinfo=UTC) - RUN_AT)
    await firm.firm.create(NewFirm("Büroo OÜ", "EE", "Mari Näidis", "mari@buroo.example", language="en"))
    owner = await firm.connect()
    listed = [RemoteClient(remote_id(n), f"Firma {n:03} OÜ", country="EE") for n in range(CLIENTS)]
    review = await firm.imports.review(owner, "trigon", listed)
    await firm.imports.confirm(owner, review, Choices())
    plan = {"title": "Volumes", "topic": "Volumes", "day": "last-day", "first_day": FIRST_DAY}
    await firm.summaries.configure(owner, "trigon", {**plan, "refresh": "off", "mapping": MAPPING})
    firm.store.close()


def remote_id(number: int) -> str:
    return f"k_{number:03}"


async def _child(database: Path, url: str, steps: int) -> None:
    firm = Firm(database, url)
    await firm.connect()
    if steps > 0:
        with firm.store.writer.connect() as connection:
            dies_after(connection.connection.dbapi_connection, steps)
    say("ready")
    await firm.run()
    if steps == 0:
        signal.pause()  # so that the one who kills it finds it
    firm.store.close()


def main(url: str) -> None:
    for line in sys.stdin:
        database, steps = line.split("\t")
        child = os.fork()
        if child == 0:
            asyncio.run(_child(Path(database), url, int(steps)))
            os._exit(0)
        say(child)
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main(sys.argv[1])
