"""What a register answered online, remembered for a day: the rule of the Estonian one. "Not found" is an answer too;
a failure is none and is never kept.

A small SQLite file of its own beside the copies, so that loading a copy does not lose it. Everything blocks; a
damaged file is thrown away, since all of it can be asked again.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec

from integrations.contract import RegisterEntry

T = TypeVar("T")
KEPT = timedelta(hours=24)
BUSY_SECONDS = 5.0  # another process may be writing
_TABLE = """
CREATE TABLE IF NOT EXISTS answer_1 (
    country TEXT, asked TEXT, at TEXT, entries BLOB, PRIMARY KEY (country, asked)
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Remembered:
    """`at`: when the register said it, aware, in UTC. No entries: it knew none."""

    entries: tuple[RegisterEntry, ...]
    at: datetime


class Answers:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "register-answers.sqlite"

    def of(self, country: str, questions: Sequence[str], now: datetime) -> dict[str, Remembered]:
        """Those of the questions that were answered during the last 24 hours."""
        return self._with_file(lambda c: dict(_read(c, country, questions, now))) or {}

    def keep(self, country: str, answers: Mapping[str, Remembered], now: datetime) -> None:
        """A cache that cannot be written is no reason to fail: then it is asked again next time."""
        rows = [(country, q, _text(a.at), msgspec.json.encode(a.entries)) for q, a in answers.items()]
        if rows:
            self._with_file(lambda c: _write(c, rows, now))

    def _with_file(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        try:
            return self._try(work)
        except (OSError, sqlite3.OperationalError):  # busy, read-only, disk full
            return None
        except (sqlite3.DatabaseError, msgspec.MsgspecError, ValueError):
            return self._anew(work)

    def _anew(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        try:
            self.file.unlink(missing_ok=True)
            return self._try(work)
        except (OSError, sqlite3.Error):
            return None

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.file, timeout=BUSY_SECONDS)) as connection, connection:
            connection.execute(_TABLE)
            return work(connection)


def _read(
    connection: sqlite3.Connection, country: str, questions: Sequence[str], now: datetime
) -> Iterable[tuple[str, Remembered]]:
    sql = "SELECT at, entries FROM answer_1 WHERE country = ? AND asked = ? AND at > ? AND at <= ?"
    for question in questions:
        # not those from the future either: the clock was wrong then or is wrong now
        row = connection.execute(sql, (country, question, _text(now - KEPT), _text(now))).fetchone()
        if row:
            entries = msgspec.json.decode(row[1], type=tuple[RegisterEntry, ...])
            yield question, Remembered(entries, datetime.fromisoformat(row[0]))


def _write(
    connection: sqlite3.Connection, rows: Sequence[tuple[str, str, str, bytes]], now: datetime
) -> None:
    connection.execute("DELETE FROM answer_1 WHERE at <= ?", (_text(now - KEPT),))
    connection.executemany("INSERT OR REPLACE INTO answer_1 VALUES (?, ?, ?, ?)", rows)


def _text(moment: datetime) -> str:
    """Of one length, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
