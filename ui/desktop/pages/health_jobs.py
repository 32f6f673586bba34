"""The jobs of the schedule: how they went last, when they run next, and *Run now* (P10.1)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.rights import Right
from app.core.words import _
from app.schedule.views import JobState
from ui.desktop import health_words as said
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.text import Text

if TYPE_CHECKING:
    from app.schedule.views import Running


class JobRow:
    """The widgets of one job, in a row of the grid."""

    def __init__(self, desk: Desk, key: str, grid: QGridLayout, row: int) -> None:
        self._desk, self._key = desk, key
        self._wanted = False  # a click that has not come to its end
        self.title = Text("", "strong", wrap=True)
        self.words = Text("", "small", "text2", wrap=True)
        self.last, self.next = Text("", "body", "text2"), Text("", "body", "text2")
        self.chip = Chip("")
        self.run_button = Button(_("Run now"), small=True)
        self.run_button.clicked.connect(lambda: desk.start(self._run()))
        top, right = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignRight
        grid.addLayout(_below(self.title, self.words), row, 0)
        grid.addLayout(_below(self.last, self.chip), row, 1, top)
        grid.addWidget(self.next, row, 2, top)
        grid.addWidget(self.run_button, row, 3, top | right)

    def show_state(self, state: JobState, running: "Running | None") -> None:
        zone, last = self._desk.firm.time_zone, state.last
        at_work = running is not None and running.key == self._key
        self.title.setText(state.title)
        self.run_button.setAccessibleName(_("Run now: {job}").format(job=state.title))
        self.last.setText(shown.day_and_time(last.started_at, zone) if last else "–")
        self.chip.setVisible(last is not None or at_work)
        if last is not None:
            self.chip.set_look(said.result_of(last))
        self.words.setText(self._words(state, running if at_work else None))
        self.next.setText(said.when(state.next, self._desk.program.clock.now(), zone) or "–")
        self.run_button.set_busy(busy=at_work or self._wanted)
        nothing = _("There is nothing for it to do: what it needs is not set up, or not connected.")
        self.run_button.set_reason(
            self._desk.why_not(Right.INTEGRATIONS) or ("" if state.next is not None else nothing)
        )

    def _words(self, state: JobState, running: "Running | None") -> str:
        if running is not None:
            from ui.desktop.background import running_words

            return running_words(running)
        return state.last.text if state.last else _("It has not run yet.")

    async def _run(self) -> None:
        if self._wanted:
            return
        self._wanted = True
        self.run_button.set_busy(busy=True)
        try:
            run = await self._desk.program.scheduler.run_now(self._desk.actor, self._key)
        finally:
            self._wanted = False
            if not gone(self.run_button):
                self.run_button.set_busy(busy=False)
        self._desk.shell.toast(f"{run.title}: {run.text}")


def _below(upper: QWidget, lower: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.px(2))
    column.addWidget(upper)
    column.addWidget(lower)
    column.addStretch(1)
    return column


class JobsCard(Card):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(_("Jobs"), parent=parent)
        self._desk = desk
        self.rows: dict[str, JobRow] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(24))
        self._grid.setVerticalSpacing(theme.px(12))
        self._grid.setColumnStretch(0, 1)
        titles = (_("Job"), _("Last run"), _("Next run"))
        for column, words in enumerate(titles):
            self._grid.addWidget(Text(words, "small_strong", "muted"), 0, column)
        self.body.addLayout(self._grid)

    def show_states(self, states: Sequence[JobState]) -> None:
        running = self._desk.program.scheduler.running
        for state in states:
            if state.key not in self.rows:
                self.rows[state.key] = JobRow(self._desk, state.key, self._grid, len(self.rows) + 1)
            self.rows[state.key].show_state(state, running)
