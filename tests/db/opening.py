"""Opening databases, and looking at them from outside."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from app.core.clock import SetClock
from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db.store import Store
from app.db.upgrade import open_store
from tests.stores import NOW, url_of


def fingerprint(home: Home) -> dict[str, str]:
    """Every file below the home with its contents."""
    files = (file for file in sorted(home.root.rglob("*")) if file.is_file())
    return {str(f.relative_to(home.root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def opened(home: Home) -> Store:
    return open_store(url_of(home), home, SetClock(NOW))


def refused(home: Home) -> DatabaseUnusable:
    with pytest.raises(DatabaseUnusable) as caught:
        opened(home).close()
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def plainly(home: Home, *statements: str) -> list[tuple]:
    with closing(sqlite3.connect(home.database)) as plain:
        rows = [row for statement in statements for row in plain.execute(statement)]
        plain.commit()
    return rows
