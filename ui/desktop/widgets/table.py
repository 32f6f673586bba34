"""The table of Kontor: 100,000 rows stay fluid, everything works by keyboard (look.md, *Table*, *Keys*).

Rows are painted whole, straight from the model, by the painters in `cells`. The order, hits and ticks are
the model's; the view keeps the current row, the selection and the scroll position through every change.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionRange, QModelIndex, QPoint, Qt, Signal
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
from ui.desktop.models.table import TableModel
from ui.desktop.widgets import cells, paint, table_place
from ui.desktop.widgets.details import Details
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.header import TableHeader
from ui.desktop.widgets.table_columns import ColumnLayout
from ui.desktop.widgets.table_painter import RowsPainter
from ui.desktop.widgets.table_states import TableStates
from ui.desktop.widgets.text import as_tip

ROWS = {"compact": 28, "task": 32, "normal": 34}


class TableView(QTableView):
    """A table over a `TableModel`.

    Signals carry row ids: `opened` on Enter or double click, `current_changed` with the row under the bar
    (or None), `link_clicked` with the id and the column's key. `rows_selected` counts the highlighted rows,
    `find_asked` is the key "/", `layout_changed` tells that `layout_state()` is worth saving.
    `details` serves rows that open, `states` what stands there instead of rows.
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
        self._table, self._rows, self._edge = model, rows, edge
        self._kept: table_place.Place | None = None
        self.cell_cursor = False  # arrows left and right move among cells, which then have the focus line
        self._dress()
        self._header = TableHeader(self)
        self._header.edge = edge
        self.setHorizontalHeader(self._header)
        self.setModel(model)
        self._painter = RowsPainter(self)
        self._columns = ColumnLayout(self)
        self.details = Details(self)
        self.states = TableStates(self)
        self._connect()
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
        self._table.modelAboutToBeReset.connect(self._before_change)
        self._table.modelReset.connect(self._after_change)
        self._table.ticks_changed.connect(self.repaint_all)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.selectionModel().selectionChanged.connect(self._selected)
        theme.look().changed.connect(self._fit_text)

    def table(self) -> TableModel[Any]:
        return self._table

    def header(self) -> TableHeader:
        return self._header

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

    def _fit_text(self) -> None:
        self._header.fit_text()
        self.verticalHeader().setDefaultSectionSize(self.row_height())
        self.verticalScrollBar().setSingleStep(self.row_height())
        self.details.fit()
        self.repaint_all()

    def repaint_all(self) -> None:
        self.viewport().update()
        self._header.viewport().update()

    # -- columns ------------------------------------------------------------------------------------------

    def layout_state(self) -> dict[str, Any]:
        """Widths, order, visibility, sort and row height, to be given to `restore` some other day."""
        key, descending = self._table.rows.sorted_by
        return self._columns.state() | {"sort": key, "descending": descending, "rows": self._rows}

    def restore(self, state: dict[str, Any]) -> None:
        """Take a `layout_state()` over; columns that it does not know keep their defaults."""
        self._columns.restore(state)
        self._rows = state["rows"] if state.get("rows") in ROWS else self._rows
        if "sort" in state:
            self._table.sort_by(state["sort"], descending=bool(state.get("descending")))
        self._fit_text()

    def show_column(self, key: str, *, shown: bool) -> None:
        self._columns.show(key, shown=shown)

    def is_column_shown(self, key: str) -> bool:
        return self._columns.is_shown(key)

    def _sort_by(self, logical: int) -> None:
        column = self._table.columns[logical]
        if not column.sortable:
            return
        key, descending = self._table.rows.sorted_by
        self._table.sort_by(column.key, descending=key == column.key and not descending)
        self.layout_changed.emit()

    # -- where the user is --------------------------------------------------------------------------------

    def current_id(self) -> Hashable:
        place = self.currentIndex().row()
        return self._table.id_at(place) if 0 <= place < self._table.shown else None

    def set_current(self, row_id: Hashable) -> bool:
        """Put the bar on a row and bring it into view; False when a filter hides it."""
        place = self._table.place_of(row_id)
        return place is not None and self._go(place)

    def selected_places(self) -> list[int]:
        return sorted(self._selected_set())

    def _selected_set(self) -> set[int]:
        places: set[int] = set()
        for part in cast("Sequence[QItemSelectionRange]", self.selectionModel().selection()):
            places.update(range(part.top(), part.bottom() + 1))
        return places

    def selected_ids(self) -> list[Hashable]:
        return [self._table.id_at(place) for place in self.selected_places()]

    def first_column(self) -> int:
        at = self.currentIndex().column()
        return at if at >= 0 else max(0, self._header.logicalIndexAt(1))

    def _before_change(self) -> None:
        self._kept = table_place.note(self)
        self.details.level()
        self.selectionModel().blockSignals(True)

    def _after_change(self) -> None:
        """Same rows, other places: nobody is told unless the current row is another or gone."""
        kept = self._kept
        self._painter.hovered = -1
        self.details.reset()
        self.updateGeometries()
        if kept is not None:
            table_place.go_back(self, kept)
        self.selectionModel().blockSignals(False)
        if kept is not None and kept.current != self.current_id():
            self.current_changed.emit(self.current_id())
        self._selected()
        self.states.update()
        self.repaint_all()

    def _selected(self, *_changes: QItemSelection) -> None:
        self.rows_selected.emit(len(self._selected_set()))
        self.viewport().update()

    def _moved(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self.viewport().update()
        self.current_changed.emit(self.current_id())

    # -- keys ---------------------------------------------------------------------------------------------

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
            Qt.Key.Key_Left: lambda: not self.cell_cursor and (self.details.fold(self.current_id()) or True),
            Qt.Key.Key_Home: lambda: self._go(0),
            Qt.Key.Key_End: lambda: self._go(self._table.shown - 1),
            Qt.Key.Key_Slash: self._ask_find,
        }

    def _go(self, place: int) -> bool:
        if 0 <= place < self._table.shown:
            self.setCurrentIndex(self._table.index(place, self.first_column()))
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
        if row_id is not None and not self.details.expand(row_id):
            self.opened.emit(row_id)
        return row_id is not None

    def toggle_selected(self) -> bool:
        """Tick the current row, or all selected ones alike: ticked unless all of them are."""
        if not any(column.kind == "check" for column in self._table.columns):
            return False
        places = self.selected_places() or [self.currentIndex().row()]
        rows = self._table.rows
        places = [place for place in places if place >= 0 and not rows.is_locked(place)]
        self._table.check(places, on=not all(rows.is_checked(place) for place in places))
        return True

    def toggle_all(self) -> None:
        """Tick everything that is filtered, or nothing when it all is."""
        self._table.check_shown(on=self._table.check_state is not Qt.CheckState.Checked)

    def copy(self) -> None:
        """The selected rows as lines, the shown columns between tabs."""
        rows = (self._table.row_at(place) for place in self.selected_places())
        QGuiApplication.clipboard().setText(self._columns.as_lines(rows))

    def _ask_find(self) -> bool:
        self.find_asked.emit()
        return True

    # -- mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        on_row = event.button() == Qt.MouseButton.LeftButton and index.isValid()
        if on_row and self._pressed_inside(index, event.position().toPoint()):
            event.accept()
            return
        super().mousePressEvent(event)

    def _pressed_inside(self, index: QModelIndex, at: QPoint) -> bool:
        """Box and caret act at once and leave the selection alone; the ground of an open row does nothing."""
        place = index.row()
        if at.y() > self.rowViewportPosition(place) + self.row_height():
            return True
        if self._table.columns[index.column()].kind != "check":
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
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() == Qt.MouseButton.LeftButton and self._is_link(index, at):
            self.link_clicked.emit(self._table.id_at(index.row()), self._table.columns[index.column()].key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or self._table.columns[index.column()].kind == "check":
            self.mousePressEvent(event)
            return
        self._go(index.row())
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
        at = event.position().toPoint()
        index = self.indexAt(at)
        self.hover(index.row())
        link = self._is_link(index, at)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hover(-1)

    def hover(self, place: int) -> None:
        """Light the row under the pointer; -1 for none."""
        before, self._painter.hovered = self._painter.hovered, place
        for each in {before, place} if before != place else ():
            if each >= 0:
                top = self.rowViewportPosition(each)
                self.viewport().update(0, top, self.viewport().width(), self.rowHeight(each))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), as_tip(text), self)
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

    # -- focus, size, paint -------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)  # puts the bar on the first row when it is on none
        self.setProperty("ring", came_by_keyboard(event))
        self.repaint_all()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.repaint_all()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._columns.fit()
        self.details.place()
        self.states.place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.details.place()

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(e.rect(), theme.color("surface"))
        if self._table.shown and not self.states.covers:
            self._painter.paint(painter, e.rect())
        painter.end()
