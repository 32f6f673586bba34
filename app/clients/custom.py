"""Values of custom fields (P2.1): from what a person types to what is kept. Pure; raises `WrongUsage`."""

import re
from collections.abc import Callable, Collection
from datetime import date

from app.core.errors import WrongUsage
from app.core.text import fitting, one_line
from app.core.words import N_, _

KINDS = {
    "text": N_("Text"),
    "number": N_("Number"),
    "date": N_("Date"),
    "yes_no": N_("Yes or no"),
    "choice": N_("Choice"),
}
LENGTH = 500
_YES, _NO = {"yes", "jah", "ja", "true", "1"}, {"no", "ei", "nei", "false", "0"}
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def kept_form(kind: str, choices: Collection[str], text: str) -> str:
    """Numbers with a point ("1234.5"), dates as ISO 8601, "yes" or "no"; an empty text empties the field."""
    line = one_line(text)
    return fitting(_RULES[kind](line, choices), LENGTH) if line else ""


def _as_typed(line: str, _choices: Collection[str]) -> str:
    return line


def _number(line: str, _choices: Collection[str]) -> str:
    """The same for "1 234,50" and "1234.5"."""
    plain = line.replace(" ", "").replace("\u2212", "-").replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise _unfit(line, _("Enter a number such as 12,5."))
    sign, whole, part = (
        plain[:1].strip("+0123456789"),
        plain.lstrip("+-").partition(".")[0],
        plain.partition(".")[2],
    )
    kept = ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))
    return kept if kept == "0" else sign + kept


def _date(line: str, _choices: Collection[str]) -> str:
    day_first = _DAY_FIRST.fullmatch(line)
    try:
        if day_first:
            day, month, year = map(int, day_first.groups())
            return date(year, month, day).isoformat()
        return date.fromisoformat(line).isoformat()
    except ValueError as fault:
        raise _unfit(line, _("Enter a day such as 31.12.2026.")) from fault


def _yes_no(line: str, _choices: Collection[str]) -> str:
    said = line.casefold()
    if said in _YES:
        return "yes"
    if said in _NO:
        return "no"
    raise _unfit(line, _("Enter yes or no."))


def _choice(line: str, choices: Collection[str]) -> str:
    for choice in choices:
        if choice.casefold() == line.casefold():
            return choice
    raise _unfit(line, _("Choose one of {codes}.").format(codes=", ".join(choices)))


def _unfit(line: str, hint: str) -> WrongUsage:
    return WrongUsage("unfit_value", _("{text} does not fit this field.").format(text=line), hint)


_RULES: dict[str, Callable[[str, Collection[str]], str]] = {
    "text": _as_typed,
    "number": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
}
