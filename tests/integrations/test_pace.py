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


async def test_nobody_starts_while_one_rests():
    awake = asyncio.Event()
    pauses = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await awake.wait()

    pace = Pace(4, pause)
    course = Course(pace)
    course.go_on.set()
    resting = [asyncio.create_task(pace.rest(7.0)) for _ in range(3)]
    await settle()
    starting = asyncio.create_task(course.run())
    await settle()
    assert not starting.done()
    assert pauses == [7.0]  # one rest serves all
    awake.set()
    await asyncio.wait_for(asyncio.gather(*resting, starting), 1)
    assert pauses == [7.0]
