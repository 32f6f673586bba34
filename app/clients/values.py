"""What may stand in the fields of a client (P2.1). Pure; raises `WrongUsage` with words."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from app.clients.marks import typed_mark
from app.core.errors import WrongUsage
from app.core.text import email_address, fitting, many_lines, one_line, one_of
from app.core.words import N_, _

STATUSES = ("active", "inactive")

FIELDS = {
    "name": N_("Name"),
    "country": N_("Country"),
    "registration_code": N_("Registration code"),
    "vat_number": N_("VAT number"),
    "client_code": N_("Client code"),
    "mark": N_("Mark"),
    "parent_id": N_("Parent client"),
    "manager_id": N_("Manager"),
    "status": N_("Status"),
    "language": N_("Language"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "notes": N_("Notes"),
    "time_mandatory": N_("Time is mandatory"),
    "topic_mandatory": N_("Topic is mandatory"),
}
EXTRAS = {
    "groups": N_("Groups"),
    "members": N_("Further members"),
    "contact": N_("Contact"),
    "link": N_("Id in the program"),
}
_OF_OTHERS = {  # fields of the firm, its members, connections, custom fields, tasks and summaries
    "currency": N_("Currency"),
    "time_zone": N_("Time zone"),
    "working_week": N_("Working week"),
    "level": N_("Level"),
    "grants": N_("May also"),
    "external_id": N_("Id in the program"),
    "active": N_("Active"),
    "state": N_("State"),
    "sign_in_name": N_("Sign-in name"),
    "account": N_("Account"),
    "user": N_("User"),
    "connected_at": N_("Connected since"),
    "kind": N_("Kind"),
    "choices": N_("Choices"),
    "archived": N_("Archived"),
    # of tasks and their lists
    "title": N_("Title"),
    "client_id": N_("Client"),
    "topic_id": N_("Topic"),
    "assignees": N_("Done by"),
    "start": N_("Start"),
    "due": N_("Due"),
    "due_minute": N_("Due at"),
    "billing_date": N_("Billing date"),
    "description": N_("Description"),
    "important": N_("Important"),
    "extra_work": N_("Extra work"),
    "estimate_seconds": N_("Estimate"),
    "source": N_("Source"),
    "checklist": N_("Checklist"),
    "billable": N_("Billable"),
    "monitored": N_("Monitored"),
    "weight": N_("Weight"),
    # of monthly summaries
    "count_from": N_("Counted from"),
    "correction": N_("Correction"),
    "day": N_("Data import day"),
    "first_day": N_("First import date"),
    "assignee": N_("Assigned to"),
    "member_id": N_("Member"),
    "auto_complete": N_("Complete the task once it is filled"),
    "refresh": N_("Clients before each run"),
    "mapping": N_("Counts and the task fields they fill"),
}

_LENGTHS = {
    "name": 400,
    "registration_code": 64,
    "vat_number": 64,
    "client_code": 64,
    "address": 500,
    "phone": 64,
    "email": 254,
    "notes": 20_000,
}


def field_name(field: str) -> str:
    """What people call a field of the audit log: "custom.Region" is Region, "contact.12" is Contact,
    "agreement.2026-12-31" is Agreement from 31.12.2026.
    """
    plain, _dot, rest = field.partition(".")
    if plain == "agreement" and rest:
        return _("Agreement from {day}").format(day=f"{date.fromisoformat(rest):%d.%m.%Y}")
    known = FIELDS.get(field) or EXTRAS.get(plain) or _OF_OTHERS.get(plain)
    return _(known) if known else field.removeprefix("custom.")


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts without what nobody typed on purpose, codes of countries and marks upper-cased."""
    for field in values:
        if field not in FIELDS:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=field))
    return {field: _CLEAN.get(field, _as_is)(value) for field, value in values.items()}


def require_sound(new: Mapping[str, Any]) -> None:
    """Raise `WrongUsage` for what cannot be kept. Asked of what changes only.

    So a strange e-mail that an accounting program brought does not stand in the way of a new phone number.
    """
    for field, value in new.items():
        if field in _LENGTHS:
            fitting(value, _LENGTHS[field])
        if field in _CHECKS:
            _CHECKS[field](value)


def _as_is(value: Any) -> Any:
    return value


def _text(value: str | None) -> str:
    return one_line(value or "")


def _need_name(name: str) -> None:
    if not name:
        raise WrongUsage("no_name", _("The client has no name."), _("Enter a name."))


def _need_country(code: str) -> None:
    if code and not re.fullmatch("[A-Z]{2}", code):
        raise WrongUsage(
            "unknown_country",
            _("{code} is not the code of a country.").format(code=code),
            _("Enter its two letters, such as EE or NO."),
        )


def _need_language(code: str) -> None:
    if code and not re.fullmatch("[a-z]{2,3}", code):
        raise WrongUsage(
            "unknown_language",
            _("{code} is not the code of a language.").format(code=code),
            _("Enter its two letters, such as et or nb."),
        )


_CLEAN: dict[str, Callable[[Any], Any]] = {
    "name": _text,
    "country": lambda value: _text(value).upper(),
    "registration_code": _text,
    "vat_number": _text,
    "client_code": _text,
    "mark": lambda value: typed_mark(value or ""),
    "language": lambda value: _text(value).lower(),
    "address": _text,
    "phone": _text,
    "email": _text,
    "notes": lambda value: many_lines(value or ""),
    "time_mandatory": bool,
    "topic_mandatory": bool,
}
_CHECKS: dict[str, Callable[[Any], object]] = {
    "name": _need_name,
    "country": _need_country,
    "status": lambda value: one_of(STATUSES, value),
    "language": _need_language,
    "email": lambda value: value and email_address(value),
}
