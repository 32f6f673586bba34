"""The parts of the left rail: places, the firm on top, the member at the foot, the fold (look.md, *Rail item*)."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop import icons, theme
from ui.desktop.widgets.focus import came_by_keyboard

WIDTH, FOLDED = 200, 56


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the rail; `title` is translated."""

    page: str
    title: str
    icon: str


class _Painted(QAbstractButton):
    """A button of the rail that paints itself in the theme's colours, folded or not."""

    def __init__(self, height: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.folded = False
        self._ring = False
        self._height = height
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(FOLDED if self.folded else WIDTH), theme.px(self._height))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows where the keyboard is; a click or the window's own start does not call for it."""
        self._ring = came_by_keyboard(event)
        super().focusInEvent(event)

    def _ground(self, painter: QPainter, box: QRect) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = (
            "accent_tint" if self.isChecked() else "hover" if self.underMouse() and self.isEnabled() else ""
        )
        if tint:
            _fill(painter, QRectF(box), theme.color(tint))
        if self.hasFocus() and self._ring:
            painter.setPen(QPen(theme.color("accent_ink"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)


def _fill(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 6, 6)


class RailItem(_Painted):
    """Icon, name and count; the active one has a tint, a filled icon and a bar at its left."""

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(34, parent)
        self.entry = entry
        self._count = ""
        self.setCheckable(True)
        self.setText(entry.title)
        self.setAccessibleName(entry.title)

    def show_count(self, count: int | None) -> None:
        self._count = "" if count is None else str(count)
        self.setAccessibleDescription(self._count)
        self.update()

    def fold(self, *, folded: bool) -> None:
        self.folded = folded
        self.setToolTip(self.entry.title if folded else "")
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0)
        self._ground(painter, box)
        ink = "accent_ink" if self.isChecked() else "text2"
        if self.isChecked():
            bar = QRectF(box.left(), box.top() + theme.px(8), 3, box.height() - theme.px(16))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_ink"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        side = theme.px(18)
        left = box.center().x() - side // 2 if self.folded else box.left() + theme.px(12)
        spot = QRect(left, box.center().y() - side // 2 + 1, side, side)
        icons.paint_icon(painter, spot, self.entry.icon + ("-fill" if self.isChecked() else ""), ink)
        if not self.folded:
            self._paint_words(painter, box, spot.right() + theme.px(11), ink)

    def _paint_words(self, painter: QPainter, box: QRect, left: int, ink: str) -> None:
        painter.setPen(theme.color(ink))
        painter.setFont(theme.font("medium"))
        room = box.right() - left - theme.px(40 if self._count else 4)
        title = theme.metrics("medium").elidedText(self.entry.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(left, box.top(), room, box.height()), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setFont(theme.font("small_strong"))
        count = box.adjusted(0, 0, -theme.px(10), 0)
        painter.drawText(count, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._count)


class FirmHead(_Painted):
    """The K and the firm's name on top of the rail; leads to the firm's settings."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(48, parent)
        self._lines = ("Kontor", "")

    def show_firm(self, name: str) -> None:
        """A long name stands on two lines: what comes before its last word or words, and these."""
        self._lines = _two_lines(name, self.fontMetrics().horizontalAdvance, theme.px(WIDTH - 70))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._ground(painter, self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0))
        side = theme.px(28)
        left = (self.width() - side) // 2 if self.folded else theme.px(16)
        icons.paint_k(painter, QRectF(left, (self.height() - side) / 2, side, side), theme.color("accent"))
        if self.folded:
            return
        first, second = self._lines
        x, width = left + side + theme.px(10), self.width() - left - side - theme.px(18)
        for text, style, ink, top in _placed(first, second, self.height()):
            painter.setFont(theme.font(style))
            painter.setPen(theme.color(ink))
            metrics = painter.fontMetrics()
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(x, top + metrics.ascent(), cut)


def _placed(first: str, second: str, height: int) -> list[tuple[str, str, str, int]]:
    line = theme.px(17)
    if not second:
        return [(first, "strong", "text", (height - line) // 2)]
    top = (height - 2 * line) // 2
    return [(first, "strong", "text", top), (second, "tiny", "text2", top + line + theme.px(2))]


def _two_lines(name: str, width_of: object, limit: int) -> tuple[str, str]:
    words = name.split()
    if len(words) < 2 or not callable(width_of) or width_of(name) <= limit:
        return name, ""
    kept = next((n for n in range(len(words) - 1, 0, -1) if width_of(" ".join(words[:n])) <= limit), 1)
    return " ".join(words[:kept]), " ".join(words[kept:])


class MemberFoot(_Painted):
    """Initials and name of who is at work, at the foot of the rail."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(34, parent)
        self._name = ""

    def show_member(self, name: str) -> None:
        self._name = name
        self.setAccessibleName(name)
        self.setToolTip(name if self.folded else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._ground(painter, self.rect().adjusted(theme.px(8), 0, -theme.px(8), 0))
        side = theme.px(24)
        left = (self.width() - side) // 2 if self.folded else theme.px(16)
        circle = QRectF(left, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("grey_tint"))
        painter.drawEllipse(circle)
        painter.setPen(theme.color("text2"))
        painter.setFont(theme.font("tiny_strong"))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(self._name))
        if not self.folded:
            painter.setPen(theme.color("text"))
            painter.setFont(theme.font("medium"))
            words = self.rect().adjusted(left + side + theme.px(10), 0, -theme.px(8), 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._name)


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class FoldButton(_Painted):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(28, parent)
        self.setAccessibleName(_("Fold the side bar"))
        self.setToolTip(_("Fold the side bar"))
        self.setFixedWidth(theme.px(36))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._ground(painter, self.rect())
        side = theme.px(16)
        spot = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        icons.paint_icon(painter, spot, "caret-double-right" if self.folded else "caret-double-left", "text2")
