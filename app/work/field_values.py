"""Values of task fields (P5.2): from what is given to what is kept. Pure; raises `WrongUsage` with words."""

from collections.abc import Collection
from decimal import Decimal

from app.clients.custom import kept_form
from app.core.errors import WrongUsage
from app.core.text import fitting, one_line
from app.core.words import _
from app.work.views import Given

KINDS = ("number", "text", "choice", "checkbox", "price")
NUMERIC = frozenset({"number", "price"})
LENGTH = 1000
FINEST = Decimal("0.0001")
BEYOND = Decimal(10) ** 12  # far more than anybody counts, and far less than the column takes

Kept = tuple[Decimal | None, str]  # a number, or a text
EMPTY: Kept = (None, "")


def kept_value(kind: str, choices: Collection[str], given: Given) -> Kept:
    """None and an empty text empty the field; False of a checkbox is a "no"."""
    if given is None or (isinstance(given, str) and not one_line(given)):
        return EMPTY
    if kind in NUMERIC:
        return _number(given), ""
    if isinstance(given, bool):
        if kind != "checkbox":
            raise unfit(given, _("Enter a text."))
        return None, "yes" if given else "no"
    line = one_line(str(given))
    if kind == "text":
        return None, fitting(line, LENGTH)
    return None, kept_form("yes_no" if kind == "checkbox" else "choice", choices, line)


def said(kept: Kept) -> str | None:
    """As the audit log has it: plain digits with a point."""
    number, text = kept
    return plain(number) if number is not None else text or None


def plain(number: Decimal) -> str:
    """Without an exponent and without zeros at the end: "1200", "12.5"."""
    return format(number.normalize() + 0, "f")  # + 0: there is no -0


def _number(given: Decimal | int | str) -> Decimal:
    if isinstance(given, bool):
        raise unfit(given, _("Enter a number such as 12,5."))
    number = Decimal(kept_form("number", (), given)) if isinstance(given, str) else Decimal(given)
    if not number.is_finite() or abs(number) >= BEYOND:
        raise unfit(given, _("Enter a number below {most}.").format(most=f"{BEYOND:,f}".replace(",", " ")))
    if number % FINEST:
        raise WrongUsage(
            "too_fine",
            _("{number} has more than four decimals.").format(number=given),
            _("Round it to four."),
        )
    return number


def unfit(given: Given, hint: str) -> WrongUsage:
    return WrongUsage("unfit_value", _("{text} does not fit this field.").format(text=given), hint)
