"""A new custom field of clients (P2.1). Its kind stays as it was made: values of one kind are not of another."""

from PySide6.QtWidgets import QWidget

from app.clients.custom import KINDS
from app.core.words import _
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.widgets.fields import AreaField, ComboField, TextField


class ClientFieldDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent, desk, _("Add a field"), _("Add the field"), 480)
        self.name = TextField(_("Name"))
        self.kind = ComboField(_("Kind"), [(key, _(words)) for key, words in KINDS.items()])
        self.kind.set_value("text")
        self.choices = AreaField(_("Choices"), hint=_("One a line."), lines=5)
        for row, (name, field) in enumerate(
            {"name": self.name, "kind": self.kind, "choices": self.choices}.items()
        ):
            self.place(name, field, row, span=2)
        self.watch()
        self.kind.changed.connect(self._fit)
        self._fit()
        self.name.focus()

    def _fit(self) -> None:
        self.choices.setVisible(self.kind.value() == "choice")
        if self.isVisible():
            self.fit_height()

    async def save(self) -> None:
        choices = [line.strip() for line in self.choices.value().splitlines() if line.strip()]
        kind = str(self.kind.value())
        add = self.desk.program.clients.add_field
        await add(self.desk.actor, self.name.value(), kind, choices if kind == "choice" else ())


async def add_field(parent: QWidget, desk: Desk) -> None:
    await shown(ClientFieldDialog(parent, desk))
