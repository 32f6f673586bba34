"""A working week in words (P1.1). Pure."""

from datetime import date
from itertools import pairwise

MONDAY = date(2024, 1, 1)


def week_in_words(days: str) -> str:
    """ISO days in the user's language: "12345" is "Mon–Fri", "12357" is "Mon–Wed, Fri, Sun"."""
    names = day_names()
    return ", ".join(_run(names[run[0] - 1], names[run[-1] - 1], len(run)) for run in _runs(days))


def day_names() -> list[str]:
    """Short names in the user's language, Monday first."""
    from babel.dates import format_date

    from app.core.words import language

    return [format_date(MONDAY.replace(day=day), "EEE", locale=language()) for day in range(1, 8)]


def _runs(days: str) -> list[list[int]]:
    """Days that follow each other, within one week."""
    numbers = sorted({int(day) for day in days if day in "1234567"})
    if not numbers:
        return []
    runs = [[numbers[0]]]
    for before, day in pairwise(numbers):
        if day == before + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run(first: str, last: str, length: int) -> str:
    if length == 1:
        return first
    return f"{first}–{last}" if length > 2 else f"{first}, {last}"
