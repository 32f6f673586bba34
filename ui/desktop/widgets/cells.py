"""Painters of table cells, one per kind of column.

The view walks visible rows and calls these directly: a `QStyledItemDelegate` would ask the model five
times per cell through Qt, which costs more than the painting (targets.md, row 14).
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.models.columns import EMPTY, ChipLook, Column
from ui.desktop.widgets import paint

_RIGHT = int(Qt.AlignmentFlag.AlignRight) | paint.VCENTER
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | paint.VCENTER
_ELIDE = Qt.TextElideMode.ElideRight

_WIDEST = 14  # px; a text with room for that many a letter is not measured


class Cell:
    """The cell being painted; one object is used for all of them in turn.

    `x`, `width` are the room inside the padding, `y`, `height` the row without its line.
    """

    __slots__ = (
        "checked", "column", "expanded", "expands", "height", "hovered", "locked", "painter", "place", "ratio", "row",
        "selected", "width", "x", "y",
    )  # fmt: skip

    painter: QPainter
    column: Column[Any]
    row: Any
    place: int
    x: int
    y: int
    width: int
    height: int
    ratio: float
    selected: bool
    hovered: bool
    checked: bool
    locked: bool
    expands: bool
    expanded: bool

    def text(self, text: str, style: str, ink: str, *, left: int = 0, right: bool = False) -> None:
        """A line of text `left` px into the cell, cut with an ellipsis where it has no room."""
        room = self.width - left
        metrics = theme.metrics(style)
        if len(text) * _WIDEST > room and metrics.horizontalAdvance(text) > room:
            text = metrics.elidedText(text, _ELIDE, room)
        painter = self.painter
        painter.setFont(theme.font(style))
        painter.setPen(theme.color(ink))
        painter.drawText(self.x + left, self.y, room, self.height, _RIGHT if right else _LEFT, text)

    def icon(self, name: str, ink: str, side: int = 16, left: int = 0) -> None:
        at = QRect(self.x + left, self.y + (self.height - side) // 2, side, side)
        paint_icon(self.painter, at, name, ink)


Paint = Callable[[Cell], None]


def paint_text(cell: Cell) -> None:
    column = cell.column
    text = column.text(cell.row)
    if not text:
        cell.text(EMPTY, "body", "muted", right=column.right)
        return
    cell.text(text, "medium" if column.strong else "body", column.ink_of(cell.row), right=column.right)


def paint_check(cell: Cell) -> None:
    state = Qt.CheckState.Checked if cell.checked else Qt.CheckState.Unchecked
    picture = paint.check_box_picture(state, enabled=not cell.locked, ratio=cell.ratio)
    cell.painter.drawPixmap(QPoint(cell.x, cell.y + (cell.height - paint.BOX) // 2), picture)
    if cell.expands:
        cell.icon("caret-down-fill" if cell.expanded else "caret-right-fill", "grey", 12, CARET_LEFT)


CARET_LEFT = paint.BOX + 5


def paint_chip(cell: Cell) -> None:
    look = cell.column.look(cell.row) if cell.column.look else ChipLook(cell.column.text(cell.row))
    if look is None or not look.word:
        cell.text(EMPTY, "body", "muted")
        return
    lifted = cell.selected and paint.CHIPS[look.tone][0] in ("accent_tint", "grey_tint")
    at = QPoint(cell.x, cell.y + (cell.height - theme.px(paint.CHIP_HEIGHT)) // 2)
    paint.draw_chip(cell.painter, at, look, most=cell.width, lifted=lifted)


def _verdict(cell: Cell) -> tuple[str, str, str] | None:
    name = cell.column.look(cell.row) if cell.column.look else ""
    return paint.VERDICTS.get(name) if name else None


def paint_flag(cell: Cell) -> None:
    verdict = _verdict(cell)
    if verdict:
        cell.icon(verdict[0], verdict[1])


def paint_verdict(cell: Cell) -> None:
    verdict = _verdict(cell)
    if verdict is None:
        cell.text(EMPTY, "body", "muted")
        return
    cell.icon(verdict[0], verdict[1])
    cell.text(cell.column.text(cell.row), "body", verdict[2], left=22)


def paint_mark(cell: Cell) -> None:
    """The mark and the name after it; a row without letters has the name alone, at the left edge."""
    column = cell.column
    letters = column.look(cell.row) if column.look else ""
    if not letters:
        paint_text(cell)
        return
    at = QPoint(cell.x, cell.y + (cell.height - theme.px(paint.MARK_HEIGHT)) // 2)
    paint.draw_mark(cell.painter, at, letters, lifted=cell.selected)
    style = "medium" if column.strong else "body"
    cell.text(column.text(cell.row), style, column.ink_of(cell.row), left=theme.px(paint.MARK_WIDTH) + 8)


def paint_link(cell: Cell) -> None:
    """`look` says whether this row's text is a link; without it all are."""
    column = cell.column
    text = column.text(cell.row)
    if not text or (column.look is not None and not column.look(cell.row)):
        paint_text(cell)
        return
    cell.text(text, "medium", "accent_ink", right=column.right)


PAINTERS: dict[str, Paint] = {
    "text": paint_text,
    "check": paint_check,
    "chip": paint_chip,
    "flag": paint_flag,
    "verdict": paint_verdict,
    "mark": paint_mark,
    "link": paint_link,
}


def needed_width(column: Column[Any], row: Any) -> int:
    """Room the cell's text would take uncut, without padding: to know when a tooltip has to help out."""
    style = "medium" if column.strong or column.kind == "link" else "body"
    width = theme.metrics(style).horizontalAdvance(column.text(row))
    if column.kind == "mark" and column.look is not None and column.look(row):
        return width + theme.px(paint.MARK_WIDTH) + 8
    if column.kind == "chip" and column.look is not None:
        look = column.look(row)
        return paint.chip_width(look) if look else 0
    return width + 22 if column.kind == "verdict" else width
