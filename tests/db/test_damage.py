"""Damaged files and full disks: said when it is noticed, and left alone (P11.4)."""

import random
import shutil
import traceback
from contextlib import closing

import pytest
from sqlalchemy import text

from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db.backup import faults_in
from app.firm.tables import FirmSetting
from tests.db.opening import fingerprint, opened, plainly, refused
from tests.db.processes import start


@pytest.fixture
def filled(home: Home) -> Home:
    """A database of some 400 kB, closed."""
    store = opened(home)
    store._write(
        lambda session: session.add_all(FirmSetting(name=f"n{n:04}", value="x" * 300) for n in range(1000))
    )
    store.close()
    return home


def test_a_file_cut_off_in_the_middle(filled: Home):
    contents = filled.database.read_bytes()
    filled.database.write_bytes(contents[: len(contents) // 2 + 100])
    before = fingerprint(filled)
    assert faults_in(filled.database)
    _told_when_it_is_read(filled)
    assert fingerprint(filled) == before


def test_a_file_cut_off_near_its_beginning(filled: Home):
    filled.database.write_bytes(filled.database.read_bytes()[:5000])
    before = fingerprint(filled)
    assert refused(filled).code == "damaged"
    assert fingerprint(filled) == before


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_in_the_middle(filled: Home, seed: int):
    chance = random.Random(seed)
    contents = bytearray(filled.database.read_bytes())
    size = chance.choice([4_000, 40_000])
    place = chance.randrange(len(contents) // 2, len(contents) - 60_000)
    contents[place : place + size] = chance.randbytes(size)
    filled.database.write_bytes(contents)
    before = fingerprint(filled)
    assert faults_in(filled.database)
    _told_when_it_is_read(filled)
    assert fingerprint(filled) == before


def test_random_bytes_at_the_beginning(filled: Home):
    contents = bytearray(filled.database.read_bytes())
    contents[100:3000] = random.Random(3).randbytes(2900)
    filled.database.write_bytes(contents)
    before = fingerprint(filled)
    assert refused(filled).code == "damaged"
    assert fingerprint(filled) == before


def _told_when_it_is_read(home: Home) -> None:
    """At the latest: where the part that opening needs is whole, opening succeeds."""

    def read() -> None:
        with closing(opened(home)) as store:
            store._read(lambda session: session.query(FirmSetting).all())

    with pytest.raises(DatabaseUnusable) as caught:
        read()
    assert caught.value.code == "damaged"
    assert "backup" in caught.value.hint
    assert "xxxx" not in "".join(traceback.format_exception(caught.value))


def test_after_a_crash_damage_is_found_at_once(filled: Home):
    """Not only when somebody comes upon the page."""
    code = """
        store = open_store(url, home, clock)
        store._write(lambda session: session.add(FirmSetting(name="last", value=1)))
        say("written")
        time.sleep(60)
    """
    process = start(filled, code)
    assert process.stdout.readline() == "written\n", process.stderr.read()
    process.kill()
    process.communicate()
    whole = Home(filled.root.with_name("copy"))
    shutil.copytree(filled.root, whole.root)
    opened(whole).close()
    assert plainly(whole, "SELECT value FROM firm_setting WHERE name = 'last'") == [(1,)]

    with filled.database.open("r+b") as file:
        file.seek(200_000)
        file.write(random.Random(5).randbytes(30_000))
    assert refused(filled).code == "damaged"


def test_a_full_disk(filled: Home):
    """The file may not grow: what SQLite says then is what it says when the disk is full."""
    store = opened(filled)

    def work(session) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        session.add_all(FirmSetting(name=f"m{n}", value="x" * 3000) for n in range(500))

    with pytest.raises(DatabaseUnusable) as caught:
        store._write(work)
    assert caught.value.code == "disk_full"
    store._write(lambda session: session.execute(text("PRAGMA max_page_count=1000000")))
    store._write(lambda session: session.add(FirmSetting(name="later", value=1)))
    store.close()
    assert plainly(filled, "SELECT count(*) FROM firm_setting") == [(1001,)]
    assert faults_in(filled.database) == ""
