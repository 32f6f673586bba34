"""One life of the program on the screen: load, find the firm, show it, and end cleanly."""

import asyncio
from typing import TYPE_CHECKING

from app.core.paths import Home
from ui.desktop.tasks import Tasks

if TYPE_CHECKING:
    from app.container import Container
    from ui.desktop.shell import Shell
    from ui.desktop.start import Options


class Session:
    """`run` returns when the window is closed for good; True where the demo is to open next."""

    def __init__(self, shell: "Shell", home: Home, options: "Options") -> None:
        self._shell = shell
        self._home = home
        self._settings = shell.settings
        self._options = options
        self._tasks = Tasks(shell.tell)
        self._leave = asyncio.Event()
        self._program: Container | None = None
        self.demo_wanted = False  # chosen in the first-start wizard: the next life is the demo's

    async def run(self) -> bool:
        self._shell.left.connect(self._leave.set)
        self._shell.try_again.connect(lambda: self._tasks.start(self._begin()))
        self._tasks.start(self._begin())
        await self._leave.wait()
        await self._tasks.close()
        if self._program is not None:
            await self._program.close()
        return self.demo_wanted

    async def _begin(self) -> None:
        from app.core.errors import DatabaseUnusable

        try:
            self._program = await self._open()
        except DatabaseUnusable as fault:
            self._shell.show_fault(fault)
            return
        await self._show(self._program)

    async def _open(self) -> "Container":
        await asyncio.to_thread(_load, self._home)
        if self._options.demo:
            from ui.headless.demo import open_demo

            return await open_demo(self._home)
        from app.container import open_container
        from app.core.late_vault import LateVault

        url = self._options.database or self._settings.database
        return await open_container(self._home, LateVault(self._home), database=url)

    async def _show(self, program: "Container") -> None:
        from ui.desktop.desk import Desk

        firm = await program.firm.firm()
        if firm is None:
            from ui.desktop.wizards.first_start import Way, make_firm

            made = await make_firm(self._shell, program, self._settings)
            if isinstance(made, Way):
                self.demo_wanted = made is Way.DEMO
                self._shell.close()
                return
            firm = made
        actor = await program.firm.actor()
        desk = Desk(program, actor, firm, self._settings, self._tasks, self._shell)
        self._shell.attach(desk)


def _load(home: Home) -> None:
    """What takes a third of a second to import, in a worker thread (targets.md 2.1); the log begins here."""
    import app.container
    from app.core import logs

    _ = app.container
    logs.set_up(home)
