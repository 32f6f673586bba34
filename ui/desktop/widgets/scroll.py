"""A scroll area without a frame whose ground is its parent's."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget


class Scroll(QScrollArea):
    """`body` is the column to fill; it scrolls upright only."""

    def __init__(
        self,
        *,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        spacing: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = inner = QWidget()
        inner.setProperty("plane", "clear")
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(*margins)
        self.body.setSpacing(spacing)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
