import re
import string

import pytest

from app.connections.states import State, after
from app.connections.words import as_error, in_words
from app.core.errors import OtherSideFailed
from integrations.contract import Problem, TryLater, UserNeeded

ALL = list(Problem)


def test_each_problem_has_its_own_sentence_and_next_step() -> None:
    words = [in_words(problem, "Trigon") for problem in ALL]
    assert len({w.message for w in words}) == len({w.hint for w in words}) == len(ALL)


@pytest.mark.parametrize("problem", ALL)
def test_words_follow_the_rules_of_wording(problem: Problem) -> None:
    words = in_words(problem, "Trigon")
    both = f"{words.message} {words.hint}"
    assert "Trigon" in words.message
    assert words.message.endswith(".")
    assert words.hint[-1] in string.ascii_letters + "./"
    assert words.message[0].isupper()
    assert words.hint[0].isupper()
    assert not re.search(r"!|\bplease\b|successfully|\binvalid\b|\bfailed\b|[{}]|_", both, re.IGNORECASE)
    assert not re.search(r"\b[45]\d\d\b", both), "names before codes"
    assert len(words.message) <= 120


def test_wrong_credentials_speak_of_what_the_form_asks_for() -> None:
    assert "password" in in_words(Problem.WRONG_CREDENTIALS, "Trigon").hint
    by_token = in_words(Problem.WRONG_CREDENTIALS, "Tripletex", by_email=False)
    assert "token" in by_token.hint
    assert "password" not in by_token.hint


def test_a_text_from_the_database_is_known_again() -> None:
    assert in_words("no_network", "Trigon") == in_words(Problem.NO_NETWORK, "Trigon")


def test_a_problem_of_a_newer_kontor_has_words_too() -> None:
    words = in_words("moon_phase", "Trigon")
    assert words.message
    assert words.hint
    assert words not in [in_words(problem, "Trigon") for problem in ALL]


@pytest.mark.parametrize("problem", ALL)
def test_becomes_an_error_of_the_command_line(problem: Problem) -> None:
    error = as_error(UserNeeded(problem, "401 detail for the log"), "Trigon")
    words = in_words(problem, "Trigon")
    assert isinstance(error, OtherSideFailed)
    assert (error.code, error.message, error.hint) == (problem.value, words.message, words.hint)
    assert error.exit_code == 4
    assert "detail" not in f"{error} {error.hint}"


@pytest.mark.parametrize(
    ("seconds", "hint"),
    [
        (5, "It asks for a pause: try again in 1 minute."),
        (60, "It asks for a pause: try again in 1 minute."),
        (61, "It asks for a pause: try again in 2 minutes."),
        (None, in_words(Problem.RATE_LIMITED, "Trigon").hint),
        (0, in_words(Problem.RATE_LIMITED, "Trigon").hint),
    ],
)
def test_a_wait_that_was_asked_for_is_named(seconds: float | None, hint: str) -> None:
    assert as_error(TryLater(Problem.RATE_LIMITED, retry_after=seconds), "Trigon").hint == hint


@pytest.mark.parametrize("problem", ALL)
def test_state_after_a_problem(problem: Problem) -> None:
    expected = {
        Problem.SIGN_IN_AGAIN: State.SIGN_IN_AGAIN,
        Problem.WRONG_CREDENTIALS: State.SIGN_IN_AGAIN,
        Problem.USER_INACTIVE: State.SIGN_IN_AGAIN,
        Problem.WRONG_ENVIRONMENT: State.SIGN_IN_AGAIN,
        Problem.NO_LIST_PERMISSION: State.CONNECTED,
        Problem.NO_VIEW_PERMISSION: State.CONNECTED,
        Problem.NOT_FOUND: State.CONNECTED,
    }
    assert after(problem) is expected.get(problem, State.UNREACHABLE)
