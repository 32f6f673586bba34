"""The shell with the program behind it: palette, bell, counts and sync state, kept fresh by events."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from app.core.events import ClientsChanged, FirmChanged, Noticed, TasksChanged
from app.core.rights import Right
from app.core.words import _
from ui.desktop.desk import Desk, Place
from ui.desktop.notices import NoticeCentre

if TYPE_CHECKING:
    from ui.desktop.palette import Command, Palette
    from ui.desktop.shell import Shell


class Live:
    """Made once, when the program is loaded."""

    def __init__(self, shell: "Shell", desk: Desk) -> None:
        self._shell, self._desk = shell, desk
        self._looks = 0  # at the notices
        self._palette: Palette | None = None  # made when it is first opened
        self._notices = NoticeCentre(
            shell, lambda place: shell.go(Place.read(place)), self._mark_read, desk.program.clock.now
        )
        events = desk.program.events
        events.subscribe(ClientsChanged, lambda _event: desk.start(self.show_counts()))
        events.subscribe(TasksChanged, lambda _event: desk.start(self.show_task_count()))
        events.subscribe(Noticed, lambda _event: desk.start(self.show_notices()))
        events.subscribe(FirmChanged, lambda _event: desk.start(self.show_firm()))
        self._make_new_menu()
        self._connect()
        for work in (self.show_firm, self.show_counts, self.show_task_count, self.show_notices):
            desk.start(work())

    def _connect(self) -> None:
        top, rail = self._shell.top, self._shell.rail
        top.search_wanted.connect(self.open_palette)
        top.notices_wanted.connect(lambda: self._desk.start(self._open_notices()))
        rail.firm.clicked.connect(lambda: self._shell.go(Place("settings", ("firm",))))
        rail.member.clicked.connect(lambda: self._shell.go(Place("settings", ("members",))))
        QShortcut(QKeySequence("Ctrl+K"), self._shell).activated.connect(self.open_palette)
        QShortcut(QKeySequence("Ctrl+N"), self._shell).activated.connect(self._new_of_page)

    # --- what is shown --------------------------------------------------------------------------

    async def show_firm(self) -> None:
        firm = await self._desk.program.firm.required()
        self._desk.firm = firm
        self._desk.actor = await self._desk.program.firm.actor(self._desk.email)
        self._shell.rail.firm.show_firm(firm.name)
        self._shell.rail.member.show_member(self._desk.actor.name)

    async def show_counts(self) -> None:
        counts = await self._desk.program.client_queries.counts(self._desk.actor)
        self._shell.rail.show_count("clients", counts.active)

    async def show_task_count(self) -> None:
        """What the member at work has to do today, and should have done before."""
        await self._desk.program.whole()
        actor = self._desk.actor
        counts = await self._desk.program.task_queries.counts(actor, assignee_id=actor.member_id)
        self._shell.rail.show_count("tasks", counts.today + counts.overdue or None)

    async def show_notices(self) -> None:
        self._looks += 1
        look = self._looks
        notices = await self._desk.program.notices.recent()
        if look != self._looks:
            return  # one that began later knows more, and may have been quicker
        self._shell.top.bell.show_count(sum(not n.read for n in notices))
        if self._notices.isVisible():
            self._notices.show_notices(notices, ZoneInfo(self._desk.firm.time_zone))

    async def _open_notices(self) -> None:
        notices = await self._desk.program.notices.recent()
        bell = self._shell.top.bell
        corner = bell.mapToGlobal(QPoint(bell.width(), bell.height() + 4))
        self._notices.open_at(corner, notices, ZoneInfo(self._desk.firm.time_zone))

    def _mark_read(self, notice_id: int | None) -> None:
        ids = None if notice_id is None else (notice_id,)
        self._desk.start(self._desk.program.notices.mark_read(ids))

    # --- New and the palette ----------------------------------------------------------------------

    def _make_new_menu(self) -> None:
        menu = QMenu(self._shell)
        keys = QKeySequence("Ctrl+N").toString(QKeySequence.SequenceFormat.NativeText)
        client = menu.addAction(
            _("Client") + f"…\t{keys}", self._new_client
        )  # the key itself is the window's
        why_not = self._desk.why_not(Right.CLIENTS)
        client.setEnabled(not why_not)
        client.setToolTip(why_not)
        menu.addAction(_("Task") + "…", self._to("tasks/new"))
        menu.setToolTipsVisible(True)
        self._shell.top.new.set_menu(menu)
        self._shell.top.new.setEnabled(True)

    def _new_client(self) -> None:
        self._shell.go(Place("clients", ("new",)))

    def _new_of_page(self) -> None:
        """Ctrl+N: a task on the page of tasks, else a client."""
        self._shell.go(Place("tasks" if self._shell.settings.page == "tasks" else "clients", ("new",)))

    def open_palette(self) -> None:
        from ui.desktop.palette import Palette

        if self._palette is None:
            self._palette = Palette(self._shell, self._find, self._desk.start)
        self._palette.open_with(self._commands(), self._shell.below(self._shell.top.search))

    def _commands(self) -> Sequence["Command"]:
        from ui.desktop.shell import ROOMS

        pages = [self._going(_(room.title), room.icon, room.page) for room in ROOMS]
        return (
            *pages,
            self._going(_("Add a client"), "plus-bold", "clients/new", self._desk.why_not(Right.CLIENTS)),
            self._going(_("Add a task"), "plus-bold", "tasks/new"),
            self._going(_("Members"), "users", "settings/members", self._desk.why_not(Right.SETTINGS)),
            self._going(_("Firm settings"), "bank", "settings/firm", self._desk.why_not(Right.SETTINGS)),
            self._going(
                _("Audit log"),
                "clock-counter-clockwise",
                "settings/audit",
                self._desk.why_not(Right.SETTINGS),
            ),
            self._going(_("Appearance and language"), "palette", "settings/appearance"),
            self._going(_("Health of integrations"), "heartbeat", "health"),
            self._sync_command(),
            *self._integration_commands(),
        )

    def _integration_commands(self) -> list["Command"]:
        from integrations.registry import integrations

        why_not = self._desk.why_not(Right.INTEGRATIONS)
        made = []
        for entry in integrations():
            name, key = entry.manifest.name, entry.manifest.key
            words = _("Import clients from {name}").format(name=name)
            made.append(self._going(words, "download-simple", f"settings/{key}/start-import", why_not))
            words = _("Connection to {name}").format(name=name)
            made.append(self._going(words, "link", f"settings/{key}/connection"))
            if entry.manifest.counts is not None:
                words = _("Data import of {name}").format(name=name)
                made.append(self._going(words, "calendar-check", f"settings/{key}/counts"))
                words = _("Covered days of {name}").format(name=name)
                made.append(self._going(words, "calendar-blank", f"covered/{key}"))
        return made

    def _sync_command(self) -> "Command":
        from ui.desktop.palette import Command

        why_not = self._desk.why_not(Right.INTEGRATIONS)
        return Command(_("Sync now"), "arrows-clockwise", self._shell.sync_wanted.emit, "F5", why_not)

    def _going(self, words: str, icon: str, place: str, why_not: str = "") -> "Command":
        from ui.desktop.palette import Command

        return Command(words, icon, self._to(place), why_not=why_not)

    def _to(self, place: str) -> Callable[[], None]:
        return lambda: self._shell.go(Place.read(place))

    async def _find(self, text: str) -> Sequence["Command"]:
        from ui.desktop.palette import Command

        actor = self._desk.actor
        found = await self._desk.program.client_queries.find(actor, text, limit=8)
        await self._desk.program.whole()
        tasks = await self._desk.program.task_queries.find(actor, text, limit=6)
        return [
            *(Command(c.name, "buildings", self._to(f"clients/{c.id}"), c.registration_code) for c in found),
            *(Command(t.title, "check-square", self._to(f"tasks/{t.id}"), t.client) for t in tasks),
        ]
