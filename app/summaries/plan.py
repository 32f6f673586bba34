"""The plan of an integration's counts as it is set, and what it may be set to (P6.1). Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core.errors import WrongUsage
from app.core.text import one_line
from app.core.words import _
from app.summaries.periods import RULES
from app.summaries.titles import checked
from integrations.contract import CountsOffer

REQUIRED = ("title", "topic", "day", "first_day")
ASSIGNEES = ("manager", "member", "nobody")
REFRESH = ("off", "notify", "import")
EARLIEST = date(2000, 1, 1)  # before it a year was mistyped


@dataclass(frozen=True, slots=True)
class Plan:
    """As it is kept. `mapping`: field of the counts → id of a task field."""

    integration: str
    id: int | None = None
    title: str = ""
    topic_id: int | None = None
    day: str = ""
    first_day: date | None = None
    assignee: str = "manager"
    member_id: int | None = None
    auto_complete: bool = False
    refresh: str = "notify"
    begun_at: datetime | None = None
    mapping: Mapping[str, int] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """What has to be there before anything runs."""
        given = {"title": self.title, "topic": self.topic_id, "day": self.day, "first_day": self.first_day}
        return tuple(name for name in REQUIRED if not given[name])


def cleaned(changes: Mapping[str, Any], offer: CountsOffer) -> dict[str, Any]:
    """Each through its own rule; what points to other rows is looked up later. Raises `WrongUsage`."""
    for name in changes:
        if name not in _RULES and name != "mapping":
            raise WrongUsage("unknown_setting", _("There is no setting {name}.").format(name=name))
    new = {name: _RULES[name](value) for name, value in changes.items() if name != "mapping"}
    if "mapping" in changes:
        new["mapping"] = mapped(changes["mapping"], offer)
    return new


def mapped(given: Mapping[str, int | str | None], offer: CountsOffer) -> dict[str, int | str]:
    """Field → task field, by its id or its name; None and "" leave the field out. Raises `WrongUsage`."""
    mapping: dict[str, int | str] = {}
    for name, target in given.items():
        if name not in offer.fields:
            raise WrongUsage(
                "unknown_field",
                _("There is no count {name}.").format(name=name),
                _("Known are: {names}.").format(names=", ".join(offer.fields)),
            )
        chosen = one_line(target) if isinstance(target, str) else target
        if chosen:
            mapping[name] = chosen
    return {name: mapping[name] for name in offer.fields if name in mapping}


def require_each_once(mapping: Mapping[str, int], offer: CountsOffer) -> None:
    """One task field cannot hold two counts."""
    taken: dict[int, str] = {}
    for name, target in mapping.items():
        if target in taken:
            one, other = (_(offer.field_name(which)) for which in (taken[target], name))
            raise WrongUsage(
                "field_taken",
                _("{one} and {other} would go into the same task field.").format(one=one, other=other),
                _("Choose another task field for one of the two."),
            )
        taken[target] = name


def _title(given: str | None) -> str:
    return checked(given or "")


def _day(given: str | int | None) -> str:
    rule = str(given or "")
    if rule and rule not in RULES:
        raise WrongUsage(
            "unknown_day",
            _("{day} is no day for the counts.").format(day=rule),
            _("Choose last-work-day, last-day, or a day from 1 to 31 of the following month."),
        )
    return rule


def _first_day(given: date | None) -> date | None:
    if isinstance(given, datetime) or not isinstance(given, date | None):
        raise WrongUsage("no_date", _("{day} is no day.").format(day=given), _("Choose a day."))
    if given is not None and given < EARLIEST:
        raise WrongUsage(
            "too_early",
            _("The first import date lies before {day}.").format(day=EARLIEST.isoformat()),
            _("Check the year."),
        )
    return given


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def rule(given: str) -> str:
        if given not in known:
            raise WrongUsage(
                "unknown_choice",
                _("{text} is not a choice here.").format(text=given),
                _("Known are: {names}.").format(names=", ".join(known)),
            )
        return given

    return rule


def _topic_name(given: str | None) -> str:
    return one_line(given or "")


def _as_given(given: int | None) -> int | None:
    return given


_RULES: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "topic": _topic_name,
    "topic_id": _as_given,
    "day": _day,
    "first_day": _first_day,
    "assignee": _one_of(ASSIGNEES),
    "member_id": _as_given,
    "auto_complete": bool,
    "refresh": _one_of(REFRESH),
}
