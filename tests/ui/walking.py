"""Walking through a window by Tab, and what is asked of every stop on the way (P12.3)."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from ui.desktop import theme
from ui.desktop.widgets.tab_order import show_around

MANY = 100  # more stops than any window has: a longer walk goes in circles


def focused(window: QWidget) -> QWidget | None:
    focus = QApplication.focusWidget()
    return focus if focus is not None and focus.window() is window else None


def walk(window: QWidget, *, back: bool = False) -> list[QWidget]:
    """What Tab leads to, once around, from the first in reading order; each is seen when the focus comes there."""
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    stops: list[QWidget] = []
    for _ in range(MANY):
        QTest.keyClick(focused(window) or window, key)
        now = focused(window)
        assert now is not None, f"Tab leads out of the window after {[told(stop) for stop in stops[-1:]]}"
        if stops and now is stops[0]:
            return stops if back else _from_the_first(stops)
        assert now not in stops, f"Tab is caught between {told(now)} and {told(stops[-1])}"
        assert not now.visibleRegion().isEmpty(), f"{told(now)} has the focus and is not seen"
        stops.append(now)
    raise AssertionError(f"Tab does not come around: {[told(stop) for stop in stops[-4:]]}")


def _from_the_first(stops: list[QWidget]) -> list[QWidget]:
    """A walk begins wherever the focus was: turn it so that the one step back up is at its end."""
    turns = [at for at in range(len(stops)) if not _reads_on(stops[at - 1], stops[at])]
    at = turns[0] if len(turns) == 1 else 0
    return stops[at:] + stops[:at]


def meet(window: QWidget, stop: QWidget, stops: Sequence[QWidget]) -> Iterator[str]:
    """What is wrong with a stop: no name, against the reading order, or no ring."""
    if not _name(stop):
        yield f"{told(stop)} has no name"
    at = stops.index(stop)
    if at and not _reads_on(stops[at - 1], stop):
        yield f"{told(stop)} does not come after {told(stops[at - 1])}"
    if _ring(window, stop) < 16:
        yield f"{told(stop)} looks as it does without the focus"


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {_name(widget)!r}"


def _name(widget: QWidget) -> str:
    """What a screen reader says."""
    if isinstance(
        widget, QComboBox
    ):  # for which Qt on Linux says what is chosen, and the name by another way
        return widget.accessibleName()
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip() if found is not None else ""


def _place(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _reads_on(before: QWidget, after: QWidget) -> bool:
    """To the right, as from the rail to the bar on top, or further down; both as they lie when Tab has come there, as
    what scrolls does so on the way.
    """
    after.setFocus(Qt.FocusReason.TabFocusReason)
    show_around(after)
    left, right = _place(before), _place(after)
    return right.left() >= left.center().x() or right.top() >= left.top()


def _ring(window: QWidget, stop: QWidget) -> int:
    """How many pixels in `accent_ink` the focus brings, in and just around the widget."""
    stop.setFocus(Qt.FocusReason.TabFocusReason)
    show_around(stop)
    room = _place(stop).adjusted(-3, -3, 3, 3).intersected(window.rect())
    here = _ink(window, room)
    stop.clearFocus()
    return here - _ink(window, room)


def _ink(window: QWidget, room: QRect) -> int:
    image = window.grab(room).toImage().convertToFormat(QImage.Format.Format_RGB32)
    wanted = theme.color("accent_ink").rgb()
    lines = memoryview(image.constBits()).cast("I")
    return sum(pixel == wanted for pixel in lines)
