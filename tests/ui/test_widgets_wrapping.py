"""A row of filters that goes on below where the window is too narrow for it."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.desktop.widgets.wrapping import WrappingRow

WIDTH, HEIGHT, BETWEEN = 100, 30, 8


class Window(QWidget):
    def __init__(self, parts: int) -> None:
        super().__init__()
        self.row = WrappingRow(BETWEEN)
        self.parts = [QLabel(str(number)) for number in range(parts)]
        for part in self.parts:
            part.setFixedSize(WIDTH, HEIGHT)
            self.row.addWidget(part)
        self.below = QLabel("below")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.row)
        column.addWidget(self.below, 1)


@pytest.fixture
def window(qtbot):
    made = Window(4)
    qtbot.addWidget(made)
    made.show()
    return made


def lines(window: Window) -> list[list[int]]:
    """Numbers of the parts, line by line."""
    found: dict[int, list[int]] = {}
    for number, part in enumerate(window.parts):
        if part.isVisible():
            found.setdefault(part.y(), []).append(number)
    return list(found.values())


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (4 * WIDTH + 3 * BETWEEN, [[0, 1, 2, 3]]),
        (4 * WIDTH + 3 * BETWEEN - 1, [[0, 1, 2], [3]]),
        (2 * WIDTH + BETWEEN, [[0, 1], [2, 3]]),
        (WIDTH, [[0], [1], [2], [3]]),
    ],
)
def test_what_does_not_fit_goes_to_the_next_line(window, qtbot, width, expected):
    window.resize(width, 400)
    qtbot.waitUntil(lambda: lines(window) == expected)
    high = len(expected) * HEIGHT + (len(expected) - 1) * BETWEEN
    assert window.row.heightForWidth(width) == high
    assert window.below.y() == high
    assert all(part.x() >= 0 and part.geometry().right() < width for part in window.parts)


def test_margins_are_kept(window, qtbot):
    window.row.setContentsMargins(10, 20, 30, 40)
    width = 10 + 2 * WIDTH + BETWEEN + 30
    window.resize(width, 400)
    qtbot.waitUntil(lambda: lines(window) == [[0, 1], [2, 3]])
    assert window.parts[0].pos() == QPoint(10, 20)
    assert window.row.heightForWidth(width) == 20 + 2 * HEIGHT + BETWEEN + 40
    assert window.row.minimumSize() == QSize(10 + WIDTH + 30, 20 + HEIGHT + 40)
    window.resize(width - 1, 400)
    qtbot.waitUntil(lambda: lines(window) == [[0], [1], [2], [3]])


def test_the_window_may_be_as_narrow_as_the_widest_part(window):
    assert window.row.minimumSize() == QSize(WIDTH, HEIGHT)
    assert window.row.sizeHint() == QSize(4 * WIDTH + 3 * BETWEEN, HEIGHT)
    assert window.minimumSizeHint().width() == WIDTH


def test_a_part_that_is_hidden_leaves_no_gap_and_a_new_one_is_taken_in(window, qtbot):
    window.resize(2 * WIDTH + BETWEEN, 400)
    window.parts[0].hide()
    qtbot.waitUntil(lambda: lines(window) == [[1, 2], [3]])
    window.parts.append(QLabel("new"))
    window.parts[-1].setFixedSize(WIDTH, HEIGHT)
    window.row.addWidget(window.parts[-1])
    qtbot.waitUntil(lambda: lines(window) == [[1, 2], [3, 4]])


def test_what_is_wider_than_the_row_is_cut_to_it(qtbot):
    window = Window(2)
    qtbot.addWidget(window)
    wide = window.parts[0]
    wide.setMinimumWidth(40)
    wide.setMaximumWidth(900)
    wide.setText("a name so long that it would need a window of its own to be shown in full")
    window.resize(150, 200)
    window.show()
    qtbot.waitUntil(lambda: lines(window) == [[0], [1]])
    assert wide.width() == 150


def test_items_can_be_counted_and_taken(window):
    assert (window.row.count(), window.row.itemAt(4), window.row.takeAt(-1)) == (4, None, None)
    taken = window.row.takeAt(0)
    assert taken.widget() is window.parts[0]
    assert window.row.count() == 3
    assert window.row.hasHeightForWidth()
    assert window.row.expandingDirections() == Qt.Orientation(0)
