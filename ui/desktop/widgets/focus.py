"""Where the keyboard is: whether focus came by it, for only then do buttons and tabs show it (look.md, *Type,
measures, motion*), and where Tab goes.
"""

from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def came_by_keyboard(event: QFocusEvent) -> bool:
    return event.reason() in KEYBOARD


class TabsAsSeen:
    """For windows, before the Qt class: Tab follows what is seen, see `tab_order`; and Enter presses what has the
    focus where there is no filled button that it would press.
    """

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's signature
        from ui.desktop.widgets.tab_order import follow

        return follow(cast("QWidget", self), back=not next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that nobody inside wanted. Qt's own buttons leave Enter to the default button of a dialog."""
        focus = QApplication.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and plain and isinstance(focus, QAbstractButton) and not isinstance(self, QDialog):
            focus.click()
            event.accept()
        else:
            cast("Any", super()).keyPressEvent(event)
