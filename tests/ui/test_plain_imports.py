"""What a start imports, and how: as without Qt, so nobody reads sources, and no more than the first page needs."""

import subprocess
import sys

import pytest

from app import container
from app.container import open_container
from app.core.paths import Home
from app.core.vault import MemoryVault
from ui.desktop import start

IMPORT = """
import linecache
from ui.desktop import start
{step}
import xmlrpc.client
print(len([file for file in linecache.cache if "xmlrpc" in file]))
"""

LOADED = """
import sys
from app import container
from app.db.base import Base
print(*[name for name in (*container.LATER, "alembic", "cryptography", "httpx", "keyring") if name in sys.modules])
print(*Base.metadata.tables)
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


def test_the_program_opens_without_the_services_of_later_pages_but_knows_all_tables():
    """What is deleted asks every table that may point to it, whether its service has been made or not."""
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, stdout=subprocess.PIPE, text=True)
    loaded, tables = done.stdout.splitlines()

    assert not loaded
    assert {"client", "import_row", "connection", "task"} <= set(tables.split())


async def test_the_whole_program_is_there_when_it_was_waited_for(tmp_path):
    program = await open_container(Home(tmp_path), MemoryVault())
    await program.whole()

    assert set(container.LATER) <= set(sys.modules)
    assert program.imports is program.imports
    await program.close()
