"""A row of work in progress: name, bar, figures, Cancel; the end replaces it with the result."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.spinner import Spinner
from ui.desktop.widgets.text import IconLabel, Link, Text


class Bar(QWidget):
    """6 px high, `part` of it filled (0 to 1, more is full)."""

    def __init__(self, part: float = 0.0, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_part(self, part: float) -> None:
        self._part = min(1.0, max(0.0, part))
        self.update()

    def part(self) -> float:
        return self._part

    def sizeHint(self) -> QSize:
        return QSize(160, 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(0, (self.height() - 6) / 2, self.width(), 6)
        paint.panel(painter, room, "border", "", 3)
        if self._part > 0:
            filled = QRectF(room.x(), room.y(), max(6.0, room.width() * self._part), 6)
            paint.panel(painter, filled, "accent", "", 3)
        painter.end()


class ProgressRow(QFrame):
    """44 high. While the length is unknown the figures stand alone: no bar, no made-up per cent."""

    cancelled = Signal()

    def __init__(self, name: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setMinimumHeight(theme.px(44))
        self.name = Text(name, "medium")
        self.figures = Text("", "small", "muted")
        self.bar = Bar()
        self.spinner = Spinner()
        self.cancel = Button(_("Cancel"), kind="neutral", small=True)
        self.cancel.clicked.connect(self._cancel)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 8, 8, 8)
        self._row.setSpacing(12)
        for part in (self.spinner, self.name, self.bar, self.figures, self.cancel):
            self._row.addWidget(part, 1 if part is self.bar else 0, Qt.AlignmentFlag.AlignVCenter)
        self.bar.hide()
        self._gap = QWidget()
        self._row.insertWidget(3, self._gap, 1)
        self.setAccessibleName(name)

    def set_progress(self, figures: str, part: float | None = None) -> None:
        """`figures` such as "page 3, 120 of 171"; `part` 0 to 1, None while the length is unknown."""
        self.figures.setText(figures)
        self.setAccessibleDescription(figures)
        self.bar.setVisible(part is not None)
        self._gap.setVisible(part is None)
        if part is not None:
            self.bar.set_part(part)

    def _cancel(self) -> None:
        self.cancel.set_busy(busy=True)
        self.cancelled.emit()

    def finish(
        self, result: str, *, tone: str = "green", link: str = "", follow: Callable[[], None] | None = None
    ) -> None:
        """The result in place of the bar; `tone` is a verdict of `paint.VERDICTS`."""
        icon, ink, _words = paint.VERDICTS[tone]
        for part in (self.spinner, self.bar, self.cancel):
            part.hide()
        self._gap.show()
        self._row.insertWidget(0, IconLabel(icon, ink, 18))
        self.figures.setText(result)
        self.setAccessibleDescription(result)
        if link:
            leads = Link(link)
            if follow is not None:
                leads.followed.connect(follow)
            self._row.addWidget(leads)
        self._row.setContentsMargins(14, 8, 14, 8)
