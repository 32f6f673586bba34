"""Making the local copy anew: a whole new file beside the old one, then one move. Whatever interrupts it (cancel,
a kill, a full disk, a file of another form) leaves the old copy as it was.

Blocking, for a worker thread. Who calls holds `alone`, so that two processes do not write the same new file.
"""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import Refused
from app.core.words import _
from app.registers.copy import FORMAT, INDEX, TABLES, CopyState
from integrations.contract import FileRow

if TYPE_CHECKING:
    from filelock import FileLock

T = TypeVar("T")
ROWS_AT_ONCE = 10_000
LOCK_SECONDS = 60.0
LOCK_PAUSE = 0.5
MOVE_TRIES = 200


class Stopped(Exception):
    """The load was cancelled. Nothing has changed."""


def write_copy(
    file: Path, rows: Iterator[FileRow], about: CopyState, tell: Callable[[int], None], stop: threading.Event
) -> int:
    """Replace `file` by a copy that holds `rows`; returns how many. `about.rows` is not looked at.

    `tell` gets the number of rows after every 10,000. Raises `Stopped`, `Refused` for a file without a single
    company, OSError, sqlite3.Error, and what reading the rows raises.
    """
    beside = file.with_name(file.name + ".new")
    beside.unlink(missing_ok=True)  # of a load that was killed
    try:
        with closing(_new_file(beside)) as new:
            count = _fill(new, rows, tell, stop)
            _sign(new, about, count)
        _keep(beside)
        if stop.is_set():
            raise Stopped
        _into_place(beside, file)
    finally:
        beside.unlink(missing_ok=True)
    return count


def _new_file(beside: Path) -> sqlite3.Connection:
    new = sqlite3.connect(beside, isolation_level=None)
    # no journal, no waiting for the disk: a half written file is thrown away, never repaired
    for pragma in ("page_size=16384", "journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
        new.execute(f"PRAGMA {pragma}")
    new.executescript(TABLES)
    return new


def _fill(
    new: sqlite3.Connection, rows: Iterator[FileRow], tell: Callable[[int], None], stop: threading.Event
) -> int:
    new.execute("BEGIN")
    before = new.total_changes
    count = last = 0
    while not stop.is_set():
        new.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", islice(rows, ROWS_AT_ONCE))
        count = new.total_changes - before
        if count == last:
            break
        last = count
        tell(count)
    if stop.is_set():
        raise Stopped
    return count


def _sign(new: sqlite3.Connection, about: CopyState, count: int) -> None:
    if not count:
        raise Refused(
            "register_file_empty",
            _("There is no company in this file, so the register was not loaded."),
            _("Download the file from the register again. The copy at hand is unchanged."),
        )
    new.execute(INDEX)
    moments = about.as_of.isoformat(), about.loaded_at.isoformat()
    new.execute("INSERT INTO about VALUES (?, ?, ?, ?)", (count, *moments, about.last_modified))
    new.execute(f"PRAGMA user_version={FORMAT}")
    new.execute("COMMIT")


def _keep(file: Path) -> None:
    """On the disk before it takes the old one's place, or a power cut could leave neither."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _into_place(new: Path, file: Path) -> None:
    for _try in range(MOVE_TRIES):
        try:
            new.replace(file)
        except PermissionError:  # Windows, while a look-up has the old copy open
            time.sleep(0.05)
        else:
            return
    new.replace(file)


@asynccontextmanager
async def alone(file: Path, pause: Callable[[float], Awaitable[None]]) -> AsyncIterator[None]:
    """Only one process, and one task of it, loads this copy meanwhile. Raises `Refused` after a minute's wait."""
    file.parent.mkdir(parents=True, exist_ok=True)
    from filelock import FileLock

    # held over awaits, where threads change
    lock = FileLock(file.with_suffix(".lock"), thread_local=False)
    await _acquire(lock, pause)
    try:
        yield
    finally:
        lock.release()


async def _acquire(lock: "FileLock", pause: Callable[[float], Awaitable[None]]) -> None:
    from filelock import Timeout

    for _try in range(round(LOCK_SECONDS / LOCK_PAUSE)):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            await pause(LOCK_PAUSE)
        else:
            return
    raise Refused(
        "register_busy",
        _("Another copy of Kontor has been loading the register for a minute."),
        _("Wait until it is done, then try again."),
    )


async def in_thread(work: Callable[[], T], stop: threading.Event) -> T:
    """`work` in a worker thread. Cancelling sets `stop` and waits for the thread, so that nothing is still being
    written when the caller goes on.
    """
    running = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        await asyncio.wait({running})
    except asyncio.CancelledError:
        stop.set()
        while not running.done():
            with suppress(asyncio.CancelledError):  # cancelled again: the thread is still about to stop
                await asyncio.wait({running})
        running.exception()  # seen, so that nobody warns of it
        raise
    return running.result()
