"""A process that forks one child per line of its input; each child confirms an import on a database and may be killed.

Forked and not started: fifty interpreters with SQLAlchemy would take a minute to load alone. Run as a script by
`test_kill.py`. A line: the database, then after how many steps of SQLite's machine the child kills itself; 0: it is
killed from outside, -1: it lives.
"""

import os
import signal
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

import app.all_tables  # noqa: F401 - SQLAlchemy has to know all tables
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import Actor, Level
from app.db.store import Store
from app.db.upgrade import open_store
from app.importing import reading
from app.importing.confirm import confirm
from app.importing.matching import Codes
from app.importing.review import Fetched, Review, asked, make_review
from app.importing.runs import RunView
from app.importing.source import source_of
from app.registers.verdicts import Verdict
from integrations.contract import RemoteClient
from tests.importing.program import MANIFEST, remote

NOW = datetime(2026, 11, 20, tzinfo=UTC)
OWNER = Actor(None, "Mari", Level.OWNER)
SOURCE = source_of(MANIFEST)
BEFORE, NEW, GONE = 120, 400, 20
STEPS_APART = 50  # of SQLite's machine between two looks at whether to die


def at_first() -> list[RemoteClient]:
    return [remote(str(i), f"Firma {i}", None, phone="1") for i in range(BEFORE)]


def later() -> list[RemoteClient]:
    """Some changed, some gone, many new."""
    changed = [remote(str(i), f"Firma {i}", None, phone="2", address="Lao 4") for i in range(BEFORE - GONE)]
    return changed + [remote(str(i), f"Uus firma {i}", None, phone="1") for i in range(1000, 1000 + NEW)]


def open_file(database: Path) -> Store:
    return open_store(f"sqlite:///{database}", Home(database.parent), SetClock(NOW))


def review_of(store: Store, listed: list[RemoteClient]) -> Review:
    known = store._read(lambda session: reading.known(session, SOURCE))
    verdicts = [Verdict("grey", "no_code")] * len(asked(SOURCE, listed, known))
    return make_review(SOURCE, Fetched(listed, verdicts, NOW, 0.0), known, Codes())


def bring(store: Store, review: Review) -> RunView:
    return store._write(lambda session: confirm(session, OWNER, NOW, review, review.rows, codes=Codes()))


def say(word: object) -> None:
    """A whole line at once: parent and child share the output."""
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


def _child(database: Path, steps: int) -> None:
    store = open_file(database)
    review = review_of(store, later())
    if steps > 0:
        with store.writer.connect() as connection:
            dies_after(connection.connection.dbapi_connection, steps)
    say("ready")
    bring(store, review)
    if steps == 0:
        signal.pause()  # so that the one who kills it finds it


def dies_after(connection: sqlite3.Connection, steps: int) -> None:
    left = steps

    def look() -> int:
        nonlocal left
        left -= STEPS_APART
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    connection.set_progress_handler(look, STEPS_APART)


def main() -> None:
    for line in sys.stdin:
        database, steps = line.split("\t")
        child = os.fork()
        if child == 0:
            _child(Path(database), int(steps))
            os._exit(0)
        say(child)
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
