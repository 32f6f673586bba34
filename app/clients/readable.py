"""Values of the audit log as people read them (P1.6): names for ids, words for codes, days and times of the firm."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, column, select, table
from sqlalchemy.orm import Session

from app.clients.custom import KINDS
from app.clients.tables import Client, ClientField
from app.core.text import day_and_time
from app.core.words import LANGUAGES, N_, _, language
from app.db.audit import AuditEntry
from app.db.audit_queries import AuditView
from app.firm.tables import Firm, Member
from app.firm.week import week_in_words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")  # as rooms put moments into the log
_WORDS = {  # field → value → word; what is missing here is shown as it is
    "status": {
        "active": N_("Active"),
        "limited": N_("Limited"),
        "inactive": N_("Inactive"),
        "open": N_("To do"),
        "done": N_("Done"),
        "cancelled": N_("Cancelled"),
    },
    "level": {"owner": N_("Owner"), "admin": N_("Admin"), "member": N_("Member")},
    "grants": {
        "clients": N_("Change every client"),
        "billing": N_("Billing"),
        "all_time": N_("See everybody's time"),
        "reports": N_("Reports"),
    },
    "state": {
        "connected": N_("Connected"),
        "sign_in_again": N_("Needs attention"),
        "unreachable": N_("Retrying"),
        "off": N_("Not connected"),
    },
    "kind": {**KINDS, "checkbox": N_("Checkbox"), "price": N_("Price")},
}
_DAYS = frozenset({"start", "due", "billing_date"})
_COUNTED: Mapping[str, Callable[[int], str]] = {  # minutes of a day, and seconds of work
    "due_minute": lambda minutes: f"{minutes // 60:02}:{minutes % 60:02}",
    "estimate_seconds": lambda seconds: f"{seconds // 3600}:{seconds // 60 % 60:02}",
}
# The room of work lies above this one, so its tables are named here and not imported.
_TOPIC = table("topic", column("id"), column("name"))
_TASK_FIELD = table("task_field", column("name"), column("kind"))
_FORMS: Mapping[str, Callable[[str], str]] = {"working_week": week_in_words}


@dataclass(frozen=True, slots=True)
class _Reading:
    """`known`: field → value → word. `days`: fields that hold days as ISO 8601. `zone`: the firm's."""

    known: Mapping[str, Mapping[Any, str]]
    days: frozenset[str]
    zone: str

    def of(self, field: str, value: Any) -> Any:
        """A list keeps being one. Who is gone keeps the number: "#12"."""
        if isinstance(value, list):
            return [self.of(field, each) for each in value]
        if isinstance(value, dict):
            return _terms(value) if field.startswith("agreement.") else _contact(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        known = self.known.get(field)
        if known is not None and value is not None:
            return known.get(value, f"#{value}" if isinstance(value, int) else value)
        if isinstance(value, int) and field in _COUNTED:
            return _COUNTED[field](value)
        return self._of_text(field, value) if isinstance(value, str) else value

    def _of_text(self, field: str, text: str) -> str:
        if _MOMENT.fullmatch(text):
            return day_and_time(datetime.fromisoformat(text), self.zone)
        if field in self.days:
            return _day(text)
        return _FORMS[field](text) if field in _FORMS else text


def _contact(kept: Mapping[str, Any]) -> str:
    return ", ".join(text for text in kept.values() if isinstance(text, str) and text)


def _terms(kept: Mapping[str, Any]) -> str:
    """Of an agreement with a member, as in "Labour cost per hour 20.5 · Weekly hours 40"."""
    from babel.numbers import format_decimal

    seconds = kept["weekly_seconds"]
    terms = {
        _("Labour cost per hour"): kept["labour_cost"],
        _("Billable rate per hour"): kept["billable_rate"],
        _("Weekly hours"): None if seconds is None else Decimal(seconds) / 3600,
    }
    said = {name: Decimal(value) for name, value in terms.items() if value is not None}
    return " · ".join(
        f"{name} {format_decimal(value, format='0.####', locale=language())}" for name, value in said.items()
    )


def _day(text: str) -> str:
    """As it is where it is none: a field of that name may have held something else before."""
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return text


def readable(session: Session, found: Sequence[AuditView]) -> tuple[AuditView, ...]:
    """The same entries with values as people read them; "None" stays where there was nothing."""
    reading = _reading(session, found)
    return tuple(
        replace(
            entry,
            changes={
                field: (reading.of(field, old), reading.of(field, new))
                for field, (old, new) in entry.changes.items()
            },
        )
        for entry in found
    )


def _reading(session: Session, found: Sequence[AuditView]) -> _Reading:
    members = dict(session.execute(select(Member.id, Member.name)).all())
    named: dict[str, Mapping[Any, str]] = {
        "manager_id": members,
        "members": members,
        "parent_id": _clients(session, found, "parent_id"),
        "client_id": _clients(session, found, "client_id"),
        "assignees": members,
        "topic_id": dict(session.execute(select(_TOPIC.c.id, _TOPIC.c.name)).all()),
        "language": LANGUAGES,
    }
    in_words = {field: {value: _(word) for value, word in words.items()} for field, words in _WORDS.items()}
    zone = session.scalar(select(Firm.time_zone)) or "UTC"
    return _Reading(named | in_words | _yes_or_no(session), _days(session), zone)


def _days(session: Session) -> frozenset[str]:
    """Custom fields that hold days, by the name they have now, as the log knows no other; and days of tasks."""
    return _DAYS | {f"custom.{name}" for name in session.scalars(_names_of("date"))}


def _yes_or_no(session: Session) -> dict[str, Mapping[Any, str]]:
    words = {"yes": _("yes"), "no": _("no")}
    boxes = select(_TASK_FIELD.c.name).where(_TASK_FIELD.c.kind == "checkbox")
    names = [*session.scalars(_names_of("yes_no")), *session.scalars(boxes)]
    return {f"custom.{name}": words for name in names}


def _names_of(kind: str) -> Select[str]:
    return select(ClientField.name).where(ClientField.kind == kind)


def _clients(session: Session, found: Iterable[AuditView], field: str) -> dict[int, str]:
    pairs = [entry.changes[field] for entry in found if field in entry.changes]
    ids = {id_ for pair in pairs for id_ in pair if id_ is not None}
    deleted = select(AuditEntry.entity_id, AuditEntry.title).where(
        AuditEntry.entity == "client", AuditEntry.action == "delete", AuditEntry.entity_id.in_(ids)
    )
    there = select(Client.id, Client.name).where(Client.id.in_(ids))
    return {id_: name for wanted in (deleted, there) for id_, name in session.execute(wanted)}
