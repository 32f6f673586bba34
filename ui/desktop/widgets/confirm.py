"""A small question before something that cannot be taken back. Opened with `open()`, never with `exec()`."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.text import Text


class Confirm(TabsAsSeen, QDialog):
    """`heading` says the task, `words` what happens, `verb` is on the button; `accepted` when it was pressed."""

    def __init__(
        self,
        heading: str,
        words: str,
        verb: str,
        *,
        kind: str = "danger",
        stay: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(heading)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(6)
        column.addWidget(Text(heading, "section", wrap=True))
        self.words = Text(words, "body", "text2", wrap=True)
        self.words.setMinimumWidth(360)
        column.addWidget(self.words)
        self.body = QVBoxLayout()
        column.addLayout(self.body)
        column.addSpacing(14)
        self.no = Button(stay or _("Cancel"), kind="secondary")
        self.yes = Button(verb, kind=kind)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.no)
        row.addWidget(self.yes)
        column.addLayout(row)
        self.no.clicked.connect(self.reject)
        self.yes.clicked.connect(self.accept)
        self.no.setFocus()
        self.setAccessibleName(heading)

    def ask(self, then: Callable[[], None]) -> None:
        """Show it; `then` runs when it is confirmed."""
        self.accepted.connect(then)
        self.open()
