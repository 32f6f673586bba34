"""Asking the business register about clients: progress in a row below the list, with a way to stop (P2.2)."""

import asyncio
from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.words import _
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.widgets.progress import ProgressRow


class Checking(QWidget):
    """Hidden while nothing is asked. What was asked before it was stopped is not kept with the clients."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: asyncio.Task[object] | None = None
        self.row: ProgressRow | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(20), theme.px(8), theme.px(20), theme.px(8))
        self.hide()

    def begin(self, ids: Sequence[int] | None) -> None:
        """These clients, or (None) everybody. One check at a time."""
        if self._task is not None and not self._task.done():
            self._desk.shell.toast(_("The register is being asked already."))
            return
        self.row = ProgressRow(_("Asking the business register"))
        self._column.addWidget(self.row)
        self.show()
        self._task = self._desk.tasks.start(self._check(ids), self._desk.shell.tell)
        self._task.add_done_callback(lambda _task: self._ended())
        self.row.cancelled.connect(self._task.cancel)

    async def _check(self, ids: Sequence[int] | None) -> None:
        registers, actor = self._desk.program.registers, self._desk.actor
        result = await registers.check(actor, everyone=ids is None, client_ids=ids, tell=self._tell)
        words = _("{n} checked: {found} found, {missing} not in register, {unreachable} not reached.")
        self._desk.shell.toast(
            words.format(
                n=result.checked, found=result.found, missing=result.not_found, unreachable=result.unreachable
            )
        )

    def _tell(self, progress: Progress) -> None:
        if self.row is not None:
            of = _("{done} of {total}").format(done=progress.done, total=progress.total)
            part = progress.done / progress.total if progress.total else None
            self.row.set_progress(of if progress.total else str(progress.done), part)

    def _ended(self) -> None:
        if self.row is not None:
            self.row.deleteLater()
            self.row = None
        self.hide()
