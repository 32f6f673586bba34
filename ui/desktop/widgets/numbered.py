"""Lines that stand one below the other: steps with their number in a disc, points with an icon."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.text import IconLabel, Text

DISC, ICON, GAP = 20, 16, 8


class NumberDisc(QWidget):
    """A number on a round ground; the line beside it is read out, and the number before it."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = str(number)
        self.setAccessibleName(self._number)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(DISC), theme.px(DISC))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        paint.panel(painter, room, "grey_tint", "", room.height() / 2)
        painter.setFont(theme.font("tiny_strong"))
        painter.setPen(theme.color("grey_ink"))
        painter.drawText(room, paint.CENTER, self._number)
        painter.end()


class Lines(QWidget):
    """Several lines, each beside what stands for it, on top of its first line of text."""

    def __init__(self, spacing: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(spacing))

    def add(self, sign: QWidget, words: str, ink: str) -> None:
        text = Text(words, "body", ink, wrap=True)
        sign.setFixedHeight(theme.px(DISC))
        row = QHBoxLayout()
        row.setSpacing(theme.px(GAP))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        text.setContentsMargins(0, 1, 0, 0)  # a line has 18 px, what stands beside it 20
        self._column.addLayout(row)


class Numbered(Lines):
    """What to do, step by step."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(12, parent)
        for number, words in enumerate(steps, 1):
            self.add(NumberDisc(number), words, "text2")


class Points(Lines):
    """What holds or is needed, each with the same icon."""

    def __init__(
        self,
        points: Sequence[str],
        *,
        icon: str = "check-bold",
        ink: str = "green",
        words_ink: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(8, parent)
        for words in points:
            self.add(IconLabel(icon, ink, ICON), words, words_ink)
