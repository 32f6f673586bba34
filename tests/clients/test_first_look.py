"""The list that is read before the program is there: the same rows, or nothing."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from app.clients import first_look as module
from app.clients.composing import compose
from app.clients.first_look import FirstLook, first_look
from app.core.paths import Home
from app.db.revision import HEAD
from app.db.upgrade import open_store
from tests.clients.conftest import FULL, KADRI, Book
from tests.stores import NOW, url_of


def execute(home: Home, statement: str) -> None:
    with closing(sqlite3.connect(home.database)) as raw:
        raw.execute(statement)
        raw.commit()


def looked(database: Path) -> FirstLook | None:
    """A look that lets go of the file at once."""
    look = first_look(database)
    if look is not None:
        look.close()
    return look


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
    look = looked(book.home.database)
    assert look is not None
    assert look.clients == await book.rows()
    assert len(look.clients) == 3
    assert look.clients[1].integrations == ("trigon", "tripletex")
    assert look.clients[0].groups == ("Käibemaks", "Ühingud")


async def test_the_firms_language_and_zone(book: Book):
    await book.client()
    execute(book.home, "UPDATE firm SET language = 'nb', time_zone = 'Europe/Oslo'")
    look = looked(book.home.database)
    assert look is not None
    assert (look.language, look.time_zone) == ("nb", "Europe/Oslo")


async def test_nothing_where_there_is_no_client_or_no_firm(book: Book):
    assert looked(book.home.database) is None
    await book.client()
    execute(book.home, "DELETE FROM firm")
    assert looked(book.home.database) is None


@pytest.mark.parametrize("revision", ["0000", "9999"])
async def test_nothing_of_another_schema(book: Book, revision: str):
    await book.client()
    execute(book.home, f"UPDATE alembic_version SET version_num = '{revision}'")
    assert looked(book.home.database) is None
    execute(book.home, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    assert looked(book.home.database) is not None


async def test_nothing_of_what_is_no_database_of_ours(book: Book, tmp_path: Path):
    await book.client()
    missing = tmp_path / "none" / "kontor.sqlite"
    assert looked(missing) is None
    assert not missing.parent.exists()
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert looked(other) is None
    book.store.close()
    whole = book.home.database.read_bytes()
    other.write_bytes(whole[: len(whole) // 3])
    assert looked(other) is None


async def test_it_writes_nothing_and_waits_for_nobody(book: Book):
    await book.client()
    writing = sqlite3.connect(book.home.database, isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE client SET name = 'not committed'")
    look = looked(book.home.database)
    writing.execute("ROLLBACK")
    writing.close()
    assert look is not None
    assert look.clients[0].name == "Kuldne Kringel OÜ"


async def test_it_is_true_until_somebody_writes(book: Book):
    await book.client()
    look = first_look(book.home.database)
    assert look is not None
    assert look.still_true()
    open_store(url_of(book.home), book.home, book.clock).close()
    await book.rows()
    with closing(sqlite3.connect(book.home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE client SET name = 'another'")
        assert look.still_true()  # nobody else sees that yet
        other.execute("COMMIT")
    assert not look.still_true()
    look.close()


async def test_it_is_not_true_any_more_once_it_let_go(book: Book):
    await book.client()
    look = first_look(book.home.database)
    assert look is not None
    look.close()
    look.close()
    assert not look.still_true()


async def test_what_is_written_while_it_looks_is_seen_later(book: Book, monkeypatch):
    """The rows are of one moment, and a change right after that moment is not lost."""
    await book.client()

    def compose_slowly(*given):
        made = compose(*given)
        execute(book.home, "UPDATE client SET name = 'another'")
        return made

    monkeypatch.setattr(module, "compose", compose_slowly)
    look = first_look(book.home.database)
    assert look is not None
    assert look.clients[0].name == "Kuldne Kringel OÜ"
    assert not look.still_true()
    look.close()


def test_it_needs_no_sqlalchemy():
    code = "import sys; import app.clients.first_look; print('sqlalchemy' in sys.modules)"
    root = Path(__file__).parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
