"""When to look, and whether to trust the network yet (P10.1).

Timers stand still while a computer sleeps, and its network comes back seconds or minutes after it. Sleep, and a clock
that is set, show in that the time of day and the running time of the machine do not agree.
"""

import logging
from collections.abc import Awaitable, Callable

from app.core.clock import Clock

Network = Callable[[], Awaitable[bool]]
TICK = 30.0  # seconds between two looks
JUMP = 60.0  # seconds by which the clocks may disagree; setting it right by the network moves it by less
PATIENCE = 600.0  # seconds to wait for a network; then jobs run and say themselves what is missing
log = logging.getLogger(__name__)


async def always() -> bool:
    """For a program that never waits for a network."""
    return True


class Watch:
    """`monotonic`: seconds of the machine, which no setting of the clock changes; asleep it may stand still."""

    def __init__(
        self,
        clock: Clock,
        network: Network,
        pause: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float],
    ) -> None:
        self._clock = clock
        self._network = network
        self._pause = pause
        self._monotonic = monotonic
        self._seen = (clock.now(), monotonic())
        self._until: float | None = monotonic() + PATIENCE  # None: there was a network since the last jump

    async def may_use_network(self, awaited: Callable[[], Awaitable[bool]]) -> bool:
        """False right after a start or a jump, until there is a network or the patience is over. `awaited` tells
        whether anybody needs one: else nobody is asked.
        """
        if self._until is None or self._monotonic() >= self._until:
            return True
        if not await awaited():
            return True
        if not await self._network():
            return False
        self._until = None
        return True

    async def rest(self) -> None:
        """Until the next look."""
        lay_down = self._monotonic()
        await self._pause(TICK)
        overslept = (
            self._monotonic() - lay_down > TICK + JUMP
        )  # where the machine's seconds go on while it sleeps
        if self._has_jumped() or overslept:
            log.info("The clock jumped, or this computer slept: what is due is looked at anew")
            self._until = self._monotonic() + PATIENCE

    def _has_jumped(self) -> bool:
        (moment, second), self._seen = self._seen, (self._clock.now(), self._monotonic())
        by_clock, by_machine = (self._seen[0] - moment).total_seconds(), self._seen[1] - second
        return abs(by_clock - by_machine) > JUMP
