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
from ui.desktop import notice_words
from ui.desktop.desk import Desk, Place
from ui.desktop.tray import Recent, Tray

if TYPE_CHECKING:
    from app.connections.service import ConnectionView
    from app.schedule.views import JobState, Running
    from ui.desktop.shell import Shell

RECENT = 3
AT_ONCE = 3  # notifications; more than that are told in one
CALM = 0.3  # seconds in which changes that come together are shown once


class Background(QObject):
    """Made once, when the program behind the window is loaded. `begin` starts the schedule; it ends with the tasks
    of the session.
    """

    def __init__(self, shell: "Shell", desk: Desk) -> None:
        super().__init__(shell)
        self._shell, self._desk = shell, desk
        self._told = 0  # the newest notice that was there or notified
        self._stale = False
        self._syncing = False
        self.tray = Tray(shell)
        self._connect()

    def _connect(self) -> None:
        tray, events = self.tray, self._desk.program.events
        tray.opened.connect(self._shell.come_forward)
        tray.place.connect(self._go)
        tray.sync_wanted.connect(self.sync_now)
        tray.quit_wanted.connect(self._shell.quit)
        self._shell.top.sync.clicked.connect(self._look_into)
        self._shell.sync_wanted.connect(self.sync_now)
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
        self._shell.keeps_running = self._desk.lasts and self.tray.icon is not None
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
        now, waits = program.clock.now(), program.scheduler.waits_for_network
        self._show(*standing(views, await self._owed(), self._zone, now, waits=waits))
        self.tray.show_next(next_words(await program.scheduler.states(), self._zone, now))

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
        newest = max((notice.id for notice in notices), default=0)
        if newest < self._told:
            return  # a look that began later was quicker
        fresh = [notice for notice in notices if notice.id > self._told and not notice.read]
        self._told = newest
        self._show_recent(notices[:RECENT])
        if len(fresh) > AT_ONCE:
            title = ngettext("{n} new notification", "{n} new notifications", len(fresh))
            titles = ", ".join(notice.title for notice in fresh[:AT_ONCE])
            self.tray.notify(title.format(n=len(fresh)), f"{titles} …", worst(fresh), "")
            return
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

    def _look_into(self) -> None:
        """A click on the state in the top bar: what needs attention is shown, else everything is synced."""
        if self.tray.kind == "attention":
            self._shell.go(Place("health"))
        else:
            self.sync_now()

    def sync_now(self) -> None:
        """Asked twice it is done once."""
        if not self._syncing:
            self._syncing = True
            self._desk.start(self._sync())

    async def _sync(self) -> None:
        try:
            words = await self._synced()
        finally:
            self._syncing = False
        if self._shell.isVisible() and not self._shell.isMinimized():
            self._shell.toast(words)
        else:
            self.tray.notify(_("Sync now"), words, "info", "")

    async def _synced(self) -> str:
        """All that is due, and a word with every program that was out of reach: it may be there again."""
        program, actor = self._desk.program, self._desk.actor
        for view in await program.connections.all():
            if view.active and view.state == "unreachable":
                await program.connections.test(actor, view.integration)
        ran = await program.scheduler.run_due()
        return " ".join(_sentence(run.text) for run in ran if run.text) or _("Nothing is due now.")


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?…" else f"{text}."


def worst(notices: Sequence[NoticeView]) -> str:
    """Of the tones."""
    return min((notice.tone for notice in notices), key=("red", "amber", "green", "info").index)


def next_words(states: Sequence["JobState"], zone: ZoneInfo, now: datetime) -> str:
    """The next counts; where none are planned the next of anything; "" for nothing."""
    planned = [state for state in states if state.next is not None]
    counts = [state for state in planned if state.key.startswith("counts/")]
    moments = [state.next for state in counts or planned if state.next is not None]
    if not moments:
        return ""
    at = max(now, min(moments)).astimezone(zone)
    return _("Next run {when}").format(when=f"{at:%d.%m.%Y %H:%M}")


def running_words(running: "Running") -> str:
    """As in: Fetching clients, 120 of 171."""
    progress = running.progress
    if progress is None:
        return running.title
    if progress.total is None:
        return _("{step}, {done}").format(step=progress.step, done=progress.done)
    return _("{step}, {done} of {total}").format(step=progress.step, done=progress.done, total=progress.total)


def standing(
    views: Sequence["ConnectionView"], owed: int, zone: ZoneInfo, now: datetime, *, waits: bool = False
) -> tuple[str, str]:
    """State and words for tray and top bar. `views`: the active connections; `owed`: clients tried in vain; `waits`:
    something is due that waits for a network.
    """
    asking = [view for view in views if view.state == "sign_in_again"]
    if asking:
        return "attention", f"{asking[0].name}: {asking[0].last_error_words}"
    if waits:
        return "offline", _("No network. What is due waits for it")
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
