#!/usr/bin/env python3
"""Checks everything: makes the environment with the tools for it, then runs every linter and every test.

    python3 packaging/test.py                          every linter and every test
    python3 packaging/test.py --quick                  without the system tests
    python3 packaging/test.py --only unit -- -k money  some steps; what follows -- goes to pytest
    python3 packaging/test.py --only benchmarks        the table of floors and figures; -- fetch takes some of it

The exit status is 0 when every step passed. A step that this computer can't run (system tests need a Linux desktop
made of a few Debian packages, installed where that is allowed) is named in the summary; where CI is set it counts as
failed.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import debian
import environment
from environment import ROOT


@dataclass(frozen=True)
class Step:
    name: str
    commands: list[list[str]]  # words after the environment's Python; each must succeed


@dataclass(frozen=True)
class Outcome:
    name: str
    state: str  # "passed", "FAILED" or "left out"
    seconds: float
    words: str  # last line that was said, or why it was left out


LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def every_step(pytest_words: list[str], *, workers: int) -> list[Step]:
    pytest = ["-m", "pytest", "--hypothesis-profile=repeatable"]
    parallel = [f"--numprocesses={workers}", "--dist=worksteal"]
    ours = sorted(str(path) for path in Path(ROOT, "packaging").glob("*.py"))
    return [
        Step("lint", [["-m", "ruff", "check", "."]]),
        Step("format", [["-m", "ruff", "format", "--check", "."]]),
        Step("types", [["-m", "mypy"], ["-m", "mypy", *ours]]),
        Step("floors", [["-c", LINT_IMPORTS]]),
        Step("unit", [[*pytest, "-m", "not system", "--ignore=tests/benchmarks", *parallel, *pytest_words]]),
        Step("system", [[*pytest, "-m", "system", "--ignore=tests/benchmarks", *pytest_words]]),
        Step("benchmarks", [["tests/benchmarks/run.py", *pytest_words]]),
    ]


def chosen(steps: list[Step], only: list[str], *, quick: bool) -> list[Step]:
    """Benchmarks prove nothing by passing: they print a table, and only when they are asked for."""
    left_out = {"system", "benchmarks"} if quick else {"benchmarks"}
    return [step for step in steps if (step.name in only if only else step.name not in left_out)]


def main(words: list[str]) -> int:
    own, _, pytest_words = _split(words)
    workers = max(2, min(os.cpu_count() or 2, 8))
    steps = every_step(pytest_words, workers=workers)
    options = _parser([step.name for step in steps]).parse_args(own)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what runs is ended too
    try:
        environment.prepare(window=True, tests=True)
    except environment.SetUpStopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return stopped.status
    outcomes = [run(step) for step in chosen(steps, options.only, quick=options.quick)]
    print(summary(outcomes), flush=True)
    return int(any(failed(outcome, ci=bool(os.environ.get("CI"))) for outcome in outcomes))


def failed(outcome: Outcome, *, ci: bool) -> bool:
    return outcome.state == "FAILED" or (ci and outcome.state == "left out")


def run(step: Step) -> Outcome:
    print(f"\n== {step.name} ==", flush=True)
    if step.name in {"system", "benchmarks"} and (reason := _no_desktop()):
        print(reason, flush=True)
        return Outcome(step.name, "left out", 0.0, reason)
    started = time.monotonic()
    status, last = 0, ""
    for command in step.commands:
        status, last = _run_here([environment.python(), *command])
        if status:
            break
    return Outcome(step.name, "FAILED" if status else "passed", time.monotonic() - started, last)


def summary(outcomes: list[Outcome]) -> str:
    wrong = sum(outcome.state != "passed" for outcome in outcomes)
    lines = [f"  {o.state:9}{o.name:11}{o.seconds:7.1f} s  {o.words.strip('= ')}" for o in outcomes]
    head = f"{wrong} of {len(outcomes)} steps did not pass" if wrong else f"All {len(outcomes)} steps passed"
    return "\n".join(["", "== summary ==", *lines, f"{head} in {sum(o.seconds for o in outcomes):.0f} s"])


def _run_here(command: list[str]) -> tuple[int, str]:
    """Shows what the command says while it says it; exit status and its last line."""
    surroundings = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
    tail = b""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdout is not None
        try:
            while chunk := os.read(process.stdout.fileno(), 65536):
                sys.stdout.buffer.write(chunk)
                sys.stdout.flush()
                tail = (tail + chunk)[-4000:]
        except BaseException:
            _end(process)
            raise
    said = tail.decode(errors="replace").split("\n")
    return process.returncode, next((line for line in reversed(said) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """As Ctrl+C would: pytest then closes the desktops and servers that it has started."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _no_desktop() -> str:
    """Why the system tests can't run here; empty when they can."""
    if sys.platform != "linux":
        return "the desktop of the system tests is made of Linux programs"
    missing = debian.missing_programs(debian.DESKTOP)
    if missing and debian.install(sorted(set(missing.values()))):
        missing = debian.missing_programs(missing)
    return f"sudo apt-get install {' '.join(sorted(set(missing.values())))}" if missing else ""


def _split(words: list[str]) -> tuple[list[str], str, list[str]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], "--", words[at + 1 :]


def _parser(names: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Runs every linter and every test of Kontor.")
    parser.add_argument("--quick", action="store_true", help="leave out the system tests")
    parser.add_argument(
        "--only", action="append", choices=names, default=[], help="this step; may be repeated"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
