"""The local copy of a business register: one SQLite file in the cache folder, written once, then only read (P4.3).

Everything here blocks: it is called in a worker thread. A file that is missing, damaged or made by another
version of Kontor counts as absent; the next load replaces it.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from integrations.contract import FileRow, RegisterEntry, RegisterSource, RegisterStatus

T = TypeVar("T")
FORMAT = 1  # PRAGMA user_version of the file; raise it when the tables below change
CODES_AT_ONCE = 500
NAMES_AT_MOST = 5_000  # rows that a search by name may bring for ranking

# A plain table in the order of the file and an index made afterwards: on 378,000 rows a third faster than a primary
# key, as the file is sorted by name and its codes come in any order.
TABLES = """
CREATE TABLE entry (code TEXT, name TEXT, status TEXT, vat_number TEXT, address TEXT, postal_code TEXT);
CREATE TABLE about (rows INTEGER, as_of TEXT, loaded_at TEXT, last_modified TEXT);
"""
INDEX = "CREATE INDEX entry_code ON entry (code)"
_COLUMNS = "code, name, status, vat_number, address, postal_code"


@dataclass(frozen=True, slots=True)
class CopyState:
    """`as_of`: the data's own date (Last-Modified, or the date of the loaded file); aware, in UTC."""

    country: str
    rows: int
    as_of: datetime
    loaded_at: datetime
    last_modified: str = ""  # as the register sent it; "" where the copy came from the user's own file


@dataclass(frozen=True, slots=True)
class Found:
    """What one state of the copy knows of the codes asked for."""

    state: CopyState
    entries: dict[str, RegisterEntry]


class RegisterCopy:
    def __init__(self, folder: Path, source: RegisterSource) -> None:
        self.source = source
        self.file = folder / f"register-{source.country.lower()}.sqlite"
        self._damaged: tuple[int, int, int] | None = None

    def state(self) -> CopyState | None:
        return self.read(self._state)

    def find(self, codes: Sequence[str]) -> Found | None:
        """Codes exactly as the register writes them; those it does not hold are missing. None without a copy."""
        return self.read(lambda copy: Found(self._state(copy), self._entries(copy, codes)))

    def with_code_prefix(self, digits: str, limit: int) -> tuple[RegisterEntry, ...]:
        """By code, from the first that begins with the digits. Empty without a copy."""
        sql = f"SELECT {_COLUMNS} FROM entry WHERE code >= ? AND code < ? ORDER BY code LIMIT ?"  # noqa: S608 - own names
        return self._many(sql, (digits, digits + ":", limit))  # ":" follows "9"

    def with_name_like(self, patterns: Sequence[str]) -> tuple[RegisterEntry, ...]:
        """Those whose name fits every LIKE pattern, in the file's order. Empty without a copy."""
        where = " AND ".join(["name LIKE ?"] * len(patterns))
        sql = f"SELECT {_COLUMNS} FROM entry WHERE {where} LIMIT ?"  # noqa: S608 - own names
        return self._many(sql, (*patterns, NAMES_AT_MOST))

    def names(self, work: Callable[[Iterator[tuple[str, str]]], T], patterns: Sequence[str] = ()) -> T | None:
        """Give `work` code and name of all rows, or of those that fit any of the patterns. None without a copy."""
        where = " WHERE " + " OR ".join(["name LIKE ?"] * len(patterns)) if patterns else ""
        sql = f"SELECT code, name FROM entry{where}"  # noqa: S608 - own names
        return self.read(lambda copy: work(copy.execute(sql, patterns)))

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """`work` on a connection that cannot write; None where there is no copy or it turns out to be damaged."""
        mark = self._mark()
        if mark is None or mark == self._damaged:
            return None
        try:
            # immutable: the file is replaced, never changed, so nobody needs a lock on it
            uri = f"{self.file.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(uri, uri=True)) as copy:
                return work(copy) if _one(copy, "PRAGMA user_version") == FORMAT else None
        except sqlite3.DatabaseError as fault:
            if getattr(fault, "sqlite_errorcode", 0) != sqlite3.SQLITE_CANTOPEN:  # that one may pass
                self._damaged = mark
            return None

    def _mark(self) -> tuple[int, int, int] | None:
        """Tells this file from the one that will replace it."""
        try:
            found = self.file.stat()
        except OSError:
            return None
        return (found.st_ino, found.st_size, found.st_mtime_ns)

    def _state(self, copy: sqlite3.Connection) -> CopyState:
        row = copy.execute("SELECT rows, as_of, loaded_at, last_modified FROM about").fetchone()
        try:
            rows, as_of, loaded_at, last_modified = row
            moments = datetime.fromisoformat(as_of), datetime.fromisoformat(loaded_at)
        except (TypeError, ValueError) as fault:
            raise sqlite3.DatabaseError("not what a load has written") from fault
        return CopyState(self.source.country, rows, *moments, last_modified)

    def _entries(self, copy: sqlite3.Connection, codes: Sequence[str]) -> dict[str, RegisterEntry]:
        entries: dict[str, RegisterEntry] = {}
        for start in range(0, len(codes), CODES_AT_ONCE):
            chunk = codes[start : start + CODES_AT_ONCE]
            sql = f"SELECT {_COLUMNS} FROM entry WHERE code IN ({','.join('?' * len(chunk))})"  # noqa: S608 - own names
            entries.update((row[0], self._entry(row)) for row in copy.execute(sql, chunk))
        return entries

    def _many(self, sql: str, arguments: Sequence[str | int]) -> tuple[RegisterEntry, ...]:
        return self.read(lambda copy: tuple(map(self._entry, copy.execute(sql, arguments)))) or ()

    def _entry(self, row: FileRow) -> RegisterEntry:
        code, name, letter, vat_number, address, postal_code = row
        status = self.source.status_of.get(letter, RegisterStatus.OTHER)
        return RegisterEntry(
            code, name, status, vat_number=vat_number, address=address, postal_code=postal_code
        )


def _one(connection: sqlite3.Connection, sql: str) -> object:
    return connection.execute(sql).fetchone()[0]
