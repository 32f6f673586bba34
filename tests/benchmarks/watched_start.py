"""Kontor's window as a person starts it, with somebody inside who tells when the clients are there.

    python tests/benchmarks/watched_start.py HOME CLIENTS [stalls]

Writes two moments (ns of `time.monotonic_ns`): when that many clients were painted first, and when they were painted
with the program loaded behind them. With `stalls`, after another second the moments in between which the loop did not
turn, and ends; the heartbeat that finds them slows the start down, so nobody should time such a run.
"""

import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMainWindow

from ui import main
from ui.desktop import start

TABLE = "ui.desktop.widgets.table"


class Watch:
    """`seen` after each paint of a table; `tell` writes the moments in their order."""

    def __init__(self, clients: int, *, stalls: bool) -> None:
        self._clients, self._stalls = clients, stalls
        self._told = 0
        self.shell: QMainWindow | None = None

    def begin(self, shell: QMainWindow) -> None:
        self.shell = shell
        if self._stalls:
            from tests.benchmarks.heartbeat import Heartbeat

            self._heartbeat = Heartbeat(shell)

    def seen(self, total: int) -> None:
        loaded = self.shell.desk is not None and self.shell.stack.currentIndex() > 0
        wanted = 2 if loaded else 1
        if total >= self._clients and self._told < wanted:
            times, self._told = wanted - self._told, wanted
            QTimer.singleShot(0, lambda: self._tell(times))  # the loop turns again: it is on the screen

    def _tell(self, times: int) -> None:
        print(*[time.monotonic_ns()] * times, sep="\n", flush=True)
        if self._told == 2 and self._stalls:
            QTimer.singleShot(1000, self._end)

    def _end(self) -> None:
        self._heartbeat.tell()
        self.shell.close()


class TableSeen:
    """Finds the module of the table when the program asks for it, not earlier, and looks over its shoulder."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != TABLE:
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def run_and_wrap(module: ModuleType) -> None:
            run(module)
            self._wrap(module.TableView)

        spec.loader.exec_module = run_and_wrap
        return spec

    def _wrap(self, view: type) -> None:
        paint, watch = view.paintEvent, self._watch

        def painted(table: object, event: object) -> None:
            paint(table, event)
            watch.seen(table.table().total)

        view.paintEvent = painted


if __name__ == "__main__":
    home, count = sys.argv[1:3]
    watch, live = Watch(int(count), stalls="stalls" in sys.argv), start.live
    sys.meta_path.insert(0, TableSeen(watch))

    def watched_live(app: object, shell: QMainWindow, *rest: object) -> object:
        watch.begin(shell)
        return live(app, shell, *rest)

    start.live = watched_live
    sys.exit(main.main(["--home", home]))
