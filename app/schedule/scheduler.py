"""The face of the schedule (P10.1): what is due, what runs, what came of it.

Nothing here remembers when something is to happen: each look asks every job, which derives it from the data. So a
crash, a sleep of the computer, another time zone or a clock that is set back cannot make it wrong.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.errors import WrongUsage
from app.core.events import Events, JobsChanged
from app.core.paths import Home
from app.core.progress import Tell, nobody
from app.core.rights import Actor, Right, require
from app.core.words import _
from app.db.store import Store
from app.firm.notices import Notices
from app.schedule import history
from app.schedule.leases import Leases
from app.schedule.running import Runner
from app.schedule.tables import JobRun
from app.schedule.views import FAILED, Job, JobResult, JobRunView, JobState, News, Running, view
from app.schedule.watch import Network, Watch, always

__all__ = ["Job", "JobResult", "JobRunView", "JobState", "News", "Running", "Scheduler"]
AFTER_FAILURE = timedelta(hours=1)  # until what failed as a whole is tried again
log = logging.getLogger(__name__)


class Scheduler:
    """`jobs`: in the order in which they run. `network`: tells whether there is one. `host`: this computer's name.
    `pause` and `monotonic` are asyncio's and the system's own; tests turn them.
    """

    def __init__(  # noqa: PLR0917 - in the order in which the container hands them to every service
        self,
        store: Store,
        clock: Clock,
        events: Events,
        notices: Notices,
        jobs: Sequence[Job],
        home: Home,
        *,
        network: Network = always,
        host: str = "",
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._jobs = {job.key: job for job in jobs}
        self._network = network
        self._pause = pause
        self._monotonic = monotonic
        # beside the database, so that every home that uses it meets there
        leases = Leases(store, store.file.parent if store.file else home.root, host=host, pause=pause)
        self._runner = Runner(store, clock, events, notices, leases, monotonic)
        self._one_at_a_time = asyncio.Lock()
        self._tidied = False
        self._waiting = False

    @property
    def running(self) -> Running | None:
        """What this program runs at this moment; `JobsChanged` is told whenever it changes."""
        return self._runner.running

    @property
    def waits_for_network(self) -> bool:
        """Something is due that waits until there is a network; `JobsChanged` is told when this changes."""
        return self._waiting

    async def states(self) -> tuple[JobState, ...]:
        """Every job, in the order in which they run."""
        return tuple([await self._state(job) for job in self._jobs.values()])

    async def history(self, actor: Actor, job: str | None = None, limit: int = 100) -> tuple[JobRunView, ...]:
        """The newest first; `job` None: of all. Runs on other computers are in it.

        Details name clients, whoever they are assigned to: without `Right.INTEGRATIONS` they are left out (P1.4).
        """

        def work(session: Session) -> tuple[JobRunView, ...]:
            return tuple(self._view(run) for run in history.newest(session, job, limit))

        runs = await self._store.read(work)
        return runs if actor.may(Right.INTEGRATIONS) else tuple(replace(run, details=()) for run in runs)

    async def run_due(self, only: str | None = None, tell: Tell = nobody) -> tuple[JobRunView, ...]:
        """Run everything that is due now, one after the other; what came of each.

        `only`: a job's key, or what several begin with ("counts"); `WrongUsage` where there is none. One that another
        program runs comes back as "elsewhere". What fails stops no other; cancelling is safe at any moment.

        Raises, once all were tried, what kept one from even beginning (`DatabaseUnusable`).
        """
        runs, faults = await self._run_all(self._chosen(only), tell)
        if faults:
            raise faults[0]
        return runs

    async def run_now(self, actor: Actor, key: str, tell: Tell = nobody) -> JobRunView:
        """Run one job, due or not; what is not ripe (a client's next try) it leaves alone all the same.

        Needs `Right.INTEGRATIONS`; `WrongUsage` where there is no such job. Raises what `run_due` does.
        """
        require(actor, Right.INTEGRATIONS)
        if key not in self._jobs:
            raise self._unknown(key)
        async with self._one_at_a_time:
            await self._tidy()
            return await self._runner.run(self._jobs[key], tell)

    async def tick(self, *, with_network: bool = True) -> tuple[JobRunView, ...]:
        """As `run_due`, but faults go to the log. False: without the jobs that need a network."""
        jobs = [job for job in self._jobs.values() if with_network or not job.needs_network]
        runs, faults = await self._run_all(jobs, nobody)
        for fault in faults:
            log.error("A job could not be run", exc_info=fault)
        return runs

    async def watch(self) -> None:
        """Look every half minute until it is cancelled. Whatever goes wrong, the next look is another chance."""
        watch = Watch(self._clock, self._network, self._pause, self._monotonic)
        while True:
            try:
                with_network = await watch.may_use_network(self._awaits_network)
                self._note_waiting(not with_network)
                await self.tick(with_network=with_network)
            except Exception:
                log.exception("The schedule could not be looked at")
            await watch.rest()

    def _note_waiting(self, waiting: bool) -> None:  # noqa: FBT001 - the one thing it is about
        if waiting != self._waiting:
            self._waiting = waiting
            self._events.publish(JobsChanged())

    async def _run_all(
        self, jobs: Iterable[Job], tell: Tell
    ) -> tuple[tuple[JobRunView, ...], list[Exception]]:
        runs, faults = [], []
        async with self._one_at_a_time:
            await self._tidy()
            for job in jobs:
                try:
                    if await self._is_due(job):
                        runs.append(await self._runner.run(job, tell))
                except Exception as fault:  # noqa: BLE001 - told by the caller; the others have their turn
                    faults.append(fault)
        return tuple(runs), faults

    async def _tidy(self) -> None:
        """Close what a dead program has left open. What a living one runs now is looked at again next time: it may
        have died by then.
        """
        if not self._tidied:
            self._tidied = await self._runner.close_dead()

    async def _awaits_network(self) -> bool:
        """Whether anything that needs a network is due."""
        return any([await self._is_due(job) for job in self._jobs.values() if job.needs_network])

    async def _is_due(self, job: Job) -> bool:
        due = await self._next(job)
        return due is not None and due <= self._clock.now()

    async def _next(self, job: Job) -> datetime | None:
        """The job's own moment, but not before an hour after it failed as a whole."""
        due = await job.due(self._clock.now())
        now = self._clock.now()  # "now" is an answer too
        run = await self._last(job) if due is not None and due <= now else None
        if due is None or run is None or run.status != FAILED or history.was_cut_short(run.details):
            return due
        # a run in the future: the clock was set back since
        return due if run.started_at > now else max(due, run.started_at + AFTER_FAILURE)

    async def _state(self, job: Job) -> JobState:
        last = await self._last(job)
        return JobState(
            job.key, job.title, await self._next(job), replace(last, details=()) if last else None
        )

    async def _last(self, job: Job) -> JobRunView | None:
        def work(session: Session) -> JobRunView | None:
            run = history.last(session, job.key)
            return self._view(run) if run else None

        return await self._store.read(work)

    def _view(self, run: JobRun) -> JobRunView:
        job = self._jobs.get(run.job)
        return view(run, job.title if job else run.job)

    def _chosen(self, only: str | None) -> list[Job]:
        jobs = self._jobs.items()
        found = [job for key, job in jobs if only in {None, key} or key.startswith(f"{only}/")]
        if found or only is None:
            return found
        raise self._unknown(only)

    def _unknown(self, name: str) -> WrongUsage:
        known = dict.fromkeys(part for key in self._jobs for part in (key.partition("/")[0], key))
        return WrongUsage(
            "unknown_job",
            _("There is no job named {name}.").format(name=name),
            _("Name one of these: {known}.").format(known=", ".join(known)),
        )
