"""Tasks of a session end with it: what their ending starts does not begin."""

import asyncio

from ui.desktop.tasks import Tasks


async def test_what_the_ending_of_a_task_starts_does_not_begin():
    begun: list[str] = []
    faults: list[BaseException] = []
    tasks = Tasks(faults.append)

    async def read() -> None:
        begun.append("read")

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            tasks.start(read())  # as a window does that is told of the end

    tasks.start(work())
    await asyncio.sleep(0)
    await tasks.close()
    assert tasks.start(read()).cancelling()
    await asyncio.sleep(0)
    assert (begun, faults) == ([], [])


async def test_a_task_that_takes_its_time_is_waited_for():
    ended: list[str] = []
    tasks = Tasks(lambda fault: None)

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("whole")

    tasks.start(work())
    await asyncio.sleep(0)
    await tasks.close()
    assert ended == ["whole"]
