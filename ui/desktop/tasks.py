"""Coroutines started by clicks: kept alive, ended with their window, their faults told.

The loop alone keeps only weak references to tasks, and a fault in one nobody awaits is easily lost.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Tell = Callable[[BaseException], None]


class Tasks:
    """`on_fault` takes what a task raised and nobody else wanted."""

    def __init__(self, on_fault: Tell) -> None:
        self._on_fault = on_fault
        self._running: set[asyncio.Task[Any]] = set()
        self._ending = False

    def start(self, work: Coroutine[Any, Any, Any], on_fault: Tell | None = None) -> asyncio.Task[Any]:
        """Run it on the present loop. `on_fault` takes its fault instead of the common one. Nothing begins once `close`
        was called: what ends tells others of it, and what they would read is being let go of.
        """
        task = asyncio.get_running_loop().create_task(work)
        if self._ending:
            task.cancel()
        self._running.add(task)
        task.add_done_callback(lambda done: self._ended(done, on_fault or self._on_fault))
        return task

    def _ended(self, task: asyncio.Task[Any], on_fault: Tell) -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            on_fault(fault)

    async def close(self) -> None:
        """Cancel what still runs and wait until it has let go of everything."""
        self._ending = True
        while running := tuple(self._running):
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
