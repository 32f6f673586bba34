"""The main window: rail, top bar, and the pages (look.md, *Shell*).

It is drawn before the program behind it is loaded; `attach` brings it to life. Pages are imported and
made when they are first visited.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QByteArray, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.errors import KontorError
from app.core.settings import Settings
from app.core.words import N_, _
from ui.desktop import icons, theme
from ui.desktop.rail import FOLDS_BELOW, Entry, Rail
from ui.desktop.topbar import TopBar
from ui.desktop.widgets.focus import TabsAsSeen

if TYPE_CHECKING:
    from ui.desktop.desk import Desk, Place
    from ui.desktop.live import Live
    from ui.desktop.widgets.toast import Toast


class Page(Protocol):
    """A place of the rail. Pages are QWidgets made with the desk; they subscribe to events themselves."""

    def show_place(self, path: tuple[str, ...]) -> None:
        """Show what the path names, e.g. ("run", "3"); () is the page as it was left."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """How a page stands in the rail, and the class to import when it is first visited."""

    page: str
    title: str
    icon: str
    module: str
    name: str


ROOMS = (
    Room("clients", N_("Clients"), "buildings", "ui.desktop.pages.clients", "ClientsPage"),
    Room("tasks", N_("Tasks"), "check-square", "ui.desktop.pages.tasks", "TasksPage"),
    Room(
        "settings", N_("Settings & Apps"), "sliders-horizontal", "ui.desktop.pages.settings", "SettingsPage"
    ),
)
# Pages that other pages lead to; in the rail they belong to Settings & Apps.
SIDE_ROOMS = (
    Room("covered", N_("Covered days"), "", "ui.desktop.pages.covered_days", "CoveredDaysPage"),
    Room("health", N_("Health"), "", "ui.desktop.pages.health", "HealthPage"),
)


class Shell(TabsAsSeen, QMainWindow):
    """`left` when the window is closed for good; `try_again` after a database could not be opened;
    `sync_wanted` from the palette.
    """

    left = Signal()
    try_again = Signal()
    sync_wanted = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.desk: Desk | None = None
        self._live: Live | None = None
        self._toast: Toast | None = None
        self._undo: Callable[[], None] | None = None  # of the last change that can be taken back
        self.keeps_running = False  # in the tray, when the window is closed
        self._quitting = False
        self._pages: dict[str, QWidget] = {}
        self.setWindowTitle(_("Kontor"))
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(1024, 680)
        self.rail = Rail([Entry(room.page, _(room.title), room.icon) for room in ROOMS], self)
        self.top = TopBar(self)
        self.faults = QVBoxLayout()
        self.stack = QStackedWidget(self)
        self.waiting = QWidget(self)
        self.stack.addWidget(self.waiting)
        self._lay_out()
        self._restore()
        self._connect()

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self.faults.setContentsMargins(theme.px(20), 0, theme.px(20), 0)
        for part in (self.top, _line(self), self.faults, self.stack):
            right.addLayout(part) if isinstance(part, QVBoxLayout) else right.addWidget(part)
        right.setStretch(3, 1)
        body = QFrame(self)
        body.setProperty("plane", "window")
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rail)
        layout.addWidget(_line(self, upright=True))
        layout.addLayout(right, 1)
        self.setCentralWidget(body)

    def _restore(self) -> None:
        kept = QByteArray(base64.b64decode(self.settings.window or b""))
        if not self.settings.window or not self.restoreGeometry(kept):
            self.resize(1280, 800)
        self.rail.fold(folded=self.settings.rail_folded)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go_to_page)
        self.rail.fold_wanted.connect(self._fold)
        for number, room in enumerate(ROOMS, 1):
            self._key(f"Ctrl+{number}", partial(self._go_to_page, room.page))
        self._key("Ctrl+Q", self.quit)
        self._key("Ctrl+,", lambda: self._go_to_page("settings"))
        self._key("F6", self._next_region)
        self._key("Ctrl+Z", self._undo_last)

    def _key(self, keys: str, run: Callable[[], object]) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(run)

    def window(self) -> QWidget:
        return self

    # --- coming to life ---------------------------------------------------------------------------

    def attach(self, desk: "Desk") -> None:
        """The program is loaded: show the firm, and the page that was open last."""
        from ui.desktop.desk import Place
        from ui.desktop.live import Live

        self.desk = desk
        if self._live is None:
            self._live = Live(self, desk)
        self.go(Place(self.first_room().page))

    def first_room(self) -> Room:
        """The one that was open last."""
        return next((room for room in ROOMS if room.page == self.settings.page), ROOMS[0])

    def page(self, name: str) -> QWidget:
        """The page, made at its first visit."""
        if name not in self._pages:
            room = next(room for room in (*ROOMS, *SIDE_ROOMS) if room.page == name)
            made: QWidget = getattr(import_module(room.module), room.name)(self.desk, self)
            self._pages[name] = made
            self.stack.addWidget(made)
        return self._pages[name]

    def go(self, place: "Place") -> None:
        if self.desk is None:
            return
        if place.page == "import":  # of a notice: the review of that integration
            place = type(place)("settings", (*place.path, "start-import"))
        room = next((room for room in (*ROOMS, *SIDE_ROOMS) if room.page == place.page), ROOMS[0])
        page = self.page(room.page)
        self.stack.setCurrentWidget(page)
        in_rail = room.page if room in ROOMS else "settings"
        self.rail.show_page(in_rail)
        self.setWindowTitle(f"{_(room.title)} – Kontor")
        self.settings.page = in_rail
        page.show_place(place.path if place.page == room.page else ())  # type: ignore[attr-defined] # a Page

    def _go_to_page(self, name: str) -> None:
        from ui.desktop.desk import Place

        self.go(Place(name))

    # --- telling ----------------------------------------------------------------------------------

    def toast(self, text: str, undo: Callable[[], None] | None = None, *, in_vain: bool = False) -> None:
        from ui.desktop.widgets.toast import Toast

        if self._toast is None:
            self._toast = Toast(self)
        self._undo = undo or self._undo
        self._toast.say(text, undo=None if undo is None else self._undo_last, in_vain=in_vain)

    def _undo_last(self) -> None:
        """Take back the last change that can be, once: the toast's *Undo* and Ctrl+Z are the same."""
        undo, self._undo = self._undo, None
        if self._toast is not None:
            self._toast.hide()
        if undo is not None:
            undo()

    def tell(self, fault: BaseException) -> None:
        """A known fault as a banner over the page; an unknown one as a crash note with its details."""
        from ui.desktop.faults import banner_for

        self._clear_faults()
        self.faults.addWidget(banner_for(self, fault, self._clear_faults))

    def _clear_faults(self) -> None:
        while (item := self.faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def show_fault(self, fault: KontorError) -> None:
        """The program could not be opened at all: say why, in place of the pages (P11.4)."""
        from ui.desktop.faults import FaultPage

        page = FaultPage(fault, self)
        page.again.connect(self._again)
        page.quit.connect(self.close)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _again(self) -> None:
        page = self.stack.currentWidget()
        self.stack.setCurrentWidget(self.waiting)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()
        self.try_again.emit()

    # --- the window itself ------------------------------------------------------------------------

    def _fold(self, folded: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.settings.rail_folded = folded
        self.rail.fold(folded=folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rail.fold(folded=self.settings.rail_folded or self.width() < FOLDS_BELOW)

    def _next_region(self) -> None:
        """F6: rail, then what the page names as its regions."""
        page = self.stack.currentWidget()
        regions = [self.rail, *getattr(page, "regions", list)()]
        focus: QWidget | None = QApplication.focusWidget()
        inside = -1
        for place, part in enumerate(regions):
            if focus is not None and (part is focus or part.isAncestorOf(focus)):
                inside = place
        following = regions[(inside + 1) % len(regions)]
        if following is self.rail:
            self.rail.focus_first()
        else:
            following.setFocus(Qt.FocusReason.TabFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The schedule goes on without a window (P10.2), unless that is switched off or Kontor is to quit."""
        self.settings.window = base64.b64encode(self.saveGeometry().data()).decode("ascii")
        if self.desk is not None:
            self.desk.keep_settings()
        if self.keeps_running and self.settings.keep_in_tray and not self._quitting:
            event.ignore()
            self.step_back()
            return
        event.accept()
        QTimer.singleShot(0, self.left.emit)  # after Qt has hidden the window

    def step_back(self) -> None:
        """Out of sight, into the tray; the first time it is said (P10.2)."""
        from ui.desktop.stepping_back import say_once, step_back

        if self.desk is not None and not self.settings.told_of_tray:
            self.desk.start(say_once(self, self.desk))
        else:
            step_back(self)

    def come_forward(self) -> None:
        """Out of the tray or from behind other windows; where the system does not raise windows, it is marked."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def quit(self) -> None:
        """For good, also where closing the window would only put it away."""
        self._quitting = True
        if self.isVisible():
            self.close()
        else:
            self.left.emit()

    def below(self, widget: QWidget) -> QPoint:
        """The point under the widget's lower left corner, on the screen: where its popup goes."""
        return widget.mapToGlobal(QPoint(0, widget.height() + 4))


def _line(parent: QWidget, *, upright: bool = False) -> QFrame:
    line = QFrame(parent)
    line.setProperty("plane", "line")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
