"""How the integrations are (P3.12): the connection, its schedule, and what is left out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.connections.service import ConnectionService, ConnectionView
from app.core.clock import Clock
from app.core.rights import Actor
from app.schedule.scheduler import Scheduler
from app.schedule.views import JobState
from app.summaries.service import SummaryService
from app.summaries.views import LeftOut, PlanView
from integrations.registry import integration

SOON = timedelta(days=14)  # in which a sign-in that ends is worth a word


@dataclass(frozen=True, slots=True)
class CountsHealth:
    """`unmapped`: fields that are not imported; `left_out`: clients that are not counted, by name."""

    plan: PlanView
    unmapped: tuple[str, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class IntegrationHealth:
    """`next_run`: of its monthly counts, in the past where it is due now; None: nothing is to be expected.

    `sign_in_soon`: the sign-in ends within `SOON` or has ended. `counts` None: it has no counts.
    """

    view: ConnectionView
    next_run: datetime | None
    sign_in_soon: bool
    counts: CountsHealth | None


def counts_job(key: str) -> str:
    """The key of the job that counts an integration's clients."""
    return f"counts/{key}"


def next_run(states: Sequence[JobState], key: str) -> datetime | None:
    return next((state.next for state in states if state.key == counts_job(key)), None)


def ends_soon(expires: datetime | None, now: datetime) -> bool:
    return expires is not None and expires - now <= SOON


class Health:
    """An actor is told of their own clients only."""

    def __init__(
        self, clock: Clock, connections: ConnectionService, summaries: SummaryService, scheduler: Scheduler
    ) -> None:
        self._clock = clock
        self._connections = connections
        self._summaries = summaries
        self._scheduler = scheduler

    async def all(self, actor: Actor) -> tuple[IntegrationHealth, ...]:
        """Every integration, connected or not."""
        views = await self._connections.all()
        states = await self._scheduler.states()
        return tuple([await self._of(actor, view, states) for view in views])

    async def _of(self, actor: Actor, view: ConnectionView, states: Sequence[JobState]) -> IntegrationHealth:
        key = view.integration
        on = view.active and view.state != "off"
        soon = on and ends_soon(view.token_expires, self._clock.now())
        counts = await self._counts(actor, key) if integration(key).manifest.counts is not None else None
        return IntegrationHealth(view, next_run(states, key), soon, counts)

    async def _counts(self, actor: Actor, key: str) -> CountsHealth:
        return CountsHealth(
            await self._summaries.plan(key),
            await self._summaries.unmapped(key),
            await self._summaries.left_out(actor, key),
        )
