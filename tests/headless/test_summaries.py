"""`summaries` against the real sandbox over loopback: its answers, its words, its exit codes."""

import pytest

from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import Kontor

CONFIGURE = (
    *("summaries", "configure", "trigon", "--title", "Volumes {month}", "--topic", "Volumes"),
    *("--day", "last-day", "--first-date", "2024-10-01", "--refresh", "off"),
    *("--map", "payment_created=Payments", "--map", "depreciable_fixed_assets=Assets"),
)
OCTOBER = "2024-10-31T00:30"


@pytest.fixture
def planned(connected: TrigonSandbox, kontor: Kontor) -> TrigonSandbox:
    """With its clients imported and the plan whole."""
    assert kontor("import", "trigon").code == 0
    assert kontor(*CONFIGURE).code == 0
    return connected


def test_configure_makes_what_is_not_there_and_says_what_is_missing(
    connected: TrigonSandbox, kontor: Kontor
) -> None:
    half = kontor("summaries", "configure", "trigon", "--title", "Volumes", "--json")
    assert (half.code, half.json["missing"], half.json["on"]) == (0, ["topic", "day", "first_date"], False)
    assert "data import day (--day)" in kontor("summaries", "configure", "trigon").out
    whole = kontor(*CONFIGURE, "--json").json
    assert whole == {
        "integration": "trigon",
        "title": "Volumes {month}",
        "topic": "Volumes",
        "day": "last-day",
        "first_date": "2024-10-01",
        "assignee": "manager",
        "member_id": None,
        "auto_complete": False,
        "refresh": "off",
        "mapping": {"payment_created": "Payments", "depreciable_fixed_assets": "Assets"},
        "missing": [],
        "on": True,
    }
    other = kontor("summaries", "configure", "trigon", "--map", "payment_created=", "--json").json
    assert other["mapping"] == {"depreciable_fixed_assets": "Assets"}, "the others stay as they are"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--map", "payments=Payments"], "payment_created, payment_updated"),
        (["--map", "payment_created"], "--map payment_created=Payments"),
        (
            ["--map", "payment_created=A", "--map", "payment_updated=A"],
            "Payments created and Payments updated",
        ),
        (["--title", "{client}"], "{month}, {year}, {period}"),
        (["--title", "{"], "is no placeholder"),
        (["--day", "32"], "last-work-day, last-day"),
        (["--first-date", "1.10.2024"], "2024-10-01"),
        (["--first-date", "0204-10-01"], "Check the year"),
    ],
)
def test_what_cannot_be_is_wrong_usage(firm: None, kontor: Kontor, words: list[str], said: str) -> None:
    answer = kontor("summaries", "configure", "trigon", *words)
    assert answer.code == 2
    assert said in answer.err


def test_preview_ledger_and_pending(planned: TrigonSandbox, kontor: Kontor) -> None:
    assert kontor("summaries", "preview", "trigon", "--count", "2", "--json").json == [
        {"slot": "2024-10", "run_date": "2024-10-31", "start": "2024-10-01", "end": "2024-10-30"},
        {"slot": "2024-11", "run_date": "2024-11-30", "start": "2024-10-31", "end": "2024-11-29"},
    ]
    planned.firms["f_2"].counts_fail = True
    done = kontor("run-due", "--only", "counts", "--now", OCTOBER)
    assert done.code == 1
    assert "4 of 5 clients counted for October" in done.out
    rows = kontor("summaries", "ledger", "trigon", "--json").json
    assert len(rows) == 4
    row = rows[0]
    assert {key: row[key] for key in ("slot", "run_date", "start", "end", "status", "fetched_at")} == {
        "slot": "2024-10",
        "run_date": "2024-10-31",
        "start": "2024-10-01",
        "end": "2024-10-30",
        "status": "covered",
        "fetched_at": "2024-10-30T22:30:00Z",
    }
    assert set(row["counts"]) == {"payment_created", "depreciable_fixed_assets"}
    assert isinstance(row["task_id"], int)
    (owed,) = kontor("summaries", "pending", "--now", OCTOBER, "--json").json
    assert {key: owed[key] for key in ("slot", "start", "end", "reason", "tries", "next_try")} == {
        "slot": "2024-10",
        "start": "2024-10-01",
        "end": "2024-10-30",
        "reason": "service_down",
        "tries": 1,
        "next_try": "2024-10-30T23:30:00Z",
    }
    planned.firms["f_2"].counts_fail = False
    assert kontor("run-due", "--only", "counts", "--now", "2024-10-31T01:30").code == 0
    assert kontor("summaries", "pending").out == "Nothing is owed: every client is counted.\n"
    shown = kontor("summaries", "ledger").out
    assert "01.10–30.10.2024" in shown
    assert "5 covered periods" in shown


def test_recount_writes_only_when_confirmed(planned: TrigonSandbox, kontor: Kontor) -> None:
    kontor("run-due", "--only", "counts", "--now", OCTOBER)
    before = kontor("summaries", "ledger", "--json").json
    planned.firms["f_1"].busy *= 2
    words = ("summaries", "recount", "trigon", "--slot", "2024-10", "--now", "2024-11-02T10:00")
    found = kontor(*words, "--json").json
    assert (found["asked"], len(found["rows"]), found["written"]) == (5, 1, None)
    assert "Write it with --confirm" in kontor(*words).out
    assert kontor("summaries", "ledger", "--json").json == before
    assert kontor(*words, "--confirm", "--json").json["written"] == 1
    after = {row["client_id"]: row["counts"] for row in kontor("summaries", "ledger", "--json").json}
    assert after[found["rows"][0]["client_id"]]["payment_created"] == found["rows"][0]["new"]


def test_one_client_from_a_later_day_and_the_first_day_stays(planned: TrigonSandbox, kontor: Kontor) -> None:
    client = kontor("clients", "list", "--json").json[0]
    words = ("summaries", "count-from", "trigon", "--client", client["id"])
    assert kontor(*words, "--first-date", "2024-10-20").code == 0
    kontor("run-due", "--only", "counts", "--now", OCTOBER)
    (row,) = kontor("summaries", "ledger", "--client", client["id"], "--json").json
    assert row["start"] == "2024-10-20"
    again = kontor("summaries", "configure", "trigon", "--first-date", "2024-09-01", "--json")
    assert (again.code, again.error) == (3, "first_day_fixed")
