"""Kontor's window as a person starts it, with somebody inside who tells when the clients are there.

    python tests/benchmarks/watched_start.py HOME CLIENTS [stalls]

Writes three moments (ns of `time.monotonic_ns`): when that many clients were painted first, when the services behind
them gave their first answer out of the database, and when the whole page with them was painted. With `stalls`, after
another second the moments in between which the loop did not turn, and ends; the heartbeat that finds them slows the
start down, so nobody should time such a run.
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

TABLE, FIRM = "ui.desktop.widgets.table", "app.firm.service"
PAINTED, ANSWERED, WHOLE = 1, 2, 3  # how many moments have been written by then


class Watch:
    """`seen` after each paint of a table, `answered` after each answer of the services."""

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
        whole = self.shell.desk is not None and self.shell.stack.currentIndex() > 0
        if total >= self._clients:
            self._reach(WHOLE if whole else PAINTED)

    def answered(self) -> None:
        if self._told:  # else the list comes later, and the moment with it
            self._reach(ANSWERED)

    def _reach(self, moment: int) -> None:
        if self._told < moment:
            times, self._told = moment - self._told, moment
            QTimer.singleShot(0, lambda: self._tell(times))  # the loop turns again: it is on the screen

    def _tell(self, times: int) -> None:
        print(*[time.monotonic_ns()] * times, sep="\n", flush=True)
        if self._told == WHOLE and self._stalls:
            QTimer.singleShot(1000, self._end)

    def _end(self) -> None:
        self._heartbeat.tell()
        self.shell.close()


class Looking:
    """Finds the modules of table and firm when the program asks for them, not earlier, and wraps what they do."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def find_spec(
        self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        wrap = {TABLE: self._wrap_table, FIRM: self._wrap_firm}.get(name)
        if wrap is None:
            return None
        spec = PathFinder.find_spec(name, path)
        run = spec.loader.exec_module

        def run_and_wrap(module: ModuleType) -> None:
            run(module)
            wrap(module)

        spec.loader.exec_module = run_and_wrap
        return spec

    def _wrap_table(self, module: ModuleType) -> None:
        view, watch = module.TableView, self._watch
        paint = view.paintEvent

        def painted(table: object, event: object) -> None:
            paint(table, event)
            watch.seen(table.table().total)

        view.paintEvent = painted

    def _wrap_firm(self, module: ModuleType) -> None:
        service, watch = module.FirmService, self._watch
        ask = service.firm

        async def asked(firm: object) -> object:
            found = await ask(firm)
            watch.answered()
            return found

        service.firm = asked


if __name__ == "__main__":
    home, count = sys.argv[1:3]
    watch, live = Watch(int(count), stalls="stalls" in sys.argv), start.live
    sys.meta_path.insert(0, Looking(watch))

    def watched_live(app: object, shell: QMainWindow, *rest: object) -> object:
        watch.begin(shell)
        return live(app, shell, *rest)

    start.live = watched_live
    sys.exit(main.main(["--home", home]))
