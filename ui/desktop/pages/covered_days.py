"""Covered days: which days of which client are counted, and which are owed (P6.4, look.md *Covered days*)."""

import asyncio
from collections import Counter
from collections.abc import Hashable
from datetime import date

from dateutil.relativedelta import relativedelta
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.clock import day_in
from app.core.errors import KontorError
from app.core.events import ClientsChanged, ConnectionsChanged, SummariesChanged
from app.core.rights import Right
from app.core.words import N_, _
from app.summaries.views import PlanView
from app.summaries.views import Timeline as Covered
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk, Place
from ui.desktop.pages.covered_legend import Legend
from ui.desktop.pages.covered_story import Story
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choices import Segment, Segments
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.text import Line, Link, Text
from ui.desktop.widgets.timeline import Timeline
from ui.desktop.widgets.wrapping import WrappingRow

MONTHS = 3
LOW = 560
CALM = 0.3  # seconds in which changes that come together are read once
A_MONTH = relativedelta(months=1)
RULES = {"last-work-day": N_("last work day"), "last-day": N_("last calendar day")}


class CoveredDaysPage(QWidget):
    """`covered/INTEGRATION[/CLIENT]`."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.integration = ""
        self.plan: PlanView | None = None
        self._found: Covered | None = None
        self._first = self._of_today()
        self._wanted: int | None = None
        self._reading = 0
        self._stale = False
        self._crumb = Link("", look="body")
        self._rule = Text("", "body", "muted")
        self.timeline = Timeline(self)
        self.story = Story(self)
        self._lay_out()
        self._connect()

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._pages = QStackedWidget(self)
        body = QWidget(self)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._legend = Legend()
        for part in (self.timeline, Line(), self._legend, Line(), self.story):
            column.addWidget(part)
        column.setStretch(0, 1)
        self._empty = EmptyState(
            "calendar-blank",
            _("No days are counted yet"),
            _("Say in the Data import tab what is counted, when, and into which tasks."),
        )
        self._empty.add_button(_("Open Data import"), self._open_tab, kind="primary")
        self._no_hits = EmptyState("funnel-simple", _("No client is like that"))
        self._no_hits.add_button(_("Clear filters"), self._clear_filters)
        no_clients = EmptyState(
            "buildings", _("No clients yet"), _("Add a client, or import those of your accounting program.")
        )
        for shown_alone in (body, self._empty, self._no_hits, no_clients):
            self._pages.addWidget(shown_alone)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addLayout(self._filter_row())
        page.addWidget(Line())
        page.addWidget(self._pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where a window is low for its text, rows have their place before the legend; tooltips say the same."""
        super().resizeEvent(event)
        self._legend.setVisible(self.height() >= theme.px(LOW))

    def _head(self) -> WrappingRow:
        settings = Link(_("Settings & Apps"), look="body")
        settings.followed.connect(lambda: self.desk.shell.go(Place("settings", ("apps",))))
        self._crumb.followed.connect(self._open_tab)
        crumbs = (settings, Text("›", "body", "muted"), self._crumb, Text("›", "body", "muted"))
        self.recount_button = Button(_("Recount a period"), icon="clock-counter-clockwise")
        self.run_button = Button(_("Run what is due"), icon="arrows-clockwise")
        why_not = self.desk.why_not(Right.INTEGRATIONS)
        for button in (self.recount_button, self.run_button):
            button.set_reason(why_not)
        title = Text(_("Covered days"), "title")
        buttons = (self.recount_button, self.run_button)
        head = WrappingRow.apart((*crumbs, title, self._rule), buttons, theme.px(8))
        head.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(6))
        return head

    def _filter_row(self) -> WrappingRow:
        self.finder = FindField(_("Find client"))
        self.finder.setFixedWidth(theme.px(170))
        self.states = Segments(
            [
                Segment("all", _("All")),
                Segment("covered", _("Covered"), "check-bold", "green"),
                Segment("retrying", _("Retrying"), "arrow-clockwise-bold", "amber"),
                Segment("gap", _("Gap"), "warning-octagon-fill", "red"),
                Segment("left_out", _("Left out"), "question", "grey"),
            ],
            name=_("State"),
            small=True,
        )
        self.earlier = Button(icon="caret-left", name=_("A month earlier"))
        self.later = Button(icon="caret-right", name=_("A month later"))
        self.today = Button(_("Today"))
        self._range = Text("", "medium")
        days = (self.earlier, self._range, self.later, self.today)
        row = WrappingRow.apart((self.finder, self.states), days, theme.px(8))
        row.setContentsMargins(theme.px(20), 0, theme.px(20), theme.px(12))
        return row

    def _connect(self) -> None:
        events = self.desk.program.events
        for kind in (SummariesChanged, ClientsChanged, ConnectionsChanged):
            events.subscribe(kind, lambda _event: self.refresh_soon())
        self.finder.textChanged.connect(lambda _text: self._show_lines())
        self.finder.left_down.connect(self.timeline.setFocus)
        self.states.chosen.connect(lambda _key: self._show_lines())
        self.earlier.clicked.connect(lambda: self._turn(self._first - A_MONTH))
        self.later.clicked.connect(lambda: self._turn(self._first + A_MONTH))
        self.today.clicked.connect(lambda: self._turn(self._of_today()))
        self.timeline.current_changed.connect(self._tell_story)
        self.timeline.opened.connect(self._open_current)
        self.run_button.clicked.connect(self._run)
        self.recount_button.clicked.connect(lambda: self.desk.start(self._recount()))

    def regions(self) -> tuple[QWidget, ...]:
        return (self.finder, self.timeline, self.story)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/":
            self.finder.focus_from_key()
        elif event.key() == Qt.Key.Key_Escape and self.finder.text():
            self.finder.clear()
        else:
            super().keyPressEvent(event)

    # --- what is shown ----------------------------------------------------------------------------

    def show_place(self, path: tuple[str, ...]) -> None:
        if path and path[0] != self.integration:
            self.integration = path[0]
            self._crumb.setText(shown.program(self.integration))
        if len(path) > 1 and path[1].isdigit():
            self._wanted = int(path[1])
            self._clear_filters()
        self.refresh()
        self.timeline.setFocus()

    def refresh(self) -> None:
        if self.integration:
            self.desk.start(self._read())

    def refresh_soon(self) -> None:
        """What comes together is read once: a run tells of each of its clients. Unseen, it is read when it is seen."""
        if self.isVisible() and not self._stale:
            self._stale = True
            self.desk.start(self._refresh_soon())

    async def _refresh_soon(self) -> None:
        await asyncio.sleep(CALM)
        self._stale = False
        if not gone(self):
            self.refresh()

    async def _read(self) -> None:
        """The newest read wins: months may be turned faster than they are read."""
        self._reading += 1
        mine = self._reading
        summaries, actor = self.desk.program.summaries, self.desk.actor
        plan = await summaries.plan(self.integration)
        last = self._first + relativedelta(months=MONTHS, days=-1)
        found = await summaries.timeline(actor, self.integration, self._first, last)
        if gone(self) or mine != self._reading:
            return
        self.plan, self._found = plan, found
        self._range.setText(f"{self._first:%d.%m.} – {last:%d.%m.%Y}")
        self._rule.setText(_("Rule: {rule}").format(rule=rule_words(plan.day)) if plan.day else "")
        self._show_lines()
        if self._wanted is not None:
            self.timeline.set_current(self._wanted)
            self._wanted = None

    def _show_lines(self) -> None:
        """What was read last, as far as the filters let it through."""
        found, plan = self._found, self.plan
        if found is None or plan is None:
            return
        state, text = self.states.value(), self.finder.text().strip().casefold()
        fitting = [line for line in found.clients if text in line.client.casefold()]
        states = Counter[Hashable](line.state for line in fitting)
        self.states.set_counts({**states, "all": len(fitting)})
        lines = [line for line in fitting if state in {"all", line.state}]
        self.timeline.show_lines(lines, found.first_day, found.last_day, found.today)
        begun = plan.on or any(line.bars for line in found.clients)
        page = 1 if not begun else 3 if not found.clients else 0 if lines else 2
        self._pages.setCurrentIndex(page)

    def _clear_filters(self) -> None:
        self.finder.clear()
        self.states.choose("all")
        self._show_lines()
        self.timeline.setFocus()

    def _tell_story(self) -> None:
        self.story.show_bar(self.timeline.current_line(), self.timeline.current_bar())

    def _turn(self, first: date) -> None:
        self._first = first
        self.refresh()

    def _of_today(self) -> date:
        """From the month before the last: what was just run stands in the middle."""
        today = day_in(self.desk.firm.time_zone, self.desk.program.clock.now())
        first: date = today.replace(day=1) - A_MONTH - A_MONTH
        return first

    # --- what is done -----------------------------------------------------------------------------

    def _open_tab(self) -> None:
        self.desk.shell.go(Place("settings", (self.integration, "counts")))

    def _open_current(self) -> None:
        line, bar = self.timeline.current_line(), self.timeline.current_bar()
        if bar is not None and bar.task_id is not None:
            self.desk.shell.go(Place("tasks", (str(bar.task_id),)))
        elif line is not None:
            self.desk.shell.go(Place("clients", (str(line.client_id),)))

    def _run(self) -> None:
        """Everything that is due, retries included; the timeline follows by itself."""
        self.run_button.set_busy(busy=True)
        self.desk.start(self._run_due())

    async def _run_due(self) -> None:
        try:
            ran = await self.desk.program.scheduler.run_due(f"counts/{self.integration}")
        finally:
            if not gone(self):
                self.run_button.set_busy(busy=False)
        words = " ".join(run.text for run in ran if run.text)
        self.desk.shell.toast(words or _("Nothing is due now."))

    async def try_now(self, client_id: int) -> None:
        """One client's owed periods, without waiting for the next try."""
        summaries, actor = self.desk.program.summaries, self.desk.actor
        try:
            report = await summaries.try_now(actor, self.integration, client_id)
        except KontorError as fault:
            self.desk.shell.tell(fault)
            return
        if report.failed:
            failed = report.failed[0]
            self.desk.shell.toast(f"{failed.client}: {failed.reason_words}", in_vain=True)
        elif report.counted:
            self.desk.shell.toast(_("Counted."))

    async def _recount(self) -> None:
        from ui.desktop.dialogs.recount import open_recount

        line, bar = self.timeline.current_line(), self.timeline.current_bar()
        await open_recount(self.desk, self.integration, line, bar, self.window())


def rule_words(rule: str) -> str:
    """The rule of the data import day, in words."""
    if rule in RULES:
        return _(RULES[rule])
    return _("day {day} of the following month").format(day=rule)
