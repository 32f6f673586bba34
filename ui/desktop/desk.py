"""What every page, dialog and wizard is handed: the program, who acts, and the shell around them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from app.container import Container
from app.core.rights import Actor, Right, reason_against
from app.core.settings import Settings
from app.core.settings import save as save_settings
from app.firm.service import FirmView
from ui.desktop.tasks import Tasks

if TYPE_CHECKING:
    from ui.desktop.pages.client_list import ClientList


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the program: a page, and what it should show there.

    As text (in notices and the palette): `clients`, `clients/12`, `clients/run/3`, `settings/trigon/import`.
    """

    page: str
    path: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Place":
        page, *path = text.split("/")
        return cls(page, tuple(path))


class Shell(Protocol):
    """The main window, as its pages see it."""

    def go(self, place: Place) -> None: ...
    def toast(self, text: str, undo: Callable[[], None] | None = None, *, in_vain: bool = False) -> None: ...
    def tell(self, fault: BaseException) -> None:
        """Show what went wrong, in words, over the present page."""
        ...

    def window(self) -> QWidget: ...
    def below(self, widget: QWidget) -> QPoint:
        """Where the popup of a button goes, on the screen."""
        ...


@dataclass(slots=True)
class Desk:
    """`actor` and `firm` are replaced when they change; everything else stays for the life of the window."""

    program: Container
    actor: Actor
    firm: FirmView
    settings: Settings
    tasks: Tasks
    shell: Shell
    email: str | None = None  # who signed in; None: the Owner, on their own computer
    begun: "ClientList | None" = None  # the list as it stands in the window already; the page takes it over
    lasts: bool = True  # False: the demo, which goes with its window
    windows: dict[str, QObject] = field(default_factory=dict)  # open wizards and dialogs by what they show
    fetches: dict[str, QObject] = field(default_factory=dict)  # fetches under way or waiting for their review

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin something a click asked for; what goes wrong is told by the shell."""
        self.tasks.start(work, self.shell.tell)

    def why_not(self, right: Right) -> str:
        """Empty where the actor may; else the reason, for the tooltip of a disabled control (P1.4)."""
        return reason_against(self.actor, right)

    def keep_settings(self) -> None:
        save_settings(self.program.home.settings, self.settings)
