"""Asking the other side, four clients at a time (P6.4). One client's failure never stops the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import datetime
from typing import TypeVar

from app.core.clock import Clock
from app.summaries.owing import Standing, Terms
from app.summaries.periods import Period
from app.summaries.saving import Counted
from app.summaries.slots import over
from integrations.contract import Connector, Counts, CountsOffer, IntegrationError, Problem

AT_ONCE = 4
IN_A_ROW = 8  # failures without an answer in between: then it is not the clients

T = TypeVar("T")

# what concerns one client; everything else concerns the connection and ends the run
_OF_ONE = frozenset({Problem.NO_VIEW_PERMISSION, Problem.NOT_FOUND})
# may be of one client, and is of the whole connection where one after another ends so
_OF_SOME = frozenset(
    {Problem.TIMED_OUT, Problem.SERVICE_DOWN, Problem.RATE_LIMITED, Problem.BAD_ANSWER, Problem.OUTDATED}
)


def of_client(failure: IntegrationError) -> bool:
    """Whether it says something of the client that was asked for."""
    return failure.problem in _OF_ONE or failure.problem in _OF_SOME


class ClockAhead(Exception):
    """By the other side's clock the period is not over: on this computer's clock nothing can be counted now."""


async def each(items: Iterable[T], work: Callable[[T], Awaitable[None]]) -> None:
    """Four at a time, in order. The first that raises ends all; none is left behind."""
    rest = iter(items)

    async def one_after_another() -> None:
        for item in rest:
            await work(item)

    tasks = [asyncio.ensure_future(one_after_another()) for _place in range(AT_ONCE)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


class Asking:
    """One session with the other side. `set_clock`: the moment was given (--now) and proves nothing."""

    def __init__(self, connector: Connector, offer: CountsOffer, clock: Clock, *, set_clock: bool) -> None:
        self._connector = connector
        self._offer = offer
        self._clock = clock
        self._set_clock = set_clock
        self._in_a_row = 0

    async def counts(self, remote_id: str, period: Period, fields: tuple[str, ...]) -> Counts:
        """Raises `IntegrationError`, and `ClockAhead`. Where no field is wanted, a number that has no past is asked for
        all the same: its moment tells whether the period is over.
        """
        asked = fields or self._offer.snapshot_fields[:1]
        told = await self._connector.counts(remote_id, period.first_day, period.last_day, asked)
        self._in_a_row = 0
        if not self._set_clock and _before(
            told.told_at or told.as_of, over(period.last_day, self._offer.zone)
        ):
            raise ClockAhead
        return told if fields else Counts({})

    def goes_on(self, failure: IntegrationError) -> bool:
        """Whether others are asked after this failure of one."""
        if failure.problem in _OF_ONE:
            self._in_a_row = 0
            return True
        self._in_a_row += 1
        return failure.problem in _OF_SOME and self._in_a_row < IN_A_ROW

    async def answer(self, client: Standing, period: Period, terms: Terms) -> Counted:
        """What is to be written for the client. Its link is there."""
        remote_id = client.remote_id or ""
        mapped = terms.plan.mapping
        fields = tuple(name for name in self._offer.fields if name in mapped)
        told = await self.counts(remote_id, period, fields)
        snapshots = frozenset(self._offer.snapshot_fields).intersection(fields)
        values = {name: told.values[name] for name in fields}
        now = self._clock.now()
        return Counted(client.client_id, remote_id, period, values, snapshots, told.as_of, now)


def _before(told_at: datetime | None, moment: datetime) -> bool:
    return told_at is not None and told_at < moment
