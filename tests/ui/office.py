"""The main window on a real firm: a database in a temporary home, the real services, the built-in sandboxes over
loopback; and short ways to click, type and wait as a person does.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QPushButton, QWidget

from app.clients.views import ClientRow
from app.container import Container, open_container
from app.core.clock import Clock, SystemClock
from app.core.paths import Home
from app.core.rights import Actor
from app.core.settings import Settings
from app.core.vault import MemoryVault, Vault
from app.firm.views import NewFirm
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.contract import Surroundings
from integrations.trigon.sandbox import Firm, TrigonSandbox, generated_firms
from integrations.trigon.sandbox_sessions import EMAIL, PASSWORD
from tests.ground.qt import wait_until
from ui.desktop.desk import Desk, Place
from ui.desktop.pages.clients import ClientsPage
from ui.desktop.shell import Shell
from ui.desktop.tasks import Tasks
from ui.desktop.widgets.choices import SegmentButton, Segments

W = TypeVar("W", bound=QWidget)
CTRL, NO_KEY = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
OWNER = ("Kadri Tamm", "kadri@buroo.example")
until = wait_until


@dataclass
class Office:
    """`faults`: what the main window was told went wrong; a test that expects one takes it out."""

    program: Container
    shell: Shell
    desk: Desk
    trigon: TrigonSandbox
    register: AriregisterSandbox
    faults: list[BaseException] = field(default_factory=list)

    @property
    def owner(self) -> Actor:
        return self.desk.actor

    # --- what is there ----------------------------------------------------------------------------

    async def clients_page(self) -> ClientsPage:
        """The client list with its rows in it."""
        self.shell.go(Place("clients"))
        page = self.shell.page("clients")
        assert isinstance(page, ClientsPage)
        await until(lambda: page.loaded)
        await self.active()
        page.table.setFocus()
        return page

    async def active(self) -> None:
        """The main window is the active one again, as after closing what lay over it."""

        def is_so() -> bool:
            self.shell.activateWindow()
            return QApplication.activeWindow() is self.shell

        await until(is_so)

    async def add(self, name: str, **values: Any) -> int:
        return await self.program.clients.add(self.owner, {"name": name, "country": "EE", **values})

    async def rows(self) -> tuple[ClientRow, ...]:
        return await self.program.client_queries.rows(self.owner)

    async def names(self) -> list[str]:
        return sorted(row.name for row in await self.rows())

    async def client(self, name: str) -> ClientRow:
        return next(row for row in await self.rows() if row.name == name)

    async def connect(self) -> None:
        """Sign in to the accounting program behind the windows' back."""
        answers = {"email": EMAIL, "password": PASSWORD}
        await self.program.connections.connect(self.owner, "trigon", self.trigon.url, answers)

    async def window(self, key: str) -> Any:
        """The open wizard or dialog of that key ("import/trigon")."""
        await until(lambda: key in self.desk.windows)
        window = self.desk.windows[key]
        assert isinstance(window, QDialog)
        window.activateWindow()
        return window

    def toast(self) -> str:
        return self.shell._toast.said() if self.shell._toast else ""

    def undo(self) -> None:
        """Click *Undo* in the toast."""
        assert self.shell._toast is not None
        click(button(self.shell._toast, "Undo"))


@asynccontextmanager
async def open_office(
    home: Home,
    *,
    vault: Vault | None = None,
    firms: Sequence[Firm] | None = None,
    member: bool = False,
    clock: Clock | None = None,
) -> AsyncIterator[Office]:
    """`member`: a plain member is at work instead of the Owner. `firms`: those in the accounting program. `clock`: of
    both sides; else today's.
    """
    clock = clock or SystemClock()
    trigon = TrigonSandbox(generated_firms(5) if firms is None else firms, moment=clock.now)
    trigon.sessions.refresh_life = 10 * 365 * 86_400  # clocks are turned by months
    register = AriregisterSandbox()
    around = Surroundings(lambda _seconds: asyncio.sleep(0), clock.now, lambda: 0.5, "test", patience=0.0)
    with trigon, register:
        program = await open_container(home, vault or MemoryVault(), clock=clock, around=around)
        await program.firm.create(NewFirm("Büroo OÜ", "EE", *OWNER, language="en"))
        owner = await program.firm.actor()
        await program.firm.set_setting(owner, "ariregister.url", register.url)
        for name in ("Liis Kask", "Marten Saar"):
            await program.firm.add_member(owner, name, f"{name.split()[0].lower()}@buroo.example")
        async with _shown(
            program, home, trigon, register, "liis@buroo.example" if member else None
        ) as office:
            yield office


