"""Asking again for days that are covered (P6.7): what is told otherwise now, and what becomes of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from app.core.errors import Refused
from app.core.progress import Progress, Tell, nobody
from app.core.rights import Actor
from app.core.words import _
from app.summaries import recounted
from app.summaries.counting import Asking, ClockAhead, each
from app.summaries.elsewhere import require_same
from app.summaries.periods import Period
from app.summaries.planning import offer_of
from app.summaries.recounted import Again
from app.summaries.run import Ground
from app.summaries.views import Recount
from app.summaries.words import CLOCK_AHEAD, reason
from integrations.contract import IntegrationError, Manifest


@dataclass(frozen=True, slots=True)
class Recounting:
    ground: Ground
    manifest: Manifest
    tell: Tell = nobody

    async def ask(self, slot: date, client_ids: Collection[int] | None) -> Recount:
        """Of the counts that were imported then; numbers without a past are not asked for again.

        One client's failure is listed; where the whole connection fails it is raised as `OtherSideFailed`.
        """
        fields = frozenset(offer_of(self.manifest).activity_fields)
        key, at = self.manifest.key, self.ground.clock.now()
        store = self.ground.store
        entries = await store.read(lambda session: recounted.entries(session, key, slot, client_ids, fields))
        told, failed = await self._ask(entries) if entries else ({}, [])
        rows = await store.read(lambda session: recounted.rows(session, entries, told))
        return Recount(key, slot, rows, tuple(failed), len(entries), at)

    async def _ask(
        self, entries: Collection[Again]
    ) -> tuple[dict[int, dict[str, int]], list[tuple[str, str]]]:
        """What is told now by entry, and the failures."""
        told: dict[int, dict[str, int]] = {}
        failed: list[tuple[str, str]] = []
        step = _("Counting again")
        try:
            async with self.ground.connections.session(self.manifest.key) as connector:
                await self.ground.store.read(lambda session: require_same(session, self.manifest))
                offer, set_clock = offer_of(self.manifest), self.ground.set_clock
                asking = Asking(connector, offer, self.ground.clock, set_clock=set_clock)

                async def one(entry: Again) -> None:
                    days = Period(entry.slot, entry.run_date, entry.first_day, entry.last_day)
                    try:
                        counts = await asking.counts(entry.remote_id, days, tuple(entry.counts))
                    except IntegrationError as failure:
                        if not asking.goes_on(failure):
                            raise
                        failed.append((entry.client, reason(failure.problem.value, self.manifest.name)))
                    else:
                        told[entry.entry_id] = {name: counts.values[name] for name in entry.counts}
                    self.tell(Progress(step, len(told) + len(failed), len(entries)))

                await each(entries, one)
        except ClockAhead:
            raise Refused(CLOCK_AHEAD, reason(CLOCK_AHEAD, self.manifest.name), _("Set it right.")) from None
        return told, sorted(failed)

    async def confirm(self, actor: Actor, recount: Recount, only: Collection[int] | None) -> int:
        """How many entries were changed, or got a correction."""
        at = self.ground.clock.now()
        rows = [row for row in recount.rows if only is None or row.entry_id in only]
        return await self.ground.store.write(
            lambda session: recounted.write(session, actor, at, recount, rows)
        )
