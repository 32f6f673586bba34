"""What the bars of the timeline mean, each drawn as in the timeline itself."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.widgets import timeline_painter as drawn
from ui.desktop.widgets.text import IconLabel, Text
from ui.desktop.widgets.wrapping import WrappingRow


class _Sample(QWidget):
    """A short bar."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(20, theme.px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawn.paint_ground(painter, QRectF(self.rect().adjusted(0, 4, 0, -4)), self._kind)
        painter.end()


class Legend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(20), theme.px(6), theme.px(20), theme.px(6))
        parts = WrappingRow(theme.px(24), below=theme.px(2))
        for mark, words in (
            (_Sample("covered"), _("Covered")),
            (IconLabel("lock-simple-fill", "accent_ink", 12), _("Invoiced, kept as it is")),
            (IconLabel("circle-fill", "accent_ink", 8), _("Run day")),
            (_Sample("retrying"), _("Failed, retrying")),
            (_Sample("gap"), _("Gap: counted nowhere")),
            (_Sample("planned"), _("Planned")),
        ):
            parts.addWidget(_pair(mark, words))
        row.addLayout(parts, 1)
        row.addWidget(
            Text(_("Days covered · documents counted"), "small", "muted"), 0, Qt.AlignmentFlag.AlignTop
        )


def _pair(mark: QWidget, words: str) -> QWidget:
    pair = QWidget()
    pair.setFixedHeight(theme.px(20))
    row = QHBoxLayout(pair)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(8))
    row.addWidget(mark)
    row.addWidget(Text(words, "small", "text2"))
    return pair
