"""The lower half of the client's form: groups, members, parent client, duties, the firm's own fields (P2.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter

from app.clients.views import ClientDetail, ClientRow, FieldView, GroupView
from app.core.errors import WrongUsage
from app.core.rights import Right
from app.core.words import _
from app.firm.views import MemberView
from ui.desktop.desk import Desk
from ui.desktop.dialogs.several import SeveralField
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.fields import ComboField, Field, TextField


@dataclass(frozen=True, slots=True)
class Around:
    """What the form chooses from."""

    members: Sequence[MemberView]
    groups: Sequence[GroupView]
    fields: Sequence[FieldView]
    clients: Sequence[ClientRow]


async def look_around(desk: Desk) -> Around:
    queries = desk.program.client_queries
    return Around(
        await desk.program.firm.members(),
        await queries.groups(),
        tuple(field for field in await queries.fields() if not field.archived),
        await queries.rows(desk.actor),
    )


class ParentField(TextField):
    """A client by name: what is typed is completed from the list."""

    def __init__(self, clients: Sequence[ClientRow], detail: ClientDetail | None) -> None:
        super().__init__(_("Parent client"), hint=_("A part of the name is enough to find it."))
        own_id = detail.id if detail else None
        self._kept = (detail.parent.casefold(), detail.parent_id) if detail else ("", None)
        self._by_name = {row.name.casefold(): row.id for row in clients if row.id != own_id}
        completer = QCompleter([row.name for row in clients if row.id != own_id], self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.input.setCompleter(completer)

    def client_id(self) -> int | None:
        """Raises `WrongUsage` for a name that no client has."""
        typed = self.value().casefold()
        if typed == self._kept[0]:
            return self._kept[1]  # two clients may have one name
        if typed and typed not in self._by_name:
            raise WrongUsage(
                "unknown_client",
                _("No client is called {name}.").format(name=self.value()),
                _("Choose a parent client from the list, or leave the field empty."),
            )
        return self._by_name.get(typed)


class MoreFields:
    """`fields` in the order of the form; `fill` and `values` speak of the client's own names."""

    def __init__(self, desk: Desk, around: Around, detail: ClientDetail | None) -> None:
        groups = [(group.name, group.name) for group in around.groups]
        members = [(m.id, m.name) for m in around.members if m.status != "inactive"]
        self.groups = SeveralField(_("Groups"), groups, new=_("New group"), start=desk.start)
        self.members = SeveralField(
            _("Further members"), members, hint=_("See the client beside its manager.")
        )
        self.parent = ParentField(around.clients, detail)
        self.duties = {
            "time_mandatory": CheckBox(_("Time is mandatory")),
            "topic_mandatory": CheckBox(_("Topic is mandatory")),
        }
        self.custom = {field.id: _field_for(field) for field in around.fields}
        why_not = desk.why_not(Right.CLIENTS)
        for field in (self.members, self.parent):
            field.setEnabled(not why_not)
            field.setToolTip(why_not)
        if detail is not None:
            self._fill(detail)

    def _fill(self, detail: ClientDetail) -> None:
        self.groups.set_value(detail.groups)
        self.members.set_value(detail.member_ids)
        self.parent.set_value(detail.parent)
        self.duties["time_mandatory"].setChecked(detail.time_mandatory)
        self.duties["topic_mandatory"].setChecked(detail.topic_mandatory)
        for value in detail.custom:
            if value.field_id in self.custom:
                _put(self.custom[value.field_id], value.value)

    def fields(self) -> list[tuple[str, Field]]:
        named: list[tuple[str, Field]] = [
            ("groups", self.groups),
            ("members", self.members),
            ("parent", self.parent),
        ]
        return [*named, *((f"custom.{key}", field) for key, field in self.custom.items())]

    def values(self) -> Mapping[str, Any]:
        """Raises `WrongUsage`."""
        return {
            "groups": self.groups.value(),
            "members": self.members.value(),
            "parent_id": self.parent.client_id(),
            **{name: box.isChecked() for name, box in self.duties.items()},
            "custom": {key: _text(field) for key, field in self.custom.items()},
        }


def _field_for(field: FieldView) -> Field:
    if field.kind == "yes_no":
        return ComboField(field.name, [("", _("Not set")), ("yes", _("Yes")), ("no", _("No"))])
    if field.kind == "choice":
        return ComboField(field.name, [("", _("Not set")), *((c, c) for c in field.choices)])
    return DateField(field.name) if field.kind == "date" else TextField(field.name)


def _put(field: Field, kept: str) -> None:
    if isinstance(field, DateField):
        field.set_value(date.fromisoformat(kept))
    elif isinstance(field, (TextField, ComboField)):
        field.set_value(kept)


def _text(field: Field) -> str:
    """As the person has it: what is no date is refused by the service, with its own words."""
    if isinstance(field, DateField):
        day = field.value()
        return day.isoformat() if day else field.input.text()
    return str(field.value()) if isinstance(field, (TextField, ComboField)) else ""
