"""Reads the client list whenever something changes, one read at a time however many changes come."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from app.clients.first_look import FirstLook
from app.clients.views import ClientRow
from app.core.rights import Right
from ui.desktop import shown
from ui.desktop.desk import Desk
from ui.desktop.pages.client_filters import ClientFilters, RunChoice

if TYPE_CHECKING:
    from app.importing.runs import RunView

RUNS = 12  # newest imports to choose from in the filter


class ClientReader:
    """`show` takes the rows; by then the filters have their choices. `look` saves the first read."""

    def __init__(
        self,
        desk: Desk,
        filters: ClientFilters,
        show: Callable[[Sequence[ClientRow]], None],
        look: FirstLook | None = None,
    ) -> None:
        self._desk, self._filters, self._show = desk, filters, show
        self._look = look
        self._stale = self._reading = False
        self._wanted_run: int | None = None
        filters.run.set_reason(desk.why_not(Right.INTEGRATIONS))
        filters.run_wanted.connect(lambda run: desk.start(self._filter_run(run)))

    def refresh(self) -> None:
        """What changes during a read is read once more after it."""
        self._stale = True
        if not self._reading:
            self._reading = True
            self._desk.start(self._read())

    def show_run(self, run: int) -> None:
        """Read anew, then show the clients of that import alone, however old it is."""
        self._wanted_run = run
        self.refresh()

    async def _read(self) -> None:
        try:
            while self._stale:
                self._stale = False
                await self._read_once()
        finally:
            self._reading = False

    async def _read_once(self) -> None:
        rows = await self._rows()
        runs = await self._runs()
        wanted, self._wanted_run = self._wanted_run, None
        kept = {wanted, *self._filters.run.value()}
        choices = [run for place, run in enumerate(runs) if place < RUNS or run.id in kept]
        self._filters.show_choices(rows, [self._run_choice(run) for run in choices])
        self._show(rows)
        if wanted is not None:
            self._filters.run.choose((wanted,))

    async def _rows(self) -> Sequence[ClientRow]:
        look, self._look = self._look, None
        if look is not None and self._desk.actor.may(Right.CLIENTS):
            still_true = await asyncio.to_thread(look.still_true)
            look.close()
            if still_true:
                return look.clients
        return await self._desk.program.client_queries.rows(self._desk.actor)

    async def _runs(self) -> Sequence["RunView"]:
        if self._desk.why_not(Right.INTEGRATIONS):
            return ()
        await self._desk.program.whole()
        return await self._desk.program.imports.runs(self._desk.actor)

    def _run_choice(self, run: "RunView") -> RunChoice:
        when = shown.day_and_time(run.confirmed_at, self._desk.firm.time_zone)
        return RunChoice(run.id, f"{shown.program(run.source)}, {when}")

    async def _filter_run(self, run: int | None) -> None:
        if run is None:
            self._filters.filter_run(None)
            return
        rows = await self._desk.program.client_queries.rows(self._desk.actor, run_id=run)
        if run in self._filters.run.value():  # another may have been chosen meanwhile
            self._filters.filter_run([row.id for row in rows])
