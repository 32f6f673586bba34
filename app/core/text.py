"""Texts as people type or paste them, brought into one form before they are kept or compared."""

import re
import unicodedata
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from app.core.errors import WrongUsage
from app.core.words import _

_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
EMAIL_LENGTH = 254  # RFC 5321


def one_line(text: str) -> str:
    """Composed letters (NFC), one space between words, nothing that cannot be seen."""
    seen = "".join(_visible(c) for c in unicodedata.normalize("NFC", text))
    return " ".join(seen.split())


def many_lines(text: str) -> str:
    """The same by line; at most one empty line in a row, none at the ends."""
    lines = "\n".join(one_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def day_and_time(moment: datetime, zone: str) -> str:
    """dd.mm.yyyy hh:mm in that zone, as people write it (P12.3)."""
    return f"{moment.astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}"


def is_email(text: str) -> bool:
    """Has the form of one address. Whether it exists, only its server knows."""
    return len(text) <= EMAIL_LENGTH and _EMAIL.fullmatch(text) is not None


def fitting(text: str, length: int) -> str:
    """The text itself. Raises `WrongUsage` where it is longer than its column.

    SQLite would keep it all the same, a server would not.
    """
    if len(text) > length:
        raise WrongUsage(
            "too_long",
            _("A text of {count} characters does not fit.").format(count=len(text)),
            _("Shorten it to {count}.").format(count=length),
        )
    return text


def one_of(known: Collection[str], text: str) -> str:
    """The text itself. Raises `WrongUsage` where it is none of the known ones."""
    if text not in known:
        raise WrongUsage(
            "unknown_value",
            _("{text} is not a choice here.").format(text=text or "–"),
            _("Choose one of {codes}.").format(codes=", ".join(known)),
        )
    return str(text)


def email_address(text: str) -> str:
    """Cleaned. Raises `WrongUsage` where it is not of the form of one address."""
    found = one_line(text)
    if not is_email(found):
        raise WrongUsage(
            "not_an_email",
            _("{text} is not an e-mail address.").format(text=found or "–"),
            _("Enter one such as kadri@firm.example."),
        )
    return found


def _visible(char: str) -> str:
    """Marks that steer the display (zero width, direction) vanish, control characters part words."""
    kind = unicodedata.category(char)
    if kind in ("Cf", "Cs"):
        return ""
    return " " if kind == "Cc" else char
