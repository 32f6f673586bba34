"""Coroutines in tests of windows: one loop for Qt and asyncio, as the program itself has it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

import pytest

from tests.ground.leaks import report_tasks


@pytest.fixture
def run_qt(request: pytest.FixtureRequest) -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """`run_qt(coroutine)` runs it to its end on a qasync loop and gives back its result.

    May be called several times: the loop is the same, and tasks started in one call go on in the next. Tasks that are
    still there when the test ends fail it. Inside the coroutine wait with `until`, never with `qtbot.waitUntil`, which
    runs a loop inside the loop.
    """
    app = request.getfixturevalue("qapp")  # imports PySide6, which qasync wants to find imported
    from qasync import QEventLoop

    with asyncio.Runner(loop_factory=lambda: QEventLoop(app)) as runner:
        yield runner.run
        runner.run(report_tasks(request.node, set()))


@pytest.fixture
def until() -> Callable[..., Awaitable[None]]:
    return wait_until


async def wait_until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Lets the loop run until `condition()` is true; fails the test when that takes longer than `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            pytest.fail(f"not so within {seconds} s: {condition}", pytrace=True)
        await asyncio.sleep(0.005)
