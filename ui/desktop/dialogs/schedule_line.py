"""Whether the monthly counts of an integration are on, and when they run next: one line of its overview (P6.1)."""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.events import ConnectionsChanged, JobsChanged, SummariesChanged
from app.core.words import _
from app.schedule.health import next_run
from app.summaries.words import MISSING, other_account
from integrations.contract import Manifest
from ui.desktop import health_words as said
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk, Place
from ui.desktop.widgets.text import IconLabel, Link, Text
from ui.desktop.widgets.wrapping import WrappingRow


class ScheduleLine(QWidget):
    """Reads by itself, and anew when the plan or a job changes."""

    def __init__(self, desk: Desk, manifest: Manifest) -> None:
        super().__init__()
        self._desk, self._key, self._name = desk, manifest.key, manifest.name
        self._icon = IconLabel("", "muted", 16)
        self.words = Text("", "body", "text2")
        self.link = Link(_("Data import"))
        self.link.followed.connect(lambda: desk.shell.go(Place("settings", (self._key, "counts"))))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self._icon)
        parts = WrappingRow(theme.px(12))
        parts.addWidget(self.words)
        parts.addWidget(self.link)
        row.addLayout(parts, 1)
        events = desk.program.events
        kinds = ConnectionsChanged, SummariesChanged, JobsChanged
        ends = [events.subscribe(kind, lambda _event: self.read()) for kind in kinds]
        self.destroyed.connect(lambda: [end() for end in ends])
        self.read()

    def read(self) -> None:
        if not gone(self):
            self._desk.start(self._read())

    async def _read(self) -> None:
        plan = await self._desk.program.summaries.plan(self._key)
        moment = next_run(await self._desk.program.scheduler.states(), self._key)
        if gone(self):
            return
        self._icon.set_icon(*(("check-bold", "green") if plan.on else ("warning-fill", "amber")))
        if plan.on:
            when = said.when(moment, self._desk.program.clock.now(), self._desk.firm.time_zone)
            words = _("The monthly counts are on. Next run {when}.").format(when=when)
            self.words.setText(words if when else _("The monthly counts are on; they wait for the sign-in."))
        elif plan.elsewhere:
            self.words.setText(" ".join(other_account(self._name)))
        else:
            what = ", ".join(_(MISSING[name]) for name in plan.missing)
            words = _("The monthly counts are off. Still missing: {what}.").format(what=what)
            self.words.setText(words if what else _("The monthly counts wait for the connection."))
        self.link.setText(_("Data import") if plan.on else _("Set up monthly counts"))
        self.link.setAccessibleName(self.link.text())
