"""What a command tells: one document or plain lines, and nothing that steers a terminal."""

import io
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from app.core import words
from app.core.errors import OtherSideFailed, Refused
from app.core.progress import Progress
from ui.headless.output import Report, number, pairs, plain, table


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report(*, as_json: bool, err: io.StringIO | None = None) -> Report:
    return Report(as_json, io.StringIO(), err or io.StringIO())


def text(stream: object) -> str:
    assert isinstance(stream, io.StringIO)
    return stream.getvalue()


def test_json_is_one_line_and_lines_stay_away() -> None:
    told = report(as_json=True)
    told.give({"name": "Õunaaia Talu OÜ", "at": datetime(2026, 11, 20, 10, 12, 5, 9, UTC)}, ["a line"])
    assert text(told.out) == '{"name": "Õunaaia Talu OÜ", "at": "2026-11-20T10:12:05Z"}\n'


def test_moments_are_utc_days_are_days_money_is_text() -> None:
    told = report(as_json=True)
    here = datetime(2026, 11, 20, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    told.give([here, date(2026, 11, 20), Decimal("1.50"), {"b", "a"}])
    assert json.loads(text(told.out)) == ["2026-11-19T23:00:00Z", "2026-11-20", "1.50", ["a", "b"]]


def test_what_has_no_form_in_json_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError):
        report(as_json=True).give(object())


def test_an_error_is_two_sentences_and_its_exit_code() -> None:
    told = report(as_json=False)
    assert told.fail(Refused("no_right", "You may not.", "Ask the Owner.")) == 3
    assert text(told.err) == "You may not.\nAsk the Owner.\n"
    assert text(told.out) == ""


def test_an_error_in_json_is_on_both_streams() -> None:
    told = report(as_json=True)
    assert told.fail(OtherSideFailed("no_network", "No way there.", ""), {"ok": False}) == 4
    document = json.loads(text(told.out))
    assert document == {"ok": False, "error": {"code": "no_network", "message": "No way there.", "hint": ""}}
    assert text(told.err) == "No way there.\n"


def test_an_error_after_the_document_does_not_make_it_two() -> None:
    told = report(as_json=True)
    told.give({"done": True})
    told.fail(Refused("late", "Too late."))
    assert json.loads(text(told.out)) == {"done": True}


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    lines = table(["Id", "Name", "Code"], [(1, "Jõe", None), (100, "A", "10421629")], right={0})
    assert lines == [" Id  Name  Code", "  1  Jõe", "100  A     10421629"]


def test_a_name_cannot_steer_the_terminal() -> None:
    assert plain("Paha\x1b[2J\r\nOÜ\u202e") == "Paha [2J  OÜ "
    told = report(as_json=False)
    told.note("one\nline\x07")
    assert text(told.err) == "one line \n"


def test_empty_values_are_left_out_of_pairs() -> None:
    assert pairs([("Name", "A"), ("Code", ""), ("Rows", 0)]) == ["Name  A", "Rows  0"]


def test_counts_alone_stand_right() -> None:
    assert pairs([("Created", 75), ("Red X", 7)]) == ["Created  75", "Red X     7"]
    assert pairs([("Name", "A"), ("Id", 12)]) == ["Name  A", "Id    12"]
    assert pairs([]) == []


@pytest.mark.parametrize(("language", "shown"), [("en", "350,000"), ("et", "350 000"), ("nb", "350 000")])
def test_large_numbers_are_grouped_as_the_language_does(
    language: str, shown: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.addfinalizer(lambda: words.use("en", tmp_path))
    words.use(language, tmp_path)
    assert number(350_000) == shown


def test_progress_is_for_those_who_look_on() -> None:
    silent, watched = report(as_json=True), report(as_json=True, err=Terminal())
    for told in (silent, watched):
        told.tell(Progress("Fetching clients", 3, 10))
        told.give({})
    assert text(silent.err) == ""
    assert text(watched.err) == "\r\x1b[KFetching clients 3/10\r\x1b[K"
