"""How many requests of one connection are under way at once, and when all of them rest."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

GOOD_ANSWERS_BEFORE_FASTER = 20


class Pace:
    """At most `most` at once; one at a time after the other side said it is too much, then slowly more again."""

    def __init__(self, most: int, pause: Callable[[float], Awaitable[None]]) -> None:
        self._most = most
        self._lanes = most
        self._busy = 0
        self._good = 0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._resting = 0
        self._awake = asyncio.Event()
        self._pause = pause

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """The lane first, then the rest: who gets a lane because another left it to rest has to rest too."""
        await self._enter()
        try:
            while self._resting:  # a new rest may have begun between the call and waking up
                await self._awake.wait()
            yield
        finally:
            self._leave()

    async def rest(self, seconds: float) -> None:
        """Nobody starts a request meanwhile. Rests run side by side: the one that ends last lets all go on."""
        self._resting += 1
        self._awake.clear()
        try:
            await self._pause(seconds)
        finally:
            self._resting -= 1
            if not self._resting:
                self._awake.set()

    def slow_down(self) -> None:
        self._lanes, self._good = 1, 0

    def went_well(self) -> None:
        self._good += 1
        if self._lanes < self._most and self._good % GOOD_ANSWERS_BEFORE_FASTER == 0:
            self._lanes += 1
            self._call_next()

    async def _enter(self) -> None:
        if self._busy < self._lanes:
            self._busy += 1
            return
        called = asyncio.get_running_loop().create_future()
        self._queue.append(called)
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self._leave()  # called at the very moment of being cancelled: hand the lane on
            raise

    def _leave(self) -> None:
        self._busy -= 1
        self._call_next()

    def _call_next(self) -> None:
        while self._queue and self._busy < self._lanes:
            called = self._queue.popleft()
            if not called.done():
                self._busy += 1
                called.set_result(None)
