"""What is due runs once, whatever fails, and the history tells of it (P10.1)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert

from app.core.clock import SetClock
from app.core.errors import OtherSideFailed, Refused, WrongUsage
from app.core.progress import Progress, Tell
from app.core.rights import SCHEDULER, Actor, Level, Right
from app.db.store import Store
from app.firm.notices import Notices
from app.schedule.scheduler import Scheduler
from app.schedule.tables import JobRun
from app.schedule.views import JobResult, JobRunView, News
from tests.schedule.work import Chore, Gate, Told
from tests.stores import NOW

HOUR = timedelta(hours=1)
Schedule = Callable[..., Scheduler]


def came_to(runs: tuple[JobRunView, ...]) -> list[str]:
    return [f"{run.job} {run.status} {run.done}/{run.failed}" for run in runs]


async def test_what_is_due_runs_in_order_and_what_is_not_stays(schedule: Schedule):
    late, now, later, never = (
        Chore("a", NOW - HOUR),
        Chore("b", NOW),
        Chore("c", NOW + timedelta(seconds=1)),
        Chore("d"),
    )
    scheduler = schedule(late, now, later, never)
    assert came_to(await scheduler.run_due()) == ["a done 1/0", "b done 1/0"]
    assert await scheduler.run_due() == ()
    assert [chore.runs for chore in (late, now, later, never)] == [1, 1, 0, 0]


async def test_a_job_can_be_run_at_any_time_by_those_who_may(schedule: Schedule):
    later, other = Chore("a/b", NOW + HOUR, once=False), Chore("c", NOW)
    scheduler = schedule(later, other)
    owner, member = Actor(1, "Kadri", Level.OWNER), Actor(2, "Liis", Level.MEMBER)
    run = await scheduler.run_now(owner, "a/b")
    assert came_to((run,)) == ["a/b done 1/0"]
    assert [run.id for run in await scheduler.history(SCHEDULER)] == [run.id]
    for who, key, refusal in ((member, "a/b", Refused), (owner, "a", WrongUsage)):
        with pytest.raises(refusal):
            await scheduler.run_now(who, key)
    assert (later.runs, other.runs) == (1, 0)


async def test_states_tell_next_and_last(schedule: Schedule, clock: SetClock):
    job = Chore("a", NOW, once=False)
    scheduler = schedule(job)
    assert (await scheduler.states())[0].last is None
    await scheduler.run_due()
    job.at = NOW + HOUR
    state = (await scheduler.states())[0]
    assert (state.key, state.title, state.next) == ("a", "The a", NOW + HOUR)
    assert state.last is not None
    assert (state.last.status, state.last.text, state.last.host) == ("done", "Done.", "desk-1")
    assert (state.last.started_at, state.last.ended_at) == (NOW, NOW)


@pytest.mark.expected_logs("ended with a fault")
async def test_a_failure_stops_no_other_job(schedule: Schedule, notices: Notices):
    async def breaks(_tell: Tell) -> JobResult:
        raise OtherSideFailed("no_network", "Arvila cannot be reached.", "Check the network.")

    async def faulty(_tell: Tell) -> JobResult:
        raise ZeroDivisionError

    jobs = Chore("a", NOW, breaks), Chore("b", NOW, faulty), Chore("c", NOW)
    runs = await schedule(*jobs).run_due()
    assert came_to(runs) == ["a failed 0/0", "b failed 0/0", "c done 1/0"]
    assert runs[0].text == "Arvila cannot be reached. Check the network."
    assert runs[0].details[0]["code"] == "no_network"
    assert "ZeroDivisionError" in runs[1].text
    told = [(notice.title, notice.place) for notice in await notices.recent()]
    assert told == [("The b: not done", "health"), ("The a: not done", "health")]


async def test_a_failure_is_tried_again_after_an_hour_and_told_once(
    schedule: Schedule, clock: SetClock, notices: Notices
):
    async def breaks(_tell: Tell) -> JobResult:
        raise OtherSideFailed("no_network", "Arvila cannot be reached.", "")

    job = Chore("a", NOW - HOUR, breaks, once=False)
    scheduler = schedule(job)
    await scheduler.run_due()
    clock.turn(HOUR - timedelta(seconds=1))
    assert await scheduler.run_due() == ()
    assert (await scheduler.states())[0].next == NOW + HOUR
    clock.turn(timedelta(seconds=1))
    assert came_to(await scheduler.run_due()) == ["a failed 0/0"]
    assert len(await notices.recent()) == 1
    job.work = Chore("b").work
    clock.turn(HOUR)
    assert came_to(await scheduler.run_due()) == ["a done 1/0"]
    job.work = breaks
    assert came_to(await scheduler.run_due()) == ["a failed 0/0"]
    assert len(await notices.recent()) == 2


async def test_a_clock_set_back_after_a_failure_does_not_stop_the_job(schedule: Schedule, clock: SetClock):
    async def breaks(_tell: Tell) -> JobResult:
        raise OtherSideFailed("no_network", "Arvila cannot be reached.", "")

    job = Chore("a", NOW - 9 * HOUR, breaks, once=False)
    scheduler = schedule(job)
    await scheduler.run_due()
    clock.turn(-5 * HOUR)
    assert came_to(await scheduler.run_due()) == ["a failed 0/0"]
    assert await scheduler.run_due() == ()  # and then it waits for its hour again


async def test_news_of_a_job_reach_the_notification_centre(schedule: Schedule, notices: Notices):
    async def telling(_tell: Tell) -> JobResult:
        return JobResult(news=(News("amber", "One", "Text", "clients/1"), News("green", "Two")))

    await schedule(Chore("a", NOW, telling)).run_due()
    found = [(n.tone, n.title, n.text, n.place) for n in await notices.recent()]
    assert found == [("green", "Two", "", ""), ("amber", "One", "Text", "clients/1")]


async def test_only_names_a_job_or_a_kind(schedule: Schedule):
    jobs = Chore("counts/arvila", NOW), Chore("counts/regnar", NOW), Chore("backup", NOW)
    scheduler = schedule(*jobs)
    assert came_to(await scheduler.run_due("backup")) == ["backup done 1/0"]
    assert len(await scheduler.run_due("counts")) == 2
    with pytest.raises(WrongUsage) as caught:
        await scheduler.run_due("count")
    assert caught.value.hint == "Name one of these: counts, counts/arvila, counts/regnar, backup."


async def test_progress_is_there_for_the_tray(schedule: Schedule, told: Told):
    seconds = iter(range(0, 1000, 10))
    heard: list[Progress] = []
    seen = []

    async def work(tell: Tell) -> JobResult:
        seen.append(scheduler.running)
        tell(Progress("Fetching clients", 120, 171))
        seen.append(scheduler.running)
        return JobResult()

    scheduler = schedule(Chore("a", NOW, work), monotonic=lambda: float(next(seconds)))
    assert scheduler.running is None
    await scheduler.run_due(tell=heard.append)
    assert (seen[0].key, seen[0].title, seen[0].progress) == ("a", "The a", None)
    assert seen[1].progress == Progress("Fetching clients", 120, 171)
    assert heard == [Progress("Fetching clients", 120, 171)]
    assert scheduler.running is None
    assert told.times == 3


async def test_many_steps_are_few_events(schedule: Schedule, told: Told):
    async def work(tell: Tell) -> JobResult:
        for n in range(1000):
            tell(Progress("Counting", n, 1000))
        return JobResult()

    await schedule(Chore("a", NOW, work), monotonic=lambda: 7.0).run_due()
    assert told.times == 3  # the beginning, the new step, the end


async def test_cancelled_it_is_in_the_history_and_runs_again_at_once(schedule: Schedule):
    gate = Gate()
    job = Chore("a", NOW, gate)
    scheduler = schedule(job)
    running = asyncio.create_task(scheduler.run_due())
    await gate.begun.wait()
    assert (await scheduler.history(SCHEDULER))[0].status == "running"
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    (run,) = await scheduler.history(SCHEDULER)
    assert (run.status, run.details[0]["code"]) == ("failed", "cut_short")
    assert scheduler.running is None
    gate.through.set()
    assert came_to(await scheduler.run_due()) == ["a done 1/0"]


async def test_two_calls_at_once_run_it_once(schedule: Schedule):
    job = Chore("a", NOW)
    scheduler = schedule(job)
    both = await asyncio.gather(scheduler.run_due(), scheduler.run_due())
    assert sorted(len(runs) for runs in both) == [0, 1]
    assert job.runs == 1


async def test_the_history_keeps_a_thousand(schedule: Schedule, store: Store):
    rows = [{"job": "old", "started_at": NOW, "status": "done", "host": ""} for _n in range(1200)]
    await store.write(lambda session: session.execute(insert(JobRun), rows))
    await schedule(Chore("a", NOW)).run_due()
    runs = await schedule().history(SCHEDULER, limit=5000)
    assert len(runs) == 1000
    assert runs[0].job == "a"
    assert len(await schedule().history(SCHEDULER, "old", limit=3)) == 3


async def test_whom_it_did_not_work_for_is_told_to_those_who_may_import(schedule: Schedule):
    async def work(_tell: Tell) -> JobResult:
        return JobResult("partly", 1, 1, "1 of 2.", ({"client": "Aed OÜ", "words": "No View"},))

    scheduler = schedule(Chore("a", NOW, work))
    await scheduler.run_due()
    member, granted = (
        Actor(2, "Liis", Level.MEMBER, rights) for rights in (frozenset(), frozenset({Right.INTEGRATIONS}))
    )
    (run,) = await scheduler.history(member)
    assert (run.text, run.failed, run.details) == ("1 of 2.", 1, ())
    assert [run.details[0]["client"] for run in await scheduler.history(granted)] == ["Aed OÜ"]
    (state,) = await scheduler.states()  # these are told to all
    assert state.last is not None
    assert (state.last.text, state.last.details) == ("1 of 2.", ())


@pytest.mark.expected_logs("could not be run")
async def test_a_job_that_cannot_even_say_when_stops_no_other(schedule: Schedule):
    class Broken(Chore):
        async def due(self, now):
            raise RuntimeError("what is due is not known")

    other = Chore("b", NOW, once=False)
    scheduler = schedule(Broken("a"), other)
    assert came_to(await scheduler.tick()) == ["b done 1/0"]
    with pytest.raises(RuntimeError):
        await scheduler.run_due()
    assert other.runs == 2
