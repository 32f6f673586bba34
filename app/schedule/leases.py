"""One process at a time runs a job (P10.1): among those of this computer, and among all on a shared database.

Two things are held for as long as a job runs:

- a lock on a file beside the database (in the home where the database is on a server). The system lets go of it when
  the process dies, so a kill never blocks anybody here;
- a row of `job_lease`, for other computers. It runs out three minutes after it was last renewed.

All moments of rows are the database's own: on a server one clock for every computer, whatever these think the time
is; a file is used by one computer. So no difference between clocks can let two run at once, and a moment chosen by
`--now` has no part in it. Whoever finds at a renewal that somebody else has the row stops its job.
"""

import asyncio
import logging
import platform
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2s
from pathlib import Path
from typing import NoReturn, TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.errors import DatabaseUnusable
from app.core.turns import alone, to_the_end
from app.db.base import Moment
from app.db.store import Store
from app.schedule.tables import JobLease

T = TypeVar("T")
LEASE = timedelta(minutes=3)
RENEWED_EACH = 60.0  # seconds
log = logging.getLogger(__name__)


class Taken(Exception):
    """Somebody else runs the job; `host`: the name of that computer."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class Lost(Exception):
    """Somebody else took the lease over, or it could not be renewed before it ran out."""


@dataclass(frozen=True, slots=True)
class Holder:
    """`name` begins with the place whose file lock it holds; what follows is one process's alone."""

    name: str
    host: str

    @property
    def place(self) -> str:
        return self.name.partition(":")[0]


class Leases:
    """`folder`: where the lock files lie. `host`: this computer's name."""

    def __init__(
        self,
        store: Store,
        folder: Path,
        *,
        host: str = "",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._folder = folder
        self._pause = pause
        self.host = (host or platform.node())[:100]
        self._me: Holder | None = None

    @asynccontextmanager
    async def held(self, job: str, begin: Callable[[Session], T]) -> AsyncIterator[T]:
        """The lease for as long as the block lasts; raises `Taken` where another has it.

        `begin` runs in the transaction that takes it: nobody sees the lease without what it writes.
        """
        lock = self._folder / f"job-{job.replace('/', '-')}.lock"
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(alone(lock, 0))
            except TimeoutError:
                raise Taken(self.host) from None
            yield await stack.enter_async_context(self._row(job, begin))

    async def keep(self, job: str) -> NoReturn:
        """Renew the lease each minute. Ends only by raising `Lost`."""
        me, renewed = await self._holder(), time.monotonic()
        while True:
            await self._pause(RENEWED_EACH)
            try:
                if not await to_the_end(self._store.write(lambda session: _renew(session, job, me))):
                    raise Lost
                renewed = time.monotonic()
            except DatabaseUnusable as fault:
                log.warning("The lease of %s was not renewed: %s", job, fault.code)
                if time.monotonic() - renewed > LEASE.total_seconds() - RENEWED_EACH:
                    raise Lost from fault

    @asynccontextmanager
    async def _row(self, job: str, begin: Callable[[Session], T]) -> AsyncIterator[T]:
        me = await self._holder()
        try:
            yield await self._store.write(lambda session: _take(session, job, me, begin))
        finally:  # also where the caller was cancelled meanwhile: the store writes one after the other
            await to_the_end(self._store.write(lambda session: _give_back(session, job, me)))

    async def _holder(self) -> Holder:
        if self._me is None:
            place = await asyncio.to_thread(_place, self._folder, self.host)
            self._me = Holder(f"{place}:{uuid.uuid4().hex}", self.host)
        return self._me


def _place(folder: Path, host: str) -> str:
    """The same for all processes that look at the same lock files, and different from every other place: two
    computers of one name differ in their network card. Where there is none it is different each time, and a dead
    process's lease has to run out.
    """
    parts = (host, f"{uuid.getnode():x}", str(folder.resolve()))
    return blake2s("\0".join(parts).encode(), digest_size=8).hexdigest()


def _take(session: Session, job: str, me: Holder, begin: Callable[[Session], T]) -> T:
    now = _now(session)
    row = _locked(session, job, me, now)
    if row.holder != me.name and not _is_over(row, me, now):
        raise Taken(row.host)
    row.holder, row.host, row.until = me.name, me.host, now + LEASE
    return begin(session)


def _locked(session: Session, job: str, me: Holder, now: datetime) -> JobLease:
    """The job's row, which nobody else can change until this transaction ends; made where there is none."""
    while True:
        row = session.get(JobLease, job, with_for_update=True, populate_existing=True)
        if row is not None:
            return row
        # On a server another computer may make it at this moment, and may have given it back by the next look.
        with suppress(IntegrityError), session.begin_nested():
            session.add(JobLease(job=job, holder=me.name, host=me.host, until=now + LEASE))


def _is_over(row: JobLease, me: Holder, now: datetime) -> bool:
    """A row of this very place is a dead process's, as we hold the file lock. One that reaches further than a lease
    can is from before the clock was set back.
    """
    of_this_place = row.holder.partition(":")[0] == me.place
    return of_this_place or row.until <= now or row.until > now + 2 * LEASE


def _renew(session: Session, job: str, me: Holder) -> bool:
    mine = (JobLease.job == job) & (JobLease.holder == me.name)
    found = session.execute(
        update(JobLease).where(mine).values(until=_now(session) + LEASE).returning(JobLease.job)
    )
    return found.first() is not None


def _give_back(session: Session, job: str, me: Holder) -> None:
    session.execute(delete(JobLease).where(JobLease.job == job, JobLease.holder == me.name))


def _now(session: Session) -> datetime:
    now: datetime = session.scalars(select(func.current_timestamp(type_=Moment))).one()
    return now
