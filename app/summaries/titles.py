"""The titles of summary tasks and their placeholders (P6.1). Pure."""

from datetime import date
from string import Formatter

from app.core.errors import WrongUsage
from app.core.text import one_line
from app.core.words import _
from app.summaries.periods import Period

PLACEHOLDERS = ("month", "year", "period")
LENGTH = 200


def checked(title: str) -> str:
    """The title on one line. Raises `WrongUsage` for a placeholder that is none, or a brace that stands alone."""
    line = one_line(title)
    if len(line) > LENGTH:
        raise WrongUsage(
            "title_too_long",
            _("The title has {n} letters.").format(n=len(line)),
            _("Use {most} at most.").format(most=LENGTH),
        )
    try:
        parts = list(Formatter().parse(line))
    except ValueError:
        raise _unknown(line) from None
    for _text, name, form, conversion in parts:
        if name is not None and (name not in PLACEHOLDERS or form or conversion):
            raise _unknown("{" + name + "}")
    return line


def title_of(title: str, period: Period, language: str) -> str:
    """`language`: the firm's. All placeholders are of the slot: October also where it is run in November."""
    slot = period.slot
    return title.format(month=month_name(slot, language), year=slot.year, period=f"{slot:%m/%Y}")


def month_name(slot: date, language: str) -> str:
    """As it stands alone: "October", "oktoober"."""
    from babel.dates import format_date

    return format_date(slot, "LLLL", locale=language)


def _unknown(what: str) -> WrongUsage:
    known = ", ".join("{" + name + "}" for name in PLACEHOLDERS)
    return WrongUsage(
        "unknown_placeholder",
        _("{what} is no placeholder of a title.").format(what=what),
        _("Use {known}, or none.").format(known=known),
    )
