"""Months on the command line alone, against the sandbox over loopback: the worked example, a computer that was off,
clients that fail, and two programs at half past midnight (P6.3 to P6.8, P10.1).
"""

import asyncio
import json
import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY
from zoneinfo import ZoneInfo

import pytest

from app.container import Container, open_container
from app.core.paths import Home
from app.core.rights import Actor
from app.core.vault import MemoryVault
from integrations.trigon import sandbox_records
from integrations.trigon.sandbox import Firm, TrigonSandbox
from integrations.trigon.sandbox_records import midnight
from integrations.trigon.wire import RECORDS
from tests.headless.caller import Kontor

CREATED = tuple(f"{record}_created" for record in RECORDS)
CONFIGURE = (
    *("summaries", "configure", "trigon", "--title", "Volumes {month}", "--topic", "Volumes"),
    *("--day", "last-day", "--first-date", "2024-10-01", "--refresh", "off"),
    *(word for name in CREATED for word in ("--map", f"{name}=Number of {name}")),
    *("--map", "active_reporting_persons=Persons"),
)
NAMES = 5  # clients that an import presets
OCTOBER = ("2024-10", "2024-10-31", "2024-10-01", "2024-10-30")
NOVEMBER = ("2024-11", "2024-11-30", "2024-10-31", "2024-11-29")
DECEMBER = ("2024-12", "2024-12-31", "2024-11-30", "2024-12-30")
TALLINN = ZoneInfo("Europe/Tallinn")
WAIT = 60  # seconds for a process on a busy machine
Start = Callable[..., "subprocess.Popen[str]"]


class Months:
    """Both sides at one moment: the command line by --now, the sandbox by its clock."""

    def __init__(self, sandbox: TrigonSandbox, kontor: Kontor) -> None:
        self.sandbox, self._kontor = sandbox, kontor

    def at(self, moment: str, *words: object) -> Any:
        here = datetime.fromisoformat(moment).replace(tzinfo=TALLINN)
        self.sandbox.moment = lambda: here
        return self._kontor(*words, "--now", moment, "--json")

    def run(self, moment: str, code: int = 0) -> tuple[str, int, int] | None:
        """Status, done and failed of the counts; None where nothing was due."""
        answer = self.at(moment, "run-due", "--only", "counts")
        assert answer.code == code, answer.err
        jobs = [(job["status"], job["done"], job["failed"]) for job in answer.json["jobs"]]
        return jobs[0] if jobs else None

    def ledger(self) -> dict[str, list[Any]]:
        """By client."""
        found = defaultdict(list)
        for row in self._kontor("summaries", "ledger", "trigon", "--json").json:
            found[row["client"]].append(row)
        return found

    def tasks(self) -> dict[int, Any]:
        rows = self._kontor("tasks", "list", "--scope", "all", "--json").json
        return {row["id"]: row for row in rows}

    def pending(self, moment: str) -> list[Any]:
        return self.at(moment, "summaries", "pending").json

    def truth(self, name: str, first_day: str, last_day: str) -> dict[str, int]:
        """The records that the sandbox has of the firm of that name in these days, one by one."""
        (firm,) = [firm for firm in self.sandbox.firms.values() if firm.name == name]
        first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
        begin, end = midnight(first), midnight(last + timedelta(days=1))
        months = {(first + n * timedelta(days=1)).replace(day=1) for n in range((last - first).days + 1)}
        made = (each for month in months for each in sandbox_records.month(firm.id, firm.busy, month))
        kinds = Counter(RECORDS[each.kind] for each in made if begin <= each.created < end)
        return {f"{record}_created": kinds[record] for record in RECORDS}


def spans(rows: list[Any]) -> list[tuple[str, str, str, str]]:
    return [(row["slot"], row["run_date"], row["start"], row["end"]) for row in rows]


def rows_of(home: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(home / "kontor.sqlite")) as plain:
        return plain.execute(sql).fetchall()


