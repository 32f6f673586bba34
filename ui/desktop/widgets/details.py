"""Rows that open: a widget below the row, on a `sunken` ground, over the full width (look.md, *Table*).

The row's section grows by the widget's height, so nothing is inserted into the model and the other
100,000 rows keep their fixed height.
"""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QVariantAnimation
from PySide6.QtWidgets import QApplication, QWidget

from ui.desktop import theme

if TYPE_CHECKING:
    from ui.desktop.widgets.table import TableView

MARGIN = 20
Factory = Callable[[Any, QWidget], QWidget]


class Details(QObject):
    """Which rows are open. Without `serve` none can be."""

    def __init__(self, view: "TableView") -> None:
        super().__init__(view)
        self._view = view
        self._factory: Factory | None = None
        self._rule: Callable[[Any], bool] | None = None
        self._open: dict[Hashable, QWidget] = {}
        self._heights: dict[Hashable, int] = {}
        self._indent = 0

    def serve(
        self, factory: Factory, *, rule: Callable[[Any], bool] | None = None, indent: int | None = None
    ) -> None:
        """Rows open to `factory(row, parent)`; `rule` says which have something to open. `indent` is the left
        edge in px, else the first text column's.
        """
        self._factory, self._rule = factory, rule
        self._indent = indent if indent is not None else -1

    def expands_row(self, row: Any) -> bool:
        return self._factory is not None and (self._rule is None or self._rule(row))

    def expands(self, row_id: Hashable) -> bool:
        place = self._view.table().place_of(row_id)
        return place is not None and self.expands_row(self._view.table().row_at(place))

    def is_open(self, row_id: Hashable) -> bool:
        return row_id in self._open

    def toggle(self, row_id: Hashable) -> bool:
        """Open or fold; False when the row has nothing to open."""
        return self.fold(row_id) or self.expand(row_id)

    def expand(self, row_id: Hashable) -> bool:
        if self._factory is None or not self.expands(row_id):
            return False
        if row_id not in self._open:
            place = self._view.table().place_of(row_id)
            assert place is not None  # `expands` looked
            self._make(row_id, self._view.table().row_at(place))
            self._grow(row_id, 0, self._wanted(row_id))
        return True

    def _make(self, row_id: Hashable, row: Any) -> None:
        assert self._factory is not None  # only called by `expand` and `reset`, which look
        widget = self._factory(row, self._view.viewport())
        widget.installEventFilter(self)
        self._open[row_id] = widget
        widget.show()

    def fold(self, row_id: Hashable) -> bool:
        """False when it was not open."""
        widget = self._open.pop(row_id, None)
        if widget is None:
            return False
        inside = QApplication.focusWidget()
        if inside is not None and widget.isAncestorOf(inside):
            self._view.setFocus()
        widget.removeEventFilter(self)
        widget.hide()
        widget.deleteLater()
        self._grow(row_id, self._heights.pop(row_id, 0), 0)
        return True

    def fold_all(self) -> None:
        for row_id in list(self._open):
            self.fold(row_id)

    def widget(self, row_id: Hashable) -> QWidget | None:
        return self._open.get(row_id)

    def level(self) -> None:
        """Before the order changes: Qt would leave the heights to whatever rows come there."""
        for row_id in self._open:
            place = self._view.table().place_of(row_id)
            if place is not None:
                self._view.setRowHeight(place, self._view.row_height())

    def reset(self) -> None:
        """The order changed or rows were read anew: open rows stay open, with what they now hold."""
        model = self._view.table()
        for row_id in list(self._open):
            place = model.place_of(row_id)
            if place is None or not self.expands_row(model.row_at(place)):
                self._drop(row_id)
                continue
            self._view.setRowHeight(place, self._view.row_height() + self._heights.get(row_id, 0))
        self.place()

    def _drop(self, row_id: Hashable) -> None:
        widget = self._open.pop(row_id)
        widget.removeEventFilter(self)
        widget.hide()
        widget.deleteLater()
        self._heights.pop(row_id, None)

    def fit(self) -> None:
        for row_id in self._open:
            self._set_height(row_id, self._wanted(row_id))

    def _wanted(self, row_id: Hashable) -> int:
        widget = self._open[row_id]
        height = max(widget.sizeHint().height(), widget.minimumSizeHint().height())
        return min(max(height, widget.minimumHeight()), widget.maximumHeight()) + 2 * MARGIN

    def _grow(self, row_id: Hashable, start: int, end: int) -> None:
        if theme.look().reduce_motion or not self._view.isVisible():
            self._set_height(row_id, end)
            return
        motion = QVariantAnimation(self)
        motion.setDuration(120)
        motion.setStartValue(start)
        motion.setEndValue(end)
        motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        motion.valueChanged.connect(lambda value: self._set_height(row_id, int(value)))
        motion.start(QVariantAnimation.DeletionPolicy.DeleteWhenStopped)

    def _set_height(self, row_id: Hashable, extra: int) -> None:
        place = self._view.table().place_of(row_id)
        if row_id in self._open:
            self._heights[row_id] = extra
        if place is not None:
            self._view.setRowHeight(place, self._view.row_height() + extra)
            self.place()
            self._view.viewport().update()

    def place(self) -> None:
        """Put each open widget where its row is now."""
        for row_id, widget in self._open.items():
            place = self._view.table().place_of(row_id)
            if place is None:
                continue
            top = self._view.rowViewportPosition(place) + self._view.row_height() - 1
            left, room = self._left(), self._view.viewport().width()
            height = self._heights.get(row_id, 0) - 2 * MARGIN
            widget.setGeometry(left, top + MARGIN, max(0, room - left - self._view.edge()), max(0, height))

    def _left(self) -> int:
        if self._indent >= 0:
            return theme.px(self._indent)
        columns = self._view.table().columns
        text = next((i for i, c in enumerate(columns) if c.kind not in ("check", "flag")), 0)
        return max(0, self._view.columnViewportPosition(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            for row_id, widget in self._open.items():
                if widget is watched:
                    self._set_height(row_id, self._wanted(row_id))
                    break
        return super().eventFilter(watched, event)
