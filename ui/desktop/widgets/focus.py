"""Where the keyboard is: whether focus came by it, for only then do buttons and tabs show it (look.md, *Type,
measures, motion*), and where Tab goes.
"""

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def came_by_keyboard(event: QFocusEvent) -> bool:
    return event.reason() in KEYBOARD


class TabsAsSeen:
    """For windows, before the Qt class: Tab follows what is seen, see `tab_order`."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's signature
        from ui.desktop.widgets.tab_order import follow

        return follow(cast("QWidget", self), back=not next)
