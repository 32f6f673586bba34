"""How dates, times, codes and names of programs look on every page (look.md, *Words*)."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from app.core import text
from app.core.words import _
from integrations.registry import integrations


def day(moment: datetime | None, zone: str) -> str:
    """dd.mm.yyyy in the firm's zone; "" for none."""
    return f"{moment.astimezone(ZoneInfo(zone)):%d.%m.%Y}" if moment else ""


def day_and_time(moment: datetime | None, zone: str) -> str:
    """dd.mm.yyyy hh:mm in the firm's zone; "" for none."""
    return text.day_and_time(moment, zone) if moment else ""


def code(country: str, typed: str) -> str:
    """Norwegian numbers in threes, everything else as it was typed."""
    if country == "NO" and len(typed) == 9 and typed.isdecimal():
        return f"{typed[:3]} {typed[3:6]} {typed[6:]}"
    return typed


def country(key: str) -> str:
    """The name in the user's language; the code itself for one that nobody knows."""
    from babel import Locale

    from app.core.words import language

    return str(Locale.parse(language()).territories.get(key, key))


@cache
def program_names() -> dict[str, str]:
    """Key → name of every integration there is."""
    return {entry.manifest.key: entry.manifest.name for entry in integrations()}


def program(key: str) -> str:
    """The name of an integration; the key itself for one that is no longer there."""
    return program_names().get(key, key)


@cache
def _count_names() -> dict[str, str]:
    offers = [entry.manifest.counts for entry in integrations()]
    return {field: offer.field_name(field) for offer in offers if offer is not None for field in offer.fields}


def count_name(field: str) -> str:
    """What a count is called, as in "Payments created"; "" for what is none."""
    name = _count_names().get(field)
    return _(name) if name else ""


def days(first: date, last: date) -> str:
    """A range of days without the year: "31.10–29.11"."""
    begin = f"{first.day:02}.{first.month:02}"  # %d.%m costs four times as much, at every bar of a timeline
    return f"{begin}–{last.day:02}.{last.month:02}" if first != last else begin


def whole_days(first: date, last: date) -> str:
    """A range of days with the year: "31.10–29.11.2026"."""
    begin = f"{first:%d.%m}" if first.year == last.year else f"{first:%d.%m.%Y}"
    return f"{begin}–{last:%d.%m.%Y}" if first != last else f"{last:%d.%m.%Y}"


def day_count(count: int) -> str:
    from app.core.words import ngettext

    return ngettext("{n} day", "{n} days", count).format(n=count)


def month(day: date) -> str:
    """Its month and year in the user's language: "October 2026"."""
    from app.core.words import language

    return _month(day.replace(day=1), language())


@cache  # the timeline paints it at every step of a scroll
def _month(day: date, language: str) -> str:
    from babel.dates import format_date

    words: str = format_date(day, "LLLL y", locale=language)
    return words[:1].upper() + words[1:]


def weekday(day: date) -> str:
    """Short, in the user's language: "Thu"."""
    from babel.dates import format_date

    from app.core.words import language

    words: str = format_date(day, "ccc", locale=language())
    return words
