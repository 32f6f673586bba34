"""The top bar: search and commands, sync state, the bell, and *New* (look.md, *Shell*)."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QToolButton, QWidget

from app.core.words import _, ngettext
from ui.desktop import icons, theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.text import as_tip

HEIGHT = 48
SEARCH_WIDTH = 340


class SearchButton(QAbstractButton):
    """Looks like a field, opens the palette: what is typed there finds clients and commands alike."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setText(_("Search or run a command"))
        self.setAccessibleName(self.text())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SEARCH_WIDTH), theme.px(30))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        width = 2 if focused else 1
        painter.setPen(QPen(theme.color("accent_ink" if focused else "border_strong"), width))
        painter.setBrush(theme.color("surface"))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        side, middle = theme.px(16), self.height() // 2
        icons.paint_icon(
            painter, QRect(theme.px(10), middle - side // 2, side, side), "magnifying-glass", "text2"
        )
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("body"))
        words = self.rect().adjusted(theme.px(34), 0, -theme.px(60), 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        self._paint_key(painter, "Ctrl+K")

    def _paint_key(self, painter: QPainter, key: str) -> None:
        painter.setFont(theme.font("tiny"))
        width = painter.fontMetrics().horizontalAdvance(key) + theme.px(10)
        height = theme.px(18)
        box = QRectF(
            self.width() - width - theme.px(8) + 0.5, (self.height() - height) / 2 + 0.5, width, height - 1
        )
        painter.setPen(QPen(theme.color("border_strong"), 1))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, key)


class Bell(QToolButton):
    """The bell with the number of unread notices on it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.setIcon(icons.icon("bell", "text2"))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setFixedSize(theme.px(34), theme.px(32))
        self.setAutoRaise(True)
        self.setProperty("kind", "quiet")
        self.show_count(0)

    def show_count(self, count: int) -> None:
        self._count = count
        words = ngettext("{n} new notification", "{n} new notifications", count).format(n=count)
        self.setAccessibleName(words if count else _("Notifications"))
        self.setToolTip(self.accessibleName())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("ring", came_by_keyboard(event))
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() and self.property("ring"):
            paint.ring(painter, QRectF(self.rect()))
        if self._count:
            self._paint_count(painter)

    def _paint_count(self, painter: QPainter) -> None:
        painter.setFont(theme.font("tiny_strong"))
        text = str(self._count) if self._count < 100 else "99+"
        side = theme.px(15)
        width = max(side, painter.fontMetrics().horizontalAdvance(text) + theme.px(7))
        box = QRectF(self.width() - width - 1, 1, width, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("red_fill"))
        painter.drawRoundedRect(box, side / 2, side / 2)
        painter.setPen(theme.color("on_accent"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


_SYNC = {
    "synced": ("cloud-check", "green"),
    "syncing": ("arrows-clockwise", "accent_ink"),
    "attention": ("warning-fill", "amber"),
    "offline": ("cloud-slash", "grey"),
}


_BEFORE_WORDS = 30  # px: edge, icon, gap


class SyncState(QAbstractButton):
    """When the accounting programs were last heard from, or what is under way; a word beside each icon.

    Clicked: sync now. It gives way where the window is narrow; the tooltip has all of it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kind = ""
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.hide()

    def show_state(self, kind: str, words: str) -> None:
        """`kind`: synced, syncing, attention, offline."""
        self._kind = kind
        self.setText(words)
        self.setAccessibleName(words)
        key = QKeySequence("F5").toString(QKeySequence.SequenceFormat.NativeText)
        self.setAccessibleDescription(_("Sync now ({key})").format(key=key))
        self.setToolTip(as_tip(f"{words}\n{self.accessibleDescription()}"))
        self.updateGeometry()
        self.update()
        self.show()

    def sizeHint(self) -> QSize:
        words = theme.metrics("small").horizontalAdvance(self.text())
        return QSize(words + theme.px(_BEFORE_WORDS + 8) + 1, theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(_BEFORE_WORDS + 8), theme.px(30))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = came_by_keyboard(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            paint.panel(painter, QRectF(self.rect()), "hover", "", 6)
        if self.hasFocus() and self._ring:
            paint.ring(painter, QRectF(self.rect()))
        name, ink = _SYNC.get(self._kind, ("", ""))
        if name:
            icons.paint_icon(painter, QRect(theme.px(8), 0, theme.px(16), self.height()), name, ink)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.color("text2"))
        room = self.rect().adjusted(theme.px(_BEFORE_WORDS), 0, -theme.px(8), 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()


class TopBar(QFrame):
    search_wanted = Signal()
    notices_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("plane", "window")
        self._fit_text()
        theme.look().changed.connect(self._fit_text)
        self.search = SearchButton(self)
        self.sync = SyncState(self)
        self.bell = Bell(self)
        self.new = Button(_("New"), kind="primary", icon="plus-bold", parent=self)
        self.new.setEnabled(False)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.search)
        layout.addStretch(1)
        for part in (self.sync, self.bell, self.new):
            layout.addWidget(part)
        self.search.clicked.connect(self.search_wanted)
        self.bell.clicked.connect(self.notices_wanted)

    def _fit_text(self) -> None:
        self.setFixedHeight(theme.px(HEIGHT))
