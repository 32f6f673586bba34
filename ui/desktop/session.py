"""One life of the program on the screen: load, find the firm, show it, and end cleanly."""

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from importlib import import_module
from typing import TYPE_CHECKING

from app.core import words
from app.core.paths import Home
from app.core.settings import save as save_settings
from ui.desktop.tasks import Tasks

if TYPE_CHECKING:
    from app.clients.first_look import FirstLook
    from app.container import Container
    from ui.desktop.alone import Alone
    from ui.desktop.background import Background
    from ui.desktop.desk import Desk
    from ui.desktop.pages.client_list import ClientList
    from ui.desktop.shell import Shell
    from ui.desktop.start import Options


class Next(Enum):
    """What opens when a window has closed."""

    NOTHING = auto()
    DEMO = auto()
    THE_SAME = auto()  # drawn anew, in another language


class Session:
    """`run` returns when the window is closed for good, and says what is to open next.

    `loaded` is called when the program behind the window is there, or is known not to come.
    """

    def __init__(
        self,
        shell: "Shell",
        home: Home,
        options: "Options",
        *,
        alone: "Alone | None" = None,
        loaded: Callable[[], None] = lambda: None,
    ) -> None:
        self._shell = shell
        self._home = home
        self._settings = shell.settings
        self._options = options
        self._alone = alone
        self._loaded = loaded
        self._tasks = Tasks(shell.tell)
        self._leave = asyncio.Event()
        self._program: Container | None = None
        self._begun: ClientList | None = None
        self._next = Next.NOTHING
        self._background: Background | None = None

    async def run(self) -> Next:
        self._shell.left.connect(self._leave.set)
        self._shell.try_again.connect(lambda: self._tasks.start(self._begin()))
        self._tasks.start(self._begin())
        await self._leave.wait()
        if self._alone is not None:
            self._alone.take_off_the_bell()
        if self._background is not None:
            self._background.tray.close()
        await self._tasks.close()
        if self._begun is not None and self._begun.look is not None:
            self._begun.look.close()
        if self._program is not None:
            await self._program.close()
        return self._next

    async def _begin(self) -> None:
        from app.core.errors import DatabaseUnusable

        try:
            await self._look_first()
            self._program = await self._open()
        except DatabaseUnusable as fault:
            self._shell.show_fault(fault)
            self._come_out()
            return
        finally:
            self._loaded()
            if self._alone is not None:
                self._alone.listen(self._shell.come_forward)
        await self._show(self._program)

    async def _look_first(self) -> None:
        """The clients, where they lie in the usual file and are what opens first, before the program is loaded."""
        elsewhere = self._options.demo or self._options.database or self._settings.database
        if elsewhere or self._begun or self._shell.first_room().page != "clients":
            return
        look = await asyncio.to_thread(_first_look, self._home)
        if look is not None and not self._speaks_otherwise(look.language):
            from ui.desktop.pages.client_list import show_first

            self._shell.rail.show_page("clients")
            self._begun = await show_first(look, self._settings, self._shell.waiting)

    async def _open(self) -> "Container":
        await asyncio.to_thread(_load, self._home, self._shell.first_room().module)
        if self._options.demo:
            from ui.headless.demo import open_demo

            return await open_demo(self._home)
        from app.container import open_container
        from app.core.late_vault import LateVault

        url = self._options.database or self._settings.database
        return await open_container(
            self._home, LateVault(self._home), database=url, clock=self._options.clock
        )

    async def _show(self, program: "Container") -> None:
        from ui.desktop.desk import Desk

        firm = await program.firm.firm()
        if firm is None:
            self._come_out()
            from ui.desktop.wizards.first_start import Way, make_firm

            made = await make_firm(self._shell, program, self._settings)
            if isinstance(made, Way):
                self._close_for(Next.DEMO if made is Way.DEMO else Next.NOTHING)
                return
            firm = made
        if self._speaks_otherwise(firm.language):
            self._settings.spoken = self._settings.language or firm.language
            save_settings(self._home.settings, self._settings)
            self._close_for(Next.THE_SAME)
            return
        actor = await program.firm.actor()
        desk = Desk(
            program,
            actor,
            firm,
            self._settings,
            self._tasks,
            self._shell,
            begun=self._begun,
            lasts=not self._options.demo,
        )
        self._shell.attach(desk)
        self._tasks.start(self._go_on(desk))

    async def _go_on(self, desk: "Desk") -> None:
        """The schedule, the tray and what else goes on while nobody looks: not before the list is there."""
        await desk.program.whole()
        from ui.desktop.background import Background
        from ui.desktop.tray import Tray

        self._background = Background(self._shell, desk)
        if self._options.background and not Tray.there_is_one():
            self._shell.showMinimized()
        await self._background.begin()

    def _come_out(self) -> None:
        """Begun in the background or not, this needs a person."""
        if not self._shell.isVisible():
            self._shell.come_forward()

    def _speaks_otherwise(self, of_firm: str) -> bool:
        """The window was drawn before the firm's language was known; once in a computer's life it is drawn anew."""
        wanted = self._settings.language or of_firm
        return wanted != words.language() and wanted in words.LANGUAGES

    def _close_for(self, following: Next) -> None:
        self._next = following
        self._shell.close()


def _first_look(home: Home) -> "FirstLook | None":
    import ui.desktop.pages.client_list
    from app.clients.first_look import first_look

    _ = ui.desktop.pages.client_list
    return first_look(home.database)


def _load(home: Home, page: str) -> None:
    """What takes a third of a second to import, in a worker thread (targets.md 2.1); the log begins here.

    `page`: the module of the page that opens first.
    """
    import app.container
    import ui.desktop.live
    from app.core import logs

    _ = app.container, ui.desktop.live
    import_module(page)
    logs.set_up(home)
