"""Importing 10,000 clients into the database (targets, rows 1 and 2), and how long the loop waits meanwhile.

    python tests/benchmarks/run.py importing

Kontor: `ImportService.review` and `confirm` on a real file – matched, merged, normalised; clients, links, audit entries
and the run with its rows in one transaction. What the register says is given, as it is a measure of its own. Floors,
in the same run and taking turns: the same clients into one bare table, by sqlite3 and by SQLAlchemy Core; for the
second import reading, matching by code in a dict and updating what differs, in Core.
"""

import asyncio
import gc
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

import msgspec
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    create_engine,
    insert,
    select,
    text,
)

import app.all_tables  # noqa: F401 - SQLAlchemy has to know all tables
from app.core.clock import SystemClock
from app.core.events import Events
from app.core.paths import Home
from app.core.progress import Tell, nobody
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.service import ImportService
from app.registers.verdicts import Asked, Verdict
from integrations.contract import RemoteClient
from tests.benchmarks.rows import Measure, against, in_turns
from tests.importing.program import Program

CLIENTS = 10_000
ROUNDS = 9
OWNER = Actor(None, "Kadri Tamm", Level.OWNER)
FIELDS = ("name", "registration_code", "vat_number", "country", "email", "phone", "address", "language")
BARE = Table(
    "client", MetaData(), Column("id", Integer, primary_key=True), *(Column(f, String) for f in FIELDS)
)
_FIRST = ("Põhjatäht", "Kuldne", "Lõunakaar", "Rannakivi", "Nordavind", "Fjellbekk", "Ülejõe", "Haabersti")
_SECOND = ("Logistika", "Kringel", "Kinnisvara", "Ehitus", "Bakeri", "Rør", "Spordiklubi", "Kiirtööd")


def clients() -> list[RemoteClient]:
    chance = random.Random(1)
    codes = chance.sample(range(10_000_000, 19_999_999), CLIENTS)
    return [
        RemoteClient(
            f"f-{i}",
            f"{chance.choice(_FIRST)} {chance.choice(_SECOND)} {i} OÜ",
            str(code),
            f"EE{100_000_000 + i}",
            "EE",
            f"info@firma{i}.example",
            f"+372 5{i:07}",
            f"Lao {i % 200}–{i % 9}, Tartu",
            "et",
        )
        for i, code in enumerate(codes)
    ]


def tenth_changed(them: Sequence[RemoteClient]) -> list[RemoteClient]:
    return [
        msgspec.structs.replace(c, phone=f"+372 6{i:07}") if i % 10 == 0 else c for i, c in enumerate(them)
    ]


def measures() -> Iterator[Measure]:
    sys.setswitchinterval(0.001)  # as the window has it, see ui.desktop.start …
    gc.collect()
    gc.freeze()
    gc.disable()  # … and ui.desktop.collecting; floors and Kontor alike
    with tempfile.TemporaryDirectory() as folder:
        yield from _Bench(Path(folder)).measures()


