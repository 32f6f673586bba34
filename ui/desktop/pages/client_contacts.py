"""Contacts in a client's overview: who they are, with their menu to edit and remove (P2.1)."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.clients.views import ClientDetail, ContactView
from app.core.words import _
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.text import SectionHeader, Text


class Contacts(QWidget):
    def __init__(self, desk: Desk, detail: ClientDetail) -> None:
        super().__init__()
        self._desk, self._detail = desk, detail
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(SectionHeader(_("Contacts"), link=_("Add contact"), follow=lambda: self._edit(None)))
        for contact in detail.contacts:
            column.addLayout(self._row(contact))
        if not detail.contacts:
            column.addWidget(Text(_("Nobody yet."), "body", "muted"))

    def _row(self, contact: ContactView) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        name = f"{contact.name} · {contact.role}" if contact.role else contact.name
        words.addWidget(Text(name, "medium", wrap=True))
        reached = " · ".join(text for text in (contact.email, contact.phone) if text)
        if reached:
            words.addWidget(Text(reached, "body", "text2", wrap=True, selectable=True))
        if contact.is_primary and len(self._detail.contacts) > 1:
            words.addWidget(Text(_("Primary contact"), "small", "muted"))
        more = IconButton("dots-three", _("More about {name}").format(name=contact.name))
        more.clicked.connect(lambda: self._open(more, contact))
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(more, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _open(self, button: QWidget, contact: ContactView) -> None:
        menu = QMenu(button)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Edit") + "…", lambda: self._edit(contact))
        menu.addAction(_("Remove"), lambda: self._desk.start(self._remove(contact)))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _edit(self, contact: ContactView | None) -> None:
        from ui.desktop.dialogs.contact import edit_contact

        self._desk.start(edit_contact(self._desk.shell.window(), self._desk, self._detail.id, contact))

    async def _remove(self, contact: ContactView) -> None:
        desk, client_id = self._desk, self._detail.id
        await desk.program.clients.remove_contact(desk.actor, contact.id)
        values = {name: getattr(contact, name) for name in ("name", "email", "phone", "role", "is_primary")}
        desk.shell.toast(
            _("{name} is no longer a contact.").format(name=contact.name),
            lambda: desk.start(desk.program.clients.add_contact(desk.actor, client_id, values)),
        )
