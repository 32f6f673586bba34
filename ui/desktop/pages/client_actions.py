"""What can be done with clients from the list: add, edit, and the bulk actions (P2.2, P2.4)."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.clients.views import ClientDetail, ClientRow
from app.core.rights import Right
from app.core.words import _, ngettext
from app.firm.views import MemberView
from ui.desktop.ask import Answer, ask
from ui.desktop.desk import Desk, Place
from ui.desktop.dialogs.name import ask_name
from ui.desktop.pages.checking import Checking
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.footer import TableFooter
from ui.desktop.widgets.table import TableView

Rows = Sequence[ClientRow]


class ClientActions:
    """Menus and what they do; `page` is the window's part over which dialogs open."""

    def __init__(self, desk: Desk, table: TableView, page: QWidget) -> None:
        self._desk, self._table, self._page = desk, table, page
        self.checking = Checking(desk, page)
        self._editing = False  # one form at a time, however often the key is pressed

    # --- menus ----------------------------------------------------------------------------------------

    def import_menu(self, parent: QWidget) -> QMenu:
        from integrations.contract import Capability
        from integrations.registry import integrations

        menu = QMenu(parent)
        for entry in integrations():
            if Capability.CLIENTS in entry.manifest.capabilities:
                place = Place("settings", (entry.manifest.key, "start-import"))
                words = _("From {name}").format(name=entry.manifest.name) + "…"
                menu.addAction(words, partial(self._desk.shell.go, place))
        return menu

    def more_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.setToolTipsVisible(True)
        menu.addAction(_("Export what is shown as XLSX") + "…", lambda: self._export("xlsx"))
        menu.addAction(_("Export what is shown as CSV") + "…", lambda: self._export("csv"))
        menu.addSeparator()
        check = menu.addAction(_("Check all codes in the register"), self._check_all)
        _explain(check, self._desk.why_not(Right.INTEGRATIONS))
        return menu

    def add_bulk(self, footer: TableFooter, ticked: Callable[[], Rows]) -> None:
        """The actions on ticked rows, in the footer."""
        manager = footer.add_action(_("Manager") + "…", lambda: None, icon="user")
        manager.clicked.connect(lambda: self._desk.start(self._open_managers(manager, ticked())))
        manager.set_reason(self._desk.why_not(Right.CLIENTS))
        group = footer.add_action(_("Group") + "…", lambda: None, icon="folders")
        group.clicked.connect(lambda: self._desk.start(self._open_groups(group, ticked())))
        footer.add_action(_("Check in register"), lambda: self._start_check(ticked()), icon="shield-check")
        off = footer.add_action(
            _("Deactivate"), lambda: self._desk.start(self._set_status(ticked(), active=False))
        )
        off.set_reason(self._desk.why_not(Right.CLIENTS))

    def open_bulk(self, button: Button, rows: Rows) -> None:
        """The same for one client, as a menu at its pane's button."""
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        of_theirs = self._desk.why_not(Right.CLIENTS)
        manager = menu.addAction(
            _("Manager") + "…", lambda: self._desk.start(self._open_managers(button, rows))
        )
        _explain(manager, of_theirs)
        menu.addAction(_("Group") + "…", lambda: self._desk.start(self._open_groups(button, rows)))
        menu.addAction(_("Check in register"), lambda: self._start_check(rows))
        menu.addSeparator()
        inactive = bool(rows) and all(row.status == "inactive" for row in rows)
        words = _("Activate") if inactive else _("Deactivate")
        status = menu.addAction(words, lambda: self._desk.start(self._set_status(rows, active=inactive)))
        _explain(status, of_theirs)
        delete = menu.addAction(_("Delete") + "…", lambda: self._desk.start(self._delete(rows[0])))
        _explain(delete, self._desk.why_not(Right.DELETE_CLIENT))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    # --- one client -------------------------------------------------------------------------------------

    def add(self) -> None:
        self._desk.start(self._edit(None))

    def edit(self, detail: ClientDetail) -> None:
        self._desk.start(self._edit(detail))

    async def _edit(self, shown: ClientDetail | None) -> None:
        from ui.desktop.dialogs.client import edit_client

        if self._editing:
            return
        self._editing = True
        try:
            detail = await self._as_kept(shown) if shown else None
            client_id = await edit_client(self._page.window(), self._desk, detail)
        finally:
            self._editing = False
        if client_id is not None and shown is None:
            self._desk.shell.go(Place("clients", (str(client_id),)))

    async def _as_kept(self, shown: ClientDetail) -> ClientDetail:
        """Read anew: what the pane shows may be a moment old, and saving would write the old values back."""
        return await self._desk.program.client_queries.detail(self._desk.actor, shown.id)

    async def _delete(self, row: ClientRow) -> None:
        clients = self._desk.program.clients
        goes = await clients.consequences(self._desk.actor, row.id)
        answers = (Answer("", _("Keep the client")), Answer("delete", _("Delete the client"), "danger"))
        text = "\n".join(
            [
                _("Deleting cannot be undone. Deactivating keeps everything and can be taken back."),
                *(f"– {words}" for words in goes),
                _("Type the client's name to go on: {name}").format(name=row.name),
            ]
        )
        title = _("Delete {name}").format(name=row.name)
        if await ask(self._page.window(), title, text, answers, typed=row.name) == "delete":
            await clients.delete(self._desk.actor, row.id, row.name)
            self._desk.shell.toast(_("{name} is deleted.").format(name=row.name))

    # --- many -------------------------------------------------------------------------------------------

    async def _open_managers(self, button: Button, rows: Rows) -> None:
        members = await self._desk.program.firm.members()
        menu = QMenu(button)
        for member in members:
            if member.status != "inactive":
                menu.addAction(member.name, partial(self._start_assign, rows, member))
        menu.addSeparator()
        menu.addAction(_("Nobody"), lambda: self._desk.start(self._assign(rows, None, _("Nobody"))))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _start_assign(self, rows: Rows, member: MemberView) -> None:
        self._desk.start(self._assign(rows, member.id, member.name))

    async def _assign(self, rows: Rows, member_id: int | None, name: str) -> None:
        clients, actor = self._desk.program.clients, self._desk.actor
        await clients.assign_manager(actor, [row.id for row in rows], member_id)
        words = ngettext("{name} manages {n} client.", "{name} manages {n} clients.", len(rows))
        self._desk.shell.toast(
            words.format(name=name, n=len(rows)), lambda: self._desk.start(self._assign_back(rows))
        )

    async def _assign_back(self, rows: Rows) -> None:
        """Undo: each client to the manager it had."""
        by_manager: dict[int | None, list[int]] = {}
        for row in rows:
            by_manager.setdefault(row.manager_id, []).append(row.id)
        for manager_id, ids in by_manager.items():
            await self._desk.program.clients.assign_manager(self._desk.actor, ids, manager_id)

    async def _open_groups(self, button: Button, rows: Rows) -> None:
        groups = await self._desk.program.client_queries.groups()
        menu = QMenu(button)
        for group in groups:
            self._add_group(menu, group.name, rows)
        menu.addSeparator()
        menu.addAction(_("New group") + "…", lambda: self._desk.start(self._new_group(rows)))
        menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))

    def _add_group(self, menu: QMenu, name: str, rows: Rows) -> None:
        everywhere = all(name in row.groups for row in rows)
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(everywhere)
        action.triggered.connect(lambda: self._desk.start(self._group(rows, name, into=not everywhere)))

    async def _new_group(self, rows: Rows) -> None:
        name = await ask_name(self._page.window(), _("New group"), _("Name"), _("Make the group"))
        if name:
            await self._group(rows, name, into=True)

    async def _group(self, rows: Rows, name: str, *, into: bool) -> None:
        clients, actor = self._desk.program.clients, self._desk.actor
        moved = [row.id for row in rows if (name in row.groups) is not into]
        add, remove = ((name,), ()) if into else ((), (name,))
        await clients.set_groups(actor, moved, add=add, remove=remove)
        words = (
            ngettext("{n} client is in {name}.", "{n} clients are in {name}.", len(moved))
            if into
            else ngettext("{n} client is out of {name}.", "{n} clients are out of {name}.", len(moved))
        )
        self._desk.shell.toast(
            words.format(n=len(moved), name=name),
            lambda: self._desk.start(clients.set_groups(actor, moved, add=remove, remove=add)),
        )

    async def _set_status(self, rows: Rows, *, active: bool) -> None:
        clients, actor = self._desk.program.clients, self._desk.actor
        ids = [row.id for row in rows if (row.status == "active") is not active]
        change, back = (
            (clients.activate, clients.deactivate) if active else (clients.deactivate, clients.activate)
        )
        await change(actor, ids)
        words = (
            ngettext("{n} client is active again.", "{n} clients are active again.", len(ids))
            if active
            else ngettext("{n} client is inactive now.", "{n} clients are inactive now.", len(ids))
        )
        self._desk.shell.toast(words.format(n=len(ids)), lambda: self._desk.start(back(actor, ids)))

    # --- register and export ----------------------------------------------------------------------------

    def _start_check(self, rows: Rows) -> None:
        self.checking.begin([row.id for row in rows])

    def _check_all(self) -> None:
        self.checking.begin(None)

    def _export(self, kind: str) -> None:
        chooser = QFileDialog(self._page.window(), _("Export clients"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix(kind)
        chooser.setNameFilter(f"{kind.upper()} (*.{kind})")
        chooser.selectFile(_("clients") + f".{kind}")
        chooser.fileSelected.connect(lambda file: self._desk.start(self._write(kind, file)))
        chooser.open()

    async def _write(self, kind: str, file: str) -> None:
        from ui.desktop.pages.list_export import write_table

        rows = await write_table(self._table, kind, file)
        words = ngettext("{n} client is in {file}.", "{n} clients are in {file}.", rows)
        self._desk.shell.toast(words.format(n=rows, file=file.rpartition("/")[2]))


def _explain(action: QAction, why_not: str) -> None:
    """Disabled with its reason, or not at all (P1.4)."""
    action.setEnabled(not why_not)
    action.setToolTip(why_not or action.text())
