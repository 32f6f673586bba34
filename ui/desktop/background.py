"""What goes on while nobody looks (P10): the schedule runs, the tray says how it stands, news are notified."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.events import ConnectionsChanged, FirmChanged, JobsChanged, Noticed, SummariesChanged
from app.core.words import _, ngettext
from app.firm.notices import NoticeView
from ui.desktop import notice_words, shown
from ui.desktop.desk import Desk, Place
from ui.desktop.tray import Recent, Tray

if TYPE_CHECKING:
    from app.connections.service import ConnectionView
    from app.schedule.views import Running
    from ui.desktop.shell import Shell

RECENT = 3
CALM = 0.3  # seconds in which changes that come together are shown once


class Background(QObject):
    """Made once, when the program behind the window is loaded. `begin` starts the schedule; it ends with the tasks
    of the session.
    """

    def __init__(self, shell: "Shell", desk: Desk, *, stays: bool = True) -> None:
        """`stays`: whether Kontor goes on when the window is closed; the demo does not."""
        super().__init__(shell)
        self._shell, self._desk, self._stays = shell, desk, stays
        self._told = 0  # the newest notice that was there or notified
        self._stale = False
        self.tray = Tray(shell)
        self._connect()

    def _connect(self) -> None:
        tray, events = self.tray, self._desk.program.events
        tray.opened.connect(self._shell.come_forward)
        tray.place.connect(self._go)
        tray.sync_wanted.connect(self.sync_now)
        tray.quit_wanted.connect(self._shell.quit)
        self._shell.top.sync.clicked.connect(self.sync_now)
        QShortcut(QKeySequence("F5"), self._shell).activated.connect(self.sync_now)
        for kind in (JobsChanged, ConnectionsChanged, SummariesChanged, FirmChanged):
            events.subscribe(kind, lambda _event: self.refresh())
        events.subscribe(Noticed, lambda _event: self._desk.start(self._show_news()))

    async def begin(self) -> None:
        """Notices that are there already are not told again; then the schedule runs until it is cancelled."""
        notices = await self._desk.program.notices.recent(RECENT)
        self._told = max((notice.id for notice in notices), default=0)
        self._show_recent(notices)
        self.tray.show()
        self._shell.keeps_running = self._stays and self.tray.icon is not None
        self.refresh()
        await self._desk.program.scheduler.watch()

    # --- how it stands ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """What comes together is shown once: a run tells of each of its clients."""
        if not self._stale:
            self._stale = True
            self._desk.start(self._refresh())

    async def _refresh(self) -> None:
        await asyncio.sleep(CALM)
        self._stale = False
        program = self._desk.program
        self.tray.show_firm(self._desk.firm.name)
        if (running := program.scheduler.running) is not None:
            self._show("syncing", running_words(running))
            return
        views = [view for view in await program.connections.all() if view.active]
        kind, words = standing(views, await self._owed(), self._zone, program.clock.now())
        self._show(kind, words)
        moments = [state.next for state in await program.scheduler.states() if state.next is not None]
        when = shown.day_and_time(min(moments), self._desk.firm.time_zone) if moments else ""
        self.tray.show_next(_("Next run {when}").format(when=when) if when else "")

    async def _owed(self) -> int:
        """Clients that were tried in vain."""
        summaries, actor = self._desk.program.summaries, self._desk.actor
        return len({row.client_id for row in await summaries.pending(actor) if row.tries})

    def _show(self, kind: str, words: str) -> None:
        self.tray.show_state(kind, words)
        self._shell.top.sync.show_state("synced" if kind == "idle" else kind, words)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._desk.firm.time_zone)

    # --- news -------------------------------------------------------------------------------------

    async def _show_news(self) -> None:
        notices = await self._desk.program.notices.recent()
        fresh = [notice for notice in notices if notice.id > self._told and not notice.read]
        self._told = max((notice.id for notice in notices), default=self._told)
        self._show_recent(notices[:RECENT])
        for notice in reversed(fresh):
            self.tray.notify(notice.title, notice.text, notice.tone, notice.place)

    def _show_recent(self, notices: Sequence[NoticeView]) -> None:
        today = self._desk.program.clock.now().astimezone(self._zone).date()
        recent = []
        for notice in notices:
            at = notice.at.astimezone(self._zone)
            when = f"{at:%H:%M}" if at.date() == today else f"{at:%d.%m.}"
            icon, ink, _meaning = notice_words.look(notice.tone, notice.place)
            recent.append(Recent(icon, ink, notice.title, when, notice.place))
        self.tray.show_recent(recent)

    # --- what is wanted ---------------------------------------------------------------------------

    def _go(self, place: str) -> None:
        self._shell.come_forward()
        if place:
            self._shell.go(Place.read(place))

    def sync_now(self) -> None:
        self._desk.start(self._sync())

    async def _sync(self) -> None:
        """All that is due, and a word with every program that was out of reach: it may be there again."""
        program, actor = self._desk.program, self._desk.actor
        for view in await program.connections.all():
            if view.active and view.state == "unreachable":
                await program.connections.test(actor, view.integration)
        ran = await program.scheduler.run_due()
        words = " ".join(run.text for run in ran if run.text) or _("Nothing is due now.")
        self._shell.toast(words)


def running_words(running: "Running") -> str:
    """As in: Fetching clients, 120 of 171."""
    progress = running.progress
    if progress is None:
        return running.title
    if progress.total is None:
        return _("{step}, {done}").format(step=progress.step, done=progress.done)
    return _("{step}, {done} of {total}").format(step=progress.step, done=progress.done, total=progress.total)


def standing(views: Sequence["ConnectionView"], owed: int, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """State and words for tray and top bar. `views`: the active connections; `owed`: clients tried in vain."""
    asking = [view for view in views if view.state == "sign_in_again"]
    if asking:
        return "attention", f"{asking[0].name}: {asking[0].last_error_words}"
    if owed:
        words = ngettext("{n} client could not be counted", "{n} clients could not be counted", owed)
        return "attention", words.format(n=owed)
    away = [view for view in views if view.state == "unreachable"]
    if away:
        return "offline", f"{away[0].name}: {away[0].last_error_words}"
    heard = [view.last_success for view in views if view.last_success]
    if not heard:
        return "idle", _("Nothing was synced yet")
    at = max(heard).astimezone(zone)
    when = f"{at:%H:%M}" if at.date() == now.astimezone(zone).date() else f"{at:%d.%m.%Y}"
    return "idle", _("Synced {when}").format(when=when)
