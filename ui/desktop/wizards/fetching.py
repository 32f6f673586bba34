"""An import under way, whether or not its window is open (P3.4: the window may be closed, it goes on)."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.core.errors import KontorError
from app.core.progress import Progress
from app.core.words import _
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.runs import RunView
from ui.desktop import shown
from ui.desktop.desk import Desk


class Fetch(QObject):
    """One for each program; lives as long as the main window.

    `moved` carries a `Progress`; `ended` comes when fetching and `written` when writing is over: look at `review`,
    `run` and `fault` then. What ends while nobody watches is told by the bell.
    """

    moved = Signal(object)
    ended = Signal()
    written = Signal()

    def __init__(self, desk: Desk, integration: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._integration = desk, integration
        self._task: asyncio.Task[object] | None = None
        self._drop()
        self.writing = False
        self.run: RunView | None = None
        self.watched: Callable[[], bool] = lambda: False  # is somebody looking

    def _drop(self) -> None:
        self.review: Review | None = None
        self.choices = Choices()  # made in the review so far; they outlive its window
        self.decided = False  # whether there is any such choice
        self.fault: Exception | None = None
        self.last: Progress | None = None

    @property
    def running(self) -> bool:
        return self._task is not None and not self._task.done()

    def begin(self) -> None:
        """Fetch, unless that is under way."""
        if not self.running and not self.writing:
            self._drop()
            self._task = self._desk.tasks.start(self._fetch(), lambda _fault: None)

    def cancel(self) -> None:
        """It may take a moment to let go; what is begun meanwhile is another one."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def forget(self) -> None:
        """The review was thrown away: the next opening fetches anew."""
        if not self.writing:
            self._drop()
            self._desk.program.imports.drop(self._integration)

    def still_holds(self) -> bool:
        """False for a review made on what an undone import has taken away since."""
        waiting = self._desk.program.imports.waiting(self._desk.actor, self._integration)
        return self.writing or (self.review is not None and waiting is self.review)

    async def _fetch(self) -> None:
        review, fault = None, None
        try:
            review = await self._desk.program.imports.fetch(self._desk.actor, self._integration, self._tell)
        except Exception as error:  # noqa: BLE001 - shown in the wizard, or by the bell when it is closed
            fault = error
        if self._task is not asyncio.current_task():
            return  # cancelled at the last moment
        self.review, self.fault = review, fault
        self.ended.emit()
        if not self.watched():
            await self._tell_of_review()

    async def _tell_of_review(self) -> None:
        if self.review is not None:
            await self._desk.program.imports.announce(self.review)
        elif self.fault is not None:
            await self._tell_of_fault(self.fault)

    def _tell(self, progress: Progress) -> None:
        self.last = progress
        self.moved.emit(progress)

    # --- writing ------------------------------------------------------------------------------------------

    def confirm(self) -> None:
        """Write what was chosen, once."""
        if self.review is not None and not self.writing:
            self.writing, self.run, self.fault = True, None, None
            self._desk.start(self._confirm(self.review))

    async def _confirm(self, review: Review) -> None:
        try:
            self.run = await self._desk.program.imports.confirm(self._desk.actor, review, self.choices)
        except Exception as error:  # noqa: BLE001 - shown over the review, of which nothing is lost
            self.fault = error
        finally:
            self.writing = False
        if self.run is not None:
            self._drop()
        self.written.emit()
        if not self.watched():
            await self._tell_of_run()

    async def _tell_of_run(self) -> None:
        if self.run is not None:
            title = _("Import from {name} is done").format(name=shown.program(self._integration))
            words = _("{created} created, {updated} updated, {skipped} left out, {failed} failed.").format(
                created=self.run.created,
                updated=self.run.updated,
                skipped=self.run.skipped,
                failed=self.run.failed,
            )
            tone = "amber" if self.run.failed else "green"
            await self._desk.program.notices.add(tone, title, words, f"clients/run/{self.run.id}")
        elif self.fault is not None:
            await self._tell_of_fault(self.fault)

    async def _tell_of_fault(self, fault: Exception) -> None:
        if not isinstance(fault, KontorError):
            self._desk.shell.tell(fault)
            return
        title = _("Import from {name} did not come about").format(name=shown.program(self._integration))
        words = f"{fault.message} {fault.hint}"
        await self._desk.program.notices.add("red", title, words, f"settings/{self._integration}/import")
