"""Check boxes, radio buttons and segments: one of the few ways to say yes, or which."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint
from ui.desktop.widgets.focus import came_by_keyboard

_GAP = 8


def _choice_size(text: str) -> QSize:
    width = theme.metrics().horizontalAdvance(text) + _GAP if text else 0
    return QSize(paint.BOX + width + (6 if text else 4), max(theme.px(22), paint.BOX + 4))


def _mark_focus(widget: QWidget, event: QFocusEvent) -> None:
    """Remember whether focus came by keyboard, for the ring."""
    widget.setProperty("ring", event.gotFocus() and came_by_keyboard(event))
    widget.update()


def _paint_words(button: QAbstractButton, painter: QPainter, *, ring: bool) -> None:
    ink = "text" if button.isEnabled() else "disabled"
    painter.setFont(theme.font())
    painter.setPen(theme.color(ink))
    left = paint.BOX + _GAP
    room = button.width() - left
    words = theme.metrics().elidedText(button.text(), Qt.TextElideMode.ElideRight, room)
    tip = button.text() if words != button.text() else ""
    if button.toolTip() != tip:
        button.setToolTip(tip)
    painter.drawText(left, 0, room, button.height(), paint.VCENTER, words)
    if ring:
        around = button.rect().adjusted(left - 6 if button.text() else 0, 0, 0, 0)
        paint.ring(painter, QRectF(around), 4)


def _box(button: QAbstractButton) -> QRectF:
    """At the left edge, where labels start; in the middle when there are no words."""
    left = 0 if button.text() else 2
    return QRectF(left, (button.height() - paint.BOX) // 2, paint.BOX, paint.BOX)


class CheckBox(QCheckBox):
    """16 px, with the box that tables have."""

    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)

    def focusInEvent(self, arg__1: QFocusEvent) -> None:
        super().focusInEvent(arg__1)
        _mark_focus(self, arg__1)

    def focusOutEvent(self, arg__1: QFocusEvent) -> None:
        super().focusOutEvent(arg__1)
        _mark_focus(self, arg__1)

    def sizeHint(self) -> QSize:
        return _choice_size(self.text())

    minimumSizeHint = sizeHint

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        painter = QPainter(self)
        hovered = self.underMouse()
        paint.draw_check_box(
            painter, _box(self), self.checkState(), enabled=self.isEnabled(), hovered=hovered
        )
        _paint_words(self, painter, ring=self.hasFocus() and bool(self.property("ring")))
        painter.end()


class Radio(QRadioButton):
    def __init__(self, text: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(text)

    def focusInEvent(self, arg__1: QFocusEvent) -> None:
        super().focusInEvent(arg__1)
        _mark_focus(self, arg__1)

    def focusOutEvent(self, arg__1: QFocusEvent) -> None:
        super().focusOutEvent(arg__1)
        _mark_focus(self, arg__1)

    def sizeHint(self) -> QSize:
        return _choice_size(self.text())

    minimumSizeHint = sizeHint

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, arg__1: QPaintEvent) -> None:
        painter = QPainter(self)
        hovered = self.underMouse()
        paint.draw_radio(painter, _box(self), on=self.isChecked(), enabled=self.isEnabled(), hovered=hovered)
        _paint_words(self, painter, ring=self.hasFocus() and bool(self.property("ring")))
        painter.end()


@dataclass(frozen=True, slots=True)
class Segment:
    """One choice; `ink` is the token of its icon."""

    key: Hashable
    word: str
    icon: str = ""
    ink: str = "text2"


class SegmentButton(QAbstractButton):
    """A part of `Segments`: icon, word, count in `muted`."""

    def __init__(self, segment: Segment, place: str, parent: QWidget, *, small: bool = False) -> None:
        super().__init__(parent)
        self.segment, self._place = segment, place
        self._icon_side = 14 if small else 16
        self._strong, self._plain = ("small_strong", "small") if small else ("medium", "body")
        self._ink = "text2" if small else "text"
        self._count: int | None = None
        self.setCheckable(True)
        self.setText(segment.word)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(None)

    def focusInEvent(self, arg__1: QFocusEvent) -> None:
        super().focusInEvent(arg__1)
        _mark_focus(self, arg__1)

    def focusOutEvent(self, arg__1: QFocusEvent) -> None:
        super().focusOutEvent(arg__1)
        _mark_focus(self, arg__1)

    def set_count(self, count: int | None) -> None:
        self._count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 24 + theme.metrics(self._strong).horizontalAdvance(self.text())
        width += self._icon_side + 5 if self.segment.icon else 0
        if self._count is not None:
            width += 7 + theme.metrics(self._strong).horizontalAdvance(str(self._count))
        return QSize(width, theme.px(30))

    minimumSizeHint = sizeHint

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, e: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_content(painter)
        if self.hasFocus() and self.property("ring"):
            paint.ring(painter, QRectF(self.rect()), 6)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        ground = "surface" if self.isEnabled() else "window"
        if self.isChecked():
            ground = "accent_tint"
        elif self.underMouse() and self.isEnabled():
            ground = "hover"
        painter.fillPath(self._shape(0), theme.color("border_strong"))
        painter.fillPath(self._shape(1), theme.color(ground))
        if self._place in ("mid", "last"):
            painter.fillRect(QRectF(0, 1, 1, self.height() - 2), theme.color("border"))

    def _shape(self, inset: float) -> QPainterPath:
        """Rounded only at the ends of the row; parts in the middle have no line at their sides."""
        left = inset if self._place in ("first", "only") else -8
        right = self.width() - inset if self._place in ("last", "only") else self.width() + 8
        path = QPainterPath()
        path.addRoundedRect(
            QRectF(left, inset, right - left, self.height() - 2 * inset), 6 - inset, 6 - inset
        )
        return path

    def _paint_content(self, painter: QPainter) -> None:
        ink = "accent_ink" if self.isChecked() else self._ink
        ink = ink if self.isEnabled() else "disabled"
        x, height, side = 12, self.height(), self._icon_side
        if self.segment.icon:
            icon_ink = self.segment.ink if self.isEnabled() else "disabled"
            paint_icon(painter, QRect(x, (height - side) // 2, side, side), self.segment.icon, icon_ink)
            x += side + 5
        painter.setFont(theme.font(self._strong))
        painter.setPen(theme.color(ink))
        width = theme.metrics(self._strong).horizontalAdvance(self.text())
        painter.drawText(x, 0, width + 2, height, paint.VCENTER, self.text())
        if self._count is not None:
            painter.setFont(theme.font(self._strong if self.isChecked() else self._plain))
            painter.setPen(theme.color("muted" if ink == self._ink else ink))
            painter.drawText(x + width + 7, 0, self.width(), height, paint.VCENTER, str(self._count))


class Segments(QWidget):
    """Joined buttons, one of them chosen; arrows move. `chosen` carries the key the user chose."""

    chosen = Signal(object)

    def __init__(
        self,
        segments: Sequence[Segment],
        *,
        name: str = "",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`small` has words of 12 px, for filters with many parts."""
        super().__init__(parent)
        self._small = small
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[Hashable, SegmentButton] = {}
        for place, segment in enumerate(segments):
            self._add(segment, _part(place, len(segments)))
        self._group.buttonToggled.connect(self._toggled)
        self._quiet = False

    def _add(self, segment: Segment, part: str) -> None:
        button = SegmentButton(segment, part, self, small=self._small)
        button.setChecked(not self._buttons)
        self._group.addButton(button)
        self._row.addWidget(button)
        self._buttons[segment.key] = button

    def _toggled(self, button: QAbstractButton, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if on and not self._quiet and isinstance(button, SegmentButton):
            self.chosen.emit(button.segment.key)

    def value(self) -> Hashable:
        button = self._group.checkedButton()
        return button.segment.key if isinstance(button, SegmentButton) else None

    def choose(self, key: Hashable) -> None:
        """Choose without telling anybody."""
        self._quiet = True
        self._buttons[key].setChecked(True)
        self._quiet = False

    def button(self, key: Hashable) -> SegmentButton:
        return self._buttons[key]

    def set_counts(self, counts: Mapping[Hashable, int]) -> None:
        """Counts by key; a key that is missing counts nothing."""
        for key, button in self._buttons.items():
            button.set_count(counts.get(key, 0))


def _part(place: int, count: int) -> str:
    if count == 1:
        return "only"
    if place == 0:
        return "first"
    return "last" if place == count - 1 else "mid"
