"""Other processes on the same database: what they do is given as Python and runs with a store at hand."""

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

from app.core.paths import Home

_BEFORE = """
import os, sys, time
from datetime import UTC, datetime
from pathlib import Path
import app.all_tables
from app.core.clock import SetClock
from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db.upgrade import open_store
from app.firm.tables import FirmSetting
from sqlalchemy import select, text
home = Home(Path(sys.argv[1]))
clock = SetClock(datetime(2026, 11, 20, tzinfo=UTC))
url = f"sqlite:///{home.database}"
def say(line):
    print(line, flush=True)
"""
ROOT = Path(__file__).parents[2]


def start(home: Home, code: str) -> subprocess.Popen[str]:
    """Runs `code`; its words come over standard output, a line from us lets it go on."""
    return subprocess.Popen(
        [sys.executable, "-c", dedent(_BEFORE) + dedent(code), str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def run(home: Home, code: str) -> str:
    """What it said. Fails the test where it ends badly."""
    process = start(home, code)
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    return said.strip()
