"""Kontor in the tray with nothing to do: processor time and memory (P10.2).

    python tests/benchmarks/run.py [--quick] idle

On a real desktop with a tray, started in the background as with the computer, with a firm of 2,000 linked clients whose
counts are due in some weeks: so each half minute the schedule looks. Ten minutes, with --quick one.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil

from tests.benchmarks.counts import prepare, server
from tests.benchmarks.rows import Measure
from tests.system.desktop import Desktop, missing_programs

SETTLED = 20.0  # seconds after the start: everything is loaded, and what was due is done
AIM_TIME, AIM_MEMORY = 120.0, 150.0  # ms each minute, which is 0.2 % of a core; MB


def measures(minutes: float = 10.0) -> Iterator[Measure]:
    """Nothing where there is no desktop to be had."""
    if missing := missing_programs():
        print(f"idle: left out, it needs {', '.join(missing)}", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "firm"
        now = datetime.now(UTC)
        with server() as url:
            asyncio.run(prepare(home, url, now, now.date() + timedelta(days=2)))
        with Desktop(Path(folder) / "desktop") as desktop:
            program = desktop.kontor("--background", "--home", str(home))
            time.sleep(SETTLED)
            taken, memory = _watched(psutil.Process(program.pid), minutes)
    name = f"idle in the tray for {minutes:g} min: processor time each minute (120 ms: 0.2 % of a core)"
    yield Measure(name, None, taken, None, AIM_TIME)
    yield Measure("… memory (PSS) after that", None, memory, None, AIM_MEMORY, "MB")


def _watched(program: psutil.Process, minutes: float) -> tuple[float, float]:
    """ms each minute, MB. Raises where the program ends meanwhile."""
    before = _spent(program)
    time.sleep(minutes * 60)
    taken = (_spent(program) - before) * 1000 / minutes
    return taken, float(program.memory_full_info().pss) / 1e6


def _spent(program: psutil.Process) -> float:
    """Seconds of processor time so far, with those of the programs that it started."""
    times = program.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)
