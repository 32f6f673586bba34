"""Chips, marks and counts in layouts; tables paint the same shapes themselves."""

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.models.looks import ChipLook
from ui.desktop.widgets import paint


class Chip(QWidget):
    """20 high whatever the layout would like; the word is its accessible name."""

    def __init__(
        self, word: str, *, icon: str = "", tone: str = "grey", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look = ChipLook(word, icon, tone)
        self.set_look(self._look)

    def set_look(self, look: ChipLook) -> None:
        self._look = look
        self.setAccessibleName(look.word)
        self.updateGeometry()
        self.update()

    def look(self) -> ChipLook:
        return self._look

    def sizeHint(self) -> QSize:
        return QSize(paint.chip_width(self._look), theme.px(paint.CHIP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.draw_chip(painter, QPoint(0, 0), self._look)
        painter.end()


class Mark(QWidget):
    """The letters of a client; `tall` is the square of the detail pane."""

    def __init__(self, letters: str, *, tall: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters, self._tall = letters, tall
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(letters)

    def set_letters(self, letters: str) -> None:
        self._letters = letters
        self.setAccessibleName(letters)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(paint.MARK_WIDTH), theme.px(32 if self._tall else paint.MARK_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.panel(painter, QRectF(self.rect()), "grey_tint", "", 6 if self._tall else 4)
        painter.setFont(theme.font("mark"))
        painter.setPen(theme.color("grey_ink"))
        painter.drawText(self.rect(), paint.CENTER, self._letters)
        painter.end()


class Count(QWidget):
    """A number in a small pill: `tone` grey, accent, amber or red (the bell's)."""

    _TONES = {  # noqa: RUF012 - read only
        "grey": ("grey_tint", "grey_ink"),
        "accent": ("accent_tint", "accent_ink"),
        "amber": ("amber_tint", "amber_ink"),
        "red": ("red_fill", "on_accent"),
    }

    def __init__(self, count: int = 0, *, tone: str = "grey", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._tone = count, tone
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def set_count(self, count: int, *, tone: str | None = None) -> None:
        self._count, self._tone = count, tone or self._tone
        self.setAccessibleName(str(count))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = theme.metrics("tiny_strong").horizontalAdvance(str(self._count))
        return QSize(max(words + 12, theme.px(18)), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, ink = self._TONES[self._tone]
        painter = QPainter(self)
        paint.panel(painter, QRectF(self.rect()), ground, "", self.height() / 2)
        painter.setFont(theme.font("tiny_strong"))
        painter.setPen(theme.color(ink))
        painter.drawText(self.rect(), paint.CENTER, str(self._count))
        painter.end()
