"""What the options of `tasks` mean: days, months, topics and values of task fields by their names."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from app.core.errors import NotFound, WrongUsage
from app.core.words import _

if TYPE_CHECKING:
    from app.work.queries import TaskRow
    from app.work.service import TaskFieldView, TopicView


def day_given(option: str, text: str) -> date | None:
    """None where the option was not given."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            "day",
            _("{option} is no day: {text}.").format(option=option, text=text),
            _("Write it like 2026-11-20."),
        ) from None


def month_given(text: str) -> date:
    """The first day of the month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise WrongUsage(
            "month", _("--month is no month: {text}.").format(text=text), _("Write it like 2026-11.")
        ) from None


def month_of(row: "TaskRow") -> date | None:
    """The first day of the month that a task belongs to: where it is due, else begins, else is billed."""
    day = row.due or row.start or row.billing_date
    return day.replace(day=1) if day else None


def topic_named(name: str, topics: "Sequence[TopicView]") -> "TopicView":
    for topic in topics:
        if topic.name.casefold() == name.strip().casefold():
            return topic
    raise NotFound(
        "no_topic",
        _("There is no topic {name}.").format(name=name),
        _choose(topic.name for topic in topics if not topic.archived),
    )


def field_values(given: Sequence[str], fields: "Sequence[TaskFieldView]") -> dict[int, str]:
    """By the id of the field. `given`: NAME=VALUE; the value may have an equals sign in it too."""
    known = {field.name.casefold(): field.id for field in fields}
    found: dict[int, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise WrongUsage(
                "field",
                _("--field has no value: {text}.").format(text=text),
                _("Write it like --field Payments=12."),
            )
        if name.strip().casefold() not in known:
            raise NotFound(
                "no_field",
                _("There is no task field {name}.").format(name=name),
                _choose(field.name for field in fields if not field.archived),
            )
        found[known[name.strip().casefold()]] = value
    return found


def _choose(names: Iterable[str]) -> str:
    known = ", ".join(names)
    return _("Choose one of {codes}.").format(codes=known) if known else _("There are none yet.")
