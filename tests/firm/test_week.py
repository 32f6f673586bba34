from pathlib import Path

import pytest

from app.core import words
from app.firm.week import day_names, week_in_words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("12345", "Mon–Fri"),
        ("1234567", "Mon–Sun"),
        ("12357", "Mon–Wed, Fri, Sun"),
        ("67", "Sat, Sun"),
        ("17", "Mon, Sun"),  # a run does not go round the week
        ("3", "Wed"),
        ("54321", "Mon–Fri"),
        ("", ""),
    ],
)
def test_working_weeks_in_words(days: str, said: str):
    assert week_in_words(days) == said


def test_in_the_user_s_language(tmp_path: Path):
    try:
        words.use("nb", tmp_path)
        assert week_in_words("12345") == "man.–fre."
        assert len(set(day_names())) == 7
    finally:
        words.use("en", tmp_path)
