"""The steps on top of a wizard: done (tick in tint), now (filled number), later (ring)."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.icons import paint_icon
from ui.desktop.widgets import paint

_DISC, _GAP, _DASH = 22, 8, 36


class Steps(QWidget):
    """`now` is the place of the current step, from 0."""

    def __init__(self, words: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = list(words)
        self._now = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.go(0)

    def go(self, now: int) -> None:
        self._now = now
        spoken = _("Step {number} of {count}: {name}")
        self.setAccessibleName(spoken.format(number=now + 1, count=len(self._words), name=self._words[now]))
        self.update()

    def now(self) -> int:
        return self._now

    def sizeHint(self) -> QSize:
        metrics = theme.metrics("medium")
        words = sum(metrics.horizontalAdvance(word) for word in self._words)
        count = len(self._words)
        return QSize(words + count * (_DISC + _GAP) + (count - 1) * (_DASH + 24) + 2, theme.px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, middle = 0, self.height() // 2
        for place, word in enumerate(self._words):
            if place:
                painter.fillRect(x + 12, middle, _DASH, 1, theme.color("border_strong"))
                x += _DASH + 24
            self._paint_disc(painter, QRect(x, middle - _DISC // 2, _DISC, _DISC), place)
            x += _DISC + _GAP
            x += self._paint_word(painter, x, word, place)
        painter.end()

    def _paint_disc(self, painter: QPainter, disc: QRect, place: int) -> None:
        room = QRectF(disc)
        if place < self._now:
            paint.panel(painter, room, "accent_tint", "", _DISC / 2)
            paint_icon(painter, disc.adjusted(5, 5, -5, -5), "check-bold", "accent_ink")
            return
        now = place == self._now
        paint.panel(painter, room, "accent" if now else "", "" if now else "control", _DISC / 2)
        painter.setFont(theme.font("tiny_strong"))
        painter.setPen(theme.color("on_accent" if now else "text2"))
        painter.drawText(disc, paint.CENTER, str(place + 1))

    def _paint_word(self, painter: QPainter, x: int, word: str, place: int) -> int:
        style = "medium" if place == self._now else "body"
        width = theme.metrics("medium").horizontalAdvance(word)
        painter.setFont(theme.font(style))
        painter.setPen(theme.color("text" if place == self._now else "text2"))
        painter.drawText(x, 0, width + 4, self.height(), paint.VCENTER, word)
        return width
