"""Kontor's window as a person starts it, with somebody inside who tells when the clients are there.

    python tests/benchmarks/watched_start.py HOME CLIENTS (filled | stalls)

Writes the moment at which the list was painted with that many clients (ns of `time.monotonic_ns`). With `stalls`, after
another second the moments in between which the loop did not turn, and ends; the heartbeat that finds them slows
the start down, so nobody should time such a run.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEvent, QObject, QTimer

from ui import main
from ui.desktop import start


class FirstPaint(QObject):
    """Calls `seen` once, after the table has been painted with that many rows."""

    def __init__(self, page: QObject, clients: int, seen: Callable[[], None]) -> None:
        super().__init__(page)
        self._model, self._viewport, self._clients, self._seen = (
            page.model,
            page.table.viewport(),
            clients,
            seen,
        )
        self._viewport.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._model.total >= self._clients:
            self._viewport.removeEventFilter(self)
            QTimer.singleShot(0, self._seen)  # the next turn of the loop: the pixels are on the screen
        return False


def watch(shell: QObject, clients: int, *, stalls: bool) -> None:
    make_page = shell.page

    def page(name: str) -> QObject:
        made = make_page(name)
        if name == "clients" and not hasattr(shell, "first_paint"):
            shell.first_paint = FirstPaint(made, clients, seen)
        return made

    def seen() -> None:
        print(time.monotonic_ns(), flush=True)
        if stalls:
            QTimer.singleShot(1000, tell)

    def tell() -> None:
        heartbeat.tell()
        shell.close()

    shell.page = page
    if stalls:
        from tests.benchmarks.heartbeat import Heartbeat

        heartbeat = Heartbeat(shell)


if __name__ == "__main__":
    home, count, what = sys.argv[1:]
    live = start.live

    def watched_live(app: object, shell: QObject, *rest: object) -> bool:
        watch(shell, int(count), stalls=what == "stalls")
        return live(app, shell, *rest)

    start.live = watched_live
    sys.exit(main.main(["--home", home]))
