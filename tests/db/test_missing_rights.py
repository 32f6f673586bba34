"""Files and folders that may not be written (P11.4)."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.paths import Home
from tests.db.opening import fingerprint
from tests.db.processes import start

AS_ANOTHER = """
    os.setgid(65534)
    os.setuid(65534)
"""
OPEN = """
    try:
        store = open_store(url, home, clock)
        store._read(lambda session: session.execute(select(FirmSetting)).all())
        store._write(lambda session: session.add(FirmSetting(name="a", value=1)))
        say("written")
        store.close()
    except DatabaseUnusable as fault:
        say(fault.code)
"""
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user"
)


@pytest.fixture
def reachable(migrated: Path) -> Iterator[Home]:
    """Not below pytest's own folder, which is for its user only."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Home(Path(folder) / "home")
        home.root.mkdir()
        shutil.copyfile(migrated, home.database)
        yield home


@needs_root
@pytest.mark.parametrize(
    ("folder", "file", "code"),
    [(0o755, 0o644, "read_only"), (0o777, 0o444, "read_only"), (0o755, 0o666, "read_only"), (0o777, 0o600, "read_only"),
     (0o777, 0o666, "written")],
)  # fmt: skip
def test_rights_that_are_missing(reachable: Home, folder: int, file: int, code: str):
    reachable.root.chmod(folder)
    reachable.database.chmod(file)
    before = fingerprint(reachable)
    process = start(reachable, AS_ANOTHER + OPEN)
    said, wrong = process.communicate(timeout=60)
    assert said == f"{code}\n", wrong
    if code != "written":
        assert fingerprint(reachable) == before


@needs_root
def test_a_home_that_cannot_be_made(reachable: Home):
    process = start(Home(reachable.root / "below" / "it"), AS_ANOTHER + OPEN)
    said, wrong = process.communicate(timeout=60)
    assert said == "cannot_open\n", wrong
