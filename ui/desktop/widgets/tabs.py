"""Tabs as the pictures have them: words over a line, the active one underlined in `accent_ink`."""

from collections.abc import Hashable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint
from ui.desktop.widgets.focus import came_by_keyboard

HEIGHT = 36


class Tab(QAbstractButton):
    """A word, and a count or a warning with its number in a pill."""

    def __init__(self, key: Hashable, word: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = key
        self._count: int | None = None
        self._warns = False
        self._ring = False
        self.setText(word)
        self.setCheckable(True)
        self.setAccessibleName(word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int | None, *, warns: bool = False) -> None:
        """None takes the pill away; `warns` makes it amber with a triangle."""
        self._count, self._warns = count, warns
        self.setAccessibleName(self.text() if count is None else f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def _pill_width(self) -> int:
        if self._count is None:
            return 0
        words = theme.metrics("tiny_strong").horizontalAdvance(str(self._count))
        return words + (30 if self._warns else 14)

    def sizeHint(self) -> QSize:
        pill = self._pill_width()
        width = theme.metrics("medium").horizontalAdvance(self.text())
        return QSize(width + (pill + 8 if pill else 0) + 2, theme.px(HEIGHT))

    minimumSizeHint = sizeHint

    def focusInEvent(self, e: QFocusEvent) -> None:
        self._ring = came_by_keyboard(e)
        super().focusInEvent(e)

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        active = self.isChecked()
        painter.setFont(theme.font("medium"))
        ink = "text" if active or self.underMouse() else "text2"
        painter.setPen(theme.color(ink if self.isEnabled() else "disabled"))
        painter.drawText(self.rect().adjusted(0, 0, 0, -2), paint.VCENTER, self.text())
        self._paint_pill(painter)
        if active:
            painter.fillRect(0, self.height() - 2, self.width(), 2, theme.color("accent_ink"))
        if self.hasFocus() and self._ring:
            paint.ring(painter, QRectF(self.rect().adjusted(-1, 4, 1, -4)), 4)
        painter.end()

    def _paint_pill(self, painter: QPainter) -> None:
        width = self._pill_width()
        if not width:
            return
        ground, ink = ("amber_tint", "amber_ink") if self._warns else ("grey_tint", "grey_ink")
        if self.isChecked() and not self._warns:
            ground, ink = "accent_tint", "accent_ink"
        pill = QRectF(self.width() - width - 1, (self.height() - 20) / 2, width, 18)
        paint.panel(painter, pill, ground, "", 4 if self._warns else 9)
        if self._warns:
            paint_icon(painter, QRect(int(pill.x()) + 5, int(pill.y()) + 2, 13, 13), "warning-fill", "amber")
            pill.adjust(16, 0, 0, 0)
        painter.setFont(theme.font("tiny_strong"))
        painter.setPen(theme.color(ink))
        painter.drawText(pill, paint.CENTER, str(self._count))


class TabBar(QWidget):
    """`chosen` carries the key of the tab the user went to; arrows move between them."""

    chosen = Signal(object)

    def __init__(self, *, edge: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._tabs: dict[Hashable, Tab] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(24)
        self._row.addStretch(1)
        self._group.buttonToggled.connect(self._toggled)
        self._quiet = False

    def add(self, key: Hashable, word: str) -> Tab:
        tab = Tab(key, word, self)
        self._group.addButton(tab)
        self._row.insertWidget(len(self._tabs), tab)
        self._tabs[key] = tab
        if len(self._tabs) == 1:
            self.choose(key)
        return tab

    def tab(self, key: Hashable) -> Tab:
        return self._tabs[key]

    def value(self) -> Hashable:
        tab = self._group.checkedButton()
        return tab.key if isinstance(tab, Tab) else None

    def choose(self, key: Hashable) -> None:
        """Go there without telling anybody."""
        left = self._group.checkedButton()
        inside = left is not None and left is self.window().focusWidget()
        self._quiet = True
        self._tabs[key].setChecked(True)
        self._quiet = False
        if inside:
            self.setFocus()

    def _toggled(self, tab: QAbstractButton, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if on:
            self.setFocusProxy(tab)  # who gives the bar the focus means the tab that is open
        if on and not self._quiet and isinstance(tab, Tab):
            self.chosen.emit(tab.key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("border"))
        painter.end()


class TabPages(QWidget):
    """Tabs and their pages."""

    chosen = Signal(object)

    def __init__(self, *, edge: int = 20, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = TabBar(edge=edge)
        self.pages = QStackedWidget()
        self._places: dict[Hashable, int] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.pages, 1)
        self.bar.chosen.connect(self._went)

    def add(self, key: Hashable, word: str, page: QWidget) -> Tab:
        self._places[key] = self.pages.addWidget(page)
        return self.bar.add(key, word)

    def choose(self, key: Hashable) -> None:
        self.bar.choose(key)
        self.pages.setCurrentIndex(self._places[key])

    def value(self) -> Hashable:
        return self.bar.value()

    def _went(self, key: Hashable) -> None:
        self.pages.setCurrentIndex(self._places[key])
        self.chosen.emit(key)
