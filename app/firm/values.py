"""What may stand in the fields of a firm and its members. Pure; raises `WrongUsage` with words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import Refused, WrongUsage
from app.core.rights import GRANTABLE, Level
from app.core.text import email_address, fitting, one_line, one_of
from app.core.words import LANGUAGES, _
from app.firm.countries import COUNTRIES

STATUSES = ("active", "limited", "inactive")
NAME_LENGTH = 200
CODE_LENGTH = 40
EXTERNAL_ID_LENGTH = 64


def clean(fields: Mapping[str, Callable[[Any], Any]], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Each change through its field's rule; an unknown field is refused."""
    for field in changes:
        if field not in fields:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=field))
    return {field: fields[field](value) for field, value in changes.items()}


def name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WrongUsage("no_name", _("The name is empty."), _("Enter a name."))
    return fitting(line, NAME_LENGTH)


def code(text: str) -> str:
    return fitting(one_line(text), CODE_LENGTH)


def country(text: str) -> str:
    found = one_line(text).upper()
    if found not in COUNTRIES:
        raise WrongUsage(
            "unknown_country",
            _("Kontor does not know the country {code}.").format(code=found or "–"),
            _("Choose one of {codes}.").format(codes=", ".join(COUNTRIES)),
        )
    return found


def currency(text: str) -> str:
    from babel.core import get_global

    found = one_line(text).upper()
    if found not in get_global("all_currencies"):
        raise WrongUsage(
            "unknown_currency",
            _("{code} is not a currency.").format(code=found or "–"),
            _("Enter its three letters, such as EUR or NOK."),
        )
    return found


def time_zone(text: str) -> str:
    found = one_line(text)
    try:
        ZoneInfo(found)
    except (KeyError, ValueError, OSError) as fault:  # unknown, not a zone's name, a folder of zones
        raise WrongUsage(
            "unknown_time_zone",
            _("{name} is not a time zone.").format(name=found or "–"),
            _("Enter one such as Europe/Tallinn or Europe/Oslo."),
        ) from fault
    return found


def language(text: str) -> str:
    return one_of(LANGUAGES, one_line(text))


def working_week(days: str) -> str:
    """In order and once each: "12345"."""
    found = "".join(sorted(set(days)))
    if not found or not set(found) <= set("1234567"):
        raise WrongUsage(
            "no_working_week",
            _("The working week has no days, or days that do not exist."),
            _("Choose at least one day; Monday is 1 and Sunday is 7."),
        )
    return found


def email(text: str) -> str:
    """Lower-cased: it is what a member signs in with."""
    return email_address(text).lower()


def external_id(text: str) -> str:
    return fitting(one_line(text), EXTERNAL_ID_LENGTH)


def status(text: str) -> str:
    return one_of(STATUSES, text)


def level(text: str) -> str:
    return one_of([level.value for level in Level], text)


def grants(rights: Iterable[str]) -> list[str]:
    """Sorted and once each. Only what an Admin may hand out (P1.4)."""
    found = sorted({str(right) for right in rights})
    for right in found:
        if right not in GRANTABLE:
            raise Refused(
                "not_grantable",
                _("The right {name} comes with the level and cannot be granted.").format(name=right),
                _("Make the member an Admin instead."),
            )
    return found


FIRM = {
    "name": name,
    "registration_code": code,
    "country": country,
    "currency": currency,
    "time_zone": time_zone,
    "language": language,
    "working_week": working_week,
}
MEMBER = {"name": name, "email": email, "status": status, "level": level, "grants": grants}
