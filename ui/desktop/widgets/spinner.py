"""The spinner: three quarters of a ring, a twelfth of a turn every 80 ms; it stands still with *Reduce motion*."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme


def draw_spinner(painter: QPainter, room: QRect, turn: int, ink: str, side: int = 14) -> None:
    ring = QRectF(0, 0, side - 2, side - 2)
    ring.moveCenter(QRectF(room).center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color(ink), 2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawArc(ring, -turn * 30 * 16, 270 * 16)
    painter.restore()


class Spinner(QWidget):
    """Turns while it is shown."""

    def __init__(self, side: int = 16, ink: str = "accent_ink", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side, self._ink, self._turn = side, ink, 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._clock = QTimer(self)
        self._clock.setInterval(80)
        self._clock.timeout.connect(self._spin)

    def _spin(self) -> None:
        self._turn = (self._turn + 1) % 12
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not theme.look().reduce_motion:
            self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_spinner(painter, self.rect(), self._turn, self._ink, self._side - 2)
        painter.end()
