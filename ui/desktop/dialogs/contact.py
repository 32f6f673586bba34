"""A contact of a client (P2.1)."""

from PySide6.QtWidgets import QWidget

from app.clients.views import ContactView
from app.core.words import _
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.fields import TextField


class ContactDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk, client_id: int, contact: ContactView | None) -> None:
        title = _("Edit {name}").format(name=contact.name) if contact else _("Add a contact")
        words = _("Save the contact") if contact else _("Add the contact")
        super().__init__(parent, desk, title, words, 480)
        self._client_id, self._contact = client_id, contact
        self._texts = {
            "name": TextField(_("Name")),
            "role": TextField(_("Role")),
            "email": TextField(_("E-mail")),
            "phone": TextField(_("Phone")),
        }
        for row, (name, field) in enumerate(self._texts.items()):
            field.set_value(getattr(contact, name) if contact else "")
            self.place(name, field, row, span=2)
        self.primary = CheckBox(_("Primary contact"))
        self.primary.setChecked(contact is not None and contact.is_primary)
        self.primary.setEnabled(contact is None or not contact.is_primary)
        if not self.primary.isEnabled():
            self.primary.setToolTip(_("Make another contact the primary one instead."))
        self.primary.toggled.connect(self._touch)
        self.grid.addWidget(self.primary, len(self._texts), 0, 1, 2)
        self.watch()
        self._texts["name"].focus()

    async def save(self) -> None:
        clients, actor = self.desk.program.clients, self.desk.actor
        values = {name: field.value() for name, field in self._texts.items()}
        primary = {"is_primary": True} if self.primary.isChecked() else {}
        if self._contact is None:
            await clients.add_contact(actor, self._client_id, values | primary)
        else:
            await clients.change_contact(actor, self._contact.id, values | primary)


async def edit_contact(parent: QWidget, desk: Desk, client_id: int, contact: ContactView | None) -> None:
    await shown(ContactDialog(parent, desk, client_id, contact))
