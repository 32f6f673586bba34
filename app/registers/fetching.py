"""Where a new copy comes from: a file the user has, or the register's own, downloaded (P4.1)."""

import asyncio
import csv
import logging
import math
import sqlite3
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from app.core.clock import Clock
from app.core.errors import KontorError, OtherSideFailed, Refused, WrongUsage
from app.core.progress import Progress, Tell
from app.core.words import _
from app.registers.copy import CopyState, RegisterCopy
from app.registers.loading import alone, in_thread, write_copy
from app.registers.online import Online
from app.registers.words import failure
from integrations.contract import FileRow, IntegrationError, RegisterSource, Surroundings

log = logging.getLogger(__name__)
TRY_AGAIN = timedelta(minutes=15)  # after a fetch that failed, or that found nothing newer
_DAMAGED = (zipfile.BadZipFile, zlib.error, csv.Error, EOFError, UnicodeError, OSError)


@dataclass(frozen=True, slots=True)
class Loaded:
    """`seconds`: of the whole load, download included. `as_of` as in `CopyState`."""

    rows: int
    seconds: float
    as_of: datetime


class Fetch:
    """`renewed` is called on the loop's thread whenever there is another copy than before."""

    def __init__(
        self,
        copy: RegisterCopy,
        online: Online,
        clock: Clock,
        around: Surroundings,
        *,
        renewed: Callable[[], None],
    ) -> None:
        self._copy = copy
        self._renewed = renewed
        self._online = online
        self._clock = clock
        self._around = around
        self._tried: datetime | None = None

    async def newest(self, tell: Tell) -> bool:
        """Download the register's file where that was not tried just now; whether the copy is another one than
        before. Whatever stands in the way is logged: there is a way without.
        """
        now = self._clock.now()
        if self._tried is not None and timedelta() <= now - self._tried < TRY_AGAIN:
            return False
        before = await asyncio.to_thread(self._copy.state)
        try:
            await self.load(None, tell)
        except KontorError as error:
            log.info("%s: no newer copy: %s", self._copy.source.key, error.code)
        self._tried = now
        return await asyncio.to_thread(self._copy.state) != before

    async def load(self, path: Path | None, tell: Tell) -> Loaded:
        """Make the copy anew from the file, or (None) from the register's. Raises `KontorError`.

        Whatever goes wrong, and when it is cancelled, the copy at hand stays.
        """
        started = time.perf_counter()
        seen = await asyncio.to_thread(self._copy.state)
        try:
            async with alone(self._copy.file, self._around.pause):
                state = await (self._from_file(path, tell) if path else self._download(seen, tell))
        except IntegrationError as error:
            raise OtherSideFailed(
                str(error.problem), *failure(error.problem, _(self._copy.source.name))
            ) from error
        except (OSError, sqlite3.Error) as fault:
            raise _unwritable(self._copy.file.parent) from fault
        if state != seen:
            self._renewed()
        return Loaded(state.rows, time.perf_counter() - started, state.as_of)

    async def _from_file(self, path: Path, tell: Tell) -> CopyState:
        changed = await asyncio.to_thread(_date_of, path)
        return await self._write(path, changed, "", tell)

    async def _download(self, seen: CopyState | None, tell: Tell) -> CopyState:
        """`seen`: the copy before waiting for the lock; when another process has loaded one meanwhile, it will do."""
        state = await asyncio.to_thread(self._copy.state)
        if state is not None and state != seen:
            return state
        target = self._copy.file.with_suffix(".download")
        try:
            told = await self._online.download(
                target, (state and state.last_modified) or None, _in_kilobytes(tell)
            )
            if told is None and state is not None:
                return state
            return await self._write(target, _moment(told) or self._clock.now(), told or "", tell)
        finally:
            await asyncio.to_thread(target.unlink, missing_ok=True)

    async def _write(self, path: Path, as_of: datetime, last_modified: str, tell: Tell) -> CopyState:
        source, stop, loop = self._copy.source, threading.Event(), asyncio.get_running_loop()
        about = CopyState(source.country, 0, as_of, self._clock.now(), last_modified)
        step = _("Indexing the business register")

        def tell_rows(rows: int) -> None:
            loop.call_soon_threadsafe(tell, Progress(step, rows))

        def work() -> int:
            with closing(_rows(source, path)) as rows:
                return write_copy(self._copy.file, rows, about, tell_rows, stop)

        rows = await in_thread(work, stop)
        return CopyState(source.country, rows, as_of, about.loaded_at, last_modified)


def _rows(source: RegisterSource, path: Path) -> Generator[FileRow, None, None]:
    """Raises `Refused`, in words, where the file is not what it should be."""
    kept = _("Nothing was loaded; the copy at hand is unchanged.")
    try:
        if source.rows:
            yield from source.rows(path)
    except _DAMAGED as fault:
        message = _("The file {file} is damaged or not complete.").format(file=path.name)
        raise Refused("register_file_damaged", message, kept) from fault
    except ValueError as fault:
        raise Refused("register_file_unknown", _(str(fault)), kept) from fault


def _date_of(path: Path) -> datetime:
    try:
        with path.open("rb"):
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as fault:
        raise WrongUsage(
            "no_such_file",
            _("The file {file} cannot be read.").format(file=path),
            _("Check that it is there and that you may read it."),
        ) from fault


def _moment(last_modified: str | None) -> datetime | None:
    """An HTTP date in UTC; None where it is none."""
    try:
        moment = parsedate_to_datetime(last_modified or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _in_kilobytes(tell: Tell) -> Callable[[int, int | None], None]:
    step = _("Downloading the business register, kB")

    def progress(done: int, total: int | None) -> None:
        tell(Progress(step, done // 1000, math.ceil(total / 1000) if total else None))

    return progress


def _unwritable(folder: Path) -> Refused:
    return Refused(
        "cache_unwritable",
        _("The copy of the register could not be written to {folder}.").format(folder=folder),
        _("Free some space there and check that you may write. The copy at hand is unchanged."),
    )
