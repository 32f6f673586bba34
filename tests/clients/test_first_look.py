"""The list that is read before the program is there: the same rows, or nothing."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.clients.first_look import first_look
from app.core.paths import Home
from app.db.revision import HEAD
from tests.clients.conftest import FULL, KADRI, Book
from tests.stores import NOW


def execute(home: Home, statement: str) -> None:
    with closing(sqlite3.connect(home.database)) as raw:
        raw.execute(statement)
        raw.commit()


async def fill(book: Book) -> None:
    """Clients with and without manager, groups, links and facts."""
    bakery = await book.client(**{name: FULL[name] for name in FULL if name != "name"})
    plain = await book.client("Põhjatäht OÜ")
    await book.client("Aasta AS", manager_id=2, country="NO")
    await book.service.set_groups(KADRI, [bakery, plain], add=["Ühingud", "Käibemaks"])

    for days, key in ((3, "trigon"), (1, "tripletex")):
        await book.link(plain, key, "f_1", at=NOW - timedelta(days))


async def test_the_same_rows_as_the_program_gives(book: Book):
    await fill(book)
    look = first_look(book.home.database)
    assert look is not None
    assert look.clients == await book.rows()
    assert len(look.clients) == 3
    assert look.clients[1].integrations == ("trigon", "tripletex")
    assert look.clients[0].groups == ("Käibemaks", "Ühingud")


async def test_the_firms_language_and_zone(book: Book):
    await book.client()
    execute(book.home, "UPDATE firm SET language = 'nb', time_zone = 'Europe/Oslo'")
    look = first_look(book.home.database)
    assert look is not None
    assert (look.language, look.time_zone) == ("nb", "Europe/Oslo")


async def test_nothing_where_there_is_no_client_or_no_firm(book: Book):
    assert first_look(book.home.database) is None
    await book.client()
    execute(book.home, "DELETE FROM firm")
    assert first_look(book.home.database) is None


@pytest.mark.parametrize("revision", ["0000", "9999"])
async def test_nothing_of_another_schema(book: Book, revision: str):
    await book.client()
    execute(book.home, f"UPDATE alembic_version SET version_num = '{revision}'")
    assert first_look(book.home.database) is None
    execute(book.home, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    assert first_look(book.home.database) is not None


async def test_nothing_of_what_is_no_database_of_ours(book: Book, tmp_path: Path):
    await book.client()
    missing = tmp_path / "none" / "kontor.sqlite"
    assert first_look(missing) is None
    assert not missing.parent.exists()
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert first_look(other) is None
    book.store.close()
    whole = book.home.database.read_bytes()
    other.write_bytes(whole[: len(whole) // 3])
    assert first_look(other) is None


async def test_it_writes_nothing_and_waits_for_nobody(book: Book):
    await book.client()
    writing = sqlite3.connect(book.home.database, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE client SET name = 'not committed'")
    look = first_look(book.home.database)
    writing.execute("ROLLBACK")
    writing.close()
    assert look is not None
    assert look.clients[0].name == "Kuldne Kringel OÜ"


def test_it_needs_no_sqlalchemy():
    code = "import sys; import app.clients.first_look; print('sqlalchemy' in sys.modules)"
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
