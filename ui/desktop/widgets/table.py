"""The table of Kontor: 100,000 rows stay fluid, everything works by keyboard (look.md, *Table*, *Keys*).

Rows are painted whole, straight from the model, by the painters in `cells`. The order, hits and ticks are
the model's; the view keeps the current row, the selection and the scroll position through every change.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QToolTip, QWidget

from ui.desktop import theme
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets import cells, paint
from ui.desktop.widgets.details import Details
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.header import TableHeader
from ui.desktop.widgets.table_states import TableStates

ROWS = {"compact": 28, "task": 32, "normal": 34}
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_KEEP_SELECTED = 2000  # beyond this a selection that is not everything is let go when the order changes


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where the user was before the order changed."""

    rows: Sequence[Any]
    current: Hashable
    current_position: int | None
    positions: list[int]
    ids: list[Hashable]
    everything: bool
    scrolled: int


class TableView(QTableView):
    """A table over a `TableModel`.

    Signals carry row ids: `opened` on Enter or double click, `current_changed` with the row under the bar
    (or None), `link_clicked` with the id and the column's key. `find_asked` is the key "/", `layout_changed`
    tells that `layout_state()` is worth saving.
    """

    opened = Signal(object)
    current_changed = Signal(object)
    link_clicked = Signal(object, str)
    find_asked = Signal()
    filters_cleared = Signal()
    layout_changed = Signal()
    rows_selected = Signal(int)

    def __init__(
        self, model: TableModel[Any], *, rows: str = "normal", edge: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "table")
        self._rows = rows
        self._edge = edge
        self._hovered = -1
        self._keyboard_focus = False
        self._kept = _Kept((), None, None, [], [], everything=False, scrolled=0)
        self._table = model
        self._fitting = False
        self.cell_cursor = False  # arrows left and right move among cells, which then have the focus line
        self._dress()
        self._header = TableHeader(self)
        self._header.edge = edge
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self.details = Details(self)
        self.states = TableStates(self)
        self._connect()
        self._lay_columns()
        self._fit_text()

    def _dress(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)

    def _connect(self) -> None:
        self._header.all_clicked.connect(self.toggle_all)
        self._header.sectionClicked.connect(self._sort_by)
        self._header.sectionMoved.connect(self._columns_changed)
        self._header.sectionResized.connect(self._columns_changed)
        self._table.modelAboutToBeReset.connect(self._remember)
        self._table.modelReset.connect(self._recall)
        self._table.ticks_changed.connect(self._repaint)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(self._selected)
        theme.look().changed.connect(self._fit_text)

    def table(self) -> TableModel[Any]:
        return self._table

    def _fit_text(self) -> None:
        self._header.fit_text()
        height = self.row_height()
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)
        self.details.fit()
        self._repaint()

    def edge(self) -> int:
        """Room between the outer columns' text and the window, in px."""
        return self._edge

    def row_height(self) -> int:
        return theme.px(ROWS[self._rows])

    def set_rows_look(self, rows: str) -> None:
        """Choose "compact", "normal" or "task" rows."""
        self._rows = rows
        self._fit_text()
        self.layout_changed.emit()

    def _repaint(self) -> None:
        self.viewport().update()
        self._header.viewport().update()

    # -- columns ------------------------------------------------------------------------------------------

    def _lay_columns(self) -> None:
        for place, column in enumerate(self._table.columns):
            self.setColumnWidth(place, theme.px(column.width))
            self.setColumnHidden(place, not column.shown)

    def layout_state(self) -> dict[str, Any]:
        """Widths, order, visibility, sort and row height, to be given to `restore` some other day."""
        header, columns = self._header, self._table.columns
        key, descending = self._table.rows.sorted_by
        return {
            "order": [columns[header.logicalIndex(visual)].key for visual in range(len(columns))],
            "widths": {c.key: self.columnWidth(i) for i, c in enumerate(columns)},
            "hidden": [c.key for i, c in enumerate(columns) if self.isColumnHidden(i)],
            "sort": key,
            "descending": descending,
            "rows": self._rows,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take a `layout_state()` over; columns that it does not know keep their defaults."""
        keys = {column.key: place for place, column in enumerate(self._table.columns)}
        self._fitting = True
        for key, width in state.get("widths", {}).items():
            if key in keys:
                self.setColumnWidth(keys[key], width)
        hidden = set(state.get("hidden", []))
        for key, place in keys.items():
            self.setColumnHidden(place, key in hidden if state else not self._table.columns[place].shown)
        for visual, key in enumerate(k for k in state.get("order", []) if k in keys):
            self._header.moveSection(self._header.visualIndex(keys[key]), visual)
        self._fitting = False
        self._rows = state.get("rows", self._rows) if state.get("rows") in ROWS else self._rows
        self._table.sort_by(state.get("sort"), descending=bool(state.get("descending")))
        self._fit_text()
        self._fit_columns()

    def show_column(self, key: str, *, shown: bool) -> None:
        for place, column in enumerate(self._table.columns):
            if column.key == key:
                self.setColumnHidden(place, not shown)
        self._fit_columns()
        self.layout_changed.emit()

    def is_column_shown(self, key: str) -> bool:
        places = [place for place, column in enumerate(self._table.columns) if column.key == key]
        return bool(places) and not self.isColumnHidden(places[0])

    def _columns_changed(self, *_sizes: int) -> None:
        if not self._fitting:
            self._repaint()
            self.layout_changed.emit()

    def _fit_columns(self) -> None:
        """Give what the viewport has left over to the column that stretches."""
        columns = self._table.columns
        shown = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        place = next((each for each in shown if columns[each].stretch), None)
        if place is None:
            return
        others = sum(self.columnWidth(each) for each in shown if each != place)
        self._fitting = True
        self.setColumnWidth(place, max(theme.px(columns[place].width), self.viewport().width() - others))
        self._fitting = False
        self._repaint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()
        self.details.place()
        self.states.place()

    def _sort_by(self, logical: int) -> None:
        column = self._table.columns[logical]
        if not column.sortable:
            return
        key, descending = self._table.rows.sorted_by
        self._table.sort_by(column.key, descending=key == column.key and not descending)
        self.layout_changed.emit()

    # -- current row and selection through changes --------------------------------------------------------

    def current_id(self) -> Hashable:
        place = self.currentIndex().row()
        return self._table.id_at(place) if 0 <= place < self._table.shown else None

    def set_current(self, row_id: Hashable) -> bool:
        """Put the bar on a row and bring it into view; False when a filter hides it."""
        place = self._table.place_of(row_id)
        if place is None:
            return False
        self.setCurrentIndex(self._table.index(place, self._first_column()))
        return True

    def selected_places(self) -> list[int]:
        places: set[int] = set()
        for part in cast("Sequence[QItemSelectionRange]", self.selectionModel().selection()):
            places.update(range(part.top(), part.bottom() + 1))
        return sorted(places)

    def selected_ids(self) -> list[Hashable]:
        return [self._table.id_at(place) for place in self.selected_places()]

    def _first_column(self) -> int:
        at = self.currentIndex().column()
        return at if at >= 0 else max(0, self._header.logicalIndexAt(1))

    def _remember(self) -> None:
        """Before the order changes: rows by position, and by id in case other rows come."""
        rows, places = self._table.rows, self.selected_places()
        current = self.currentIndex().row()
        few = places if len(places) <= _KEEP_SELECTED else []
        self._kept = _Kept(
            rows=rows.all,
            current=self.current_id(),
            current_position=rows.order[current] if 0 <= current < len(rows.order) else None,
            positions=[rows.order[place] for place in few],
            ids=[rows.id_at(place) for place in few],
            everything=len(places) == self._table.shown > 1,
            scrolled=self.verticalScrollBar().value(),
        )
        self.selectionModel().blockSignals(True)

    def _recall(self) -> None:
        kept, rows = self._kept, self._table.rows
        self.selectionModel().blockSignals(False)
        self._hovered = -1
        self.details.reset()
        self.updateGeometries()
        self.verticalScrollBar().setValue(kept.scrolled)
        current, positions = kept.current_position, kept.positions
        if rows.all is not kept.rows:
            current = rows.position(kept.current) if kept.current is not None else None
            found = (rows.position(each) for each in kept.ids)
            positions = [each for each in found if each is not None]
        self._bring_back(current)
        self._select(positions, everything=kept.everything)
        if kept.current != self.current_id():
            self.current_changed.emit(self.current_id())
        self.states.update()
        self._repaint()

    def _bring_back(self, position: int | None) -> None:
        place = self._table.rows.places([position]).get(position) if position is not None else None
        if place is not None:
            index = self._table.index(place, self._first_column())
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)

    def _select(self, positions: list[int], *, everything: bool) -> None:
        last = len(self._table.columns) - 1
        chosen = QItemSelection()
        if everything and self._table.shown:
            chosen.select(self._table.index(0, 0), self._table.index(self._table.shown - 1, last))
        else:
            for first, final in _runs(sorted(self._table.rows.places(positions).values())):
                chosen.append(
                    QItemSelectionRange(self._table.index(first, 0), self._table.index(final, last))
                )
        if chosen.size():
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._selected()

    def _selected(self, *_changes: QItemSelection) -> None:
        self.rows_selected.emit(len(self.selected_places()))

    def _moved(self, current: QModelIndex, before: QModelIndex) -> None:
        for index in (current, before):
            if index.isValid():
                self._update_row(index.row())
        self.current_changed.emit(self.current_id())

    # -- keys and mouse -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        action = self._keys().get(Qt.Key(event.key())) if plain else None
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif action is None or not action():
            super().keyPressEvent(event)
            return
        event.accept()

    def _keys(self) -> dict[Qt.Key, Callable[[], bool]]:
        """What single keys do here; False leaves the key to Qt."""
        return {
            Qt.Key.Key_Space: self.toggle_selected,
            Qt.Key.Key_Return: self._open,
            Qt.Key.Key_Enter: self._open,
            Qt.Key.Key_Right: lambda: not self.cell_cursor and self._unfold(),
            Qt.Key.Key_Left: lambda: not self.cell_cursor and self.details.fold(self.current_id()),
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(self._table.shown - 1),
            Qt.Key.Key_Slash: self._ask_find,
        }

    def _go(self, place: int) -> bool:
        if 0 <= place < self._table.shown:
            self.setCurrentIndex(self._table.index(place, self._first_column()))
        return True

    def _ask_find(self) -> bool:
        self.find_asked.emit()
        return True

    def _open(self) -> bool:
        row_id = self.current_id()
        if row_id is None:
            return False
        if not self.details.toggle(row_id):
            self.opened.emit(row_id)
        return True

    def _unfold(self) -> bool:
        row_id = self.current_id()
        if row_id is None:
            return False
        if self.details.expands(row_id):
            return self.details.expand(row_id)
        self.opened.emit(row_id)
        return True

    def toggle_selected(self) -> bool:
        """Tick the current row, or all selected ones alike: ticked unless all of them are."""
        if not self._has_ticks():
            return False
        places = self.selected_places() or [self.currentIndex().row()]
        rows = self._table.rows
        places = [place for place in places if place >= 0 and not rows.is_locked(place)]
        self._table.check(places, on=not all(rows.is_checked(place) for place in places))
        return True

    def toggle_all(self) -> None:
        """Tick everything that is filtered, or nothing when it all is."""
        self._table.check_shown(on=self._table.check_state is not Qt.CheckState.Checked)

    def _has_ticks(self) -> bool:
        return any(column.kind == "check" for column in self._table.columns)

    def copy(self) -> None:
        """The selected rows as lines, the shown columns between tabs."""
        logical = (self._header.logicalIndex(visual) for visual in range(len(self._table.columns)))
        columns = [self._table.columns[i] for i in logical if not self.isColumnHidden(i)]
        columns = [column for column in columns if column.kind != "check"]
        rows = (self._table.row_at(place) for place in self.selected_places())
        lines = ("\t".join(_one_line(column.text(row)) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_row = event.button() == Qt.MouseButton.LeftButton and index.isValid()
        if on_row and self._pressed_inside(index, event):
            event.accept()
            return
        super().mousePressEvent(event)

    def _pressed_inside(self, index: QModelIndex, event: QMouseEvent) -> bool:
        """Box and caret act at once and leave the selection alone."""
        column = self._table.columns[index.column()]
        place, at = index.row(), event.position().toPoint()
        if at.y() > self.rowViewportPosition(place) + self.row_height():
            return True
        if column.kind != "check":
            return False
        left = at.x() - self.columnViewportPosition(index.column()) - self._header.padding(index.column())[0]
        row_id = self._table.id_at(place)
        if left > paint.BOX + 2 and self.details.expands(row_id):
            self.set_current(row_id)
            self.details.toggle(row_id)
        elif not self._table.rows.is_locked(place):
            self._table.check([place], on=not self._table.rows.is_checked(place))
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and self._is_link(index, event.position().toPoint()):
            key = self._table.columns[index.column()].key
            self.link_clicked.emit(self._table.id_at(index.row()), key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or self._table.columns[index.column()].kind == "check":
            self.mousePressEvent(event)
            return
        self._open()

    def _is_link(self, index: QModelIndex, at: QPoint) -> bool:
        if not index.isValid() or self._table.columns[index.column()].kind != "link":
            return False
        column, row = self._table.columns[index.column()], self._table.row_at(index.row())
        if not column.text(row) or (column.look is not None and not column.look(row)):
            return False
        x = self.columnViewportPosition(index.column()) + self._header.padding(index.column())[0]
        return x <= at.x() <= x + cells.needed_width(column, row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(index.row())
        link = self._is_link(index, event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, place: int) -> None:
        if place != self._hovered:
            before, self._hovered = self._hovered, place
            for each in (before, place):
                self._update_row(each)

    def _update_row(self, place: int) -> None:
        if place >= 0:
            top = self.rowViewportPosition(place)
            self.viewport().update(0, top, self.viewport().width(), self.rowHeight(place))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """The column's own tooltip, else the whole text of a cell that is cut."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        column, row = self._table.columns[index.column()], self._table.row_at(index.row())
        own = column.tooltip(row) if column.tooltip else ""
        if own or column.paint is not None:
            return own
        room = self.columnWidth(index.column()) - sum(self._header.padding(index.column()))
        return column.text(row) if cells.needed_width(column, row) > room else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard_focus = came_by_keyboard(event)
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._keyboard_focus:
            self._go(0)
        self._repaint()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._repaint()

    # -- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        area = e.rect()
        painter.fillRect(area, theme.color("surface"))
        if self._table.shown and not self.states.covers:
            self._paint_rows(painter, area)
        painter.end()

    def _paint_rows(self, painter: QPainter, area: QRect) -> None:
        first = max(0, self.rowAt(area.top()))
        last = self.rowAt(area.bottom())
        last = self._table.shown - 1 if last < 0 else last
        columns = self._columns_in(area)
        cell = cells.Cell()
        cell.painter = painter
        cell.ratio = self.viewport().devicePixelRatioF()
        cell.height = self.row_height() - 1
        for place in range(first, last + 1):
            self._paint_row(cell, place, columns)

    def _columns_in(self, area: QRect) -> list[tuple[Column[Any], cells.Paint, int, int, int]]:
        """Column, painter, left edge and room of its text, index; only those that `area` touches."""
        found = []
        for logical, column in enumerate(self._table.columns):
            x, width = self.columnViewportPosition(logical), self.columnWidth(logical)
            if width and x <= area.right() and x + width > area.left():
                left, right = self._header.padding(logical)
                painter = column.paint or cells.PAINTERS[column.kind]
                found.append((column, painter, x + left, width - left - right, logical))
        return found

    def _paint_row(
        self, cell: cells.Cell, place: int, columns: Sequence[tuple[Column[Any], cells.Paint, int, int, int]]
    ) -> None:
        rows, painter = self._table.rows, cell.painter
        current = self.currentIndex()
        cell.row, cell.place = rows.at(place), place
        cell.y = self.rowViewportPosition(place)
        cell.selected = self.selectionModel().isRowSelected(place, QModelIndex())
        cell.hovered = place == self._hovered
        cell.checked, cell.locked = rows.is_checked(place), rows.is_locked(place)
        cell.expands = self.details.expands_row(cell.row)
        cell.expanded = cell.expands and self.details.is_open(rows.id_at(place))
        self._paint_ground(cell, is_current=place == current.row())
        for column, paint_cell, x, width, logical in columns:
            cell.column, cell.x, cell.width = column, x, width
            paint_cell(cell)
            if (
                self.cell_cursor
                and place == current.row()
                and logical == current.column()
                and self.hasFocus()
            ):
                paint.ring(painter, QRectF(x - 6, cell.y + 1, width + 12, cell.height - 2), 4)

    def _paint_ground(self, cell: cells.Cell, *, is_current: bool) -> None:
        painter, width = cell.painter, self.viewport().width()
        lit = cell.selected or (is_current and self.hasFocus())
        if lit or cell.hovered:
            painter.fillRect(0, cell.y, width, cell.height, theme.color("selected" if lit else "hover"))
        full = self.rowHeight(cell.place)
        if full > cell.height + 1:
            painter.fillRect(0, cell.y + cell.height, width, full - cell.height, theme.color("sunken"))
        painter.fillRect(0, cell.y + full - 1, width, 1, theme.color("border"))
        if is_current and (cell.selected or self.hasFocus()):
            painter.fillRect(0, cell.y, 3, cell.height, theme.color("accent_ink"))

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.details.place()


def _runs(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Neighbours joined: 1 2 3 7 8 gives (1, 3) and (7, 8)."""
    start = before = None
    for place in places:
        if before is None or place != before + 1:
            if start is not None and before is not None:
                yield start, before
            start = place
        before = place
    if start is not None and before is not None:
        yield start, before


def _one_line(text: str) -> str:
    return " ".join(text.split())
