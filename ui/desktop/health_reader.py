"""Reads how the integrations are whenever it may have changed: what comes together is read once."""

import asyncio
from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.core.events import ClientsChanged, ConnectionsChanged, FirmChanged, JobsChanged, SummariesChanged
from app.schedule.health import IntegrationHealth
from app.schedule.views import JobRunView, JobState
from ui.desktop.ask import gone
from ui.desktop.desk import Desk

CALM = 0.2  # seconds in which changes that come together are read once
KINDS = (ClientsChanged, ConnectionsChanged, FirmChanged, JobsChanged, SummariesChanged)
Show = Callable[[Sequence[IntegrationHealth], Sequence[JobState], Sequence[JobRunView]], None]


class HealthReader:
    """`show` takes integrations, jobs, and their newest runs. Lives as long as the window; `of` is who shows it and
    reads only while it is seen.
    """

    def __init__(self, desk: Desk, of: QWidget, show: Show, *, runs: int = 0) -> None:
        """`runs`: how many of the newest are wanted."""
        self._desk, self._of, self._show, self._runs = desk, of, show, runs
        self._stale = self._reading = False
        for kind in KINDS:
            desk.program.events.subscribe(kind, lambda _event: self.changed())

    def changed(self) -> None:
        """Something is different; what nobody looks at is read when it is looked at."""
        if not gone(self._of) and self._of.isVisible():
            self.read()

    def read(self) -> None:
        """What changes during a read is read once more after it."""
        self._stale = True
        if not self._reading:
            self._reading = True
            self._desk.start(self._read())

    async def _read(self) -> None:
        try:
            while self._stale:
                self._stale = False
                await self._read_once()
                await asyncio.sleep(CALM)
        finally:
            self._reading = False

    async def _read_once(self) -> None:
        program = self._desk.program
        await program.whole()
        found = await program.health.all(self._desk.actor)
        states = await program.scheduler.states()
        actor, most = self._desk.actor, self._runs
        runs = await program.scheduler.history(actor, limit=most) if most else ()
        if not gone(self._of):
            self._show(found, states, runs)
