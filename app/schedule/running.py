"""One run of one job: under its lease, in the history from its first moment to its end, whatever happens (P10.1)."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.errors import KontorError
from app.core.events import Events, JobsChanged
from app.core.progress import Progress, Tell
from app.core.turns import to_the_end
from app.core.words import _
from app.db.store import Store
from app.firm.notices import Notices
from app.schedule import history
from app.schedule.leases import Leases, Lost, Taken
from app.schedule.views import FAILED, Job, JobResult, JobRunView, News, Running, view

TOLD_EACH = 0.25  # seconds at least between two events of progress
log = logging.getLogger(__name__)


class Runner:
    def __init__(  # noqa: PLR0917 - in the order in which the container hands them to every service
        self,
        store: Store,
        clock: Clock,
        events: Events,
        notices: Notices,
        leases: Leases,
        monotonic: Callable[[], float],
    ) -> None:
        self.running: Running | None = None
        self._store = store
        self._clock = clock
        self._events = events
        self._notices = notices
        self._leases = leases
        self._monotonic = monotonic
        self._told = 0.0

    async def run(self, job: Job, tell: Tell) -> JobRunView:
        """What came of it; "elsewhere" where another has it. Raises only what the database does, and being cancelled:
        then the run is in the history as cut short.
        """
        at, host = self._clock.now(), self._leases.host
        try:
            async with self._leases.held(job.key, lambda s: history.begin(s, job.key, at, host)) as run_id:
                run, news = await self._begun(job, run_id, tell)
        except Taken as taken:
            return await self._note_elsewhere(job, taken.host)
        await self._tell_news(news)
        return run

    async def close_dead(self) -> bool:
        """Runs that a dead program left open are closed; those of a living one are left alone. Whether all are."""
        all_closed = True
        for job in await self._store.read(history.unfinished):
            try:
                async with self._leases.held(job, partial(history.close_dead, job=job, at=self._clock.now())):
                    log.info("A run of %s had been cut short", job)
            except Taken:
                all_closed = False
        return all_closed

    async def _begun(self, job: Job, run_id: int, tell: Tell) -> tuple[JobRunView, tuple[News, ...]]:
        self._show(Running(job.key, job.title))
        result = history.cut_short()
        try:
            result = await self._result(job, self._teller(job, tell))
        finally:  # when it is cancelled too
            try:
                run, again = await to_the_end(self._end(job, run_id, result))
            finally:
                self._show(None)
        return run, () if again else result.news

    async def _end(self, job: Job, run_id: int, result: JobResult) -> tuple[JobRunView, bool]:
        """The run as it is kept, and whether it failed as the one before it did: that is said once."""
        at = self._clock.now()

        def work(session: Session) -> tuple[JobRunView, bool]:
            run = history.end(session, run_id, at, result)
            again = result.status == FAILED and history.failed_before(session, job.key, run_id)
            return view(run, job.title), again

        return await self._store.write(work)

    async def _result(self, job: Job, tell: Tell) -> JobResult:
        try:
            return await self._while_leased(job, tell)
        except Lost:
            return JobResult(FAILED, text=_("Another Kontor has taken it over meanwhile."))
        except KontorError as error:
            return _of_an_error(job, error)
        except Exception as fault:
            log.exception("The job %s ended with a fault", job.key)
            return _of_an_error(job, _fault(fault))

    async def _while_leased(self, job: Job, tell: Tell) -> JobResult:
        """The job's result; `Lost` where its lease was lost: by then it is stopped."""
        work = asyncio.ensure_future(job.run(tell))
        keeping = asyncio.ensure_future(self._leases.keep(job.key))
        try:
            await asyncio.wait({work, keeping}, return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else keeping.result()
        finally:
            work.cancel()
            keeping.cancel()
            await asyncio.gather(work, keeping, return_exceptions=True)

    async def _note_elsewhere(self, job: Job, other: str) -> JobRunView:
        at, host = self._clock.now(), self._leases.host

        def work(session: Session) -> tuple[JobRunView, bool]:
            run, is_new = history.elsewhere(session, job.key, at, host, other)
            return view(run, job.title), is_new

        run, is_new = await self._store.write(work)
        if is_new:
            self._events.publish(JobsChanged())
        return run

    async def _tell_news(self, news: tuple[News, ...]) -> None:
        try:
            for each in news:
                await self._notices.add(each.tone, each.title, each.text, each.place)
        except KontorError as error:  # the history has it all the same
            log.warning("A notice was not kept: %s", error.code)

    def _teller(self, job: Job, tell: Tell) -> Tell:
        def told(progress: Progress) -> None:
            self._show(Running(job.key, job.title, progress))
            tell(progress)

        return told

    def _show(self, running: Running | None) -> None:
        """Beginnings, ends and new steps at once, figures a few times a second."""
        before, self.running = self.running, running
        now = self._monotonic()
        if now - self._told >= TOLD_EACH or _step(before) != _step(running):
            self._told = now
            self._events.publish(JobsChanged())


def _step(running: Running | None) -> tuple[str, str] | None:
    return (running.key, running.progress.step if running.progress else "") if running else None


def _of_an_error(job: Job, error: KontorError) -> JobResult:
    text = " ".join(filter(None, (error.message, error.hint)))
    details = {"code": error.code, "message": error.message, "hint": error.hint}
    title = _("{job}: not done").format(job=job.title)
    return JobResult(FAILED, text=text, details=(details,), news=(News("red", title, text, "health"),))


def _fault(fault: Exception) -> KontorError:
    """Of the program itself: words for the person; the traceback is in the log."""
    return KontorError(
        "fault",
        _("Kontor met a fault of its own: {kind}.").format(kind=type(fault).__name__),
        _("Nothing half-finished was kept. The log in the logs folder says more."),
    )
