"""A computer that dies while an import is written leaves all of it or nothing (P3.8): fifty real kills."""

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

from tests.importing import dying
from tests.importing.dying import BEFORE, GONE, NEW

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
ROOT = Path(__file__).parents[2]
TIMES = 50
TABLES = ("client", "client_link", "audit_entry", "import_run", "import_row")


@pytest.fixture
def mortal() -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.importing.dying"],
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


def test_P3_8_killed_at_any_moment_it_is_all_or_nothing(
    tmp_path: Path, migrated: Path, mortal: subprocess.Popen[str]
) -> None:
    base = _with_clients(tmp_path, migrated)
    nothing, all_of_it = _counts(base), _counts_after(base, tmp_path)
    machine, moment = _measure(mortal, base, tmp_path)
    chance = random.Random(20261120)
    seen = {"nothing": 0, "all": 0}
    for i in range(TIMES):
        database = shutil.copyfile(base, tmp_path / f"{i}.sqlite")
        if i % 2:
            _die(mortal, database, steps=chance.randrange(1, machine))
        else:
            _die(mortal, database, seconds=chance.uniform(0, moment * 1.2))
        counts = _counts(database)
        assert counts in (nothing, all_of_it), f"neither all nor nothing at the {i}th death"
        seen["nothing" if counts == nothing else "all"] += 1
        _goes_on(database, all_of_it)
        database.unlink()
    assert seen["nothing"] > TIMES // 3  # else it died before or after, never within


def _with_clients(folder: Path, migrated: Path) -> Path:
    database = shutil.copyfile(migrated, folder / "base.sqlite")
    store = dying.open_file(database)
    dying.bring(store, dying.review_of(store, dying.at_first()))
    store.close()
    return database


def _counts_after(base: Path, folder: Path) -> tuple[object, ...]:
    database = shutil.copyfile(base, folder / "whole.sqlite")
    store = dying.open_file(database)
    run = dying.bring(store, dying.review_of(store, dying.later()))
    store.close()
    assert (run.created, run.updated, run.skipped) == (NEW, BEFORE - GONE, GONE)
    return _counts(database)


def _measure(mortal: subprocess.Popen[str], base: Path, folder: Path) -> tuple[int, float]:
    """Steps of SQLite's machine and seconds that a whole confirm takes."""
    database = shutil.copyfile(base, folder / "measured.sqlite")
    store = dying.open_file(database)
    review = dying.review_of(store, dying.later())
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += dying.STEPS_APART
        return 0

    with store.writer.connect() as connection:
        connection.connection.dbapi_connection.set_progress_handler(count, dying.STEPS_APART)
    dying.bring(store, review)
    store.close()
    database = shutil.copyfile(base, folder / "timed.sqlite")
    began = time.perf_counter()
    _ask(mortal, database, -1)
    assert _line(mortal) == "ready"
    began = time.perf_counter()
    assert _line(mortal) == "0"
    return steps, time.perf_counter() - began


def _die(mortal: subprocess.Popen[str], database: Path, *, steps: int = 0, seconds: float = 0.0) -> None:
    child = _ask(mortal, database, steps)
    assert _line(mortal) == "ready"
    if not steps:
        time.sleep(seconds)  # the random moment itself
        os.kill(child, signal.SIGKILL)
    assert _line(mortal) == "-9" or steps


def _ask(mortal: subprocess.Popen[str], database: Path, steps: int) -> int:
    mortal.stdin.write(f"{database}\t{steps}\n")
    mortal.stdin.flush()
    return int(_line(mortal))


def _line(mortal: subprocess.Popen[str]) -> str:
    return mortal.stdout.readline().strip()


def _counts(database: Path) -> tuple[object, ...]:
    """Rows of each table, changed phones and links that are noted as vanished. The file is looked over first."""
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        one = (f"SELECT count(*) FROM {table}" for table in TABLES)
        more = (
            "SELECT count(*) FROM client WHERE phone = '2'",
            "SELECT count(*) FROM client_link WHERE vanished_at IS NOT NULL",
            "SELECT total(created + updated + skipped) FROM import_run",
        )
        return tuple(connection.execute(sql).fetchone()[0] for sql in (*one, *more))


def _goes_on(database: Path, all_of_it: tuple[object, ...]) -> None:
    """The next confirm does what is left to do, and then there is nothing left."""
    store = dying.open_file(database)
    run = dying.bring(store, dying.review_of(store, dying.later()))
    done = run.created == 0
    assert (run.created, run.updated) == ((0, 0) if done else (NEW, BEFORE - GONE))
    again = dying.bring(store, dying.review_of(store, dying.later()))
    assert (again.created, again.updated, again.failed) == (0, 0, 0)
    store.close()
    assert _counts(database)[:2] == all_of_it[:2]
