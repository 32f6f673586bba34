"""The firm's own lists: groups and custom fields of clients (P2.1), topics and task fields (P5.1, P5.2)."""

from collections.abc import Coroutine, Sequence
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.clients.custom import KINDS
from app.clients.views import FieldView, GroupView
from app.core.events import ClientsChanged, TasksChanged, WorkListsChanged
from app.core.words import _, ngettext
from ui.desktop.ask import Answer, ask
from ui.desktop.desk import Desk
from ui.desktop.dialogs.name import ask_name
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.pages.settings_list_card import Tool, list_card, list_row
from ui.desktop.pages.settings_work_lists import WorkCards
from ui.desktop.widgets.cards import Card


class ListsTab(PaneTab):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, edge=20)
        self._work = WorkCards(desk, self)
        self._shown: tuple[object, ...] = ()
        for kind in (ClientsChanged, WorkListsChanged, TasksChanged):
            desk.program.events.subscribe(kind, lambda _event: self._read_when_seen())
        self._stale = False
        desk.start(self._read())

    def _read_when_seen(self) -> None:
        self._stale = not self.isVisible()
        if not self._stale:
            self._desk.start(self._read())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self._desk.start(self._read())

    async def _read(self) -> None:
        """Only what differs is shown anew: whoever works here by keyboard stays where they are."""
        queries = self._desk.program.client_queries
        groups, fields = await queries.groups(), await queries.fields()
        await self._desk.program.whole()
        tasks = self._desk.program.tasks
        topics, task_fields = await tasks.topics(), await tasks.task_fields()
        if (read := (self._desk.actor, groups, fields, topics, task_fields)) == self._shown:
            return
        self._shown = read
        self.clear()
        for card in (
            self._groups(groups),
            self._fields(fields),
            self._work.topics(topics),
            self._work.fields(task_fields),
        ):
            self.add(card)

    # --- groups ---------------------------------------------------------------------------------------

    def _groups(self, groups: Sequence[GroupView]) -> Card:
        rows = [self._group_row(group) for group in groups]
        empty = _("No groups yet. Tick clients in the list and put them into a group.")
        return list_card(self._desk, _("Groups of clients"), "", lambda: None, rows, empty=empty)

    def _group_row(self, group: GroupView) -> QWidget:
        count = ngettext("{n} client", "{n} clients", group.clients).format(n=group.clients)
        tools: list[Tool] = [
            (
                "pencil-simple",
                _("Rename {name}").format(name=group.name),
                lambda: self._desk.start(self._rename(group)),
            ),
            (
                "trash",
                _("Remove {name}").format(name=group.name),
                lambda: self._desk.start(self._remove_group(group)),
            ),
        ]
        return list_row(self._desk, group.name, [count], tools)

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
        add = lambda: self._desk.start(self._add_field())  # noqa: E731 - beside what it is for
        return list_card(self._desk, _("Custom fields of clients"), _("Add field"), add, rows, empty=empty)

    def _field_row(self, field: FieldView) -> QWidget:
        again = _("Use {name} again") if field.archived else _("Archive {name}")
        tools: list[Tool] = [
            (
                "arrow-counter-clockwise" if field.archived else "archive",
                again.format(name=field.name),
                lambda: self._desk.start(self._archive(field)),
            )
        ]
        if not field.used:
            tools.append(
                (
                    "trash",
                    _("Remove {name}").format(name=field.name),
                    lambda: self._desk.start(self._remove_field(field)),
                )
            )
        about = [_(KINDS[field.kind]), _("archived") if field.archived else ""]
        return list_row(self._desk, field.name, about, tools)

    async def _remove_field(self, field: FieldView) -> None:
        await self._changed(self._desk.program.clients.remove_field(self._desk.actor, field.id))

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
