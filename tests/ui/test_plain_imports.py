"""With the window on the screen, modules are imported as without Qt: nobody reads their sources."""

import subprocess
import sys

import pytest

from ui.desktop import start

IMPORT = """
import linecache
from ui.desktop import start
{step}
import xmlrpc.client
print(len([file for file in linecache.cache if "xmlrpc" in file]))
"""


@pytest.mark.parametrize(("step", "read"), [("", True), ("start.import_plainly()", False)])
def test_sources_are_read_until_pysides_import_is_taken_back(step, read):
    """The first case says when PySide no longer does it, and nothing is to be taken back any more."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT.format(step=step)], check=True, stdout=subprocess.PIPE
    )

    assert (int(done.stdout) > 0) is read


def test_a_window_imports_plainly(monkeypatch):
    seen = []
    monkeypatch.setattr(start, "import_plainly", lambda: seen.append("plainly"))
    monkeypatch.setattr(start, "one_life", lambda _options: seen.append("window"))

    assert start.run(start.Options()) == 0
    assert seen == ["plainly", "window"]
