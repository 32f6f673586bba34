"""Reads the task list whenever something changes, one read at a time however many changes come.

A few tasks that changed are read alone: at 100,000 a box that is ticked must not cost a read of them all.
"""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QObject, QTimer

from app.core.clock import day_in
from app.core.errors import NotFound, Refused
from app.core.events import TasksChanged
from app.work.views import TaskRow
from ui.desktop.desk import Desk

WATCH = 30_000  # ms between two looks at the calendar: at midnight what was due is overdue
FEW = 100
Show = Callable[[Sequence[TaskRow], Sequence[TaskRow] | None], None]


class TaskReader(QObject):
    """`show` takes all rows, and those that are other than before where no more than these are.

    `today` is the day of the last read, in the firm's zone.
    """

    def __init__(self, desk: Desk, show: Show, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._show = desk, show
        self._stale = self._reading = False
        self._changed: set[int] = set()
        self._rows: Sequence[TaskRow] | None = None
        self._places: dict[int, int] = {}
        self.today = self._day()
        self._midnight = QTimer(self)
        self._midnight.setInterval(WATCH)
        self._midnight.timeout.connect(self._look_at_the_day)
        self._midnight.start()

    def refresh(self) -> None:
        """Everything. What changes during a read is read once more after it."""
        self._stale = True
        self._begin()

    def follow(self, event: TasksChanged) -> None:
        if event.ids is None or len(event.ids) > FEW:
            self.refresh()
        else:
            self._changed |= event.ids
            self._begin()

    def _begin(self) -> None:
        if not self._reading:
            self._reading = True
            self._desk.start(self._read())

    async def _read(self) -> None:
        try:
            await self._desk.program.whole()
            while self._stale or self._changed:
                if self._stale or not await self._read_few():
                    await self._read_all()
        finally:
            self._reading = False

    async def _read_all(self) -> None:
        self._stale = False
        self._changed.clear()
        today = self._day()
        self._rows = await self._desk.program.task_queries.rows(self._desk.actor, scope="all")
        self._places = {row.id: place for place, row in enumerate(self._rows)}
        self.today = today
        self._show(self._rows, None)

    async def _read_few(self) -> bool:
        """False where it takes them all: a task is new, gone, or no longer the member's; another day began."""
        ids, self._changed = sorted(self._changed), set()
        if self._rows is None or self._day() != self.today or not self._places.keys() >= set(ids):
            return False
        try:
            details = await self._desk.program.task_queries.details(self._desk.actor, ids)
        except (NotFound, Refused):
            return False
        rows = list(self._rows)
        for detail in details:
            rows[self._places[detail.row.id]] = detail.row
        self._rows = tuple(rows)
        self._show(self._rows, [detail.row for detail in details])
        return True

    def _look_at_the_day(self) -> None:
        if self._day() != self.today:
            self.refresh()

    def _day(self) -> date:
        return day_in(self._desk.firm.time_zone, self._desk.program.clock.now())