class _Bench:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._them = clients()
        self._changed = tenth_changed(self._them)
        self._empty = self._made("empty", lambda store: asyncio.sleep(0))
        self._full = self._made("full", lambda store: bring(store, self._them))

    def measures(self) -> Iterator[Measure]:
        raw, core, ours = in_turns([self._sqlite3, self._core, self._kontor_new], ROUNDS)
        yield against("1 write 10,000 new, floor: SQLAlchemy Core, one table", core, ours, 5, 3)
        # the target's figures in seconds, beside its other floor
        yield Measure("1 write 10,000 new, floor: sqlite3, one table", raw, ours, 200, 120)
        core, ours, nothing = in_turns([self._core_again, self._kontor_again, self._kontor_same], ROUNDS)
        yield against("2 import again, a tenth changed, floor: Core, match in memory", core, ours, 5, 3)
        yield against("2 import again, nothing changed, floor: the same", core, nothing, 5, 3)
        new, again = in_turns([self._wait_new, self._wait_again], ROUNDS)
        yield Measure("longest wait of the loop, 10,000 new", None, new, 50, 16)
        yield Measure("longest wait of the loop, 10,000 again", None, again, 50, 16)

    # --- floors ---------------------------------------------------------------------------------------

    def _sqlite3(self) -> float:
        rows = [values(client) for client in self._them]
        with closing(sqlite3.connect(self._new_file(), isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"CREATE TABLE client (id INTEGER PRIMARY KEY, {', '.join(FIELDS)})")
            return timed(partial(_insert_raw, connection, rows))

    def _core(self) -> float:
        rows = [dict(zip(FIELDS, values(client), strict=True)) for client in self._them]
        with bare_engine(self._new_file()) as engine:
            return timed(
                lambda: _in_transaction(engine, lambda connection: connection.execute(insert(BARE), rows))
            )

    def _core_again(self) -> float:
        them = [values(client) for client in self._changed]
        with bare_engine(self._new_file()) as engine:
            before = [dict(zip(FIELDS, values(client), strict=True)) for client in self._them]
            _in_transaction(engine, lambda connection: connection.execute(insert(BARE), before))
            return timed(lambda: _in_transaction(engine, partial(_match_and_update, them)))

    # --- Kontor ---------------------------------------------------------------------------------------

    def _kontor_new(self) -> float:
        return self._kontor(self._empty, self._them)

    def _kontor_again(self) -> float:
        return self._kontor(self._full, self._changed)

    def _kontor_same(self) -> float:
        return self._kontor(self._full, self._them)

    def _kontor(self, database: Path, them: Sequence[RemoteClient]) -> float:
        return self._with_store(database, lambda store: timed_await(bring(store, them)))

    def _wait_new(self) -> float:
        return self._with_store(self._empty, lambda store: longest_wait(bring(store, self._them)))

    def _wait_again(self) -> float:
        return self._with_store(self._full, lambda store: longest_wait(bring(store, self._changed)))

    def _with_store(self, database: Path, work: Callable[[Store], Awaitable[float]]) -> float:
        copy = shutil.copyfile(database, self._new_file())
        store = open_store(f"sqlite:///{copy}", Home(self._folder), SystemClock())
        try:
            return asyncio.run(_warmed(store, work))
        finally:
            store.close()
            copy.unlink()

    def _made(self, name: str, work: Callable[[Store], Awaitable[Any]]) -> Path:
        file = self._folder / f"{name}.sqlite"
        store = open_store(f"sqlite:///{file}", Home(self._folder), SystemClock())
        asyncio.run(_as_task(work(store)))
        store.close()
        return file

    def _new_file(self) -> Path:
        self._count += 1
        return self._folder / f"{self._count}.sqlite"


class _Said:
    """What the register says of each, known beforehand: the registers are measured by themselves."""

    def __init__(self) -> None:
        at = datetime.now(UTC)
        self._all = tuple(
            [Verdict("green", "found", {"source": "Estonian Business Register"}, at) for _i in range(CLIENTS)]
        )

    async def verdicts(self, asked: Sequence[Asked], _tell: Tell = nobody) -> tuple[Verdict, ...]:
        assert len(asked) == CLIENTS
        return self._all


SAID = _Said()


async def bring(store: Store, them: Sequence[RemoteClient]) -> Review:
    """The review, which the screen keeps too: letting go of it is not part of the import."""
    clock, events = SystemClock(), Events()
    imports = ImportService(
        store,
        clock,
        events,
        None,
        _Said(),
        Notices(store, clock, events),
        catalogue=(Program().integration(),),
    )
    review = await imports.review(OWNER, "arvila", them)
    run = await imports.confirm(OWNER, review, Choices())
    assert run.created + run.updated + run.unchanged == CLIENTS
    assert run.created == CLIENTS or run.updated in (0, CLIENTS // 10)
    return review


async def _warmed(store: Store, work: Callable[[Store], Awaitable[float]]) -> float:
    """As in a program that is running: both connections are open, and what was read before is no garbage now."""
    await store.read(lambda session: session.execute(text("SELECT 1")))
    await store.write(lambda session: session.execute(text("SELECT 1")))
    gc.collect()
    return await work(store)


async def timed_await(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    kept = await work
    taken = (time.perf_counter() - began) * 1000
    del kept
    return taken


async def longest_wait(work: Awaitable[object]) -> float:
    """How late at the worst a task came that wants its turn every millisecond."""
    worst = 0.0

    async def beat() -> None:
        nonlocal worst
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, time.perf_counter() - before - 0.001)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0.01)
    worst = 0.0
    await work
    beating.cancel()
    return worst * 1000


async def _as_task(work: Awaitable[Any]) -> None:
    await work


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def values(client: RemoteClient) -> tuple[str, ...]:
    return tuple(getattr(client, field) or "" for field in FIELDS)


class bare_engine:  # noqa: N801 - used like a function
    """An engine on a file with the bare table, its connection open."""

    def __init__(self, file: Path) -> None:
        self._engine = create_engine(f"sqlite:///{file}")

    def __enter__(self) -> Engine:
        with self._engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        BARE.metadata.create_all(self._engine)
        return self._engine

    def __exit__(self, *_error: object) -> None:
        self._engine.dispose()


def _insert_raw(connection: sqlite3.Connection, rows: Sequence[tuple[str, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        f"INSERT INTO client ({', '.join(FIELDS)}) VALUES ({', '.join('?' * len(FIELDS))})", rows
    )
    connection.execute("COMMIT")


def _in_transaction(engine: Engine, work: Callable[[Any], object]) -> None:
    with engine.begin() as connection:
        work(connection)


def _match_and_update(them: Sequence[tuple[str, ...]], connection: Any) -> None:
    here = {row.registration_code: row for row in connection.execute(select(BARE))}
    changed = []
    for client in them:
        row = here[client[1]]
        if tuple(row[1:]) != client:
            changed.append({"the_id": row.id, **dict(zip(FIELDS, client, strict=True))})
    connection.execute(BARE.update().where(BARE.c.id == bindparam("the_id")), changed)


if __name__ == "__main__":
    from tests.benchmarks.run import print_table

    print_table(measures())
