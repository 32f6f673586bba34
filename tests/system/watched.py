"""Kontor, started as ever, that tells where things are on the screen: run as `python tests/system/watched.py ARGS`.

It only answers questions, as a screen reader would, so that a test can click and type with the real mouse and
keyboard; and it sets the clock on the wall, which goes on from there. The port of the answers is the first line it
prints.
"""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QPoint, QRect
from PySide6.QtNetwork import QHostAddress, QTcpServer
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QSystemTrayIcon,
    QWidget,
)

from app.schedule import watch
from ui.desktop import start
from ui.desktop.widgets.fields import Field
from ui.desktop.widgets.table import TableView


def words_of(widget: QWidget) -> list[str]:
    texts = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton | QLabel):
        texts.append(widget.text())
    if isinstance(widget, QLineEdit):
        texts.append(widget.placeholderText())
    if isinstance(widget.parentWidget(), Field) and widget.isEnabled() and not isinstance(widget, QLabel):
        texts.append(widget.parentWidget().findChild(QLabel).text())
    return [text for text in texts if text]


def on_screen(widget: QWidget, inside: QRect | None = None) -> dict[str, Any]:
    rect = inside or widget.rect()
    middle = widget.mapToGlobal(rect.center())
    return {
        "x": middle.x(),
        "y": middle.y(),
        "kind": type(widget).__name__,
        "words": words_of(widget),
        "enabled": widget.isEnabled(),
        "checked": isinstance(widget, QAbstractButton) and widget.isChecked(),
    }


def visible(kind: type[QWidget] = QWidget) -> list[QWidget]:
    """Widgets that can be seen, the front window's first."""
    tops = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    tops.sort(key=lambda w: (w is not QApplication.activePopupWidget(), not w.isActiveWindow()))
    return [w for top in tops for w in (top, *top.findChildren(kind)) if isinstance(w, kind) and _seen(w)]


def _seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def find(words: str) -> list[dict[str, Any]]:
    found = [on_screen(w) for w in visible() if any(words in text for text in words_of(w))]
    exact = [each for each in found if words in each["words"]]
    return exact or found


def actions(words: str) -> list[dict[str, Any]]:
    """Entries of the menu that is open."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return []
    return [on_screen(menu, menu.actionGeometry(a)) for a in menu.actions() if words in a.text()]


def tables() -> list[TableView]:
    return [w for w in visible(TableView) if isinstance(w, TableView)]


def rows(_words: str) -> list[list[str]]:
    """The texts of every shown row of the front table, ticks first."""
    if not (found := tables()):
        return []
    model = found[0].table()
    return [
        [str(model.rows.is_checked(place)), *(c.text(model.row_at(place)) for c in model.columns)]
        for place in range(model.shown)
    ]


def cell(words: str) -> list[dict[str, Any]]:
    """`row text|column key`: where that cell of the front table is, once it is scrolled into view."""
    text, _bar, key = words.partition("|")
    view = tables()[0]
    model = view.table()
    for place in range(model.shown):
        if any(text == column.text(model.row_at(place)) for column in model.columns):
            column = next(n for n, c in enumerate(model.columns) if c.key == key)
            index = model.index(place, column)
            view.scrollTo(index)
            rect = view.visualRect(index)
            if key == "check":
                rect = QRect(rect.topLeft() + QPoint(24, 0), rect.size()).intersected(rect)
                rect.setWidth(16)
            return [on_screen(view.viewport(), rect)]
    return []


def window(_words: str) -> list[str]:
    return [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible() and w.windowTitle()]


def front(_words: str) -> list[str]:
    """The title of the window that has the keyboard, and whether it is on the screen or minimised."""
    return [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isActiveWindow()]


def minimised(_words: str) -> list[str]:
    return [w.windowTitle() for w in QApplication.topLevelWidgets() if w.isVisible() and w.isMinimized()]


def tray(_words: str) -> list[dict[str, Any]]:
    """Where the icon is in the tray, and its tooltip."""
    tops = QApplication.topLevelWidgets()
    found = [icon for top in tops for icon in top.findChildren(QSystemTrayIcon) if icon.isVisible()]
    places = [(icon, icon.geometry()) for icon in found]
    return [
        {"x": place.center().x(), "y": place.center().y(), "words": icon.toolTip()}
        for icon, place in places
        if not place.isEmpty()
    ]


OFTEN = 5.0  # seconds between two looks of the schedule, where a test sets the clock


class Wall:
    """A clock that can be set; it goes on as the machine's does."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def set(self, moment: str) -> None:
        self._ahead = datetime.fromisoformat(moment) - datetime.now(UTC)


WALL = Wall()
QUESTIONS = {
    "find": find,
    "actions": actions,
    "rows": rows,
    "cell": cell,
    "window": window,
    "front": front,
    "minimised": minimised,
    "tray": tray,
    "clock": WALL.set,
}


def answer(server: QTcpServer) -> None:
    socket = server.nextPendingConnection()

    def read() -> None:
        while socket.canReadLine():
            question, words = json.loads(bytes(socket.readLine().data()))
            socket.write(json.dumps(QUESTIONS[question](words)).encode() + b"\n")

    socket.readyRead.connect(read)


def make_application() -> QApplication:
    app = made()
    server = QTcpServer(app)
    server.listen(QHostAddress.SpecialAddress.LocalHost)
    server.newConnection.connect(lambda: answer(server))
    print(server.serverPort(), flush=True)
    return app


def run(options: start.Options) -> int:
    return ran(replace(options, clock=WALL))


made, start.make_application = start.make_application, make_application
ran, start.run = start.run, run

if __name__ == "__main__":
    from ui.main import main

    if "--clock" in sys.argv:  # as it stands when the program begins
        at = sys.argv.index("--clock")
        WALL.set(sys.argv[at + 1])
        del sys.argv[at : at + 2]
        watch.TICK = OFTEN
    sys.exit(main())
