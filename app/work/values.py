"""What may stand in the fields of a task (P5.3). Pure; raises `WrongUsage` with words."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from app.core.errors import WrongUsage
from app.core.text import fitting, many_lines, one_line
from app.core.words import _

TITLE_LENGTH = 400
DESCRIPTION_LENGTH = 20_000
LONGEST_ESTIMATE = 100_000 * 3600
MINUTES = 24 * 60

# Columns of the task itself that a person changes; assignees, checklist and fields have tables of their own.
FIELDS = (
    "title",
    "client_id",
    "topic_id",
    "start",
    "due",
    "due_minute",
    "billing_date",
    "description",
    "important",
    "extra_work",
    "estimate_seconds",
)
EXTRAS = ("assignee_ids", "checklist", "fields")


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of `FIELDS`: each through its own rule. An unknown one is refused."""
    for name in values:
        if name not in FIELDS:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=name))
    return {name: _RULES[name](value) if name in _RULES else value for name, value in values.items()}


def checklist_texts(given: Iterable[str]) -> list[str]:
    """In the order given, without empty ones."""
    return [fitting(line, TITLE_LENGTH) for text in given if (line := one_line(text))]


def require_fitting_days(start: date | None, due: date | None, due_minute: int | None) -> None:
    if due is not None and start is not None and due < start:
        raise WrongUsage(
            "due_before_start",
            _("The task would be due before it starts."),
            _("Choose a due day that is not before the start."),
        )
    if due is None and due_minute is not None:
        raise WrongUsage("no_due_day", _("There is a time, but no due day."), _("Choose the due day too."))


def _title(text: str | None) -> str:
    line = one_line(text or "")
    if not line:
        raise WrongUsage("no_title", _("The task has no title."), _("Enter a title."))
    return fitting(line, TITLE_LENGTH)


def _description(text: str | None) -> str:
    return fitting(many_lines(text or ""), DESCRIPTION_LENGTH)


def _minute(minute: int | None) -> int | None:
    if minute is not None and not 0 <= minute < MINUTES:
        raise WrongUsage("no_time", _("This is no time of the day."), _("Enter one such as 16:30."))
    return minute


def _estimate(seconds: int | None) -> int | None:
    if seconds is not None and not 0 <= seconds <= LONGEST_ESTIMATE:
        raise WrongUsage(
            "unfit_estimate",
            _("The estimate is below zero or beyond {n} hours.").format(n=LONGEST_ESTIMATE // 3600),
            _("Enter hours and minutes such as 1:30."),
        )
    return seconds or None


_RULES: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "description": _description,
    "due_minute": _minute,
    "estimate_seconds": _estimate,
    "important": bool,
    "extra_work": bool,
}
