"""The client list of 10,000 and 100,000 clients: reading its rows, finding, counting, changing many (P2.2).

    python tests/benchmarks/run.py clients

Floors: what sqlite3 alone takes to fetch the same columns of the same tables, or to run the same statement.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import app.all_tables  # noqa: F401 - SQLAlchemy has to know what foreign keys point to
from app.clients.composing import NAMES
from app.clients.queries import ClientQueries
from app.clients.service import ClientService
from app.core.clock import SetClock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from tests.benchmarks.rows import Measure, in_turns

ROUNDS = 7
OWNER = Actor(None, "Kadri Tamm", Level.OWNER)
NOW = datetime(2026, 11, 20, 8, 12, tzinfo=UTC)
WHOLE_LIST = (
    f"SELECT {', '.join(NAMES.split())} FROM client ORDER BY id",
    "SELECT client_id, group_id FROM client_in_group",
    "SELECT client_id, integration, linked_at FROM client_link",
)
FOUND = """
    SELECT id, name, mark, registration_code, status FROM client
    WHERE name GLOB '*[kK][rR][iI][nN][gG]*' ORDER BY status, name LIMIT 20
"""
CHANGED = "UPDATE client SET status = 'inactive'"

# every tenth without link or manager, groups none to two, facts of the register mostly alike
_FILL = """
    CREATE TEMP TABLE n AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
    SELECT i FROM n;
    INSERT INTO member (id, name, email, status, level, grants, created_at)
        SELECT i, 'Member ' || i, 'm' || i || '@firm.example', 'active', 'member', '[]', '{at}' FROM n WHERE i <= 10;
    INSERT INTO client_group (id, name) SELECT i, 'Group ' || i FROM n WHERE i <= 8;
    INSERT INTO client SELECT i, CASE i % 3 WHEN 0 THEN 'Põhjatäht ' WHEN 1 THEN 'Kuldne Kringel ' ELSE 'Rør ' END || i,
        'EE', 10000000 + i, 'EE' || (100000000 + i), '', 'PÕHJ', NULL, CASE WHEN i % 10 THEN i % 10 END, 'active', 'et',
        'Lao 4, Tartu', '+372 555', 'info' || i || '@kringel.example', '', 0, 0, 'green', 'found',
        CASE WHEN i % 50 THEN '{{"source":"Äriregister"}}' ELSE '{{"registered_name":"X' || i || '"}}' END,
        '{at}', '{at}', '2026-11-' || printf('%02d', i % 20 + 1) || ' 08:12:00.000000' FROM n;
    INSERT INTO client_in_group SELECT i, i % 8 + 1 FROM n WHERE i % 3;
    INSERT INTO client_in_group SELECT i, (i + 3) % 8 + 1 FROM n WHERE i % 5 = 0;
    INSERT INTO client_link (client_id, integration, remote_id, base, remote_active, readable, linked_at)
        SELECT i, 'trigon', i, '{{}}', 1, 1, '{at}' FROM n WHERE i % 10;
"""


def measures() -> Iterator[Measure]:
    sys.setswitchinterval(0.001)  # as the desktop does at its start
    for count in (10_000, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            yield from _Bench(Path(folder), count).measures()


class _Bench:
    def __init__(self, folder: Path, count: int) -> None:
        self._home = Home(folder)
        self._count = count
        self._store = self._opened()
        self._queries = ClientQueries(self._store)
        self._service = ClientService(self._store, SetClock(NOW), Events(), self._home)

    def _opened(self) -> Store:
        url = f"sqlite:///{self._home.database}"
        open_store(url, self._home, SetClock(NOW)).close()
        with closing(sqlite3.connect(self._home.database)) as plain:
            plain.executescript(_FILL.format(count=self._count, at="2026-11-20 08:12:00.000000"))
            plain.commit()
        return open_store(url, self._home, SetClock(NOW))

    def measures(self) -> Iterator[Measure]:
        name = f"{self._count:,} clients"
        floor, ours = in_turns([self._raw(*WHOLE_LIST), self._ours(self._rows)], ROUNDS)
        yield Measure(f"rows of the list, {name}", floor, ours, None, 60 * self._count / 10_000)
        floor, ours = in_turns([self._raw(FOUND), self._ours(self._find)], ROUNDS)
        yield Measure(f"find a part of a name, {name}", floor, ours, 50, 16)
        (ours,) = in_turns([self._ours(lambda: self._queries.counts(OWNER))], ROUNDS)
        yield Measure(f"counts, {name}", None, ours, 50, 16)
        (ours,) = in_turns([self._quick_check], ROUNDS)
        yield Measure(f"quick check after a crash, {name}", None, ours, None, 100)
        floor, ours = in_turns([self._raw_change, self._ours(self._change)], ROUNDS)
        yield Measure(f"one field of all, with audit, {name}", floor, ours, None, None)
        self._store.close()

    async def _rows(self) -> None:
        assert len(await self._queries.rows(OWNER)) == self._count

    async def _find(self) -> None:
        assert len(await self._queries.find(OWNER, "kring", limit=20)) == 20

    async def _change(self) -> None:
        ids = range(1, self._count + 1)
        assert await self._service.deactivate(OWNER, ids) == self._count
        self._plainly("UPDATE client SET status = 'active'")

    def _raw_change(self) -> float:
        taken = self._raw(CHANGED)()
        self._plainly("UPDATE client SET status = 'active'")
        return taken

    def _quick_check(self) -> float:
        return self._raw("PRAGMA quick_check(1)")()

    def _plainly(self, *statements: str) -> None:
        with closing(sqlite3.connect(self._home.database)) as plain:
            for statement in statements:
                plain.execute(statement).fetchall()
            plain.commit()

    def _raw(self, *statements: str) -> Callable[[], float]:
        return lambda: _timed(lambda: self._plainly(*statements))

    def _ours(self, work: Callable[[], object]) -> Callable[[], float]:
        """Within a loop that runs already, as in the desktop."""

        async def run() -> float:
            start = time.perf_counter()
            await work()  # type: ignore[misc]
            return (time.perf_counter() - start) * 1000

        return lambda: asyncio.run(run())


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
