"""Reads the task list whenever something changes, one read at a time however many changes come."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QTimer

from app.core.clock import day_in
from app.work.views import TaskRow
from ui.desktop.desk import Desk

WATCH = 30_000  # ms between two looks at the calendar: at midnight what was due is overdue


class TaskReader(QObject):
    """`show` takes the rows. `today` is the day of the last read, in the firm's zone."""

    def __init__(self, desk: Desk, show: Callable[[Sequence[TaskRow]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._show = desk, show
        self._stale = self._reading = False
        self.today = self._day()
        self._midnight = QTimer(self)
        self._midnight.setInterval(WATCH)
        self._midnight.timeout.connect(self._look_at_the_day)
        self._midnight.start()

    def refresh(self) -> None:
        """What changes during a read is read once more after it."""
        self._stale = True
        if not self._reading:
            self._reading = True
            self._desk.start(self._read())

    async def _read(self) -> None:
        try:
            await self._desk.program.whole()
            while self._stale:
                self._stale = False
                today = self._day()
                rows = await self._desk.program.task_queries.rows(self._desk.actor, scope="all")
                self.today = today
                self._show(rows)
        finally:
            self._reading = False

    def _look_at_the_day(self) -> None:
        if self._day() != self.today:
            self.refresh()

    def _day(self) -> date:
        return day_in(self._desk.firm.time_zone, self._desk.program.clock.now())
