"""One at a time, here and elsewhere; nobody is blocked by the dead (P10.1)."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import SCHEDULER
from app.db.store import Store
from app.schedule.leases import LEASE, Leases, Lost, Taken
from app.schedule.scheduler import Scheduler
from app.schedule.tables import JobLease, JobRun
from tests.schedule.work import Chore, Gate
from tests.stores import NOW

MINUTE = timedelta(minutes=1)


def nothing(_session: Session) -> None:
    """To be written with the lease."""


def real_now() -> datetime:
    return datetime.now(UTC)


async def rows(store: Store) -> list[tuple[str, str]]:
    return await store.read(lambda s: [(row.job, row.host) for row in s.scalars(select(JobLease))])


async def put(store: Store, until: datetime, host: str = "desk-2") -> None:
    row = JobLease(job="a", holder="elsewhere:1", host=host, until=until)
    await store.write(lambda session: session.add(row))


async def turn(store: Store, **values: object) -> None:
    await store.write(lambda session: session.execute(update(JobLease).values(**values)))


async def test_it_is_held_for_the_block_and_gone_after_it(store: Store, tmp_path: Path):
    leases = Leases(store, tmp_path, host="desk-1")
    async with leases.held("counts/arvila", nothing):
        assert await rows(store) == [("counts/arvila", "desk-1")]
        until = await store.read(lambda session: session.scalars(select(JobLease.until)).one())
        assert abs(until - real_now() - LEASE) < timedelta(seconds=10)
        async with leases.held("backup", nothing):  # another job is another matter
            assert len(await rows(store)) == 2
    assert await rows(store) == []


async def test_another_program_here_is_refused_by_the_file(store: Store, tmp_path: Path):
    async with Leases(store, tmp_path, host="desk-1").held("a", nothing):
        await turn(store, until=real_now() - LEASE)  # whatever the row says
        with pytest.raises(Taken) as caught:
            async with Leases(store, tmp_path, host="desk-1").held("a", nothing):
                pytest.fail("two at once")
    assert caught.value.host == "desk-1"


async def test_another_computer_is_refused_by_the_row(store: Store, tmp_path: Path):
    one, two = Leases(store, tmp_path / "1", host="desk-1"), Leases(store, tmp_path / "2", host="desk-2")
    async with one.held("a", nothing):
        with pytest.raises(Taken) as caught:
            async with two.held("a", nothing):
                pytest.fail("two at once")
        assert await rows(store) == [("a", "desk-1")]
    async with two.held("a", nothing):
        assert await rows(store) == [("a", "desk-2")]
    assert caught.value.host == "desk-1"


async def test_a_computer_of_the_same_name_with_another_home_is_another(store: Store, tmp_path: Path):
    async with Leases(store, tmp_path / "1", host="desk").held("a", nothing):
        with pytest.raises(Taken):
            async with Leases(store, tmp_path / "2", host="desk").held("a", nothing):
                pytest.fail("two at once")


@pytest.mark.parametrize(("ahead", "free"), [(-1, True), (2, False), (60, True)])
async def test_a_row_from_elsewhere_runs_out(store: Store, tmp_path: Path, ahead: int, free: bool):
    """One that reaches further than a lease can is from before the clock was set back."""
    await put(store, real_now() + ahead * MINUTE)
    leases = Leases(store, tmp_path, host="desk-1")
    if free:
        async with leases.held("a", nothing):
            assert await rows(store) == [("a", "desk-1")]
    else:
        with pytest.raises(Taken):
            async with leases.held("a", nothing):
                pytest.fail("two at once")


async def test_a_dead_programs_row_of_this_place_is_taken_over_at_once(store: Store, tmp_path: Path):
    dead = Leases(store, tmp_path, host="desk-1")
    held = dead.held("a", nothing)
    await held.__aenter__()
    holder = await store.read(lambda session: session.scalars(select(JobLease.holder)).one())
    await held.__aexit__(None, None, None)
    await put(store, real_now() + 2 * MINUTE, host="desk-1")
    await turn(store, holder=holder)  # as if it had been killed: the row is there, the file's lock is not
    async with Leases(store, tmp_path, host="desk-1").held("a", nothing):
        assert await store.read(lambda s: s.scalars(select(JobLease.holder)).one()) != holder


async def test_what_is_written_at_the_beginning_is_written_with_the_lease(store: Store, tmp_path: Path):
    def fails(_session: Session) -> None:
        raise ValueError

    leases = Leases(store, tmp_path, host="desk-1")
    with pytest.raises(ValueError):
        async with leases.held("a", fails):
            pytest.fail("it did not begin")
    assert await rows(store) == []
    async with leases.held("a", nothing):  # the file's lock was let go of too
        pass


async def test_renewing_moves_the_end_and_a_lost_lease_is_noticed(store: Store, tmp_path: Path):
    pauses: list[float] = []
    seen: list[datetime] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) > 1:
            seen.append(await store.read(lambda session: session.scalars(select(JobLease.until)).one()))
        if len(pauses) == 3:
            await turn(store, holder="somebody else")
        else:
            await turn(store, until=NOW)

    leases = Leases(store, tmp_path, host="desk-1", pause=pause)
    async with leases.held("a", nothing):
        with pytest.raises(Lost):
            await leases.keep("a")
    assert pauses == [60.0] * 3
    assert all(abs(until - real_now() - LEASE) < timedelta(seconds=10) for until in seen)
    assert len(await rows(store)) == 1  # the other's row is not ours to remove


@pytest.fixture
def running_elsewhere(store: Store) -> Callable[[], None]:
    """Another computer has begun the job."""

    def begin() -> None:
        def work(session: Session) -> None:
            session.merge(
                JobLease(job="a", holder="elsewhere:1", host="desk-2", until=real_now() + 2 * MINUTE)
            )
            session.add(JobRun(job="a", started_at=NOW, status="running", host="desk-2"))

        store._write(work)

    return begin


async def test_elsewhere_is_said_once_for_each_run(
    schedule: Callable[..., Scheduler], running_elsewhere: Callable[[], None], store: Store
):
    job = Chore("a", NOW)
    scheduler = schedule(job)
    running_elsewhere()
    for _tick in range(3):
        (run,) = await scheduler.tick()
        assert (run.status, run.text) == ("elsewhere", "Another Kontor on desk-2 is running it.")
    other = schedule(job, host="desk-3")
    await other.tick()
    await scheduler.tick()
    assert [run.host for run in await scheduler.history(SCHEDULER)] == ["desk-3", "desk-1", "desk-2"]
    assert (await scheduler.states())[0].last.status == "running"
    running_elsewhere()
    await scheduler.tick()
    assert [run.status for run in await scheduler.history(SCHEDULER)][:2] == ["elsewhere", "running"]
    assert job.runs == 0


async def test_a_dead_programs_run_is_closed_at_the_next_start(
    schedule: Callable[..., Scheduler], store: Store
):
    left = [JobRun(job=job, started_at=NOW, status="running", host="desk-1") for job in ("a", "a", "gone")]
    await store.write(lambda session: session.add_all(left))
    async with Leases(store, store.file.parent, host="desk-1").held("b", nothing):
        await store.write(lambda s: s.add(JobRun(job="b", started_at=NOW, status="running", host="desk-1")))
        scheduler = schedule()
        await scheduler.run_due()
        runs = {run.id: run for run in await scheduler.history(SCHEDULER)}
        assert (await schedule().history(SCHEDULER, "b"))[0].status == "running"  # somebody is at it
    assert [runs[n].status for n in sorted(runs)] == ["failed", "failed", "failed", "running"]
    assert runs[1].text == "It was cut short: Kontor was ended meanwhile. The next run goes on from there."
    assert runs[1].ended_at == NOW
    await scheduler.tick()
    assert (await scheduler.history(SCHEDULER, "b"))[0].status == "failed"  # and now nobody is


async def test_a_job_whose_lease_is_lost_is_stopped(schedule: Callable[..., Scheduler], store: Store):
    gate = Gate()

    async def pause(_seconds: float) -> None:
        await gate.begun.wait()
        await turn(store, holder="elsewhere:1", host="desk-2", until=real_now() + 2 * MINUTE)

    (run,) = await schedule(Chore("a", NOW, gate), pause=pause).run_due()
    assert (run.status, run.text) == ("failed", "Another Kontor has taken it over meanwhile.")
    assert await rows(store) == [("a", "desk-2")]


async def test_a_moment_chosen_by_hand_has_no_part_in_leases(
    schedule: Callable[..., Scheduler], store: Store, clock: SetClock, home: Home
):
    """`--now` years ahead takes nothing from a program that runs today."""
    await put(store, real_now() + 2 * MINUTE)
    clock.turn(timedelta(days=4000))
    (run,) = await schedule(Chore("a", NOW)).run_due()
    assert run.status == "elsewhere"


async def test_cancelled_while_taking_nothing_stays(store: Store, tmp_path: Path):
    leases = Leases(store, tmp_path, host="desk-1")
    for steps in range(12):

        async def take() -> None:
            async with leases.held("a", nothing):
                await asyncio.sleep(0)

        taking = asyncio.create_task(take())
        for _step in range(steps):
            await asyncio.sleep(0.002)
        taking.cancel()
        await asyncio.gather(taking, return_exceptions=True)
        assert await rows(store) == []
        async with leases.held("a", nothing):
            pass


async def test_a_time_out_of_the_work_itself_is_not_taken_for_a_lock(store: Store, tmp_path: Path):
    with pytest.raises(TimeoutError):
        async with Leases(store, tmp_path, host="desk-1").held("a", nothing):
            raise TimeoutError


async def test_one_who_died_while_we_live_is_closed_when_the_job_runs_here(
    schedule: Callable[..., Scheduler], store: Store
):
    scheduler = schedule(Chore("a", NOW))
    await scheduler.run_due("a")
    await store.write(lambda s: s.add(JobRun(job="b", started_at=NOW, status="running", host="desk-1")))
    scheduler = schedule(Chore("a", NOW + MINUTE), Chore("b", NOW))
    scheduler._tidied = True  # it began before the other one died
    await scheduler.run_due("b")
    assert [run.status for run in await scheduler.history(SCHEDULER, "b")] == ["done", "failed"]
