"""Fetching for a review, whether or not its window is open (P3.4: the window may be closed, it goes on)."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.core.progress import Progress
from app.importing.choices import Choices
from app.importing.review import Review
from ui.desktop.desk import Desk


class Fetch(QObject):
    """One per integration and window of the program; lives as long as the main window.

    `moved` carries a `Progress`, `ended` nothing: look at `review` and `fault` then.
    """

    moved = Signal(object)
    ended = Signal()

    def __init__(self, desk: Desk, integration: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._integration = desk, integration
        self._task: asyncio.Task[object] | None = None
        self.review: Review | None = None
        self.choices = Choices()  # made in the review so far; they outlive its window
        self.fault: BaseException | None = None
        self.last: Progress | None = None
        self.watched: Callable[[], bool] = lambda: False  # is somebody looking

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    def begin(self) -> None:
        """Start, unless it is under way."""
        if not self.running:
            self.review, self.fault, self.last = None, None, None
            self.choices = Choices()
            self._task = self._desk.tasks.start(self._fetch(), lambda _fault: None)

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def forget(self) -> None:
        """The review was confirmed or thrown away: the next opening fetches anew."""
        self.review = None

    async def _fetch(self) -> None:
        imports = self._desk.program.imports
        try:
            self.review = await imports.fetch(self._desk.actor, self._integration, self._tell)
        except Exception as fault:  # noqa: BLE001 - shown in the wizard, or by the bell when it is closed
            self.fault = fault
        if not self.watched():
            await self._notify()
        self.ended.emit()

    async def _notify(self) -> None:
        if self.review is not None:
            await self._desk.program.imports.announce(self.review)
        elif self.fault is not None:
            self._desk.shell.tell(self.fault)

    def _tell(self, progress: Progress) -> None:
        self.last = progress
        self.moved.emit(progress)
