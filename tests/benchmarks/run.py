"""Kontor beside the least code that does the same work, in one table.

    python tests/benchmarks/run.py [--json] [--quick] [NAME…]

NAME: a module of this folder, such as `startup`, or a row of the targets, such as 13. Without one everything runs. Each
module runs in a process of its own. The exit code tells of crashes only: a figure that is missed says so in its row.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.rows import Measure

ROWS = {
    "startup": "11 12 18",
    "importing": "1 2",
    "fetch": "3 4",
    "table": "13 14 15 16 17",
    "register": "",
    "clients": "",
    "counts": "",
    "idle": "",
}
QUICK = {"idle": {"minutes": 1.0}}  # what `measures` takes with --quick
HEAD = ("#", "measure", "floor", "Kontor", "ratio", "must", "goal", "verdict")


def main() -> int:
    wanted = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    wanted.add_argument("names", nargs="*", metavar="NAME", help=", ".join(ROWS) + ", or a row's number")
    wanted.add_argument("--json", action="store_true", help="a list of objects in place of the table")
    wanted.add_argument("--quick", action="store_true", help="one minute of idleness in place of ten")
    wanted.add_argument("--one", choices=ROWS, help=argparse.SUPPRESS)  # what a child process is told
    options = wanted.parse_args()
    if options.one:
        given = QUICK.get(options.one, {}) if options.quick else {}
        return print_json(import_module(f"tests.benchmarks.{options.one}").measures(**given))
    modules = chosen(options.names)
    if not modules:
        wanted.error(f"nothing here is called {' '.join(options.names)}")
    results = [run_module(name, *(["--quick"] if options.quick else [])) for name in modules]
    measures = [measure for found in results for measure in found or ()]
    if options.json:
        print_json(measures)
    else:
        print_table(measures)
    return 1 if None in results else 0


def chosen(names: list[str]) -> list[str]:
    if not names:
        return list(ROWS)
    return [module for module, rows in ROWS.items() if module in names or set(rows.split()) & set(names)]


def run_module(name: str, *options: str) -> list[Measure] | None:
    """None where it crashed; what it says of that stands on standard error."""
    print(f"{name} …", file=sys.stderr, flush=True)
    command = [sys.executable, __file__, "--one", name, *options]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{name}: ended with {done.returncode}", file=sys.stderr)
        return None
    fields = Measure._fields
    return [Measure(*(row[field] for field in fields)) for row in json.loads(done.stdout)]


def print_json(measures: Iterable[Measure]) -> int:
    rows = [m._asdict() | {"number": m.number, "ratio": m.ratio, "verdict": m.verdict} for m in measures]
    print(json.dumps(rows, ensure_ascii=False, indent=1))
    return 0


def print_table(measures: Iterable[Measure]) -> None:
    lines = [HEAD, *map(_cells, measures)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.ljust(width) if place in (1, 7) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _cells(measure: Measure) -> tuple[str, ...]:
    ratio = f"{measure.ratio:.2f}" if measure.ratio is not None else "–"
    limits = [_figure(limit, measure.unit) for limit in (measure.must, measure.goal)]
    figures = [_figure(figure, measure.unit) for figure in (measure.floor, measure.kontor)]
    return (measure.number, measure.title, *figures, ratio, *limits, measure.verdict)


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:,.1f} {unit}" if value < 100 else f"{value:,.0f} {unit}"


if __name__ == "__main__":
    sys.exit(main())