@asynccontextmanager
async def _shown(
    program: Container, home: Home, trigon: TrigonSandbox, register: AriregisterSandbox, email: str | None
) -> AsyncIterator[Office]:
    shell = Shell(Settings())
    shell.show()
    faults: list[BaseException] = []
    tell = shell.tell

    def overheard(fault: BaseException) -> None:
        faults.append(fault)
        tell(fault)

    shell.tell = overheard  # type: ignore[method-assign] # the window tells it all the same
    tasks = Tasks(overheard)
    actor = await program.firm.actor(email)
    desk = Desk(program, actor, await program.firm.required(), shell.settings, tasks, shell, email)
    try:
        shell.attach(desk)
        await until(lambda: QApplication.activeWindow() is shell)
        yield Office(program, shell, desk, trigon, register, faults)
        assert not faults, f"the window was told of {faults!r}"
    finally:
        shell.close()
        await tasks.close()
        await program.close()
        put_away(shell)


def put_away(window: QWidget) -> None:
    """Delete it and everything below it now."""
    window.hide()
    shiboken6.delete(window)


# --- what a person does -----------------------------------------------------------------------------


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """A left click in the middle; the widget has to be seen and enabled."""
    assert widget.isVisible(), f"{widget!r} is not on the screen"
    assert widget.isEnabled(), f"{widget!r} is disabled: {widget.toolTip()}"
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NO_KEY, at or widget.rect().center())


def press(
    key: Qt.Key, hold: Qt.KeyboardModifier = NO_KEY, on: QWidget | None = None, *, times: int = 1
) -> None:
    """A key, to where the focus is."""
    for _ in range(times):
        to = (
            on
            or QApplication.activePopupWidget()
            or QApplication.focusWidget()
            or QApplication.activeWindow()
        )
        assert to is not None, "nothing has the focus"
        QTest.keyClick(to, key, hold)


def type_in(widget: QWidget, text: str) -> None:
    widget.setFocus()
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(widget, letter)
        else:  # which QTest cannot type
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(widget, QKeyEvent(kind, 0, NO_KEY, letter))


def segment(inside: Segments, words: str) -> SegmentButton:
    return next(each for each in inside.findChildren(SegmentButton) if each.text() == words)


def choose(menu: QMenu, words: str) -> None:
    """Click the entry of an open menu that begins with these words."""
    entry = next((a for a in menu.actions() if a.text().startswith(words)), None)
    assert entry is not None, f"{words!r} is not among {[a.text() for a in menu.actions()]}"
    assert entry.isEnabled(), f"{words!r} is disabled: {entry.toolTip()}"
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, NO_KEY, menu.actionGeometry(entry).center())


async def popup() -> QMenu:
    """The menu that is open now or in a moment."""
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def button(inside: QWidget, words: str) -> QPushButton:
    """The visible button of that text or, without one, of that accessible name."""
    found = [b for b in inside.findChildren(QPushButton) if words in (b.text(), b.accessibleName())]
    seen = [b for b in found if b.isVisible()]
    assert seen, (
        f"no button {words!r} among {[b.text() for b in inside.findChildren(QPushButton) if b.isVisible()]}"
    )
    return seen[0]


def texts(inside: QWidget) -> str:
    """All words of labels that are seen there."""
    return "\n".join(
        label.text() for label in inside.findChildren(QLabel) if label.isVisible() and label.text()
    )


async def until_some(ask: Callable[[], Awaitable[Sequence[Any]]]) -> Sequence[Any]:
    """What is asked for, once there is some of it."""
    for _ in range(500):
        if found := await ask():
            return found
        await asyncio.sleep(0.005)
    raise AssertionError("nothing came")


async def dialog(kind: type[W]) -> W:
    """The dialog of that kind that opens now."""
    await until(lambda: _open(kind))
    return _open(kind)[-1]


def _open(kind: type[W]) -> list[W]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]


def open_dialogs() -> Iterable[QDialog]:
    return _open(QDialog)


Story = Callable[[Office], Any]
