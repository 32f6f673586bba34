"""From a double-click to a window, and to 10,000 clients in it (targets, rows 11, 12 and 18).

Under a private X server without a window manager. Who says when a window is mapped stands outside the program. Floor
and Kontor are started in turns, warm: the first start of each is not counted. The list stands in the window before
SQLAlchemy is imported (see app.clients.first_look), so row 12 has three figures: the list, the services behind it with
their first answer out of the database, and the whole page on top of them.
"""

import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil

from tests.benchmarks.firm_of_many import make_firm
from tests.benchmarks.rows import Measure, against, in_turns
from tests.benchmarks.screen import Observer, screen

CLIENTS = 10_000
ROUNDS, FEW = 9, 4
MOMENTS = 3  # that the watched program writes
SMOOTH = 33.0  # ms: two frames at 60 Hz
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WATCHED = str(HERE / "watched_start.py")
HIDDEN = {"DBUS_SESSION_BUS_ADDRESS", "WAYLAND_DISPLAY", "KONTOR_HOME", "PYTHONDONTWRITEBYTECODE"}


def measures() -> Iterator[Measure]:
    """Nothing where there is no Xvfb."""
    if not shutil.which("Xvfb"):
        print("startup: left out, it needs Xvfb", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder, screen() as display:
        home = Path(folder) / "home"
        asyncio.run(make_firm(home, CLIENTS))
        yield from _measures(Starts(display, folder), kontor(home), watched(home), watched(home, "stalls"))


def _measures(
    starts: "Starts", plain: list[str], filling: list[str], stalling: list[str]
) -> Iterator[Measure]:
    bare, imports = bare_window(), bare_window("--imports")
    times = (
        partial(starts.to_map, bare),
        partial(starts.to_last_word, imports, 1),
        partial(starts.to_map, plain),
        partial(starts.to_list, filling),
    )
    shown, imported, mapped, painted = in_turns(list(times), ROUNDS)
    answered, whole = (statistics.median(times[1:]) for times in (starts.answered, starts.whole))
    yield against("11 process start → main window mapped", shown, mapped, 1.6, 1.35)
    yield against(f"12 … → {CLIENTS:,} clients painted; floor: row 11's", shown, painted, 3.5, 3.0)
    name = "12 … → database layer loaded behind them; floor: imports alone"
    yield Measure(name, imported, answered, 3.5 * shown, 3.0 * shown)
    yield Measure("12 … → the page with all that works on them; the same floor", imported, whole, None, None)
    stalls = [partial(starts.stall, [*imports, "stalls"], 1), partial(starts.stall, stalling, MOMENTS)]
    name = "12 longest stall after the map; floor: imports alone"
    yield Measure(name, *in_turns(stalls, FEW), None, SMOOTH)
    memories = [partial(starts.memory, bare, 0), partial(starts.memory, filling, MOMENTS)]
    yield Measure("18 memory (PSS), 1 s after that", *in_turns(memories, FEW), 150, 115, "MB")


def bare_window(*options: str) -> list[str]:
    return [sys.executable, str(HERE / "bare_window.py"), *options]


def kontor(home: Path) -> list[str]:
    return [sys.executable, "-m", "ui.main", "--home", str(home)]


def watched(home: Path, *options: str) -> list[str]:
    return [sys.executable, WATCHED, str(home), str(CLIENTS), *options]


class Starts:
    """Starts programs on one display and ends them when they were measured. Times in ms, memory in MB.

    `words`: how many moments a program writes before what is wanted of it.
    """

    def __init__(self, display: str, folder: str) -> None:
        self._display = display
        kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
        self._environment = kept | {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb", "HOME": folder}
        self.answered: list[float] = []
        self.whole: list[float] = []

    def to_map(self, command: list[str]) -> float:
        with self._running(command) as (_program, began, mapped):
            return (mapped - began) / 1e6

    def to_last_word(self, command: list[str], words: int) -> float:
        with self._running(command) as (program, began, _mapped):
            return (_moments(program, words)[-1] - began) / 1e6

    def to_list(self, command: list[str]) -> float:
        """To the list on the screen; what it takes until the later moments is gathered in `answered` and `whole`."""
        with self._running(command) as (program, began, _mapped):
            painted, answered, whole = ((moment - began) / 1e6 for moment in _moments(program, MOMENTS))
        self.answered.append(answered)
        self.whole.append(whole)
        return painted

    def stall(self, command: list[str], words: int) -> float:
        """The longest time between two turns of the loop, counted from the moment of the map."""
        with self._running(command) as (program, _began, mapped):
            _moments(program, words)
            gaps = [(max(since, mapped), until) for since, until in json.loads(_line(program))]
        return max(((until - since) / 1e6 for since, until in gaps), default=0.0)

    def memory(self, command: list[str], words: int) -> float:
        """The share of all memory that the process would give back, a second after it came to rest."""
        with self._running(command) as (program, _began, _mapped):
            _moments(program, words)
            time.sleep(1)
            return float(psutil.Process(program.pid).memory_full_info().pss) / 1e6

    @contextmanager
    def _running(self, command: list[str]) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
        """The program, the moment of its start and that of its window on the screen, in ns."""
        observer = Observer(self._display)
        began = time.monotonic_ns()
        program = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, text=True
        )
        try:
            yield program, began, observer.mapped()
        finally:
            program.kill()
            program.communicate()
            observer.close()


def _moments(program: subprocess.Popen[str], count: int) -> list[int]:
    return [int(_line(program)) for _each in range(count)]


def _line(program: subprocess.Popen[str]) -> str:
    assert program.stdout
    line = program.stdout.readline()
    if not line:
        raise ChildProcessError(f"ended early with {program.wait()}")
    return line


if __name__ == "__main__":
    for measure in measures():
        print(measure, measure.verdict)
