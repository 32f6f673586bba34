"""Where finished answers wait until several of them are written together."""

import asyncio
from collections.abc import Awaitable, Callable

from app.core.turns import to_the_end
from app.summaries.saving import Counted

TOGETHER = 100  # clients in one transaction
LONGEST = 1.0  # seconds that an answer waits while others come in
MOST = 4 * TOGETHER  # waiting: then the asking waits for the writing


class Desk:
    """Answers are written behind the asking, in the order in which they came. What is cancelled before it is
    written was never counted: it is owed as before.
    """

    def __init__(self, write: Callable[[list[Counted]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[Counted] = []
        self._since = 0.0
        self._writing: asyncio.Task[None] | None = None

    async def put(self, answer: Counted) -> None:
        """Raises what writing raised."""
        now = asyncio.get_running_loop().time()
        if not self._waiting:
            self._since = now
        self._waiting.append(answer)
        if self._writing is not None and (self._writing.done() or len(self._waiting) >= MOST):
            await self._written()
        if self._writing is None and (len(self._waiting) >= TOGETHER or now - self._since >= LONGEST):
            self._begin()

    async def clear(self) -> None:
        """Until everything is written."""
        await self._written()
        if self._waiting:
            self._begin()
            await self._written()

    async def leave(self) -> None:
        """Let what is being written come to its end; the rest is dropped."""
        self._waiting.clear()
        if self._writing is not None:
            await asyncio.wait({self._writing})
            self._writing.cancelled() or self._writing.exception()  # looked at

    def _begin(self) -> None:
        answers, self._waiting = self._waiting, []
        self._writing = asyncio.ensure_future(self._write(answers))

    async def _written(self) -> None:
        """Several may wait for the same writing."""
        if (writing := self._writing) is not None:
            await to_the_end(writing)
            if self._writing is writing:
                self._writing = None
