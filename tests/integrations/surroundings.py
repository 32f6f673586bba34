"""What connectors take from outside, in the hands of a test: a clock that only pauses move, chance that is a number."""

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from integrations.contract import Surroundings

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class TestTime:
    """`pauses`: seconds that were asked for, in order. A pause takes no time and moves the clock."""

    __test__ = False

    def __init__(self) -> None:
        self.now = START
        self.pauses: list[float] = []

    def moment(self) -> datetime:
        return self.now

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def around(self, *, silence: float = 5.0, patience: float = 120.0) -> Surroundings:
        """`silence` is in real seconds: it is httpx that waits."""
        return Surroundings(self.pause, self.moment, lambda: 0.5, "1.2.3", silence=silence, patience=patience)


class MemoryKeeper:
    """Counts what is asked of it. `broken`: the next saves fail, as a locked keyring does."""

    def __init__(self, secrets: Mapping[str, str] | None = None) -> None:
        self.secrets = dict(secrets or {})
        self.saved: list[dict[str, str]] = []
        self.broken = 0

    async def load(self) -> Mapping[str, str]:
        await asyncio.sleep(0)
        return dict(self.secrets)

    async def save(self, secrets: Mapping[str, str]) -> None:
        await asyncio.sleep(0)
        if self.broken:
            self.broken -= 1
            raise OSError("the keyring is locked")
        self.secrets = dict(secrets)
        self.saved.append(dict(secrets))


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.002)
