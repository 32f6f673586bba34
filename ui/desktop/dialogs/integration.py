"""The dialog of one integration, drawn from its manifest: overview, connection, import, log (P3.1)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.events import ConnectionsChanged
from app.core.words import _
from integrations.contract import Capability, Manifest
from ui.desktop import shown, theme
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.connection_looks import chip_of, kind_and_country
from ui.desktop.desk import Desk
from ui.desktop.dialogs.counts_tab import CountsTab
from ui.desktop.dialogs.integration_import import ImportTab
from ui.desktop.dialogs.integration_log import LogTab
from ui.desktop.dialogs.integration_tabs import ConnectionTab, OverviewTab
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.tabs import TabPages
from ui.desktop.widgets.text import IconLabel, Text
from ui.desktop.wizards.connect import open_connect
from ui.desktop.wizards.import_wizard import open_import


class IntegrationDialog(TabsAsSeen, QDialog):
    """Stays open beside the main window; reads the connection anew when it changes."""

    def __init__(self, desk: Desk, manifest: Manifest, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.desk, self.manifest = desk, manifest
        self.setWindowTitle(f"{manifest.name} – Kontor")
        room = self.screen().availableSize()
        width, height = (1200, 740) if manifest.counts is not None else (960, 656)
        self.resize(min(theme.px(width), room.width() - 20), min(theme.px(height), room.height() - 60))
        self._who = Text("", "small", "muted")
        self._fetched = Text("", "small", "muted")
        self._chip = Chip("")
        self.tabs = TabPages(edge=24, parent=self)
        self.overview = OverviewTab(self)
        self.connection = ConnectionTab(self)
        self.imports = ImportTab(self)
        self.counts = CountsTab(self) if manifest.counts is not None else None
        self.log = LogTab(self)
        for later in (self.connection, self.imports, self.log):
            later.hide()  # else they would lie over the head until they are added
        self.tabs.add("overview", _("Overview"), self.overview)
        self._added = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self.tabs, 1)
        self._unsubscribe = desk.program.events.subscribe(ConnectionsChanged, lambda _event: self.refresh())

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        edge = theme.px(24)
        head.setContentsMargins(edge, theme.px(16), edge, theme.px(8))
        head.setSpacing(theme.px(12))
        head.addWidget(IconLabel(self.manifest.icon, "accent_ink", 28))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(self.manifest.name, "section"))
        names.addWidget(self._who)
        head.addLayout(names, 1)
        head.addWidget(self._fetched)
        head.addWidget(self._chip)
        return head

    def refresh(self) -> None:
        self.desk.start(self.read())

    async def read(self) -> None:
        """Show how the connection stands now."""
        view = await self.desk.program.connections.view(self.manifest.key)
        if gone(self):
            return
        who = kind_and_country(self.manifest)
        self._who.setText(who + (" · " + _("connected as {who}").format(who=view.user) if view.user else ""))
        last = shown.day_and_time(view.last_success, self.desk.firm.time_zone)
        self._fetched.setText(_("Last success {when}").format(when=last) if last else "")
        self._chip.set_look(chip_of(view))
        self._add_tabs(active=view.active)
        for tab in (self.overview, self.connection, self.imports):
            tab.show_view(view)
        if self.counts is not None and view.active:
            await self.counts.read()
        await self.log.read()

    def _add_tabs(self, *, active: bool) -> None:
        """Tabs of what it is capable of come with activation and stay."""
        if active and not self._added:
            self._added = True
            self.tabs.add("connection", _("Connection"), self.connection)
            if Capability.CLIENTS in self.manifest.capabilities:
                self.tabs.add("import", _("Import"), self.imports)
            if self.counts is not None:
                self.tabs.add("counts", _("Data import"), self.counts)
            self.tabs.add("log", _("Log"), self.log)

    def show_tab(self, key: str) -> None:
        if key == "overview" or self._added:
            self.tabs.choose(key)

    # --- what its tabs start ------------------------------------------------------------------------------

    def connect_now(self) -> None:
        self.desk.start(self._connect_now())

    async def _connect_now(self) -> None:
        view = await self.desk.program.connections.view(self.manifest.key)
        open_connect(self.desk, self.manifest, view, self.desk.shell.window())

    def import_now(self) -> None:
        open_import(self.desk, self.manifest, self.desk.shell.window())

    def reject(self) -> None:
        """Esc and the window's own button ask where the Data import tab would lose something."""
        if self.counts is not None and self.counts.would_lose:
            self.desk.start(self._ask_to_leave())
        else:
            super().reject()

    async def _ask_to_leave(self) -> None:
        self.show_tab("counts")
        answers = (
            Answer("leave", _("Discard the changes"), "danger"),
            Answer("", _("Keep editing"), "primary"),
        )
        text = _("What you changed here is not saved yet.")
        if await ask(self, _("Close without saving"), text, answers) == "leave" and not gone(self):
            super().reject()

    def done(self, code: int) -> None:
        self._unsubscribe()
        if self.counts is not None:
            self.counts.let_go()
        self.desk.windows.pop(f"integration/{self.manifest.key}", None)
        super().done(code)
        self.deleteLater()


async def open_integration(
    parent: QWidget, desk: Desk, manifest: Manifest, what: str = "overview", rest: tuple[str, ...] = ()
) -> None:
    """`what`: a tab, "connect" or "start-import"; `("log", ("3",))` shows the summary of run 3."""
    view = await desk.program.connections.view(manifest.key)
    ready = view.active and view.state not in ("", "off")
    if what == "start-import" and ready:
        open_import(desk, manifest, parent)
        return
    if what in ("start-import", "connect"):
        if not view.active:
            await desk.program.connections.activate(desk.actor, manifest.key)
        open_connect(desk, manifest, view, parent)
        return
    key = f"integration/{manifest.key}"
    dialog = desk.windows.get(key)
    if not isinstance(dialog, IntegrationDialog):
        dialog = IntegrationDialog(desk, manifest, parent)
        desk.windows[key] = dialog
        dialog.show()
    await dialog.read()
    if gone(dialog):
        return
    dialog.show_tab(what)
    dialog.raise_()
    dialog.activateWindow()
    if what == "log" and rest and rest[0].isdigit():
        await dialog.log.open_run(int(rest[0]))
