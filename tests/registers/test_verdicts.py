"""The red X and its milder kin: P3.5, P4.1, P4.2. The names of the cases follow the rule in the facts, B5."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.near import Suggestion
from app.registers.verdicts import (
    Answer,
    Asked,
    NoAnswer,
    Verdict,
    is_fresh,
    judge,
    may_suggest,
    suggesting,
    without_asking,
)
from integrations.contract import RegisterEntry, RegisterSource
from tests.registers.conftest import NOW
from tests.registers.world import PaperRegister, entry, norwegian

EE = PaperRegister().source()
NO = norwegian(PaperRegister())
CODE, NAME = "11694365", "007 Autohaus osaühing"
ASKED = Asked("EE", CODE, NAME)


def by_copy(found: RegisterEntry, days_old: float = 1) -> Answer:
    return Answer(found, NOW, NOW - timedelta(days=days_old))


def by_asking(found: RegisterEntry | None) -> Answer:
    return Answer(found, NOW)


def told(verdict: Verdict) -> tuple[str, str]:
    return verdict.flag, verdict.reason


def verdict_on(asked: Asked, source: RegisterSource | None, answer: Answer | NoAnswer) -> Verdict:
    early = without_asking(asked, source, NOW)
    if early is not None or source is None:
        assert early is not None
        return early
    return judge(asked, source, answer)


@pytest.mark.parametrize("code", ["", "   ", "-", "\u200b", "–"])
def test_b5_1_without_a_code_grey(code: str) -> None:
    assert without_asking(replace(ASKED, code=code), EE, NOW) == Verdict("grey", "no_code", {}, NOW)


@pytest.mark.parametrize(
    "code", ["1169436", "116943650", "1169436A", "HRB 12/3", "１１６９４３６", "٣1694365", "x" * 64]
)
def test_b5_2_not_eight_digits_is_red_without_a_look_up(code: str) -> None:
    found = without_asking(replace(ASKED, code=code), EE, NOW)
    assert found is not None
    assert told(found) == ("red", "not_a_code")
    assert found.at == NOW


@pytest.mark.parametrize("code", [CODE, " 1169 4365 ", "1169\u00a04365", "EE11694365", "1169-4365"])
def test_b5_2_spaces_and_the_country_do_not_make_a_code_wrong(code: str) -> None:
    assert without_asking(replace(ASKED, code=code), EE, NOW) is None


@pytest.mark.parametrize(
    ("letter", "flag", "reason"),
    [
        ("R", "green", "found"),
        ("L", "amber", "in_liquidation"),
        ("N", "amber", "bankrupt"),
        ("?", "green", "found"),  # a letter that is new to us: it is in the register
    ],
)
@pytest.mark.parametrize("answer", [by_copy, by_asking])
def test_b5_3_and_4_found(answer, letter: str, flag: str, reason: str) -> None:
    found = judge(ASKED, EE, answer(entry(CODE, NAME, letter)))
    assert told(found) == (flag, reason)
    assert found.facts == {"source": "Paper Register", "registered_name": NAME}
    assert found.at == NOW


def test_b5_4_deleted_is_red_and_says_when() -> None:
    found = judge(ASKED, EE, by_asking(entry(CODE, NAME, "K", deleted_on="2024-03-05")))
    assert told(found) == ("red", "deleted")
    assert found.facts["deleted_on"] == "2024-03-05"
    assert "deleted_on" not in judge(ASKED, EE, by_asking(entry(CODE, NAME, "K"))).facts


def test_b5_5_unknown_is_red() -> None:
    assert told(judge(ASKED, EE, by_asking(None))) == ("red", "not_found")


@pytest.mark.parametrize("why", ["unreachable", "too_many"])
def test_b5_6_not_asked_is_grey(why: str) -> None:
    found = judge(ASKED, EE, NoAnswer(why))
    assert told(found) == ("grey", "not_checked")
    assert found.facts == {"why": why}
    assert found.at is None


@given(
    st.text() | st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.text(),
    st.sampled_from(["unreachable", "too_many"]),
    st.sampled_from(["EE", "NO", "LV", ""]),
)
def test_never_red_for_want_of_an_answer(code: str, name: str, why: str, country: str) -> None:
    source = {"EE": EE, "NO": NO}.get(country)
    found = verdict_on(Asked(country, code, name), source, NoAnswer(why))
    if found.reason != "not_a_code":  # that needs no register
        assert found.flag == "grey"
        assert found.reason in {"not_checked", "no_code"}


@given(
    st.text() | st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.text(),
    st.text(),
    st.sampled_from([*"RLNK?", None]),
)
def test_every_answer_has_a_verdict_that_fits(
    code: str, name: str, registered: str, letter: str | None
) -> None:
    found = verdict_on(
        Asked("EE", code, name), EE, by_asking(entry(code, registered, letter) if letter else None)
    )
    fitting = {
        "green": {"found"},
        "amber": {"in_liquidation", "bankrupt", "other_name"},
        "red": {"not_found", "not_a_code", "deleted"},
        "grey": {"no_code", "not_checked"},
    }
    assert found.reason in fitting[found.flag]
    assert all(isinstance(value, str) for value in found.facts.values())


def test_p4_2_a_wrong_estonian_digit_warns_and_the_register_decides() -> None:
    asked = replace(ASKED, code="80000000")
    assert without_asking(asked, EE, NOW) is None
    known = judge(asked, EE, by_copy(entry("80000000", NAME)))
    assert told(known) == ("green", "found")
    assert known.facts["wrong_digit"] == "yes"
    unknown = judge(asked, EE, by_asking(None))
    assert told(unknown) == ("red", "not_found")
    assert unknown.facts["wrong_digit"] == "yes"


def test_p4_2_a_wrong_norwegian_digit_is_an_error() -> None:
    wrong = without_asking(Asked("NO", "908 412 207", "Blåskjell"), NO, NOW)
    assert wrong is not None
    assert told(wrong) == ("red", "not_a_code")
    assert wrong.facts == {"country": "NO", "wrong_digit": "yes"}
    assert without_asking(Asked("NO", "NO 974 760 673 MVA", "Brønnøysund"), NO, NOW) is None


@pytest.mark.parametrize("country", ["LV", "FI", ""])
def test_a_country_without_a_register_is_grey_in_its_own_words(country: str) -> None:
    found = without_asking(Asked(country, "40003032949", "Latvenergo"), None, NOW)
    assert found == Verdict("grey", "not_checked", {"why": "no_register", "country": country})


def test_p3_5_a_clearly_different_name_is_amber() -> None:
    found = judge(ASKED, EE, by_copy(entry(CODE, "Puidukaubandus AS")))
    assert told(found) == ("amber", "other_name")
    assert found.facts["registered_name"] == "Puidukaubandus AS"
    assert told(judge(replace(ASKED, name="OÜ 007 AUTOHAUS"), EE, by_copy(entry(CODE, NAME)))) == (
        "green",
        "found",
    )
    assert told(judge(replace(ASKED, name=""), EE, by_copy(entry(CODE, NAME)))) == ("green", "found")


@pytest.mark.parametrize(("letter", "reason"), [("L", "in_liquidation"), ("N", "bankrupt"), ("K", "deleted")])
def test_trouble_weighs_more_than_another_name(letter: str, reason: str) -> None:
    assert judge(ASKED, EE, by_asking(entry(CODE, "Puidukaubandus AS", letter))).reason == reason


def test_a_copy_of_a_week_is_fresh_and_an_older_one_says_its_date() -> None:
    assert is_fresh(NOW - timedelta(days=7), NOW)
    assert not is_fresh(NOW - timedelta(days=7, seconds=1), NOW)
    assert "copy_date" not in judge(ASKED, EE, by_copy(entry(CODE, NAME), days_old=7)).facts
    old = judge(ASKED, EE, by_copy(entry(CODE, NAME), days_old=8))
    assert told(old) == ("green", "found")
    assert old.facts["copy_date"] == "2026-09-10"


def test_did_you_mean_is_for_codes_that_lead_nowhere() -> None:
    lost, deleted = judge(ASKED, EE, by_asking(None)), judge(ASKED, EE, by_asking(entry(CODE, NAME, "K")))
    assert [may_suggest(v) for v in (lost, deleted, judge(ASKED, EE, NoAnswer("unreachable")))] == [
        True,
        False,
        False,
    ]
    meant = suggesting(lost, Suggestion("11694366", "Autohaus OÜ", 90))
    assert meant.facts["suggestion_code"] == "11694366"
    assert meant.facts["suggestion_name"] == "Autohaus OÜ"
    assert suggesting(lost, None) == lost
