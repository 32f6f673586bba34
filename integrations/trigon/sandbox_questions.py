"""What a request to the sandbox asks for, refused where the wire document does not allow it."""

import base64
import binascii
from collections.abc import Mapping
from datetime import date
from typing import Any

from integrations.trigon.sandbox_sessions import Refused
from integrations.trigon.wire import ACTIVITY_FIELDS, MOST_DAYS


def required(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(400, "invalid_request", (name, "required"))
    return value


def status(query: Mapping[str, str]) -> str:
    wanted = query.get("status", "active")
    if wanted not in {"active", "archived", "all"}:
        raise Refused(400, "invalid_request", ("status", "not_allowed"))
    return wanted


def limit(query: Mapping[str, str]) -> int:
    wanted = query.get("limit", "100")
    if not (wanted.isdecimal() and 1 <= int(wanted) <= 200):
        raise Refused(400, "invalid_request", ("limit", "not_allowed"))
    return int(wanted)


def period(query: Mapping[str, str]) -> tuple[date, date]:
    first_day, last_day = day(query, "from"), day(query, "to")
    if first_day > last_day:
        raise Refused(400, "invalid_period", ("to", "before_from"))
    if (last_day - first_day).days >= MOST_DAYS:
        raise Refused(400, "invalid_period", ("to", "too_long"))
    return first_day, last_day


def fields(query: Mapping[str, str]) -> list[str]:
    wanted = query["fields"].split(",") if "fields" in query else list(ACTIVITY_FIELDS)
    unknown = [field for field in wanted if field not in ACTIVITY_FIELDS]
    if unknown:
        raise Refused(400, "unknown_field", ("fields", unknown[0]))
    if len(set(wanted)) < len(wanted):
        raise Refused(400, "invalid_request", ("fields", "repeated"))
    return wanted


def day(query: Mapping[str, str], name: str) -> date:
    try:
        return date.fromisoformat(query[name])
    except (KeyError, ValueError):
        raise Refused(400, "invalid_request", (name, "date")) from None


def cursor(firm_id: str) -> str:
    """Opaque to whoever gets it: the last id of the page."""
    return "c_" + base64.urlsafe_b64encode(firm_id.encode()).decode()


def last_id(text: str) -> str:
    """What a cursor holds."""
    try:
        return base64.b64decode(text.removeprefix("c_"), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        raise Refused(400, "invalid_cursor", ("cursor", "unknown")) from None
