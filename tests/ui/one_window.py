"""A window to put widgets into, and what a person does in it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.desktop import theme
from ui.desktop.widgets.choices import Segment, Segments

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qapp, qtbot):
    """A shown window with a column to put widgets into."""
    theme.start(qapp).choose(scheme="light", text_size=100, reduce_motion=True)
    made = QWidget()
    made.column = QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(500, 300)
    return made


def put(window, qtbot, *widgets):
    for widget in widgets:
        window.column.addWidget(widget)
    with qtbot.waitActive(window):
        window.show()
    return widgets[0]


def colours(widget) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def has(widget, token: str) -> bool:
    return QColor(theme.color(token)).name() in colours(widget)


def make_segments():
    segments = [
        Segment("all", "All"),
        Segment("new", "New", "plus-bold", "accent_ink"),
        Segment("same", "Same"),
    ]
    return Segments(segments, name="State")
