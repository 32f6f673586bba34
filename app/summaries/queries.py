"""What is asked of monthly summaries without changing anything (P6)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.connections.catalogue import Catalogue
from app.core.rights import Actor
from app.summaries import lines, one_client, planning, settings_view, shown, standings
from app.summaries.owing import Terms
from app.summaries.periods import Period
from app.summaries.run import Ground
from app.summaries.shown import Shown
from app.summaries.tables import LedgerEntry
from app.summaries.views import ClientDays, LedgerRow, LeftOut, PendingRow, PlanView, Timeline, Try
from integrations.contract import Integration, Manifest

T = TypeVar("T")


class SummaryQueries:
    """`integration`: the key of one that counts; `NotFound` for others. What names clients shows an actor their own
    ones only (P1.4).
    """

    def __init__(self, ground: Ground, catalogue: Sequence[Integration] | None) -> None:
        self._ground = ground
        self._store, self._clock = ground.store, ground.clock
        self._catalogue = Catalogue(catalogue)

    async def plan(self, integration: str) -> PlanView:
        manifest = self._manifest(integration)
        at = self._clock.now()
        return await self._store.read(lambda session: settings_view.view(session, manifest, at))

    async def preview(
        self, integration: str, count: int = 6, changes: Mapping[str, Any] | None = None
    ) -> tuple[Period, ...]:
        """The next runs and their days. `changes`: settings that are not saved yet. Raises `WrongUsage`."""
        manifest, at = self._manifest(integration), self._clock.now()
        return await self._store.read(
            lambda session: settings_view.coming(session, manifest, at, count, changes)
        )

    async def unmapped(self, integration: str) -> tuple[str, ...]:
        """Fields that are not imported, in the offer's order."""
        manifest = self._manifest(integration)
        plan = await self._store.read(lambda session: planning.kept(session, integration))
        return tuple(name for name in planning.offer_of(manifest).fields if name not in plan.mapping)

    async def ledger(
        self, actor: Actor, integration: str | None = None, client_id: int | None = None
    ) -> tuple[LedgerRow, ...]:
        """Covered periods, by slot and client."""
        chosen = {LedgerEntry.integration: integration, LedgerEntry.client_id: client_id}
        conditions = [column == value for column, value in chosen.items() if value is not None]
        return await self._store.read(lambda session: shown.ledger(session, actor, *conditions))

    async def pending(self, actor: Actor, integration: str | None = None) -> tuple[PendingRow, ...]:
        """What is owed, by client and slot."""
        manifests = self._counting() if integration is None else [self._manifest(integration)]
        found = [await self._read(actor, manifest, shown.pending) for manifest in manifests]
        return tuple(row for rows in found for row in rows)

    async def left_out(self, actor: Actor, integration: str) -> tuple[LeftOut, ...]:
        """Clients that are not counted at present and why, by name (P6.8)."""
        return await self._read(actor, self._manifest(integration), shown.left_out)

    async def timeline(self, actor: Actor, integration: str, first_day: date, last_day: date) -> Timeline:
        """Both days included."""
        manifest = self._manifest(integration)
        return await self._read(
            actor, manifest, lambda s, about: lines.timeline(s, about, first_day, last_day)
        )

    async def client_days(self, actor: Actor, integration: str, client_id: int) -> ClientDays | None:
        """How one client is counted; None for one that has neither a link nor covered days there."""
        return await self._read(
            actor, self._manifest(integration), lambda s, about: one_client.days_of(s, about, client_id)
        )

    async def tries(self, actor: Actor, integration: str, client_id: int) -> tuple[Try, ...]:
        """Those of this client that did not work, in order; long after its days were counted they are forgotten."""
        return await self._read(
            actor, self._manifest(integration), lambda s, about: shown.tried(s, about, client_id)
        )

    async def _read(self, actor: Actor, manifest: Manifest, work: Callable[[Session, Shown], T]) -> T:
        return await self._store.read(
            lambda session: work(session, Shown(actor, manifest, self._terms(session, manifest)))
        )

    def _terms(self, session: Session, manifest: Manifest) -> Terms:
        return standings.terms(session, manifest, self._clock.now(), set_clock=self._ground.set_clock)

    def _manifest(self, integration: str) -> Manifest:
        manifest = self._catalogue.entry(integration).manifest
        planning.offer_of(manifest)
        return manifest

    def _counting(self) -> list[Manifest]:
        manifests = (entry.manifest for entry in self._catalogue.all())
        return [manifest for manifest in manifests if manifest.counts is not None]
