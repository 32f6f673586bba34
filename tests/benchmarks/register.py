"""The business register of 378,009 rows: loading it, looking codes up, searching by name (P4.1).

    python tests/benchmarks/run.py register

No target of the list is about it; the limit of loading is the product's own (1.5 times the least code).
"""

import asyncio
import csv
import io
import random
import sqlite3
import sys
import tempfile
import time
import zipfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import TextIO

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.core.clock import SystemClock
from app.core.progress import nobody
from app.registers import search
from app.registers.copy import RegisterCopy
from app.registers.country import CountryRegister
from app.registers.near import Suspect
from app.registers.verdicts import Asked, judge, without_asking
from integrations.ariregister.manifest import SOURCE
from integrations.ariregister.sandbox_file import WHOLE_REGISTER, write_register
from integrations.contract import RegisterSource, Surroundings
from tests.benchmarks.rows import Measure, against, in_turns

ROUNDS = 3
CLIENTS = 10_000
_six_columns = itemgetter(1, 0, 5, 4, 15, 12)


def load(folder: Path) -> list[Measure]:
    """CSV and zip → a copy that can be asked. Floor: csv.reader into one executemany, and an index by code."""
    result: list[Measure] = []
    for name in ("register.csv", "register.zip"):
        path = _file(folder, name)
        register = _register(folder / name.replace(".", "-"))
        floor, ours = _medians(
            lambda path=path: _raw_load(path, folder / "raw.sqlite"),
            lambda path=path, register=register: asyncio.run(_timed(register.load(path, nobody))),
        )
        result.append(against(f"load {WHOLE_REGISTER:,} rows, {path.suffix[1:]}", floor, ours, 1.5, 1.2))
    return result


def ask(folder: Path) -> list[Measure]:
    """10,000 clients → verdicts, names compared. Floor: the codes looked up in chunks and nothing else."""
    register = _loaded(folder)
    with closing(sqlite3.connect(folder / "copy" / "register-ee.sqlite")) as raw:
        sql = "SELECT code, name FROM entry"
        clients = [Asked("EE", *row) for row in random.Random(1).sample(raw.execute(sql).fetchall(), CLIENTS)]
    codes = [client.code for client in clients]
    floor, ours = _medians(
        lambda: _timed_call(lambda: _raw_look_up(folder / "copy" / "register-ee.sqlite", codes)),
        lambda: asyncio.run(_timed(_verdicts(register, clients))),
    )
    return [against(f"verdicts on {CLIENTS:,} clients", floor, ours, 8, 6)]


def find(folder: Path) -> list[Measure]:
    """One search by name, ten hits ranked; ten red ones, near names offered. Floor: the LIKE over all rows."""
    register = _loaded(folder)
    file = folder / "copy" / "register-ee.sqlite"
    copy = RegisterCopy(file.parent, SOURCE)
    one = _medians(
        lambda: _timed_call(lambda: _raw_like(file, 1)),
        lambda: _timed_call(lambda: search.in_copy(copy, "põhjatäht log")),
    )
    suspects = [Suspect(str(9_999_990 + i), f"Põhjatäht{i} Logistika OÜ") for i in range(10)]
    ten = _medians(
        lambda: _timed_call(lambda: _raw_like(file, 20)),
        lambda: asyncio.run(_timed(register.suggestions(suspects, nobody))),
    )
    return [against("search by name", *one, 3, 2), against("did you mean, 10 names", *ten, 3, 2)]


def _raw_load(path: Path, target: Path) -> float:
    target.unlink(missing_ok=True)
    start = time.perf_counter()
    with closing(sqlite3.connect(target)) as raw, _text(path) as text:
        raw.execute(
            "CREATE TABLE entry (code TEXT, name TEXT, status TEXT, vat TEXT, address TEXT, postal TEXT)"
        )
        reader = csv.reader(text, delimiter=";")
        next(reader)
        raw.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", map(_six_columns, reader))
        raw.execute("CREATE INDEX by_code ON entry (code)")
        raw.commit()
    return (time.perf_counter() - start) * 1000


def _text(path: Path) -> TextIO:
    if path.suffix == ".zip":
        archive = zipfile.ZipFile(path)
        return io.TextIOWrapper(archive.open(archive.namelist()[0]), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _raw_look_up(file: Path, codes: list[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    with closing(sqlite3.connect(file)) as raw:
        for start in range(0, len(codes), 500):
            chunk = codes[start : start + 500]
            sql = f"SELECT * FROM entry WHERE code IN ({','.join('?' * len(chunk))})"
            found.update((row[0], row) for row in raw.execute(sql, chunk))
    return found


def _raw_like(file: Path, times: int) -> None:
    with closing(sqlite3.connect(file)) as raw:
        for _ in range(times):
            raw.execute("SELECT code, name FROM entry WHERE name LIKE '%p_hj_t_ht%'").fetchall()


async def _verdicts(register: CountryRegister, clients: list[Asked]) -> None:
    now = SystemClock().now()
    early = [without_asking(client, SOURCE, now) for client in clients]
    answers = await register.answers([client.code for client in clients], nobody)
    verdicts = [v or judge(c, SOURCE, answers[c.code]) for v, c in zip(early, clients, strict=True)]
    assert {v.flag for v in verdicts} <= {"green", "amber"}


async def _timed(work: Awaitable[object]) -> float:
    start = time.perf_counter()
    await work
    return (time.perf_counter() - start) * 1000


def _timed_call(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _medians(*works: Callable[[], float]) -> list[float]:
    return in_turns(list(works), ROUNDS)


def _file(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.exists():
        write_register(path)
    return path


def _loaded(folder: Path) -> CountryRegister:
    register = _register(folder / "copy")
    if not (folder / "copy" / "register-ee.sqlite").exists():
        asyncio.run(register.load(_file(folder, "register.csv"), nobody))
    return register


def _register(folder: Path) -> CountryRegister:
    async def address(source: RegisterSource) -> str:
        return "http://127.0.0.1:9"  # nothing is asked online here

    clock = SystemClock()
    return CountryRegister(
        SOURCE, folder, clock, Surroundings(asyncio.sleep, clock.now, lambda: 0.5), address
    )


def measures() -> Iterator[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        for some in (load, ask, find):
            yield from some(Path(folder))
