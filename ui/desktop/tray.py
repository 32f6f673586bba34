"""The icon in the system tray: state at a glance, a native menu, and notifications (P10.2, P10.3).

It shows what it is told. Where a desktop has no tray the object is there all the same and shows nothing.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.core.words import _
from ui.desktop import icons

WITHOUT_DESKTOP = {"offscreen", "minimal"}  # platforms of Qt that draw for nobody
HEALTH = "health"  # the page that says how each integration is, and what ran
SHOWN_MS = 8000  # a notification, where the desktop leaves that to us


@dataclass(frozen=True, slots=True)
class Recent:
    """A line of the menu that leads somewhere. `icon`, `ink`: a Phosphor name and a token."""

    icon: str
    ink: str
    title: str
    when: str
    place: str


class Tray(QObject):
    """`opened`: the window is wanted; `place`: what a notification or a recent result leads to."""

    opened = Signal()
    place = Signal(str)
    sync_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._template = sys.platform == "darwin"
        self._firm, self._summary, self._next = "", "", ""
        self._recent: tuple[Recent, ...] = ()
        self._leads_to = ""
        self._kind = ""
        self.menu = QMenu(parent)
        self.icon = None if QGuiApplication.platformName() in WITHOUT_DESKTOP else QSystemTrayIcon(parent)
        if self.icon is not None:
            self.icon.setContextMenu(self.menu)
            self.icon.activated.connect(self._activated)
            self.icon.messageClicked.connect(lambda: self.place.emit(self._leads_to))
        self.show_state("idle", _("Nothing is running"))

    @property
    def kind(self) -> str:
        """The state that is shown: idle, syncing, attention, offline."""
        return self._kind

    @staticmethod
    def there_is_one() -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """A panel that comes later gets the icon then."""
        if self.icon is not None:
            self.icon.show()

    def close(self) -> None:
        if self.icon is not None:
            self.icon.hide()

    # --- what it shows ----------------------------------------------------------------------------

    def show_state(self, kind: str, words: str) -> None:
        """`kind`: idle, syncing, attention, offline. `words`: for the tooltip and the head of the menu."""
        if kind != self._kind and self.icon is not None:
            self.icon.setIcon(icons.tray_icon(kind, template=self._template))
        self._kind = kind
        if words != self._summary:
            self._summary = words
            self._fill()

    def show_firm(self, name: str) -> None:
        self._firm = name
        self._fill()

    def show_next(self, words: str) -> None:
        """The next run, "" where none is planned."""
        self._next = words
        self._fill()

    def show_recent(self, recent: Sequence[Recent]) -> None:
        self._recent = tuple(recent)
        self._fill()

    def notify(self, title: str, text: str, tone: str, place: str) -> None:
        """A notification of the desktop; a click on it leads to `place`. `tone`: as of a notice."""
        self._leads_to = place
        warning = QSystemTrayIcon.MessageIcon.Warning
        kind = warning if tone in {"amber", "red"} else QSystemTrayIcon.MessageIcon.Information
        if self.icon is not None:
            self.icon.showMessage(title, text, kind, SHOWN_MS)

    # --- its parts --------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Made anew at once: some desktops copy the menu and never say when it opens."""
        if self.icon is not None:
            self.icon.setToolTip("\n".join(filter(None, (self._firm, self._summary, self._next))))
        menu = self.menu
        menu.clear()
        self._add(self._firm or _("Kontor"), icons.app_icon(), self.opened.emit)
        self._add(self._summary, QIcon(), lambda: self.place.emit(HEALTH))
        menu.addSeparator()
        self._add(_("Sync now"), icons.icon("arrows-clockwise"), self.sync_wanted.emit)
        if self._next:
            self._add(self._next, icons.icon("clock"), lambda: self.place.emit(HEALTH))
        if self._recent:
            menu.addSeparator()
            self.menu.addAction(_("Recent")).setEnabled(False)
            for recent in self._recent:
                self._add_recent(recent)
        menu.addSeparator()
        self._add(_("Open Kontor"), icons.icon("app-window"), self.opened.emit)
        self._add(_("Quit"), icons.icon("power"), self.quit_wanted.emit)

    def _add_recent(self, recent: Recent) -> None:
        self._add(
            f"{recent.title}\t{recent.when}",
            icons.icon(recent.icon, recent.ink),
            lambda: self.place.emit(recent.place),
        )

    def _add(self, words: str, icon: QIcon, do: Callable[[], object]) -> None:
        action = QAction(icon, words.replace("&", "&&"), self.menu)
        action.triggered.connect(lambda _checked=False: do())
        self.menu.addAction(action)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click opens the window; a Mac opens the menu instead, which it does by itself."""
        clicks = {QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick}
        if reason in clicks and not self._template:
            self.opened.emit()
