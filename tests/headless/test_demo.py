"""`kontor demo` and the demo's firm for the window: the whole main job over loopback."""

import tempfile
from pathlib import Path

import pytest

from app.core.paths import Home
from app.importing.rows import State
from integrations.contract import Served
from tests.headless.caller import Kontor
from ui.headless.demo import FIRM, open_demo

STEPS = [
    *("firm", "sandboxes", "register", "wrong_password", "connect", "review", "import", "again"),
    *("changes", "merge", "undo", "clients", "counts"),
]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary homes are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_whole_main_job(kontor: Kontor, temporary: Path, kontor_home: Path) -> None:
    answer = kontor("demo", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert [step["step"] for step in answer.json] == STEPS
    step = {step["step"]: step for step in answer.json}
    assert step["wrong_password"]["error"]["code"] == "wrong_credentials"
    assert step["connect"]["state"] == "connected"
    assert step["import"]["summary"] == step["review"]["summary"] | {"created": 75}
    assert {row["registry"] for row in step["import"]["rows"]} == {"green", "amber", "red", "grey"}
    assert (step["again"]["summary"]["unchanged"], step["again"]["summary"]["created"]) == (75, 0)
    merged = {row["name"]: row for row in step["merge"]["rows"]}
    changes = step["changes"]
    assert merged[changes["theirs"]]["changes"].keys() == {"phone"}
    assert (merged[changes["both"]]["state"], merged[changes["archived"]]["state"]) == (
        "conflict",
        "attention",
    )
    assert (step["undo"]["restored"], step["undo"]["removed"]) == (1, 0)
    assert len(step["clients"]["clients"]) == 75
    (job,) = step["counts"]["jobs"]
    periods = {(row["slot"], row["start"], row["end"]) for row in step["counts"]["ledger"]}
    assert (job["status"], len(periods)) == ("partly", 3), "two clients without View, three months"
    assert job["done"] == len(step["counts"]["ledger"]) > 200
    assert list(temporary.iterdir()) == []
    assert list(kontor_home.iterdir()) == []


def test_the_story_is_told_to_people_and_a_home_that_was_named_is_kept(
    kontor: Kontor, tmp_path: Path
) -> None:
    home = tmp_path / "kept"
    told = kontor("demo", "--home", home)
    assert told.code == 0, told.err
    assert told.out.startswith(f"1. The firm {FIRM} with 3 members")
    assert "12. 75 clients in the list." in told.out
    assert "Trigon does not accept what was entered to sign in." in told.out
    assert len(kontor("clients", "list", "--home", home, "--json").json) == 75


def test_a_firm_that_is_there_is_left_alone(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    answer = kontor("demo", "--home", kontor_home, "--json")
    assert answer.code == 3
    assert answer.json[-1] == {"step": "stopped", "ok": False, "error": answer.json[-1]["error"]}
    assert answer.json[-1]["error"]["code"] == "firm_exists"
    assert kontor("clients", "list", "--json").json == []


async def test_the_windows_demo_is_a_firm_at_work(kontor_home: Path) -> None:
    program = await open_demo(Home(kontor_home))
    try:
        owner = await program.firm.actor()
        rows = await program.client_queries.rows(owner)
        (connection,) = await program.connections.all()
        assert 60 < len(rows) < 75, "the first import left some to the next"
        assert {row.manager for row in rows} == {"Kadri Tamm", "Liis Kask", "Marten Saar", ""}
        assert all(row.groups for row in rows)
        assert connection.state == "connected"
        plan = await program.summaries.plan(connection.integration)
        assert (plan.on, len(plan.mapping)) == (True, 7)
        review = await program.imports.fetch(owner, connection.integration)
        assert {row.state for row in review.rows} == set(State), "there is something of everything to see"
        assert (await program.vault.state()).kind == "memory"
    finally:
        await program.close()


async def test_a_demo_that_cannot_begin_leaves_nothing_running(
    kontor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads that stay behind would fail the test."""

    async def broken(*_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("app.registers.service.RegisterService.load", broken)
    with pytest.raises(OSError, match="the disk is full"):
        await open_demo(Home(kontor_home))


def test_what_signs_in_is_in_no_repr() -> None:
    assert "geheim" not in repr(Served({"password": "geheim"}))
