"""Four at once, one at a time after a 429, and nobody while all rest."""

import asyncio

import pytest

from integrations.pace import GOOD_ANSWERS_BEFORE_FASTER, Pace
from tests.integrations.surroundings import TestTime


class Course:
    """Runs take a turn and stay until they are let go; `busy` is how many are inside."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.busy = 0
        self.go_on = asyncio.Event()

    async def run(self) -> None:
        async with self.pace.turn():
            self.busy += 1
            await self.go_on.wait()
            self.busy -= 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def pace(time: TestTime) -> Pace:
    return Pace(4, time.pause)


async def test_four_at_once(pace):
    course = Course(pace)
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(course.run())
        await settle()
        assert course.busy == 4
        course.go_on.set()
    assert course.busy == 0


async def test_one_at_a_time_then_slowly_more(pace):
    pace.slow_down()
    course = Course(pace)
    async with asyncio.TaskGroup() as group:
        for _ in range(10):
            group.create_task(course.run())
        await settle()
        assert course.busy == 1
        for _ in range(GOOD_ANSWERS_BEFORE_FASTER):
            pace.went_well()
        await settle()
        assert course.busy == 2
        for _ in range(GOOD_ANSWERS_BEFORE_FASTER * 5):
            pace.went_well()
        await settle()
        assert course.busy == 4
        course.go_on.set()


async def test_those_who_waited_and_were_cancelled_take_no_lane(pace):
    course = Course(pace)
    inside = [asyncio.create_task(course.run()) for _ in range(4)]
    waiting = [asyncio.create_task(course.run()) for _ in range(4)]
    await settle()
    for task in waiting:
        task.cancel()
    course.go_on.set()
    await asyncio.gather(*inside, *waiting, return_exceptions=True)
    course.go_on.clear()
    again = [asyncio.create_task(course.run()) for _ in range(5)]
    await settle()
    assert course.busy == 4
    course.go_on.set()
    await asyncio.gather(*again)


async def test_a_lane_given_at_the_moment_of_cancelling_is_handed_on(pace):
    pace.slow_down()
    course = Course(pace)
    first, second, third = (asyncio.create_task(course.run()) for _ in range(3))
    await settle()
    course.go_on.set()
    first.cancel()
    await asyncio.sleep(0)  # the first has left, the second is called but has not run yet
    second.cancel()
    await asyncio.wait_for(third, 1)
    await asyncio.gather(first, second, return_exceptions=True)


class Clocks:
    """Pauses that end when the test says so, by their seconds."""

    def __init__(self) -> None:
        self.ends: dict[float, asyncio.Event] = {}

    async def pause(self, seconds: float) -> None:
        await self.ends.setdefault(seconds, asyncio.Event()).wait()


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def restful(clocks) -> Course:
    """Whoever gets a turn is through with it at once."""
    course = Course(Pace(4, clocks.pause))
    course.go_on.set()
    return course


async def test_nobody_starts_while_one_rests(clocks, restful):
    resting = [asyncio.create_task(restful.pace.rest(7.0)) for _ in range(3)]
    await settle()
    starting = asyncio.create_task(restful.run())
    await settle()
    assert not starting.done()
    clocks.ends[7.0].set()  # side by side: 7 s in all, not 21
    await asyncio.wait_for(asyncio.gather(*resting, starting), 1)


async def test_a_longer_rest_asked_for_during_a_short_one_is_kept(clocks, restful):
    short = asyncio.create_task(restful.pace.rest(1.0))
    await settle()
    long = asyncio.create_task(restful.pace.rest(60.0))
    starting = asyncio.create_task(restful.run())
    await settle()
    clocks.ends[1.0].set()
    await settle()
    assert short.done()
    assert not long.done()
    assert not starting.done()
    clocks.ends[60.0].set()
    await asyncio.wait_for(asyncio.gather(long, starting), 1)


async def test_a_rest_outlives_another_that_is_cancelled(clocks, restful):
    first = asyncio.create_task(restful.pace.rest(7.0))
    await settle()
    second = asyncio.create_task(restful.pace.rest(8.0))
    await settle()
    first.cancel()
    starting = asyncio.create_task(restful.run())
    await settle()
    assert first.cancelled()
    assert not starting.done()
    clocks.ends[8.0].set()
    await asyncio.wait_for(asyncio.gather(second, starting), 1)


async def test_a_rest_that_begins_as_another_ends_is_kept(clocks, restful):
    async def two() -> None:
        await restful.pace.rest(7.0)
        await restful.pace.rest(9.0)  # who waits for a turn is called by now, but has not run yet

    resting = asyncio.create_task(two())
    await settle()
    starting = asyncio.create_task(restful.run())
    await settle()
    clocks.ends[7.0].set()
    await settle()
    assert not starting.done()
    clocks.ends[9.0].set()
    await asyncio.wait_for(asyncio.gather(resting, starting), 1)
