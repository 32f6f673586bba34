"""What a test started, it ends: asyncio tasks, threads, timers of Qt and windows that outlive it fail it.

Qt is looked at only where something has imported it; nothing here imports it first.
"""

import asyncio
import gc
import inspect
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.ground.outcome import complain

GRACE = 2.0  # seconds that a thread which is about to end may take


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Asked for by hand, as an autouse fixture that is a coroutine would give a loop to every plain test.

    Right behind `_threads_end`: the loop closes, and with it its worker threads, before threads are counted.
    """
    for item in items:
        if isinstance(item, pytest.Function) and inspect.iscoroutinefunction(item.obj):
            item.fixturenames.insert(item.fixturenames.index("_threads_end") + 1, "_tasks_end")


@pytest_asyncio.fixture
async def _tasks_end(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Set up first, so torn down after every other fixture of the test has had its chance to end its tasks."""
    before = asyncio.all_tasks()
    yield
    await report_tasks(request.node, before)


async def report_tasks(item: pytest.Item, before: set[asyncio.Task[object]]) -> None:
    current = asyncio.current_task()
    left = {task for task in asyncio.all_tasks() - before if task is not current}
    if left:
        _, left = await asyncio.wait(left, timeout=0.1)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    if left:
        complain(item, "tasks still running: " + ", ".join(sorted(repr(t.get_coro()) for t in left)))


@pytest.fixture(autouse=True)
def _threads_end(request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    left = _outlasting([t for t in threading.enumerate() if t not in before])
    if left:
        complain(request.node, "threads still running: " + ", ".join(sorted(t.name for t in left)))


def _outlasting(threads: list[threading.Thread]) -> list[threading.Thread]:
    """Those that do not end within the grace. A dummy stands for a thread of Qt's and has no end to wait for."""
    own = [t for t in threads if not isinstance(t, threading._DummyThread)]
    until = time.monotonic() + GRACE
    for thread in own:
        thread.join(max(0.0, until - time.monotonic()))
    return [t for t in own if t.is_alive()]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Closed windows go with the test that made them, in their own thread: a later test's worker thread that happened
    to collect them would end the process."""
    yield
    if "qapp" in getattr(item, "fixturenames", ()):
        gc.collect()


@pytest.fixture(autouse=True)
def _windows_close(request: pytest.FixtureRequest) -> Iterator[None]:
    before = set(_windows_and_timers())
    yield
    left = _left_by_qt(before)
    if left:
        complain(request.node, "left behind: " + ", ".join(sorted(left.values())))


def _left_by_qt(before: set[int]) -> dict[int, str]:
    """What is still there once Qt has deleted what it was told to and Python what nobody holds."""
    if not set(_windows_and_timers()) - before:
        return {}
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = {key: name for key, name in _windows_and_timers().items() if key not in before}
    if left:
        _put_away(set(left))
    return left


def _windows_and_timers() -> dict[int, str]:
    """Address of the C++ object → what it is: top-level widgets and running timers."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return {}
    timers = [o for o in shiboken6.getAllValidWrappers() if isinstance(o, QTimer) and o.isActive()]
    found = [*app.topLevelWidgets(), *timers]
    return {shiboken6.getCppPointer(o)[0]: f"{type(o).__name__} {o.objectName()}".strip() for o in found}


def _put_away(addresses: set[int]) -> None:
    """So that one careless test does not make the next one fail."""
    import shiboken6
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    for timer in [o for o in shiboken6.getAllValidWrappers() if isinstance(o, QTimer)]:
        if shiboken6.getCppPointer(timer)[0] in addresses:
            timer.stop()
    for window in QApplication.topLevelWidgets():
        if (
            shiboken6.isValid(window) and shiboken6.getCppPointer(window)[0] in addresses
        ):  # not gone with its parent
            shiboken6.delete(window)
