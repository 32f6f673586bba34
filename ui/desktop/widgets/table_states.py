"""What a table shows instead of rows: loading, nothing there yet, nothing that fits the filters."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.empty import EmptyState

if TYPE_CHECKING:
    from ui.desktop.widgets.table import TableView

_BARS = (0.62, 0.48, 0.7, 0.55, 0.66, 0.4)  # widths of the six grey bars, of the viewport


class _Bars(QWidget):
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.color("surface"))
        step = theme.px(34)
        for row, part in enumerate(_BARS):
            bar = QRectF(20, row * step + step / 2 - 5, self.width() * part, 10)
            paint.panel(painter, bar, "grey_tint", "", 4)
        painter.end()


class TableStates(QObject):
    """`covers` says whether rows are hidden behind one of the states."""

    def __init__(self, view: "TableView") -> None:
        super().__init__(view)
        self._view = view
        self._empty: QWidget | None = None
        self._no_hits: QWidget | None = None
        self._bars = _Bars(view)
        self._bars.hide()
        self._loading = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(100)
        self._patience.timeout.connect(self.update)

    def set_empty(self, state: QWidget) -> None:
        """What to show while there is not a single row."""
        if self._empty is not None:
            self._empty.deleteLater()
        state.setParent(self._view)
        state.hide()
        self._empty = state
        self.update()

    def set_loading(self, *, loading: bool) -> None:
        """Six grey bars after 100 ms; a short read shows nothing at all."""
        self._loading = loading
        if loading:
            self._patience.start()
        else:
            self._patience.stop()
        self.update()

    @property
    def covers(self) -> bool:
        return self._current() is not None

    def _current(self) -> QWidget | None:
        model = self._view.table()
        if not model.total:  # rows that are read anew stay to be read
            if self._loading:
                return self._bars if not self._patience.isActive() else None
            return self._empty
        if not model.shown:
            return self._no_hits_state()
        return None

    def _no_hits_state(self) -> QWidget:
        if self._no_hits is None:
            state = EmptyState(
                "funnel",
                _("Nothing fits these filters"),
                _("Look for less, or clear them."),
                parent=self._view,
            )
            state.add_button(_("Clear filters"), self._clear)
            self._no_hits = state
        return self._no_hits

    def _clear(self) -> None:
        self._view.table().clear_filters()
        self._view.filters_cleared.emit()
        self._view.setFocus()

    def update(self) -> None:
        current = self._current()
        for each in (self._bars, self._empty, self._no_hits):
            if each is not None:
                each.setVisible(each is current)
        policy = Qt.FocusPolicy.StrongFocus if current is None else Qt.FocusPolicy.ClickFocus
        self._view.setFocusPolicy(policy)  # Tab goes on to the button of the state
        self.place()
        self._view.viewport().update()

    def place(self) -> None:
        current = self._current()
        if current is not None:
            current.setGeometry(self._view.viewport().geometry())
            current.raise_()