def by_hand(home: Path, work: Callable[[Container, Actor], Awaitable[object]]) -> None:
    """What a person does in the window."""

    async def whole() -> None:
        program = await open_container(Home(home), MemoryVault())
        try:
            await work(program, await program.firm.actor())
        finally:
            await program.close()

    asyncio.run(whole())


@pytest.fixture
def months(connected: TrigonSandbox, kontor: Kontor) -> Months:
    """With its clients imported and the plan whole since the first of October."""
    connected.sessions.refresh_life = 2 * 365 * 86_400  # else a person signs in again after 90 days
    made = Months(connected, kontor)
    assert made.at("2024-10-01T09:00", "import", "trigon").code == 0
    assert made.at("2024-10-01T09:05", *CONFIGURE).code == 0
    return made


def test_the_worked_example_to_the_day(months: Months) -> None:
    assert months.run("2024-10-31T00:29") is None
    assert months.run("2024-10-31T00:30") == ("done", NAMES, 0)
    assert months.run("2024-11-29T23:59") is None
    assert months.run("2024-11-30T00:30") == ("done", NAMES, 0)
    ledger = months.ledger()
    assert len(ledger) == NAMES
    for name, rows in ledger.items():
        assert spans(rows) == [OCTOBER, NOVEMBER]
        for row in rows:
            counted = {field: row["counts"][field] for field in CREATED}
            assert counted == months.truth(name, row["start"], row["end"])
    assert any(row["counts"]["payment_created"] for rows in ledger.values() for row in rows)


def test_switched_to_the_last_work_day_in_mid_november(months: Months) -> None:
    months.run("2024-10-31T00:30")
    switched = months.at("2024-11-15T12:00", "summaries", "configure", "trigon", "--day", "last-work-day")
    assert switched.code == 0, switched.err
    coming = months.at("2024-11-15T12:00", "summaries", "preview", "trigon", "--count", "2").json
    assert spans(coming) == [
        ("2024-11", "2024-11-29", "2024-10-31", "2024-11-28"),
        ("2024-12", "2024-12-31", "2024-11-29", "2024-12-30"),
    ]
    assert months.run("2024-11-29T00:29") is None
    assert months.run("2024-11-29T00:30") == ("done", NAMES, 0)
    assert months.run("2024-11-30T00:30") is None
    assert months.run("2024-12-30T12:00") is None
    assert months.run("2024-12-31T00:30") == ("done", NAMES, 0)
    for name, rows in months.ledger().items():
        assert spans(rows) == [OCTOBER, *spans(coming)]
        whole = {field: sum(row["counts"][field] for row in rows) for field in CREATED}
        assert whole == months.truth(name, "2024-10-01", "2024-12-30")


def test_off_from_20_10_to_15_01_three_runs_with_their_own_periods(months: Months, kontor_home: Path) -> None:
    assert months.run("2024-10-20T17:00") is None
    months.sandbox.exchanges.clear()
    assert months.run("2025-01-15T08:00") == ("done", 3 * NAMES, 0)
    received = (each.received for each in months.sandbox.exchanges)
    asked = [each.query["from"] for each in received if each.path.endswith("/activity-counts")]
    assert asked == sorted(asked), "slot by slot"
    tasks = months.tasks()
    assert len(tasks) == 3 * NAMES
    for name, rows in months.ledger().items():
        assert spans(rows) == [OCTOBER, NOVEMBER, DECEMBER]
        for row, month in zip(rows, ("October", "November", "December"), strict=True):
            assert {each: row["counts"][each] for each in CREATED} == months.truth(
                name, row["start"], row["end"]
            )
            assert row["as_of"] == row["fetched_at"] == "2025-01-15T06:00:00Z"
            task = tasks[row["task_id"]]
            assert (task["client"], task["title"]) == (name, f"Volumes {month}")
            assert (task["start"], task["billing_date"]) == (row["run_date"], row["end"])
            assert task["fields"]["Persons"] == row["counts"]["active_reporting_persons"]
            assert task["fields"]["Number of payment_created"] == row["counts"]["payment_created"]
    marked = "SELECT DISTINCT name, as_of FROM task_field_value JOIN task_field ON id = field_id"
    moments = dict(rows_of(kontor_home, marked))
    assert moments == {**{f"Number of {name}": None for name in CREATED}, "Persons": ANY}
    assert moments["Persons"].startswith("2025-01-15 06:00:00")
    assert months.run("2025-01-15T08:01") is None
    assert months.run("2025-01-31T00:30") == ("done", NAMES, 0)


