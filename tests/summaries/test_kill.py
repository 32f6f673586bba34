"""A computer that dies while 300 clients are counted (P6.6): fifty real kills, with runs that are killed again and
again until one ends. Every client is counted once, and what is written is complete at every moment.
"""

import asyncio
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.importing.dying import STEPS_APART
from tests.summaries import dying
from tests.summaries.dying import CLIENTS, FIRST_DAY, LAST_DAY, MAPPING, RUN_AT, remote_id
from tests.summaries.history import truth

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes"),
    pytest.mark.timeout(300),  # half a minute, and more on a busy machine
]
ROOT = Path(__file__).parents[2]
FIRMS, DEATHS = 10, 5  # of each firm's run
BUSY = 0.1
TOGETHER = "SELECT client_id, count(*) FROM {} GROUP BY client_id HAVING count(*) > 1"


@pytest.fixture
def trigon() -> Iterator[TrigonSandbox]:
    firms = [Firm(remote_id(n), f"Firma {n:03} OÜ", busy=BUSY) for n in range(CLIENTS)]
    with TrigonSandbox(firms, moment=lambda: RUN_AT) as sandbox:
        yield sandbox


@pytest.fixture
def mortal(trigon: TrigonSandbox) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.summaries.dying", trigon.url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        try:
            yield process
            process.stdin.close()
        finally:  # a test that failed leaves a child that waits to be killed
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_P6_6_killed_at_any_moment_every_client_is_counted_once(
    tmp_path: Path, migrated: Path, trigon: TrigonSandbox, mortal: subprocess.Popen[str]
) -> None:
    base = shutil.copyfile(migrated, tmp_path / "base.sqlite")
    asyncio.run(dying.begin(base, trigon.url))
    machine, seconds = _measure(mortal, base, trigon.url, tmp_path)
    chance = random.Random(20261120)
    found: list[int] = []
    for n in range(FIRMS):
        database = shutil.copyfile(base, tmp_path / f"{n}.sqlite")
        left = 1.0
        for death in range(DEATHS):
            part = chance.uniform(0.1, 0.7) * left
            if (n + death) % 2:
                _die(mortal, database, steps=max(1, int(machine * part)))
            else:
                _die(mortal, database, seconds=seconds * part)
            found.append(_counted(database))
            left = 1 - found[-1] / CLIENTS
        _live(mortal, database)
        assert _counted(database) == CLIENTS
        _numbers_are_right(database)
        database.unlink()
    halfway = [count for count in found if 0 < count < CLIENTS]
    assert len(halfway) > len(found) // 3  # else it died before or after, never within


def _measure(mortal: subprocess.Popen[str], base: Path, url: str, folder: Path) -> tuple[int, float]:
    """Steps of SQLite's machine and seconds that a whole run takes."""
    firm, steps = dying.Firm(shutil.copyfile(base, folder / "measured.sqlite"), url), 0

    def count() -> int:
        nonlocal steps
        steps += STEPS_APART
        return 0

    async def whole() -> int:
        await firm.connect()
        with firm.store.writer.connect() as connection:
            connection.connection.dbapi_connection.set_progress_handler(count, STEPS_APART)
        return await firm.run()

    assert asyncio.run(whole()) == CLIENTS
    firm.store.close()
    began = _live(mortal, shutil.copyfile(base, folder / "timed.sqlite"))
    return steps, time.perf_counter() - began


def _die(mortal: subprocess.Popen[str], database: Path, *, steps: int = 0, seconds: float = 0.0) -> None:
    child = _ask(mortal, database, steps)
    assert _line(mortal) == "ready"
    if not steps:
        time.sleep(seconds)  # the random moment itself
        os.kill(child, signal.SIGKILL)
    assert _line(mortal) == "-9" or steps


def _live(mortal: subprocess.Popen[str], database: Path) -> float:
    """A run to its end; the moment of its beginning."""
    _ask(mortal, database, -1)
    assert _line(mortal) == "ready"
    began = time.perf_counter()
    assert _line(mortal) == "0"
    return began


def _ask(mortal: subprocess.Popen[str], database: Path, steps: int) -> int:
    mortal.stdin.write(f"{database}\t{steps}\n")
    mortal.stdin.flush()
    return int(_line(mortal))


def _line(mortal: subprocess.Popen[str]) -> str:
    return mortal.stdout.readline().strip()


def _counted(database: Path) -> int:
    """How many clients are counted: each with one entry, one task and all its numbers. The file is looked over."""
    with closing(sqlite3.connect(database)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in ("ledger_entry", "task"):
            assert plain.execute(TOGETHER.format(table)).fetchall() == []
        slots = plain.execute("SELECT count(*) FROM slot_period").fetchone()[0]
        entries = plain.execute("SELECT client_id, task_id FROM ledger_entry ORDER BY task_id").fetchall()
        assert plain.execute("SELECT client_id, id FROM task ORDER BY id").fetchall() == entries
        numbers = plain.execute("SELECT count(*) FROM task_field_value").fetchone()[0]
        assert numbers == len(MAPPING) * len(entries)
        assert slots <= 1
        return len(entries)


def _numbers_are_right(database: Path) -> None:
    with closing(sqlite3.connect(database)) as plain:
        told = "SELECT remote_id, counts ->> 'payment_created', counts ->> 'sales_invoice_created' FROM ledger_entry"
        found = {row[0]: tuple(map(int, row[1:])) for row in plain.execute(told)}
    expected = {}
    for n in range(CLIENTS):
        own = truth(remote_id(n), FIRST_DAY, LAST_DAY, BUSY)
        expected[remote_id(n)] = tuple(own[name] for name in MAPPING)
    assert found == expected
