"""Taking turns: with other tasks and with other processes on this machine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.core.errors import Refused
from app.core.words import _

if TYPE_CHECKING:
    from filelock import FileLock

T = TypeVar("T")
LOOK_AGAIN = 0.05  # seconds between two tries


async def to_the_end(work: Awaitable[T]) -> T:
    """Await `work`; cancelling the caller does not tear it, and takes effect only once it has ended."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError as wish:
            if not task.cancelled():
                cancelled = wish
        except BaseException:  # noqa: BLE001 - raised below, by result()
            break
    if cancelled is not None and not task.cancelled():
        task.exception()  # looked at, so that asyncio does not complain of it
        raise cancelled
    return task.result()


@asynccontextmanager
async def alone(file: Path, wait: float) -> AsyncIterator[None]:
    """Holds a lock on `file` within the block: one holder among all tasks and processes of this machine.

    The system lets go of it when the holder dies. Raises `TimeoutError` after `wait` seconds, and `Refused`
    where the file cannot be made.
    """
    from filelock import FileLock

    lock = FileLock(file, thread_local=False)
    try:
        await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True, mode=0o700)
        await _take(lock, wait)
    except TimeoutError:
        raise
    except OSError as fault:
        raise no_lock(file.parent) from fault
    try:
        yield
    finally:
        lock.release()


async def _take(lock: "FileLock", wait: float) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + wait
    while not await _took(lock):
        if loop.time() >= end:
            raise TimeoutError
        await asyncio.sleep(LOOK_AGAIN)


async def _took(lock: "FileLock") -> bool:
    from filelock import Timeout

    try:
        await to_the_end(asyncio.to_thread(lock.acquire, timeout=0))
    except Timeout:
        return False
    except asyncio.CancelledError:
        lock.release()  # it may have been taken before the caller's cancelling arrived
        raise
    return True


def no_lock(folder: Path) -> Refused:
    return Refused(
        "no_lock",
        _("Kontor cannot write the file that keeps two copies of it apart."),
        _("Allow writing to the folder {folder}.").format(folder=folder),
    )
