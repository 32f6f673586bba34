"""Cards: a surface with a line, a title on the left and one link on the right; and the tiles with a figure."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.text import IconLabel, Line, SectionHeader, Text


class Card(QFrame):
    """`body` is the layout to fill. Without a title there is no head."""

    def __init__(
        self,
        title: str = "",
        *,
        link: str = "",
        follow: Callable[[], None] | None = None,
        padding: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.head: SectionHeader | None = None
        if title:
            self.head = SectionHeader(title, link=link, follow=follow)
            self.head.setFixedHeight(theme.px(40))
            self.head.setContentsMargins(16, 0, 16, 0)
            column.addWidget(self.head)
            column.addWidget(Line())
        self.body = QVBoxLayout()
        self.body.setContentsMargins(padding, 12 if padding else 0, padding, 12 if padding else 0)
        self.body.setSpacing(8)
        column.addLayout(self.body, 1)


class CardRow(QWidget):
    """One line of a card: a verdict's icon, words, a link at the right, a line below."""

    def __init__(
        self,
        words: str | QWidget,
        *,
        verdict: str = "",
        end: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFixedHeight(theme.px(37))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        if verdict:
            icon, ink, _words = paint.VERDICTS[verdict]
            row.addWidget(IconLabel(icon, ink))
        row.addWidget(Text(words) if isinstance(words, str) else words)
        row.addStretch(1)
        if end is not None:
            row.addWidget(end)


class Tile(QFrame):
    """98 high: label, figure with its unit, one comparison. A click or Enter opens what is behind it."""

    opened = Signal()

    def __init__(self, label: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setFixedHeight(theme.px(98))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._label = label
        self._ring = False
        self.figure = Text("–", "figure")
        self.unit = Text("", "section", "muted")
        self._sign = IconLabel("", "muted", 14)
        self.note = Text("", "small", "muted")
        self._lay_out()
        self.setAccessibleName(label)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 10)
        column.setSpacing(0)
        column.addWidget(Text(self._label, "small", "text2"))
        figures = QHBoxLayout()
        figures.setSpacing(6)
        figures.addWidget(self.figure, 0, Qt.AlignmentFlag.AlignBaseline)
        figures.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBaseline)
        figures.addStretch(1)
        column.addLayout(figures)
        self.below = QHBoxLayout()
        self.below.setSpacing(5)
        self.below.addWidget(self._sign)
        self.below.addWidget(self.note)
        self.below.addStretch(1)
        column.addLayout(self.below)

    def set_figure(self, figure: str, unit: str = "") -> None:
        self.figure.setText(figure)
        self.unit.setText(unit)
        self.setAccessibleName(f"{self._label}: {figure} {unit}".strip())

    def set_note(self, note: str, *, icon: str = "", ink: str = "muted") -> None:
        """The comparison below; `ink` is the token of its icon, and of its words when they are a verdict."""
        self._sign.set_icon(icon, ink)
        self._sign.setVisible(bool(icon))
        self.note.setText(note)
        self.note.set_look(ink=ink if ink.endswith("_ink") else "muted")
        self.setAccessibleDescription(note)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = came_by_keyboard(event)
        super().focusInEvent(event)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        super().paintEvent(arg__1)
        if self.hasFocus() and self._ring:
            painter = QPainter(self)
            paint.ring(painter, self.rect().toRectF(), 8)
            painter.end()
