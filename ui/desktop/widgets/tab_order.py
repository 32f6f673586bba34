"""Tab goes where the eye goes (P12.3): through each window in the order of its layouts.

Qt's own chain is the order in which widgets were made, and everything that is put in later (tabs, rows that
open, banners with a button) comes last in it. Here the order is read off the window at every press.
"""

from collections.abc import Iterator
from typing import cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QButtonGroup,
    QGridLayout,
    QLayout,
    QLayoutItem,
    QSplitter,
    QWidget,
)

_TAB = Qt.FocusPolicy.TabFocus.value
_BACKWARDS = (QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.RightToLeft)
_AROUND = 50  # px that are brought into view around what has the focus: its label and its hint


def follow(window: QWidget, *, back: bool = False) -> bool:
    """Move the focus to the next stop, around at the end; False where there is none."""
    now = QApplication.focusWidget()
    stops = list(tab_stops(window, now))
    if not stops or stops == [now]:
        return bool(stops)
    place = stops.index(now) if now in stops else (0 if back else -1)
    following = stops[(place + (-1 if back else 1)) % len(stops)]
    following.setFocus(Qt.FocusReason.BacktabFocusReason if back else Qt.FocusReason.TabFocusReason)
    show_around(following)
    return True


def tab_stops(widget: QWidget, now: QWidget | None = None) -> Iterator[QWidget]:
    """What Tab stops at inside a widget, in the order in which it is read; and `now`, where the focus is already."""
    if widget is now or _is_stop(widget):
        yield widget
    for child in _children(widget):
        if child.isVisible() and child.isEnabled():
            yield from tab_stops(child, now)


def _is_stop(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractButton) and (group := _one_of(widget)):
        chosen = next((button for button in group if button.isChecked()), None)
        return widget is chosen if chosen is not None else widget is group[0]
    return bool(widget.focusPolicy().value & _TAB) and widget.focusProxy() is None and not widget.isWindow()


def _one_of(button: QAbstractButton) -> list[QAbstractButton]:
    """The buttons of which one is chosen and arrows move among; none where it stands alone."""
    group = cast("QButtonGroup | None", button.group())
    if group is not None:
        return list(group.buttons()) if group.exclusive() else []
    if not button.autoExclusive():
        return []
    parent = button.parentWidget()
    beside = parent.children() if parent is not None else [button]
    return [each for each in beside if isinstance(each, QAbstractButton) and each.autoExclusive()]


def show_around(widget: QWidget) -> None:
    """Scroll so that the widget can be seen, with its label and hint; also in a row of a table that is open."""
    area = widget.parentWidget()
    while area is not None and not area.isWindow():
        if isinstance(area, QAbstractScrollArea) and area.viewport().isAncestorOf(widget):
            _scroll_to(widget, area)
        area = area.parentWidget()


def _scroll_to(widget: QWidget, area: QAbstractScrollArea) -> None:
    bar, room = area.verticalScrollBar(), area.viewport().height()
    top = widget.mapTo(area.viewport(), QPoint(0, 0)).y()
    below = top + widget.height() + _AROUND - room
    bar.setValue(bar.value() + min(max(0, below), top) if top > _AROUND else bar.value() + top - _AROUND)


def _children(widget: QWidget) -> list[QWidget]:
    """Those of the layout in its order; then the others, row by row."""
    if isinstance(widget, QSplitter):
        return [cast("QWidget", widget.widget(place)) for place in range(widget.count())]
    layout = widget.layout()
    laid_out = list(dict.fromkeys(_laid_out(layout))) if layout is not None else []
    others = [
        child
        for child in widget.children()
        if isinstance(child, QWidget) and not child.isWindow() and child not in laid_out
    ]
    return [*laid_out, *sorted(others, key=lambda child: (child.y(), child.x()))]


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """Widgets of a layout and of those inside it."""
    for item in _in_order(layout):
        if (found := item.widget()) is not None:
            yield found
        elif (inner := item.layout()) is not None:
            yield from _laid_out(inner)


def _in_order(layout: QLayout) -> list[QLayoutItem]:
    """A grid is read row by row, a box from its beginning."""
    places: list[int] = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        grid = layout
        places.sort(key=lambda place: cast("tuple[int, ...]", grid.getItemPosition(place))[:2])
    elif isinstance(layout, QBoxLayout) and layout.direction() in _BACKWARDS:
        places.reverse()
    return [cast("QLayoutItem", layout.itemAt(place)) for place in places]
