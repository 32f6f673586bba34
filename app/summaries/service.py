"""Use cases of monthly summaries (P6): the plan, runs, the ledger, what is owed, recounts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.connections.service import ConnectionService
from app.core.clock import Clock
from app.core.errors import Refused
from app.core.events import Events, SummariesChanged, TasksChanged, WorkListsChanged
from app.core.progress import Tell, nobody
from app.core.rights import Actor, Right, require
from app.core.words import _
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.importing.service import ImportService
from app.summaries import counted_from, links, planning, settings_view, slots, standings, waiting
from app.summaries.elsewhere import require_same
from app.summaries.periods import Period
from app.summaries.queries import SummaryQueries
from app.summaries.recounting import Recounting
from app.summaries.refreshing import Refreshing
from app.summaries.reporting import report_of
from app.summaries.run import Ground, Run, forget_old_tries
from app.summaries.views import (
    PlanView,
    Recount,
    RunReport,
)
from app.summaries.words import CLOCK_AHEAD, MISSING
from integrations.contract import Integration, Manifest

__all__ = ["PlanView", "Recount", "RunReport", "SummaryService"]


class SummaryService(SummaryQueries):
    """Plans, runs and recounts need `Right.INTEGRATIONS`."""

    def __init__(  # noqa: PLR0917 - in the order in which the container hands them to every service
        self,
        store: Store,
        clock: Clock,
        events: Events,
        firm: FirmService,
        connections: ConnectionService,
        imports: ImportService,
        notices: Notices,
        *,
        trust_clock: bool = True,
        catalogue: Sequence[Integration] | None = None,
    ) -> None:
        """`trust_clock`: the clock was set on purpose (--now). Else an answer by which the period is not over at the
        other side says that this computer's clock is ahead, and nothing is counted.
        """
        super().__init__(Ground(store, clock, connections, trust_clock), catalogue)
        self._events = events
        self._refreshing = Refreshing(imports, notices)
        self._resting: dict[str, datetime] = {}  # until then a clock that is ahead is not tried again

    # --- the plan ---------------------------------------------------------------------------------

    async def configure(self, actor: Actor, integration: str, changes: Mapping[str, Any]) -> PlanView:
        """`changes`: title, topic_id or topic (a name, made where there is none), day, first_day, assignee, member_id,
        auto_complete, refresh, mapping (field → id or name of a task field; all that is to be imported).

        Raises `WrongUsage`, and `Refused` ("first_day_fixed") once runs have begun.
        """
        require(actor, Right.INTEGRATIONS)
        manifest, at = self._manifest(integration), self._clock.now()

        def work(session: Session) -> tuple[PlanView, bool]:
            changed = planning.change(session, actor, at, manifest, changes)
            return settings_view.view(session, manifest, at), changed

        view, changed = await self._store.write(work)
        if changed:
            self._events.publish(WorkListsChanged())  # a topic or field may be new
            self._events.publish(SummariesChanged(integration))
        return view

    # --- runs -------------------------------------------------------------------------------------

    async def due(self, integration: str) -> datetime | None:
        """The moment of the next run or retry, in the past where it is due; None: nothing will be."""
        manifest = self._manifest(integration)
        moment = await self._store.read(lambda session: waiting.due(session, self._terms(session, manifest)))
        rest, now = self._resting.get(integration), self._clock.now()
        if moment is None or rest is None or rest - now > waiting.REST:
            return moment
        return max(moment, rest)

    async def run(
        self,
        actor: Actor,
        integration: str,
        tell: Tell = nobody,
        only_client_ids: Collection[int] | None = None,
    ) -> RunReport:
        """Begin the slots that are due and count what is owed; of what failed, that whose next try has come.

        May be cancelled at any moment. Under the caller's lease; two at once would only ask twice. Raises `Refused`
        where something of the plan is missing, the integration is not connected and active, or it is connected to
        another address than its clients were imported from ("other_account").
        """
        return await self._run(actor, integration, tell, only_client_ids, waiting_too=False)

    async def try_now(self, actor: Actor, integration: str, client_id: int, tell: Tell = nobody) -> RunReport:
        """Count what this client owes without waiting for the next try.

        A slot that is due now begins with the run of all, which looks for new clients first.
        """
        return await self._run(actor, integration, tell, [client_id], waiting_too=True)

    async def _run(
        self,
        actor: Actor,
        integration: str,
        tell: Tell,
        only: Collection[int] | None,
        *,
        waiting_too: bool,
    ) -> RunReport:
        require(actor, Right.INTEGRATIONS)
        manifest = self._manifest(integration)
        self._resting.pop(integration, None)
        try:
            new, refresh = await self._begin(manifest, whole=only is None)
            refreshed = ""
            if new:  # once per slot's run, and not with every retry
                refreshed = await self._refreshing.refresh(actor, integration, manifest.name, refresh, tell)
            run = Run(self._ground, manifest, actor, tell)
            outcome = await run.count(only, waiting_too=waiting_too)
            await self._store.write(lambda s: forget_old_tries(s, integration, self._clock.now()))
            if outcome.stopped == CLOCK_AHEAD:
                self._resting[integration] = self._clock.now() + waiting.REST
            return await self._read(
                actor, manifest, lambda s, about: report_of(s, about, new, refreshed, outcome)
            )
        finally:
            self._events.publish(TasksChanged())
            self._events.publish(SummariesChanged(integration))

    async def _begin(self, manifest: Manifest, *, whole: bool) -> tuple[tuple[Period, ...], str]:
        """The slots that begin now, and how clients are refreshed. `whole`: the run is of all clients."""
        at = self._clock.now()

        def work(session: Session) -> tuple[tuple[Period, ...], str]:
            plan = planning.kept(session, manifest.key)
            if plan.missing:
                raise _incomplete(manifest, plan.missing)
            if not standings.connected(session, manifest.key):
                raise _off(manifest)
            require_same(session, manifest)
            calendar = slots.calendar_of(session, planning.offer_of(manifest))
            if not self._ground.set_clock:
                links.date_anew(session, at, plan, calendar)
            return slots.begin_due(session, at, plan, calendar) if whole else (), plan.refresh

        return await self._store.write(work)

    async def count_from(self, actor: Actor, integration: str, client_id: int, day: date | None) -> None:
        """Count this client from a later day; None: as it follows from its link. Raises `NotFound`, `Refused`."""
        require(actor, Right.INTEGRATIONS)
        manifest, at = self._manifest(integration), self._clock.now()

        def work(session: Session) -> bool:
            terms = self._terms(session, manifest)
            return counted_from.set_day(session, actor, at, manifest, terms, client_id, day)

        if await self._store.write(work):
            self._events.publish(SummariesChanged(integration))

    # --- recount ----------------------------------------------------------------------------------

    async def recount(
        self,
        actor: Actor,
        integration: str,
        slot: date,
        client_ids: Collection[int] | None = None,
        tell: Tell = nobody,
    ) -> Recount:
        """Ask again for the covered days of a slot (named by any of its month's days). Writes nothing (P6.7)."""
        require(actor, Right.INTEGRATIONS)
        recounting = Recounting(self._ground, self._manifest(integration), tell)
        return await recounting.ask(slot.replace(day=1), client_ids)

    async def confirm_recount(
        self, actor: Actor, recount: Recount, only: Collection[int] | None = None
    ) -> int:
        """How many entries were changed or corrected. `only`: ids of entries. What has changed since is left out."""
        require(actor, Right.INTEGRATIONS)
        recounting = Recounting(self._ground, self._manifest(recount.integration))
        changed = await recounting.confirm(actor, recount, only)
        if changed:
            self._events.publish(TasksChanged())
            self._events.publish(SummariesChanged(recount.integration))
        return changed


def _incomplete(manifest: Manifest, missing: Sequence[str]) -> Refused:
    return Refused(
        "plan_incomplete",
        _("The monthly counts of {name} are off.").format(name=manifest.name),
        _("Still missing: {what}.").format(what=", ".join(_(MISSING[name]) for name in missing)),
    )


def _off(manifest: Manifest) -> Refused:
    return Refused(
        "not_connected",
        _("{name} is not connected, or not active.").format(name=manifest.name),
        _("Connect and activate it in Settings & Apps."),
    )
