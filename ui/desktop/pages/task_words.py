"""How tasks are told in lists, panes and forms: states, days, times, sources (look.md, *Words*). Pure."""

import re
from datetime import date
from decimal import Decimal

from app.core.words import N_, _, language
from app.work.views import TaskRow
from ui.desktop import shown

NOTHING_TYPED = -1  # of a time or an estimate that cannot be read
KINDS = {
    "number": N_("Number"),
    "text": N_("Text"),
    "choice": N_("Choice"),
    "checkbox": N_("Checkbox"),
    "price": N_("Price"),
}


def bucket(row: TaskRow, today: date) -> str:
    """The list a task is on: overdue, today, open (later, or without a day), done, cancelled. Each is on one."""
    if row.status != "open":
        return row.status
    if row.overdue:
        return "overdue"
    begins = row.start == today and (row.due is None or row.due > today)
    return "today" if row.due == today or begins else "open"


def is_open() -> str:
    """The state, and not the verb that buttons say: in other languages these are two words."""
    word = _("open")
    return word[:1].upper() + word[1:]


def status(key: str) -> str:
    return {"open": is_open(), "done": _("Done"), "cancelled": _("Cancelled")}.get(key, key)


def state(row: TaskRow) -> str:
    return _("Overdue") if row.overdue else status(row.status)


def day(given: date | None) -> str:
    return f"{given:%d.%m.%Y}" if given else ""


def clock(minute: int | None) -> str:
    """Minutes of the day as "16:30"."""
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def due(row: TaskRow) -> str:
    """What is overdue says so, as its colour alone would not; the others with their time."""
    if row.overdue:
        return _("overdue {day}").format(day=day(row.due))
    return f"{day(row.due)} {clock(row.due_minute)}".strip()


def short_due(row: TaskRow, today: date) -> str:
    """For narrow places: the year only where it is another one."""
    if row.due is None:
        return ""
    when = f"{row.due:%d.%m}." if row.due.year == today.year else day(row.due)
    return _("overdue {day}").format(day=when) if row.overdue else when


def source(key: str) -> str:
    """Short, for a column and a filter."""
    if not key:
        return _("By hand")
    return _("Workflow") if key == "workflow" else shown.program(key)


def made_by(key: str) -> str:
    """In a sentence's place, for the pane."""
    if not key or key == "workflow":
        return source(key)
    return _("Monthly counts of {program}").format(program=shown.program(key))


def checklist(row: TaskRow) -> str:
    return f"{row.checklist_done}/{row.checklist_total}" if row.checklist_total else ""


def duration(seconds: int | None) -> str:
    """Hours and minutes: "1:30"."""
    return f"{seconds // 3600}:{seconds % 3600 // 60:02}" if seconds else ""


def number(value: Decimal | None) -> str:
    """As it can be typed again: in the user's decimal sign, without groups."""
    from babel.numbers import format_decimal

    if value is None:
        return ""
    words: str = format_decimal(value, format="0.####", locale=language())
    return words


def read_clock(text: str) -> int | None:
    """Minutes of the day for "16:30", "16.30", "1630" and "16"; None for nothing, NOTHING_TYPED for no time."""
    line = text.strip()
    if not line:
        return None
    found = re.fullmatch(r"(\d{1,2})(?:[:. ]?(\d{2}))?", line)
    if found is None:
        return NOTHING_TYPED
    hours, minutes = int(found[1]), int(found[2] or 0)
    return hours * 60 + minutes if hours < 24 and minutes < 60 else NOTHING_TYPED


def read_duration(text: str) -> int | None:
    """Seconds for "1:30" and "1,5" hours; None for nothing, NOTHING_TYPED for no duration."""
    line = text.strip().replace(",", ".")
    if not line:
        return None
    if found := re.fullmatch(r"(\d{1,6}):([0-5]\d)", line):
        return int(found[1]) * 3600 + int(found[2]) * 60
    if re.fullmatch(r"\d{1,6}(\.\d{1,2})?", line):
        return round(float(line) * 60) * 60
    return NOTHING_TYPED
