"""Paints the visible rows of a table: ground, bar, cells, line. Cells are painted by `cells`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QRect, QRectF
from PySide6.QtGui import QPainter

from ui.desktop import theme
from ui.desktop.models.columns import Column
from ui.desktop.widgets import cells, paint

if TYPE_CHECKING:
    from ui.desktop.widgets.table import TableView

# column, its painter, left edge and room of its text, index
_Placed = tuple[Column[Any], cells.Paint, int, int, int]


class RowsPainter:
    def __init__(self, view: "TableView") -> None:
        self._view = view
        self.hovered = -1

    def paint(self, painter: QPainter, area: QRect) -> None:
        view = self._view
        first, last = max(0, view.rowAt(area.top())), view.rowAt(area.bottom())
        last = view.table().shown - 1 if last < 0 else last
        columns = self._columns_in(area)
        cell = cells.Cell()
        cell.painter = painter
        cell.ratio = view.viewport().devicePixelRatioF()
        cell.height = view.row_height() - 1
        for place in range(first, last + 1):
            self._paint_row(cell, place, columns)
        self._paint_ring(cell)

    def _paint_ring(self, cell: cells.Cell) -> None:
        """Around the current row when Tab led here; cells have their own where arrows move among them."""
        view, place = self._view, self._view.currentIndex().row()
        if view.hasFocus() and view.property("ring") and place >= 0 and not view.cell_cursor:
            row = QRectF(0, view.rowViewportPosition(place), view.viewport().width(), cell.height)
            paint.ring(cell.painter, row, 0)

    def _columns_in(self, area: QRect) -> list[_Placed]:
        view, found = self._view, []
        for logical, column in enumerate(view.table().columns):
            x, width = view.columnViewportPosition(logical), view.columnWidth(logical)
            if width and x <= area.right() and x + width > area.left():
                left, right = view.header().padding(logical)
                painter = column.paint or cells.PAINTERS[column.kind]
                found.append((column, painter, x + left, width - left - right, logical))
        return found

    def _paint_row(self, cell: cells.Cell, place: int, columns: Sequence[_Placed]) -> None:
        view, rows = self._view, self._view.table().rows
        current = view.currentIndex()
        cell.row, cell.place = rows.at(place), place
        cell.y = view.rowViewportPosition(place)
        cell.selected = view.selectionModel().isRowSelected(place, QModelIndex())
        cell.hovered = place == self.hovered
        cell.checked, cell.locked = rows.is_checked(place), rows.is_locked(place)
        cell.expands = view.details.expands_row(cell.row)
        cell.expanded = cell.expands and view.details.is_open(rows.id_at(place))
        is_current = place == current.row()
        self._paint_ground(cell, is_current=is_current)
        for column, paint_cell, x, width, logical in columns:
            cell.column, cell.x, cell.width = column, x, width
            paint_cell(cell)
            if view.cell_cursor and is_current and logical == current.column() and view.hasFocus():
                paint.ring(cell.painter, QRectF(x - 6, cell.y + 1, width + 12, cell.height - 2), 4)

    def _paint_ground(self, cell: cells.Cell, *, is_current: bool) -> None:
        view, painter = self._view, cell.painter
        width = view.viewport().width()
        is_current = is_current and (cell.selected or view.hasFocus())
        if cell.selected or is_current or cell.hovered:
            ground = "selected" if cell.selected or is_current else "hover"
            painter.fillRect(0, cell.y, width, cell.height, theme.color(ground))
        full = view.rowHeight(cell.place)
        if full > cell.height + 1:
            painter.fillRect(0, cell.y + cell.height, width, full - cell.height, theme.color("sunken"))
        painter.fillRect(0, cell.y + full - 1, width, 1, theme.color("border"))
        if is_current:
            painter.fillRect(0, cell.y, 3, cell.height, theme.color("accent_ink"))
