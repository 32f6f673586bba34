"""Whether focus came by keyboard: only then do buttons and tabs show it (look.md, *Type, measures, motion*)."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent

KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def came_by_keyboard(event: QFocusEvent) -> bool:
    return event.reason() in KEYBOARD