def test_each_failure_by_name_and_the_very_same_days_once_it_is_mended(
    months: Months, kontor_home: Path
) -> None:
    """Without View, an error of the server, without a link, inactive here or there: the others are done."""
    sandbox = months.sandbox
    for id_, name in (("f_8", "Suletud OÜ"), ("f_9", "Puhkav OÜ")):
        sandbox.add(Firm(id_, name))
    assert months.at("2024-10-02T09:00", "import", "trigon").code == 0
    sandbox.archive("f_8")
    assert months.at("2024-10-03T09:00", "import", "trigon").code == 0
    by_hand(kontor_home, lambda program, owner: program.clients.add(owner, {"name": "Käsitsi OÜ"}))
    (resting,) = rows_of(kontor_home, "SELECT id FROM client WHERE name = 'Puhkav OÜ'")
    by_hand(kontor_home, lambda program, owner: program.clients.deactivate(owner, resting))
    no_view, broken = (sandbox.firms[id_] for id_ in ("f_1", "f_2"))
    sandbox.edit("f_1", {"readable": False})
    broken.counts_fail = True
    answer = months.at("2024-10-31T00:30", "run-due", "--only", "counts")
    assert answer.code == 1
    (job,) = answer.json["jobs"]
    assert (job["status"], job["done"], job["failed"]) == ("partly", NAMES - 2, 2)
    assert {row["client"]: row["code"] for row in job["details"]} == {
        no_view.name: "no_view_permission",
        broken.name: "service_down",
    }
    owed = {row["client"]: row for row in months.pending("2024-10-31T00:40")}
    assert {name: row["reason"] for name, row in owed.items()} == {
        no_view.name: "no_view_permission",
        broken.name: "service_down",
        "Suletud OÜ": "inactive_there",
        "Puhkav OÜ": "inactive",
        "Käsitsi OÜ": "no_link",
    }
    assert spans([owed[no_view.name], owed[broken.name]]) == [OCTOBER, OCTOBER]
    assert all(row["reason_words"] for row in owed.values())
    sandbox.edit("f_1", {"readable": True})
    broken.counts_fail = False
    assert months.run("2024-10-31T01:29") is None
    assert months.run("2024-10-31T01:30") == ("done", 2, 0)
    by_hand(kontor_home, lambda program, owner: program.clients.activate(owner, resting))
    assert months.run("2024-11-12T10:00") == ("done", 1, 0)
    for name in (no_view.name, broken.name, "Puhkav OÜ"):
        (row,) = months.ledger()[name]
        assert spans([row]) == [OCTOBER]
        assert {each: row["counts"][each] for each in CREATED} == months.truth(name, *OCTOBER[2:])


def test_two_programs_at_half_past_midnight_double_nothing(months: Months, started: Start) -> None:
    """Without anything that holds one up: whoever comes second finds the other at work, or nothing left to do."""
    midnight_and_a_half = datetime(2024, 10, 31, 0, 30, tzinfo=TALLINN)
    months.sandbox.moment = lambda: midnight_and_a_half
    words = ("run-due", "--only", "counts", "--now", "2024-10-31T00:30", "--json")
    both = [started(*words) for _each in range(2)]
    jobs = []
    for process in both:
        out, err = process.communicate(timeout=WAIT)
        assert process.returncode == 0, err
        jobs += [(job["status"], job["done"]) for job in json.loads(out)["jobs"]]
    assert jobs.count(("done", NAMES)) == 1
    assert set(jobs) <= {("done", NAMES), ("elsewhere", 0)}
    assert [spans(rows) for rows in months.ledger().values()] == [[OCTOBER]] * NAMES
    assert len(months.tasks()) == NAMES
