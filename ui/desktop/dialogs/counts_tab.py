"""Data import: what is counted each month, when, and into which tasks (P6.1, look.md *Data import*)."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.events import FirmChanged, SummariesChanged, WorkListsChanged
from app.core.rights import Right
from app.core.words import _, ngettext
from app.summaries.periods import Period
from app.summaries.views import LeftOut, PlanView
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.desk import Place
from ui.desktop.dialogs.counts_form import PlanForm
from ui.desktop.dialogs.counts_mapping import MappingTable
from ui.desktop.dialogs.counts_missing import MissingList
from ui.desktop.dialogs.name import ask_name
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.calendar_strip import CalendarStrip
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import IconLabel, Line, Link, Text

if TYPE_CHECKING:
    from ui.desktop.dialogs.integration import IntegrationDialog

RUNS = 6
CALM = 0.15  # seconds without an edit before the runs are worked out anew


class CountsTab(QWidget):
    """Nothing holds before *Save*; *Cancel* goes back to what does. Members see it, and may not change it."""

    def __init__(self, dialog: "IntegrationDialog") -> None:
        super().__init__(dialog)
        self.dialog, self.desk = dialog, dialog.desk
        self._key = dialog.manifest.key
        offer = dialog.manifest.counts
        if offer is None:
            raise ValueError("an integration without counts has no such tab")
        self.plan: PlanView | None = None
        self._asked = 0
        self._reading = 0
        self._stale = self._saving = False
        self._connected = False
        self._names: tuple[LeftOut, ...] = ()
        self._periods: tuple[Period, ...] = ()
        self.missing = MissingList()
        self.form = PlanForm(self.desk.firm.time_zone)
        self.mapping = MappingTable(offer, dialog.manifest.name)
        self.strip = CalendarStrip()
        self.save_button = Button(_("Save"), kind="primary")
        self.cancel_button = Button(_("Cancel"), kind="neutral")
        self.days_link = Link(_("Covered days"))
        self._left_out = Text("", "small", "muted")
        self._show_left_out = Link(_("Show them"))
        self._faults = QVBoxLayout()
        self._may_not = self.desk.why_not(Right.INTEGRATIONS)
        self._lay_out()
        self._connect()

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        edge = theme.px(24)
        margins = (edge, theme.px(14), edge, theme.px(14))
        body = self._body = Scroll(margins=margins, spacing=theme.px(14), parent=self)
        body.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        if self._may_not:
            body.body.addWidget(Banner("info", self._may_not))
        body.body.addWidget(self.missing)
        body.body.addLayout(self._faults)
        pair = QHBoxLayout()
        pair.setSpacing(theme.px(24))
        for column in (self.form.task, self.form.schedule):
            pair.addWidget(column, 1, Qt.AlignmentFlag.AlignTop)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.px(24))
        self._columns.addLayout(pair, 10)
        self._columns.addWidget(self.mapping, 12, Qt.AlignmentFlag.AlignTop)
        body.body.addLayout(self._columns)
        body.body.addWidget(self._strip_card())
        body.body.addStretch(1)
        if (inside := body.widget()) is not None:
            inside.installEventFilter(self)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(body, 1)
        page.addWidget(Line())
        page.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        edge = theme.px(24)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, theme.px(12), edge, theme.px(12))
        foot.setSpacing(theme.px(8))
        for part in (self._left_out, self._show_left_out):
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.save_button)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What the columns need is known once their parts are laid out, and then there is no resize any more."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_columns()
        return super().eventFilter(watched, event)

    def _fit_columns(self) -> None:
        """Where the three columns have no room side by side, what is counted goes below."""
        pair = self._columns.itemAt(0)
        if pair is None:
            return
        needed = pair.minimumSize().width() + self.mapping.minimumSizeHint().width() + theme.px(72)
        narrow = self._body.viewport().width() < needed
        directions = QBoxLayout.Direction
        self._columns.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def _strip_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("plane", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.px(16),) * 2, theme.px(16), theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(Text(_("The next six runs"), "strong"))
        said = _("No day is left out or counted twice, whichever rule you choose")
        head.addWidget(Text(said, "small", "muted"))
        head.addStretch(1)
        head.addWidget(IconLabel("circle-fill", "accent_ink", 10))
        head.addWidget(Text(_("Run at 00:30"), "small", "text2"))
        head.addWidget(self.days_link)
        column.addLayout(head)
        column.addWidget(self.strip)
        return card

    def _connect(self) -> None:
        self.form.changed.connect(self._edited)
        self.form.topic_wanted.connect(lambda: self.desk.start(self._new_topic()))
        self.mapping.changed.connect(self._edited)
        self.mapping.new_wanted.connect(lambda field: self.desk.start(self._new_field(field)))
        self.missing.asked.connect(self.form.focus_on)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(lambda: self.desk.start(self.read(again=True)))
        self.days_link.followed.connect(lambda: self.desk.shell.go(Place("covered", (self._key,))))
        self._show_left_out.followed.connect(self._tell_left_out)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self, self.save_button.click)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        events = self.desk.program.events
        self._ends = [
            events.subscribe(kind, lambda _event: self.refresh())
            for kind in (SummariesChanged, WorkListsChanged, FirmChanged)
        ]

    def let_go(self) -> None:
        """The dialog is closed: what happens elsewhere is no longer told here."""
        for end in self._ends:
            end()

    # --- what holds -------------------------------------------------------------------------------

    def refresh(self) -> None:
        """What comes together is read once: a run tells of each of its clients."""
        if not self._stale:
            self._stale = True
            self.desk.start(self._refresh())

    async def _refresh(self) -> None:
        await asyncio.sleep(CALM)
        self._stale = False
        if not gone(self):
            await self.read()

    async def read(self, *, again: bool = False) -> None:
        """What was edited here stays over what holds now; `again` drops it."""
        self._reading += 1
        mine = self._reading
        program = self.desk.program
        plan = await program.summaries.plan(self._key)
        topics, fields = await program.tasks.topics(), await program.tasks.task_fields()
        members = await program.firm.members()
        left = await program.summaries.left_out(self.desk.actor, self._key)
        connection = await program.connections.view(self._key)
        if gone(self) or (mine != self._reading and not again):
            return
        self._connected = connection.active and connection.state not in {"", "off"}
        edits = {} if again else self.changes()
        mapping = edits.pop("mapping", None)
        before, self.plan = self.plan, plan
        self.form.show_choices(topics, members, plan)
        self.form.show_plan(replace(plan, **edits))
        if mapping is not None and before is not None:
            mapping = merged(before.mapping, mapping, plan.mapping, {field.id for field in fields})
        self.mapping.show_mapping(fields, plan.mapping if mapping is None else mapping)
        self._note_left_out(left)
        if again:
            self._clear_faults()
        self._edited()
        self._fit_columns()

    def changes(self) -> dict[str, Any]:
        """What differs from what holds, as `SummaryService.configure` takes it."""
        if self.plan is None:
            return {}
        now = {**self.form.values(), "mapping": self.mapping.mapping()}
        return {name: value for name, value in now.items() if value != getattr(self.plan, name)}

    def _edited(self) -> None:
        self._asked += 1
        self.desk.start(self._work_out(self._asked))
        changed = bool(self.changes())
        reason = self._may_not or ("" if changed else _("Nothing is changed."))
        self.save_button.set_reason(reason)
        self.cancel_button.set_reason("" if changed else _("Nothing is changed."))
        for part in (self.form.task, self.form.schedule, self.mapping):
            part.setEnabled(not self._may_not)
            part.setToolTip(self._may_not)
        self._show_state()

    async def _work_out(self, asked: int) -> None:
        """The next runs under what stands in the tab."""
        await asyncio.sleep(CALM)
        if gone(self) or asked != self._asked:
            return
        try:
            rule = {name: value for name, value in self.changes().items() if name in {"day", "first_day"}}
            periods = await self.desk.program.summaries.preview(self._key, RUNS, rule)
            instead = _("Choose a data import day and a first import date to see the next runs.")
        except KontorError as fault:
            periods, instead = (), " ".join(filter(None, (fault.message, fault.hint)))
        if gone(self) or asked != self._asked:
            return
        self._periods = periods
        self.strip.show_periods(periods, instead)
        self.form.show_next_title(periods[0] if periods else None, self.desk.firm.language)
        self._show_state()

    def _show_state(self) -> None:
        plan = self.plan
        if plan is None:
            return
        when = f"{self._periods[0].run_date:%d.%m.%Y} 00:30" if self._periods else ""
        lacking = self.form.missing()
        saved = not self.changes()
        self.missing.show_state(
            lacking, connected=self._connected, elsewhere=plan.elsewhere, saved=saved, next_run=when
        )
        self.missing.button.setVisible(bool(lacking) and not self._may_not)
        self.form.mark(lacking)
        tab = self.dialog.tabs.bar.tab("counts")
        tab.set_count(len(lacking) or None, warns=True)

    def _note_left_out(self, left: tuple[LeftOut, ...]) -> None:
        self._names = left
        words = ngettext("{n} client is left out.", "{n} clients are left out.", len(left)).format(
            n=len(left)
        )
        self._left_out.setText(words if left else "")
        self._show_left_out.setVisible(bool(left))

    def _tell_left_out(self) -> None:
        from ui.desktop.dialogs.left_out import LeftOutDialog

        LeftOutDialog(self.desk, self._names, self).open()

    # --- what is done -----------------------------------------------------------------------------

    @property
    def would_lose(self) -> bool:
        """Whether something stands here that is not saved."""
        return not self._saving and bool(self.changes())

    def _save(self) -> None:
        """What stands here at this moment is saved, also where the dialog is closed in the next."""
        self._clear_faults()
        self._saving = True
        self.save_button.set_busy(busy=True)
        self.desk.start(self._saved(self.changes()))

    async def _saved(self, changes: Mapping[str, Any]) -> None:
        try:
            await self.desk.program.summaries.configure(self.desk.actor, self._key, changes)
        except KontorError as fault:
            self._tell(fault)
            return
        finally:
            self._saving = False
            if not gone(self):
                self.save_button.set_busy(busy=False)
        if gone(self):
            return
        await self.read(again=True)
        on = self.plan is not None and self.plan.on
        self.desk.shell.toast(_("Saved. The schedule is on.") if on else _("Saved."))

    def _tell(self, fault: KontorError) -> None:
        """Beside what was typed; where that is closed by now, in the main window."""
        if gone(self):
            self.desk.shell.tell(fault)
        else:
            self._faults.addWidget(Banner("error", fault.message, fault.hint))

    async def _new_topic(self) -> None:
        if gone(self):
            return
        name = await ask_name(self.window(), _("Add a topic"), _("Name"), _("Add the topic"))
        if not name or gone(self):
            return
        try:
            made = await self.desk.program.tasks.add_topic(self.desk.actor, name)
        except KontorError as fault:
            self._tell(fault)
            return
        if not gone(self):
            await self.read()
        if not gone(self):
            self.form.topic.set_value(made.id)
            self.form.topic.focus()

    async def _new_field(self, field: str) -> None:
        """A Number field, and at once the one that this count fills."""
        if gone(self):
            return
        offer = self.dialog.manifest.counts
        usual = _(offer.field_name(field)) if field and offer is not None else ""
        name = await ask_name(self.window(), _("Add a Number field"), _("Name"), _("Add the field"), usual)
        if not name or gone(self):
            return
        try:
            made = await self.desk.program.tasks.add_task_field(self.desk.actor, name, "number")
        except KontorError as fault:
            self._tell(fault)
            return
        if not gone(self):
            await self.read()
        if field and not gone(self):
            self.mapping.map(field, made.id)
            self.mapping.combo(field).setFocus()

    def _clear_faults(self) -> None:
        while (item := self._faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()


def merged(
    before: Mapping[str, int], mine: Mapping[str, int], now: Mapping[str, int], known: Collection[int]
) -> dict[str, int]:
    """Choices that were made here, over those that others have saved meanwhile. A task field takes one count, and one
    that is gone takes none.
    """
    chosen = {key: mine.get(key) for key in {*before, *mine} if mine.get(key) != before.get(key)}
    taken = {field for field in chosen.values() if field in known}
    theirs = {key: field for key, field in now.items() if key not in chosen and field not in taken}
    return theirs | {key: field for key, field in chosen.items() if field is not None and field in known}
