"""The firm's own lists: groups of clients and custom fields (P2.1)."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.clients.custom import KINDS
from app.clients.views import FieldView, GroupView
from app.core.events import ClientsChanged
from app.core.rights import Right
from app.core.words import _, ngettext
from ui.desktop import theme
from ui.desktop.ask import Answer, ask
from ui.desktop.desk import Desk
from ui.desktop.dialogs.name import ask_name
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.cards import Card, CardRow
from ui.desktop.widgets.text import Text


class ListsTab(PaneTab):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, edge=20)
        desk.program.events.subscribe(ClientsChanged, lambda _event: desk.start(self._read()))
        desk.start(self._read())

    async def _read(self) -> None:
        queries = self._desk.program.client_queries
        groups, fields = await queries.groups(), await queries.fields()
        self.clear()
        self.add(self._groups(groups))
        self.add(self._fields(fields))

    def _card(
        self, title: str, add: str, follow: Callable[[], None], rows: Sequence[QWidget], empty: str
    ) -> Card:
        card = Card(title, link=add, follow=follow, padding=0)
        card.setMaximumWidth(theme.px(640))
        if why_not := self._desk.why_not(Right.SETTINGS):
            card.setToolTip(why_not)
            card.setEnabled(False)
        for row in rows:
            card.body.addWidget(row)
        if not rows:
            note = Text(empty, "body", "muted", wrap=True)
            note.setContentsMargins(*(theme.px(16),) * 4)
            card.body.addWidget(note)
        return card

    # --- groups ---------------------------------------------------------------------------------------

    def _groups(self, groups: Sequence[GroupView]) -> Card:
        rows = [self._group_row(group) for group in groups]
        empty = _("No groups yet. Tick clients in the list and put them into a group.")
        return self._card(_("Groups of clients"), "", lambda: None, rows, empty)

    def _group_row(self, group: GroupView) -> CardRow:
        count = ngettext("{n} client", "{n} clients", group.clients).format(n=group.clients)
        rename = IconButton("pencil-simple", _("Rename {name}").format(name=group.name))
        rename.clicked.connect(lambda: self._desk.start(self._rename(group)))
        remove = IconButton("trash", _("Remove {name}").format(name=group.name))
        remove.clicked.connect(lambda: self._desk.start(self._remove_group(group)))
        return CardRow(f"{group.name}  ·  {count}", end=_beside(rename, remove))

    async def _rename(self, group: GroupView) -> None:
        name = await ask_name(self.window(), _("Rename the group"), _("Name"), _("Rename"), group.name)
        if name and name != group.name:
            await self._changed(self._desk.program.clients.rename_group(self._desk.actor, group.id, name))

    async def _remove_group(self, group: GroupView) -> None:
        text = ngettext("{n} client is in it and stays.", "{n} clients are in it and stay.", group.clients)
        answers = (Answer("", _("Keep the group")), Answer("remove", _("Remove the group"), "danger"))
        title = _("Remove {name}").format(name=group.name)
        if await ask(self.window(), title, text.format(n=group.clients), answers) == "remove":
            await self._changed(self._desk.program.clients.remove_group(self._desk.actor, group.id))

    # --- custom fields ----------------------------------------------------------------------------------

    def _fields(self, fields: Sequence[FieldView]) -> Card:
        rows = [self._field_row(field) for field in fields]
        empty = _("No fields of your own yet. They stand in every client's form.")
        return self._card(
            _("Custom fields"), _("Add field"), lambda: self._desk.start(self._add_field()), rows, empty
        )

    def _field_row(self, field: FieldView) -> CardRow:
        words = f"{field.name}  ·  {_(KINDS[field.kind])}" + (
            f"  ·  {_('archived')}" if field.archived else ""
        )
        archive = IconButton(
            "arrow-counter-clockwise" if field.archived else "archive",
            (_("Use {name} again") if field.archived else _("Archive {name}")).format(name=field.name),
        )
        archive.clicked.connect(lambda: self._desk.start(self._archive(field)))
        remove = IconButton("trash", _("Remove {name}").format(name=field.name))
        remove.setVisible(not field.used)
        remove.clicked.connect(
            lambda: self._desk.start(
                self._changed(self._desk.program.clients.remove_field(self._desk.actor, field.id))
            )
        )
        return CardRow(words, end=_beside(archive, remove))

    async def _archive(self, field: FieldView) -> None:
        change = self._desk.program.clients.change_field
        await self._changed(change(self._desk.actor, field.id, {"archived": not field.archived}))

    async def _add_field(self) -> None:
        from ui.desktop.dialogs.client_field import add_field

        await add_field(self.window(), self._desk)
        await self._read()

    async def _changed(self, work: Coroutine[Any, Any, None]) -> None:
        await work
        await self._read()


def _beside(*buttons: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(4))
    for button in buttons:
        row.addWidget(button)
    return box
