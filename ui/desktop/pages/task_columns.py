"""The columns of the task list (P5.6, look.md *Tasks*)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.words import _
from app.work.views import TaskRow
from ui.desktop import theme
from ui.desktop.models.columns import Column, check_column
from ui.desktop.pages import task_words as words
from ui.desktop.widgets.cells import Cell

CIRCLES = {
    "open": ("circle", "control"),
    "done": ("check-circle-fill", "green"),
    "cancelled": ("prohibit", "grey"),
}
_SIGN, _GAP = 14, 6


def columns() -> Sequence[Column[TaskRow]]:
    """The circle of a row marks it done, and open again."""
    return (
        check_column(),
        Column("status", _("Status"), lambda r: words.status(r.status), width=32, kind="link", icon="check-circle",
               paint=_paint_circle, tooltip=_circle_tip, searched=False, chosen=False,
               sort=lambda r: _ORDER.get(r.status)),
        Column("title", _("Task"), lambda r: r.title, width=230, least=160, ink="text", strong=True, stretch=True,
               chosen=False, paint=_paint_title, tooltip=_title_tip),
        Column("client", _("Client"), lambda r: r.client or _("The firm's own"), width=196, kind="mark",
               look=lambda r: r.client_mark, ink=lambda r: "text2" if r.client else "muted",
               sort=lambda r: r.client.casefold(), search=lambda r: f"{r.client} {r.client_mark}"),
        Column("due", _("Due"), words.due, width=160, right=True, sort=due_order, searched=False,
               ink=lambda r: "red_ink" if r.overdue else "text2"),
        Column("topic", _("Topic"), lambda r: r.topic, width=110),
        Column("assignees", _("Assignees"), lambda r: ", ".join(r.assignees) or _("Nobody"), width=112,
               ink=lambda r: "text2" if r.assignees else "muted",
               sort=lambda r: ", ".join(r.assignees).casefold()),
        Column("start", _("Start"), lambda r: words.day(r.start), width=92, right=True, sort=lambda r: r.start,
               searched=False, shown=False),
        Column("billing", _("Billing date"), lambda r: words.day(r.billing_date), width=96, right=True,
               sort=lambda r: r.billing_date, searched=False),
        Column("checklist", _("Checklist"), words.checklist, width=90, right=True, searched=False,
               sort=lambda r: r.checklist_done / r.checklist_total if r.checklist_total else None),
        Column("source", _("Source"), lambda r: words.source(r.source), width=92, shown=False, searched=False),
    )  # fmt: skip


_ORDER = {"open": 0, "done": 1, "cancelled": 2}


def due_order(row: TaskRow) -> tuple[date, int] | None:
    """By day and time; a day without a time is after all its times, a task without a day has no place."""
    if row.due is None:
        return None
    return row.due, 24 * 60 if row.due_minute is None else row.due_minute


def _circle_tip(row: TaskRow) -> str:
    done, again = _("click or press D to mark it done"), _("click or press D to open it again")
    return f"{words.state(row)} · {done if row.status == 'open' else again}"


def _title_tip(row: TaskRow) -> str:
    """What the signs behind the title mean."""
    return " · ".join([row.title, *(said for _icon, said in _signs(row))])


def _signs(row: TaskRow) -> list[tuple[str, str]]:
    found = []
    if row.important:
        found.append(("star-fill", _("Important")))
    if row.extra_work:
        found.append(("plus-circle", _("Extra work")))
    return found


def _paint_circle(cell: Cell) -> None:
    name, ink = CIRCLES[cell.row.status]
    cell.icon(name, "accent_ink" if cell.hovered and cell.row.status == "open" else ink, 18)


def _paint_title(cell: Cell) -> None:
    """The title, and behind it a star and a plus for what is important and extra."""
    row: Any = cell.row
    signs = _signs(row)
    room = cell.width
    taken = len(signs) * (_SIGN + _GAP)
    quiet = row.status != "open"
    cell.width = room - taken
    cell.text(row.title, "medium", "muted" if quiet else "text")
    written = min(theme.metrics("medium").horizontalAdvance(row.title), cell.width)
    cell.width = room
    for place, (icon, _said) in enumerate(signs):
        cell.icon(icon, "muted", _SIGN, written + _GAP + place * (_SIGN + _GAP))
