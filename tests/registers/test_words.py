"""Verdicts in words, as look.md wants them: two short sentences, no exclamation, names and days in figures."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.words import failure, headline, sentence, word
from integrations.contract import Problem

REASONS = {
    "found": "green",
    "in_liquidation": "amber",
    "bankrupt": "amber",
    "other_name": "amber",
    "not_found": "red",
    "not_a_code": "red",
    "deleted": "red",
    "no_code": "grey",
    "not_checked": "grey",
}
SAID = [
    ("found", {"registered_name": "Kask OÜ"}, "10421629", "10421629 is in the business register as Kask OÜ."),
    (
        "found",
        {"registered_name": "Kask OÜ", "copy_date": "2026-09-10"},
        "10421629",
        "10421629 is in the business register as Kask OÜ. By the copy of the register of 10.09.2026.",
    ),
    (
        "found",
        {"registered_name": "Kask OÜ", "wrong_digit": "yes"},
        "80000000",
        "80000000 is in the business register as Kask OÜ. Its control digit is unusual, which does not matter.",
    ),
    ("in_liquidation", {"registered_name": "Kask OÜ"}, "10421629", "Kask OÜ is in liquidation."),
    ("bankrupt", {"registered_name": "Kask OÜ"}, "10421629", "Kask OÜ is bankrupt."),
    (
        "other_name",
        {"registered_name": "Kask OÜ"},
        "10421629",
        "10421629 belongs to Kask OÜ. Check that the code is this client's.",
    ),
    ("not_found", {}, "10421629", "10421629 is not in the business register."),
    (
        "not_found",
        {"wrong_digit": "yes"},
        "80000000",
        "80000000 is not in the business register, and its control digit does not fit.",
    ),
    (
        "not_a_code",
        {"country": "EE", "suggestion_code": "18204418", "suggestion_name": "Kuldne Kringel OÜ"},
        "1820441",
        "1820441 has seven digits, a code has eight. Did you mean 18204418, Kuldne Kringel OÜ?",
    ),
    ("not_a_code", {"country": "EE"}, "10421629", "10421629 is no registration code."),
    ("not_a_code", {"country": "EE"}, "1", "1 has one digit, a code has eight."),
    ("not_a_code", {"country": "EE"}, "1" * 20, f"{'1' * 20} has 20 digits, a code has eight."),
    ("not_a_code", {"country": "NO"}, "90841220", "90841220 has eight digits, a code has nine."),
    (
        "not_a_code",
        {"country": "EE"},
        "HRB 12",
        "HRB 12 has signs other than digits, so it is no registration code.",
    ),
    (
        "not_a_code",
        {"country": "NO", "wrong_digit": "yes"},
        "908412207",
        "The control digit of 908412207 does not fit, so it is mistyped.",
    ),
    (
        "deleted",
        {"registered_name": "Kask OÜ", "deleted_on": "2024-03-05"},
        "10421629",
        "Kask OÜ was deleted from the register on 05.03.2024.",
    ),
    ("deleted", {"registered_name": "Kask OÜ"}, "10421629", "Kask OÜ is deleted from the register."),
    ("no_code", {}, "", "There is no registration code to look up. Add it to have the client checked."),
    ("not_checked", {}, "10421629", "Not checked in a business register yet."),
    (
        "not_checked",
        {"why": "no_register", "country": "LV"},
        "40003032949",
        "Kontor has no business register for the country of this client.",
    ),
    (
        "not_checked",
        {"why": "unreachable"},
        "10421629",
        "The business register could not be reached. The next check asks again.",
    ),
]


@pytest.mark.parametrize(("reason", "facts", "code", "said"), SAID)
def test_sentences(reason: str, facts: dict[str, str], code: str, said: str) -> None:
    assert sentence(REASONS[reason], reason, facts, code) == said


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_word_a_headline_and_a_sentence(reason: str) -> None:
    said = [
        word(reason),
        headline(REASONS[reason], reason),
        sentence(REASONS[reason], reason, {}, "10421629"),
    ]
    assert all(said)
    assert not any(sign in text for text in said for sign in "!{}")
    assert not said[0].endswith(".")
    assert not said[1].endswith(".")
    assert said[2].endswith(".")


def test_headlines_of_the_pictures() -> None:
    assert headline("green", "found") == "Found"
    assert headline("red", "not_found") == headline("red", "not_a_code") == "Not in the business register"
    assert word("in_liquidation") == "In liquidation"


def test_a_reason_of_a_newer_version_still_has_words() -> None:
    assert word("merged") == ""
    assert headline("amber", "merged") == "Look at it"
    assert (
        sentence("amber", "merged", {"copy_date": "soon"}, "1")
        == "Look at it By the copy of the register of soon."
    )


@given(
    st.sampled_from(list(REASONS)),
    st.dictionaries(st.sampled_from(["registered_name", "deleted_on", "why"]), st.text()),
)
def test_whatever_the_register_wrote_becomes_a_sentence(reason: str, facts: dict[str, str]) -> None:
    assert sentence(REASONS[reason], reason, facts, "{code} %s")


@pytest.mark.parametrize("problem", list(Problem))
def test_each_failure_says_what_happened_and_what_to_do(problem: Problem) -> None:
    happened, what_to_do = failure(problem, "Paper Register")
    assert "Paper Register" in happened
    assert happened.endswith(".")
    assert what_to_do.endswith(".")


def test_words_load_nothing_heavy() -> None:
    """Tables ask for them while they paint, before the database layer is loaded."""
    code = "import sys, app.registers.words; print(*{'sqlalchemy', 'rapidfuzz', 'msgspec', 'httpx'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
