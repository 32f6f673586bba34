"""Nothing there yet: what this is, what to do, one button."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import IconLabel, Text


class EmptyState(QFrame):
    def __init__(self, icon: str, what: str, todo: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(4)
        self._column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        self._column.addWidget(IconLabel(icon, "muted", 32), 0, centre)
        self._column.addSpacing(8)
        for text, look, ink in ((what, "strong", "text"), (todo, "body", "muted")):
            if text:
                label = Text(text, look, ink, wrap=len(text) > 60)
                label.setAlignment(centre)
                self._column.addWidget(label, 0, Qt.AlignmentFlag(0) if len(text) > 60 else centre)
        self._column.addStretch(3)
        self.setAccessibleName(what)

    def add_button(
        self, text: str, act: Callable[[], None], *, kind: str = "secondary", icon: str = ""
    ) -> Button:
        button = Button(text, kind=kind, icon=icon)
        button.clicked.connect(lambda _on: act())
        last = self._column.count() - 1
        self._column.insertSpacing(last, 12)
        self._column.insertWidget(last + 1, button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button
