"""What the database says, in words (P11.4): each of SQLite's faults made for real."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError

from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db.backup import faults_in
from app.db.faults import in_words
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.tables import FirmSetting
from tests.db.processes import run
from tests.stores import url_of


def fault_of(work) -> DatabaseUnusable:
    with pytest.raises(sqlite3.Error) as caught:
        work()
    return in_words(caught.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(file)) as plain:
        plain.execute('CREATE TABLE note (locked TEXT, "full" TEXT)')
        plain.commit()
    return file


def test_a_busy_database(file: Path):
    with closing(sqlite3.connect(file)) as one, closing(sqlite3.connect(file, timeout=0)) as other:
        one.execute("BEGIN IMMEDIATE")
        fault = fault_of(lambda: other.execute("BEGIN IMMEDIATE"))
    assert fault.code == "busy"


def test_a_database_opened_for_reading(file: Path):
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as plain:
        assert fault_of(lambda: plain.execute("DELETE FROM note")).code == "read_only"


def test_a_database_that_is_not_there(tmp_path: Path):
    with closing(sqlite3.connect(":memory:")) as plain:
        assert fault_of(lambda: plain.execute(f"ATTACH '{tmp_path}/no/such' AS a")).code == "cannot_open"


def test_names_of_columns_do_not_mislead(file: Path):
    with closing(sqlite3.connect(file)) as plain:
        assert (
            fault_of(lambda: plain.execute("SELECT readonly, full_disk, locked_at FROM note")).code
            == "damaged"
        )
        assert fault_of(lambda: plain.execute("CREATE TABLE note (locked TEXT)")).code == "database_error"
        assert fault_of(lambda: plain.execute("SELECT * FROM gone")).code == "damaged"


def test_the_drivers_fault_inside_sqlalchemys(tmp_path: Path):
    (tmp_path / "a.txt").write_text("not a database " * 100)
    engine = create_engine(f"sqlite:///{tmp_path}/a.txt")
    with pytest.raises(DatabaseError) as caught, engine.connect() as connection:
        connection.execute(text("SELECT * FROM firm"))
    engine.dispose()
    assert in_words(caught.value).code == "damaged"


def test_every_fault_has_two_sentences(file: Path):
    for fault in (sqlite3.OperationalError("something else"), ValueError("odd")):
        words = in_words(fault)
        assert words.code == "database_error"
        assert words.message.endswith(".")
        assert words.hint.endswith(".")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a disk")
async def test_a_disk_that_is_really_full(migrated: Path, clock, tmp_path: Path):
    """What was saved before stays, saving again works once there is room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    ).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        home = Home(folder)
        home.database.write_bytes(migrated.read_bytes())
        store = open_store(url_of(home), home, clock)
        await _until_full(store, folder)
        store.close()
        assert faults_in(home.database) == ""
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


async def _until_full(store: Store, folder: Path) -> None:
    await store.write(lambda session: session.add(FirmSetting(name="first", value=1)))
    ballast = folder / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    big = [FirmSetting(name=f"n{n}", value="x" * 3000) for n in range(300)]
    with pytest.raises(DatabaseUnusable) as caught:
        await store.write(lambda session: session.add_all(big))
    assert caught.value.code == "disk_full"
    names = lambda session: [name for (name,) in session.execute(text("SELECT name FROM firm_setting"))]  # noqa: E731
    assert await store.read(names) == ["first"]
    ballast.unlink()
    await store.write(lambda session: session.add(FirmSetting(name="second", value=1)))
    assert sorted(await store.read(names)) == ["first", "second"]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such limit")
def test_a_limit_on_the_size_of_files(home: Home):
    """A quota: the file system says no in another way than a full disk does."""
    said = run(
        home,
        """
        import resource
        store = open_store(url, home, clock)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            store._write(lambda s: s.add_all(FirmSetting(name=f"n{n}", value="x" * 3000) for n in range(300)))
        except DatabaseUnusable as fault:
            say(fault.code)
        store.close()
        """,
    )
    assert said in ("disk_full", "disk_fault")
    assert faults_in(home.database) == ""
