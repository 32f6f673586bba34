"""Jobs to be scheduled: real ones as far as the scheduler can tell, whose work is a function of the test."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.core.events import Events, JobsChanged
from app.core.progress import Tell
from app.schedule.views import JobResult


async def nothing(_tell: Tell) -> JobResult:
    return JobResult(done=1, text="Done.")


@dataclass
class Chore:
    """Due at a moment, and again where `work` leaves it so. `runs`: how often it began."""

    key: str = "chore"
    at: datetime | None = None
    work: Callable[[Tell], Awaitable[JobResult]] = nothing
    needs_network: bool = False
    once: bool = True
    runs: int = 0
    asked: list[datetime] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"The {self.key}"

    async def due(self, now: datetime) -> datetime | None:
        self.asked.append(now)
        return self.at

    async def run(self, tell: Tell) -> JobResult:
        self.runs += 1
        result = await self.work(tell)
        if self.once:
            self.at = None
        return result


class Told:
    """How often `JobsChanged` was told."""

    def __init__(self, events: Events) -> None:
        self.times = 0
        events.subscribe(JobsChanged, self._count)

    def _count(self, _event: JobsChanged) -> None:
        self.times += 1


class Gate:
    """Work that begins, then waits until it is let through."""

    def __init__(self) -> None:
        self.begun, self.through = asyncio.Event(), asyncio.Event()

    async def __call__(self, _tell: Tell) -> JobResult:
        self.begun.set()
        await self.through.wait()
        return JobResult(done=1)
