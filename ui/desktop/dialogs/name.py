"""Asks for one line of text: a filter's name, a group's name."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.ask import shown
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.fields import TextField
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.text import Text


class NameDialog(TabsAsSeen, QDialog):
    def __init__(self, parent: QWidget, title: str, label: str, save: str, text: str = "") -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.field = TextField(label, text=text)
        self.save = Button(save, kind="primary")
        cancel = Button(_("Cancel"), kind="neutral")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(24),) * 4)
        column.setSpacing(theme.px(12))
        column.addWidget(Text(title, "section"))
        column.addWidget(self.field)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.save)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(400))
        self.save.setDefault(True)
        self.save.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        self.field.changed.connect(self._check)
        self._check()
        self.field.focus()

    def _check(self) -> None:
        self.save.set_reason("" if self.field.value().strip() else _("Enter a name first."))


async def ask_name(parent: QWidget, title: str, label: str, save: str, text: str = "") -> str:
    """The line without outer spaces; "" when the dialog was closed."""
    dialog = NameDialog(parent, title, label, save, text)
    accepted = await shown(dialog)
    return dialog.field.value().strip() if accepted else ""
