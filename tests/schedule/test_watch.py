"""Sleep, a clock that is set, and a network that is late (P10.1). Time is turned by the test."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.rights import SCHEDULER
from app.schedule.network import reaches_any
from app.schedule.scheduler import Scheduler
from app.schedule.watch import PATIENCE, TICK
from tests.schedule.work import Chore
from tests.stores import NOW

HOUR = timedelta(hours=1)


class Machine:
    """A computer whose time goes on only where the test lets it. `in_pause`: what happens during each rest."""

    def __init__(self, clock: SetClock) -> None:
        self.clock = clock
        self.seconds = 1000.0
        self.network_is_up = True
        self.asked = 0
        self.in_pause: list[Callable[[], None]] = []
        self.rests = 0
        self.scheduler: Scheduler | None = None

    def monotonic(self) -> float:
        return self.seconds

    async def pause(self, seconds: float) -> None:
        if seconds != TICK:  # the renewing of a lease
            await asyncio.Event().wait()
        self.rests += 1
        if not self.in_pause:
            raise asyncio.CancelledError
        self.passes(seconds)
        self.in_pause.pop(0)()

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
        self.clock.turn(timedelta(seconds=seconds))

    def sleeps(self, seconds: float, *, counted: bool = False) -> None:
        """`counted`: on some systems the machine's seconds go on."""
        self.clock.turn(timedelta(seconds=seconds))
        self.seconds += seconds if counted else 0.0

    async def network(self) -> bool:
        self.asked += 1
        return self.network_is_up


@pytest.fixture
def machine(clock: SetClock) -> Machine:
    return Machine(clock)


@pytest.fixture
def watch(schedule: Callable[..., Scheduler], machine: Machine) -> Callable[..., object]:
    """Watches until everything in `in_pause` has happened."""

    async def watch(*jobs: Chore, pauses: list[Callable[[], None]]) -> None:
        machine.in_pause = pauses
        machine.scheduler = scheduler = schedule(
            *jobs, network=machine.network, pause=machine.pause, monotonic=machine.monotonic
        )
        with pytest.raises(asyncio.CancelledError):
            await scheduler.watch()

    return watch


def goes_on() -> None:
    """Nothing happens."""


async def test_what_becomes_due_runs_at_the_next_look(watch, machine: Machine):
    job = Chore("a", NOW + timedelta(seconds=70))
    await watch(job, pauses=[goes_on] * 3)
    assert job.runs == 1
    assert job.asked[:4] == [NOW + timedelta(seconds=30 * n) for n in range(4)]


@pytest.mark.parametrize("counted", [False, True])
async def test_after_a_sleep_what_was_missed_waits_for_the_network(watch, machine: Machine, counted: bool):
    early = Chore("early", NOW, needs_network=True)  # so the network of the start is found
    there, away = Chore("here", NOW + HOUR), Chore("there", NOW + HOUR, needs_network=True)
    ran: list[tuple[int, int]] = []
    waits: list[bool] = []

    def sleep() -> None:
        machine.network_is_up = False
        machine.sleeps(7200, counted=counted)

    def back() -> None:
        ran.append((there.runs, away.runs))
        waits.append(machine.scheduler.waits_for_network)
        machine.network_is_up = True

    await watch(early, there, away, pauses=[goes_on, sleep, back])
    assert early.runs == 1
    assert (waits, machine.scheduler.waits_for_network) == ([True], False)
    assert ran == [(1, 0)]
    assert (there.runs, away.runs) == (1, 1)


async def test_at_the_start_it_waits_for_the_network_but_not_for_ever(watch, machine: Machine):
    machine.network_is_up = False
    job = Chore("a", NOW - HOUR, needs_network=True)
    looks = round(PATIENCE / TICK)
    await watch(job, pauses=[goes_on] * (looks - 1))
    assert job.runs == 0
    await watch(job, pauses=[goes_on] * looks)
    assert job.runs == 1


async def test_nobody_asks_for_a_network_that_nobody_needs(watch, machine: Machine):
    later, here = Chore("a", NOW + HOUR, needs_network=True), Chore("b", NOW)
    await watch(later, here, pauses=[goes_on] * 3)
    assert machine.asked == 0
    assert here.runs == 1


async def test_a_network_that_was_there_is_not_asked_for_again(watch, machine: Machine):
    job = Chore("a", NOW, needs_network=True, once=False)
    await watch(job, pauses=[goes_on] * 3)
    assert (machine.asked, job.runs) == (1, 4)


async def test_a_clock_that_is_set_back_runs_nothing_twice(watch, machine: Machine, clock: SetClock):
    class Daily(Chore):
        """Due by what was done, as all real jobs are."""

        async def due(self, now):
            last = (await history())[-1:]
            return last[0].started_at + 24 * HOUR if last else NOW

    job = Daily("a", NOW, once=False)

    async def history():
        return [run for run in await schedule_of[0].history(SCHEDULER) if run.status == "done"]

    schedule_of: list[Scheduler] = []
    original = Scheduler.watch

    async def remember(self):
        schedule_of.append(self)
        await original(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scheduler, "watch", remember)
        await watch(job, pauses=[goes_on, lambda: machine.sleeps(-7200), goes_on, goes_on])
    assert job.runs == 1


@pytest.mark.expected_logs("could not be looked at")
async def test_whatever_goes_wrong_the_watch_goes_on(watch, machine: Machine, schedule):
    async def breaks() -> bool:
        machine.asked += 1
        if machine.asked == 1:
            raise OSError("the probe itself")
        return True

    machine.network = breaks  # type: ignore[method-assign]
    job = Chore("a", NOW, needs_network=True)
    await watch(job, pauses=[goes_on])
    assert job.runs == 1


async def test_cancelled_while_a_job_runs_it_ends(schedule, machine: Machine):
    begun = asyncio.Event()

    async def works(_tell):
        begun.set()
        await asyncio.Event().wait()

    scheduler = schedule(Chore("a", NOW, works))
    watching = asyncio.create_task(scheduler.watch())
    await begun.wait()
    watching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watching
    assert (await scheduler.history(SCHEDULER))[0].status == "failed"


async def test_a_line_that_opens_is_a_network(unused_tcp_port: int):
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    closed = f"http://127.0.0.1:{unused_tcp_port}/api"
    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1"
        assert await reaches_any([closed, address])
        assert await reaches_any([address])
    assert not await reaches_any([closed])
    assert await reaches_any([])
    assert await reaches_any(["", "no address", "http://[::1"])


async def test_names_that_are_not_found_are_no_network(blocked_network: list[str]):
    assert not await reaches_any(["https://arvila.example/api"])
    assert blocked_network
