"""`run-due`: what is due, once; and two programs at the same moment on one database (P10.1)."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.container import open_container
from app.core.paths import Home
from app.core.vault import MemoryVault
from app.schedule.leases import LEASE
from app.schedule.tables import JobLease
from integrations.sandbox.faults import Hold
from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import Kontor

COUNTS = "*/activity-counts"
FIRST_DAY = date(2026, 10, 1)
WAIT = 60  # seconds for a process on a busy machine
Start = Callable[..., subprocess.Popen[str]]


def rows(home: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(home / "kontor.sqlite")) as plain:
        return plain.execute(sql).fetchall()


def jobs(answer: Any) -> dict[str, tuple[str, int, int]]:
    return {job["job"]: (job["status"], job["done"], job["failed"]) for job in answer.json["jobs"]}


@pytest.fixture
def counting(connected: TrigonSandbox, kontor: Kontor, kontor_home: Path) -> TrigonSandbox:
    """Five clients of Trigon, whose October is to be counted: its run was on the last day of the month."""
    assert kontor("import", "trigon").code == 0
    changes = {
        "title": "Summary {period}",
        "topic": "Bookkeeping",
        "day": "last-day",
        "first_day": FIRST_DAY,
        "refresh": "off",
        "mapping": {"payment_created": "Payments"},
    }

    async def configure() -> None:
        program = await open_container(Home(kontor_home), MemoryVault())
        await program.summaries.configure(await program.firm.actor(), "trigon", changes)
        await program.close()

    asyncio.run(configure())
    return connected


def test_nothing_is_due_and_what_is_next(firm: None, kontor: Kontor) -> None:
    answer = kontor("run-due")
    assert (answer.code, answer.err) == (0, "")
    now = datetime.now(UTC)
    day = (now + timedelta(hours=2 if now.hour < 22 else 26)).date()  # Tallinn is two hours ahead, or three
    assert answer.out.startswith("Nothing is due. Next: Backup, ")
    assert answer.out.strip()[-17:] in {f"{day + n * timedelta(days=1):%d.%m.%Y} 02:00." for n in (0, 1)}
    assert kontor("run-due", "--json").json == {"jobs": []}


def test_a_missed_backup_is_made_once(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    later = ("--now", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT12:00}")
    answer = kontor("run-due", *later, "--json")
    assert answer.code == 0, answer.err
    (job,) = answer.json["jobs"]
    assert (job["job"], job["status"], job["done"], job["failed"]) == ("backup", "done", 1, 0)
    assert (kontor_home / "backups" / job["details"][0]["file"]).stat().st_size == job["details"][0]["bytes"]
    assert kontor("run-due", *later, "--json").json == {"jobs": []}
    assert kontor("run-due", *later).out.startswith("Nothing is due. Next: Backup, ")


def test_a_backup_that_fails_ends_with_1_and_says_why(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    (kontor_home / "backups").write_text("in the way")
    answer = kontor("run-due", "--now", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT12:00}")
    assert answer.code == 1
    assert answer.out.startswith("Backup: The backup to kontor-")
    assert "Check the free space" in answer.out


def test_only_one_job_and_no_other(firm: None, kontor: Kontor) -> None:
    answer = kontor("run-due", "--only", "invoices", "--json")
    assert (answer.code, answer.error) == (2, "unknown_job")
    assert "counts, counts/trigon, register, recheck, backup" in answer.err
    later = ("--now", f"{datetime.now(UTC) + timedelta(days=3):%Y-%m-%dT12:00}")
    answer = kontor("run-due", "--only", "counts", *later)
    assert (answer.code, answer.out) == (0, "Nothing is due.\n")
    assert list(jobs(kontor("run-due", "--only", "backup", *later, "--json"))) == ["backup"]


def test_a_member_does_not_run_jobs(firm: None, kontor: Kontor) -> None:
    assert kontor("members", "add", "--name", "Jaan", "--email", "jaan@firm.example").code == 0
    answer = kontor("run-due", "--as", "jaan@firm.example", "--json")
    assert (answer.code, answer.error) == (3, "no_right")


def test_counts_that_are_due_are_fetched_once(
    counting: TrigonSandbox, kontor: Kontor, kontor_home: Path
) -> None:
    answer = kontor("run-due", "--json")
    assert answer.code == 0, answer.err
    assert jobs(answer) == {"counts/trigon": ("done", 5, 0)}
    covered = rows(kontor_home, "SELECT DISTINCT slot, first_day, last_day FROM ledger_entry")
    assert covered == [("2026-10-01", "2026-10-01", "2026-10-30")]
    assert kontor("run-due", "--only", "counts", "--json").json == {"jobs": []}
    title, text, place = rows(kontor_home, "SELECT title, text, place FROM notice ORDER BY id DESC LIMIT 1")[
        0
    ]
    assert title.startswith("Caught up after ")
    assert text.startswith("The run of 31.10.2026 is done: 5 of 5 clients counted for October.")
    assert place == "covered/trigon"


def test_one_client_that_fails_ends_with_1_and_is_listed(counting: TrigonSandbox, kontor: Kontor) -> None:
    counting.edit("f_2", {"readable": False})
    answer = kontor("run-due", "--only", "counts/trigon")
    assert answer.code == 1, answer.err
    first, *rest = answer.out.splitlines()
    assert first.startswith("Counts from Trigon: 4 of 5 clients counted for October. ")
    assert [line.partition(":")[0].strip() for line in rest] == [counting.firms["f_2"].name]


def test_when_trigon_is_away_it_ends_with_4_and_goes_on_an_hour_later(
    counting: TrigonSandbox, kontor: Kontor
) -> None:
    counting.faults.reset(times=None)
    answer = kontor("run-due", "--only", "counts", "--json")
    assert answer.code == 4, answer.out
    assert jobs(answer)["counts/trigon"][0] == "failed"
    counting.faults.clear()
    assert kontor("run-due", "--only", "counts", "--json").json == {"jobs": []}
    later = f"{datetime.now(UTC) + timedelta(hours=1, minutes=1):%Y-%m-%dT%H:%M:%S+00:00}"
    answer = kontor("run-due", "--only", "counts", "--now", later, "--json")
    assert answer.code == 0, answer.out
    assert jobs(answer) == {"counts/trigon": ("done", 5, 0)}


def test_what_another_computer_runs_is_left_to_it(
    counting: TrigonSandbox, kontor: Kontor, kontor_home: Path
) -> None:
    until = datetime.now(UTC) + LEASE - timedelta(minutes=1)

    async def put() -> None:
        program = await open_container(Home(kontor_home), MemoryVault())
        row = JobLease(job="counts/trigon", holder="there:1", host="desk-2", until=until)
        await program.store.write(lambda session: session.add(row))
        await program.close()

    asyncio.run(put())
    for _time in range(2):
        answer = kontor("run-due", "--only", "counts")
        assert (answer.code, answer.out) == (
            0,
            "Counts from Trigon: Another Kontor on desk-2 is running it.\n",
        )
    assert rows(kontor_home, "SELECT job, status FROM job_run") == [("counts/trigon", "elsewhere")]


def test_two_at_the_same_moment_one_runs_and_the_other_says_so(
    counting: TrigonSandbox, kontor: Kontor, started: Start, kontor_home: Path
) -> None:
    hold = counting.faults.hold(COUNTS)
    both = [started("run-due", "--only", "counts", "--json") for _n in range(2)]
    done = _first_to_end(both)
    assert _arrives(hold, done)
    assert _status(done) == ("elsewhere", 0)
    said = kontor("run-due", "--only", "counts")
    assert said.code == 0
    assert said.out.startswith("Counts from Trigon: Another Kontor on ")
    hold.release.set()
    (other,) = [process for process in both if process is not done]
    assert _status(other) == ("done", 0)
    assert rows(kontor_home, "SELECT status FROM job_run ORDER BY id") == [("done",), ("elsewhere",)]
    per_client = rows(kontor_home, "SELECT count(*), count(DISTINCT client_id) FROM ledger_entry")
    assert per_client == rows(kontor_home, "SELECT count(*), count(DISTINCT client_id) FROM task")
    assert per_client == [(5, 5)]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
def test_a_killed_holder_is_followed_at_once(
    counting: TrigonSandbox, kontor: Kontor, started: Start, kontor_home: Path
) -> None:
    hold = counting.faults.hold(COUNTS)
    victim = started("run-due", "--only", "counts")
    assert _arrives(hold, victim)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait(WAIT)
    assert rows(kontor_home, "SELECT status FROM job_run") == [("running",)]
    assert len(rows(kontor_home, "SELECT * FROM job_lease")) == 1
    _let_go(hold)
    answer = kontor("run-due", "--only", "counts", "--json")
    assert answer.code == 0, answer.err
    assert jobs(answer)["counts/trigon"][0] == "done"
    assert rows(kontor_home, "SELECT status, text LIKE 'It was cut short%' FROM job_run ORDER BY id") == [
        ("failed", 1),
        ("done", 0),
    ]
    assert rows(kontor_home, "SELECT count(*), count(DISTINCT client_id) FROM ledger_entry") == [(5, 5)]
    assert rows(kontor_home, "SELECT * FROM job_lease") == []


def test_sigterm_ends_it_calmly(counting: TrigonSandbox, started: Start, kontor_home: Path) -> None:
    hold = counting.faults.hold(COUNTS)
    process = started("run-due", "--only", "counts")
    assert _arrives(hold, process)
    process.terminate()
    assert process.wait(WAIT) == 130
    _let_go(hold)
    assert rows(kontor_home, "SELECT status FROM job_run") == [("failed",)]
    assert rows(kontor_home, "SELECT * FROM job_lease") == []


def _arrives(hold: Hold, process: subprocess.Popen[str]) -> bool:
    """Its request; with what the process said where it ended without one."""
    deadline = datetime.now(UTC) + timedelta(seconds=WAIT)
    while not hold.arrived.wait(0.05) and datetime.now(UTC) < deadline:
        if process.poll():
            raise AssertionError(process.communicate())
    return hold.arrived.is_set()


def _let_go(hold: Hold) -> None:
    hold.release.set()


def _first_to_end(processes: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    deadline = datetime.now(UTC) + timedelta(seconds=WAIT)
    while datetime.now(UTC) < deadline:
        for process in processes:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            return process
    raise AssertionError("both go on")


def _status(process: subprocess.Popen[str]) -> tuple[str, int]:
    out, err = process.communicate(timeout=WAIT)
    assert out, err
    (job,) = json.loads(out)["jobs"]
    return job["status"], process.returncode
