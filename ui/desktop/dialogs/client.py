"""Adding a client by hand and changing one (P2.1, P2.3): the business register fills in what it knows."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from app.clients.views import ClientDetail
from app.core.errors import KontorError
from app.core.rights import Right
from app.core.words import LANGUAGES, _
from app.firm.views import MemberView
from integrations.contract import RegisterEntry
from ui.desktop import theme
from ui.desktop.ask import gone, shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.client_more import Around, MoreFields, look_around
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.shown import country
from ui.desktop.widgets.fields import AreaField, ComboField, Field, TextField

TYPING_PAUSE = 250  # ms after the last key before the register is asked
COUNTRIES = ("EE", "NO", "FI", "LV", "LT", "SE", "DK", "DE", "PL", "GB")


class Suggestions(QListWidget):
    """What the register knows by the typed name or code; a choice fills in the form."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "list")
        self.setAccessibleName(_("Matches in the business register"))
        self._entries: Sequence[RegisterEntry] = ()
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)
        self.hide()

    def show_entries(self, entries: Sequence[RegisterEntry]) -> None:
        self._entries = entries
        self.clear()
        for entry in entries:
            self.addItem(QListWidgetItem(f"{entry.code}   {entry.name}"))
        self.setFixedHeight(len(entries) * self.sizeHintForRow(0) + 2 * self.frameWidth() if entries else 0)
        self.setVisible(bool(entries))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the entry; without this it would save the form as well. Esc puts the list away."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            event.accept()

    def _choose(self, item: QListWidgetItem) -> None:
        entry = self._entries[self.row(item)]
        self.hide()
        self.chosen.emit(entry)


REGISTERED = frozenset({"name", "country", "registration_code"})  # what the register is asked about


class ClientDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk, detail: ClientDetail | None, around: Around) -> None:
        title = _("Edit {name}").format(name=detail.name) if detail else _("Add a client")
        super().__init__(parent, desk, title, _("Save the client") if detail else _("Add the client"))
        self._detail = detail
        self._edited = "name"  # the field that the register is asked about
        self._further: dict[str, Field] = {}
        self.client_id: int | None = detail.id if detail else None
        self._suggestions = Suggestions(self)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(TYPING_PAUSE)
        self._asking.timeout.connect(lambda: desk.start(self._ask_register()))
        self._make_fields(around.members)
        self._fill(detail)
        self.more = MoreFields(desk, around, detail)
        self._place_more()
        self._kept = self._values()
        self.watch()
        for name in ("name", "registration_code"):
            self.fields[name].changed.connect(partial(self._ask_soon, name))
        self._suggestions.chosen.connect(self._take)
        self.fields["name"].focus()

    def _make_fields(self, members: Sequence[MemberView]) -> None:
        """Names of fields are those of the client's own columns."""
        managers = [(None, _("Not set")), *((m.id, m.name) for m in members if m.status != "inactive")]
        languages = [("", _("Not set")), *LANGUAGES.items()]
        countries = [(c, country(c)) for c in COUNTRIES]
        name = TextField(_("Name"), hint=_("A name or a code is looked up in the business register."))
        self.place("name", name, 0, span=2)
        self.grid.addWidget(self._suggestions, 1, 0, 1, 2)
        pairs: list[tuple[str, Field]] = [
            ("country", ComboField(_("Country"), countries)),
            ("registration_code", TextField(_("Registration code"))),
            ("vat_number", TextField(_("VAT number"))),
            ("client_code", TextField(_("Client code"))),
            ("mark", TextField(_("Mark"), hint=_("Up to four letters; made from the name when empty."))),
            ("manager_id", ComboField(_("Client manager"), managers)),
            ("email", TextField(_("E-mail"))),
            ("phone", TextField(_("Phone"))),
            ("address", TextField(_("Address"))),
            ("language", ComboField(_("Language"), languages)),
        ]
        for place, (key, field) in enumerate(pairs):
            self.place(key, field, 2 + place // 2, place % 2)
        self.place("notes", AreaField(_("Notes"), lines=3), 7, span=2)
        if why_not := self.desk.why_not(Right.CLIENTS):
            self.fields["manager_id"].setEnabled(False)
            self.fields["manager_id"].setToolTip(why_not)

    def _place_more(self) -> None:
        """Below: who else sees it, where it belongs, what its tasks must have, the firm's own fields."""
        for place, (name, field) in enumerate(self.more.fields()):
            self._further[name] = field
            self.grid.addWidget(field, 8 + place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            field.changed.connect(self._touch)
        boxes = QHBoxLayout()
        boxes.setSpacing(theme.px(24))
        for box in self.more.duties.values():
            boxes.addWidget(box)
            box.toggled.connect(self._touch)
        boxes.addStretch(1)
        self.grid.addLayout(boxes, 8 + len(self._further), 0, 1, 2)

    def _fill(self, detail: ClientDetail | None) -> None:
        for name, field in self.fields.items():
            if detail is not None:
                field.set_value(getattr(detail, name))  # type: ignore[attr-defined] # every field here has it
            elif isinstance(field, ComboField):
                field.set_value({"country": self.desk.firm.country, "language": ""}.get(name))

    def _ask_soon(self, edited: str) -> None:
        self._edited = edited
        self._asking.start()

    async def _ask_register(self) -> None:
        """The register is a help, never a hindrance: when it cannot be reached nothing is suggested."""
        text = str(self.fields[self._edited].value()).strip()  # type: ignore[attr-defined] # a text field
        if len(text) < 3 or (self._detail and text in (self._detail.registration_code, self._detail.name)):
            self._suggestions.show_entries(())
            return
        country = str(self.fields["country"].value() or "")  # type: ignore[attr-defined]
        try:
            found = await self.desk.program.registers.search(country, text)
        except KontorError:
            found = ()
        if not gone(self) and country == str(self.fields["country"].value() or ""):  # type: ignore[attr-defined]
            self._suggestions.show_entries(found[:5])

    def _take(self, entry: RegisterEntry) -> None:
        """Fill in what the register has; what it lacks stays as it was typed."""
        known = {"name": entry.name, "registration_code": entry.code, "vat_number": entry.vat_number,
                 "address": ", ".join(part for part in (entry.address, entry.postal_code) if part)}  # fmt: skip
        for name, value in known.items():
            if value:
                self.fields[name].set_value(value)  # type: ignore[attr-defined]
        self._asking.stop()

    def _values(self) -> dict[str, Any]:
        values = {name: field.value() for name, field in self.fields.items()}  # type: ignore[attr-defined]
        return {**values, **self.more.values()}

    async def save(self) -> None:
        """Sends what the person changed and nothing else: the rest may have changed meanwhile, by an import or by
        a colleague, and a value that the form cannot show is not its to clear.
        """
        values = edited(self._kept, self._values())
        clients, actor = self.desk.program.clients, self.desk.actor
        if self._detail is None:
            self.client_id = await clients.add(actor, self._values())
        elif values:
            await clients.change(actor, self._detail.id, values)
        if self.client_id is not None and (self._detail is None or not values.keys().isdisjoint(REGISTERED)):
            self.desk.start(self._check(self.client_id))

    async def _check(self, client_id: int) -> None:
        await self.desk.program.registers.check(self.desk.actor, everyone=False, client_ids=[client_id])


def edited(kept: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ; of the firm's own fields, by id, only those that do."""
    changed = {name: value for name, value in now.items() if value != kept[name]}
    if "custom" in changed:
        changed["custom"] = {key: text for key, text in now["custom"].items() if text != kept["custom"][key]}
    return changed


async def edit_client(parent: QWidget, desk: Desk, detail: ClientDetail | None) -> int | None:
    """The client's id after saving, or None when the dialog was closed."""
    dialog = ClientDialog(parent, desk, detail, await look_around(desk))
    code = await shown(dialog)
    return dialog.client_id if code == QDialog.DialogCode.Accepted else None
