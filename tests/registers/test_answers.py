"""Answers of a register are kept for 24 hours, "not found" too, failures never (the register's own wish)."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from app.registers.answers import Answers, Remembered
from tests.registers.conftest import NOW
from tests.registers.world import entry

FOUND = Remembered((entry("10421629", "Kuldne Kringel OÜ", "K", "2024-03-05"),), NOW)
NOTHING = Remembered((), NOW)


def test_kept_for_a_day(tmp_path: Path) -> None:
    Answers(tmp_path).keep("EE", {"code 10421629": FOUND, "code 1": NOTHING}, NOW)
    again = Answers(tmp_path)
    wanted = ["code 1", "code 2", "code 10421629"]
    assert again.of("EE", wanted, NOW) == {"code 10421629": FOUND, "code 1": NOTHING}
    assert again.of("NO", wanted, NOW) == {}
    assert len(again.of("EE", wanted, NOW + timedelta(hours=23, minutes=59))) == 2
    assert again.of("EE", wanted, NOW + timedelta(hours=24)) == {}
    assert again.of("EE", wanted, NOW - timedelta(seconds=1)) == {}  # the clock was set back


def test_a_newer_answer_replaces_the_older_and_old_ones_go(tmp_path: Path) -> None:
    answers, later = Answers(tmp_path), NOW + timedelta(hours=25)
    answers.keep("EE", {"code 10421629": NOTHING, "code 2": NOTHING}, NOW)
    answers.keep("EE", {"code 10421629": Remembered(FOUND.entries, later)}, later)
    assert answers.of("EE", ["code 10421629"], later)["code 10421629"].entries == FOUND.entries
    with sqlite3.connect(answers.file) as file:
        assert file.execute("SELECT count(*) FROM answer_1").fetchone() == (1,)
    file.close()


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + bytes(200), b""])
def test_a_damaged_file_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    answers = Answers(tmp_path)
    answers.file.write_bytes(content)
    assert answers.of("EE", ["code 1"], NOW) == {}
    answers.keep("EE", {"code 1": NOTHING}, NOW)
    assert answers.of("EE", ["code 1"], NOW) == {"code 1": NOTHING}


def test_an_answer_of_another_form_is_asked_again(tmp_path: Path) -> None:
    answers = Answers(tmp_path)
    answers.keep("EE", {"code 1": NOTHING}, NOW)
    with sqlite3.connect(answers.file) as file:
        file.execute("UPDATE answer_1 SET entries = '{\"companies\": 3}'")
    file.close()
    assert answers.of("EE", ["code 1"], NOW) == {}


def test_a_folder_that_cannot_be_made_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    answers = Answers(tmp_path / "cache")
    answers.keep("EE", {"code 1": NOTHING}, NOW)
    assert answers.of("EE", ["code 1"], NOW) == {}


def test_a_file_that_another_process_has_locked_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Answers(tmp_path)
    answers.keep("EE", {"code 1": NOTHING}, NOW)
    monkeypatch.setattr("app.registers.answers.BUSY_SECONDS", 0.01)
    other = sqlite3.connect(answers.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    answers.keep("EE", {"code 2": NOTHING}, NOW)
    assert answers.of("EE", ["code 2"], NOW) == {}
    other.execute("ROLLBACK")
    other.close()
    assert answers.of("EE", ["code 1"], NOW) == {"code 1": NOTHING}
