"""One writer, many readers.

`Store.write(work)` runs `work(session)` in the one writer thread inside one short transaction (BEGIN
IMMEDIATE on SQLite, so that reading before writing cannot end in "locked"). `Store.read(work)` runs in a
few reader threads on connections that cannot write. Both are awaited; nothing here may be called from
the thread that draws windows, and no work may talk to the network.
"""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, InterfaceError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from app.db.faults import damaged, in_words, told_safely

T = TypeVar("T")
# The last as the driver itself raises it: long lists are read past SQLAlchemy (`app.clients.reading`).
DRIVER_FAULTS = (DatabaseError, InterfaceError, sqlite3.Error)
READERS = 3
BUSY_SECONDS = 30  # another process may be writing (a second kontor on the same file)
# What `query_only` and a transaction of SQLite's are for readers
SERVER_READER = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
# Letters stay letters in JSON columns, so that the audit log can be searched for "Põhja" (P1.6)
TO_JSON = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


class Store:
    """Made by `app.db.upgrade.open_store`, which sees to it that the schema is there."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.writer = _engine(url, 1, writing=True)
        self.reader = _engine(url, READERS, writing=False)
        self._new_writing = sessionmaker(self.writer, expire_on_commit=False)
        self._new_reading = sessionmaker(self.reader, expire_on_commit=False, autoflush=False)
        self._writing = ThreadPoolExecutor(1, "kontor-writer")
        self._reading = ThreadPoolExecutor(READERS, "kontor-reader")

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on a server."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    async def write(self, work: Callable[[Session], T]) -> T:
        """All of `work` or nothing. Raises what `work` raises, and `DatabaseUnusable`.

        Cancelling the caller does not tear the transaction: it ends whole, unseen, or never begins.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writing, self._write, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """`work` sees one consistent state. Raises what `work` raises, and `DatabaseUnusable`."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, self._read, work)

    def _write(self, work: Callable[[Session], T]) -> T:
        try:
            with self._new_writing.begin() as session:
                return work(session)
        except DRIVER_FAULTS as fault:
            raise in_words(fault) from told_safely(fault)

    def _read(self, work: Callable[[Session], T]) -> T:
        try:
            with self._new_reading() as session:
                return work(session)
        except DRIVER_FAULTS as fault:
            raise in_words(fault) from told_safely(fault)

    def close(self) -> None:
        """Wait for what is being written, then let go of the file."""
        self._writing.shutdown()
        self._reading.shutdown()
        self.reader.dispose()
        self.writer.dispose()  # the last one out folds the write-ahead log into the file


def _engine(url: str, size: int, *, writing: bool) -> Engine:
    sqlite = make_url(url).get_backend_name() == "sqlite"
    arguments: dict[str, Any] = {"check_same_thread": False, "timeout": BUSY_SECONDS} if sqlite else {}
    options = {} if sqlite or writing else SERVER_READER
    engine = create_engine(
        url,
        connect_args=arguments,
        execution_options=options,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=not sqlite,
        hide_parameters=True,  # values of rows are in no error's text (P11.3)
        json_serializer=TO_JSON,
        json_deserializer=_from_json,
    )
    if sqlite:
        event.listen(engine, "connect", _writer_pragmas if writing else _reader_pragmas)
        event.listen(engine, "begin", _begin_immediate if writing else _begin)
    return engine


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as fault:  # nobody writes such: the page is damaged
        raise damaged() from fault


def _pragmas(connection: Any, *more: str) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, in the events below
    for pragma in ("foreign_keys=ON", *more):
        connection.execute(f"PRAGMA {pragma}")


def _writer_pragmas(connection: Any, _record: object) -> None:
    # FULL: a committed invoice outlives a power cut; it costs a tenth of a millisecond a commit
    # In pages of 4 kB. A transaction of 10,000 clients neither writes pages that it goes on changing (they are let go
    # of when it ends) nor waits until the log is folded into the file.
    _pragmas(
        connection,
        "journal_mode=WAL",
        "synchronous=FULL",
        "wal_autocheckpoint=4000",
        "cache_spill=16000",
    )


def _reader_pragmas(connection: Any, _record: object) -> None:
    _pragmas(connection, "query_only=ON")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")
