"""Buttons: primary, secondary, danger, quiet, neutral; busy; with a reason when they are off.

They paint themselves, in the lines of the style sheet's plain `QPushButton`: the sheet cannot place a caret,
a count or a spinner, and loading Qt's style types would cost the first window 4 ms.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHideEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint
from ui.desktop.widgets.focus import came_by_keyboard
from ui.desktop.widgets.spinner import draw_spinner

HEIGHT, SMALL = 30, 26

# kind → token of text and icon
INKS = {
    "secondary": "text",
    "primary": "on_accent",
    "danger": "on_accent",
    "quiet": "accent_ink",
    "neutral": "text2",
    "set": "accent_ink",
}

# kind → ground, when hovered, when pressed, line; "" paints none
GROUNDS = {
    "secondary": ("surface", "hover", "pressed", "border_strong"),
    "primary": ("accent", "accent_hover", "accent_pressed", ""),
    "danger": ("red_fill", "red_fill_hover", "red_fill_pressed", ""),
    "quiet": ("", "hover", "pressed", ""),
    "neutral": ("", "hover", "pressed", ""),
    "set": ("accent_tint", "accent_tint", "pressed", "accent_ink"),
}
RADIUS = 6


class Button(QPushButton):
    """A verb with its object. `kind`: primary, secondary, danger (only where it confirms), quiet, neutral.

    Without text it is a square with an icon, and `name` says what it does (tooltip and accessible name).
    """

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "secondary",
        icon: str = "",
        name: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self._kind, self._icon, self._small = kind, icon, small
        self._caret = False
        self._busy = False
        self._turn = 0
        self._kept_width = 0
        self._own_tip = name
        self._popup: QMenu | None = None
        self._clock = QTimer(self)
        self._clock.setInterval(80)
        self._clock.timeout.connect(self._spin)
        self.setAccessibleName(name or text)
        self.setToolTip(name)

    # -- states -------------------------------------------------------------------------------------------

    def set_kind(self, kind: str) -> None:
        self._kind = kind
        self.setProperty("kind", kind)
        self.updateGeometry()
        self.update()

    def set_icon(self, icon: str) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(self._own_tip or text)
        self.updateGeometry()

    def set_reason(self, reason: str) -> None:
        """Off, and the tooltip says why; "" turns it on again."""
        self.setEnabled(not reason and not self._busy)
        self.setToolTip(reason or self._own_tip)
        self.setAccessibleDescription(reason)

    def set_busy(self, *, busy: bool) -> None:
        """A spinner in place of the icon; the width stays, and it cannot be pressed twice."""
        if busy == self._busy:
            return
        self._kept_width = (self.width() if self.isVisible() else self.sizeHint().width()) if busy else 0
        self._busy = busy
        self.setEnabled(not busy)
        self._clock.stop()
        if busy and not theme.look().reduce_motion:
            self._clock.start()
        self.updateGeometry()
        self.update()

    @property
    def busy(self) -> bool:
        return self._busy

    def set_menu(self, menu: QMenu) -> None:
        """A press opens the menu below, and a caret says so."""
        self._caret = True
        self._popup = menu
        self.clicked.connect(self.open_menu)
        self.updateGeometry()

    def open_menu(self) -> None:
        if self._popup is not None:
            self._popup.setMinimumWidth(self.width())
            self._popup.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _spin(self) -> None:
        self._turn = (self._turn + 1) % 12
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def focusInEvent(self, arg__1: QFocusEvent) -> None:
        self.setProperty("ring", came_by_keyboard(arg__1))
        super().focusInEvent(arg__1)

    def keyPressEvent(self, arg__1: QKeyEvent) -> None:
        """Enter presses the button that has the focus; else Qt would press the window's filled one."""
        plain = arg__1.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and arg__1.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(arg__1)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    # -- measure and paint --------------------------------------------------------------------------------

    def _font_style(self) -> str:
        if self._small:
            return "small_strong"
        return "strong" if self._kind in ("primary", "danger") else "medium"

    def content_width(self) -> int:
        text = theme.metrics(self._font_style()).horizontalAdvance(self.text()) if self.text() else 0
        icon = 16 if self._icon or self._busy else 0
        gap = 6 if icon and text else 0
        return icon + gap + text + (18 if self._caret else 0)

    def sizeHint(self) -> QSize:
        height = theme.px(SMALL if self._small else HEIGHT)
        if not self.text():
            return QSize(height + (18 if self._caret else 0), height)
        padding = 10 if self._small else 12
        return QSize(max(self._kept_width, self.content_width() + 2 * padding + 1), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def ink(self) -> str:
        return INKS[self._kind] if self.isEnabled() else "disabled"

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_ground(painter)
        left = (self.width() - self.content_width()) // 2
        self.paint_content(painter, QRect(max(6, left), 0, self.width(), self.height()))
        painter.end()

    def paint_ground(self, painter: QPainter) -> None:
        normal, hover, pressed, line = GROUNDS[self._kind]
        ground = normal
        if not self.isEnabled():
            ground, line = ("window", "border") if normal else ("", "")
        elif self.isDown():
            ground = pressed
        elif self.underMouse():
            ground = hover
        room = QRectF(self.rect())
        paint.panel(painter, room, ground, line, RADIUS)
        if self.hasFocus() and self.property("ring"):
            paint.ring(painter, room, RADIUS)
            if self._kind in ("primary", "danger"):  # the ring alone would drown in the fill
                paint.panel(painter, room.adjusted(2, 2, -2, -2), "", "on_accent", RADIUS - 2)

    def paint_content(self, painter: QPainter, room: QRect) -> None:
        ink, x = self.ink(), room.x()
        if self._busy:
            draw_spinner(painter, QRect(x, 0, 16, self.height()), self._turn, ink)
        elif self._icon:
            paint_icon(painter, QRect(x, (self.height() - 16) // 2, 16, 16), self._icon, ink)
        x += 22 if self._icon or self._busy else 0
        if self.text():
            style = self._font_style()
            painter.setFont(theme.font(style))
            painter.setPen(theme.color(ink))
            width = theme.metrics(style).horizontalAdvance(self.text())
            painter.drawText(x, 0, width + 4, self.height(), paint.VCENTER, self.text())
            x += width + 6
        if self._caret:
            caret = "muted" if ink == "text" else ink
            paint_icon(painter, QRect(x, (self.height() - 12) // 2, 12, 12), "caret-down", caret)


class IconButton(Button):
    """A square without a line, for close crosses, steppers and tools; `name` is what it does."""

    def __init__(self, icon: str, name: str, *, small: bool = True, parent: QWidget | None = None) -> None:
        super().__init__("", kind="neutral", icon=icon, name=name, small=small, parent=parent)
