"""A run: the days of due slots are fixed, and what is owed is counted (P6.3 to P6.6).

It may be cancelled, killed or cut off anywhere: what is written is complete, and the rest is owed as before.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.connections.service import ConnectionService
from app.core.clock import Clock
from app.core.errors import OtherSideFailed, Refused
from app.core.progress import Progress, Tell
from app.core.rights import Actor
from app.core.turns import to_the_end
from app.core.words import _, language
from app.db.store import Store
from app.summaries import patience, standings
from app.summaries.counting import Asking, ClockAhead, each, of_client
from app.summaries.desk import Desk
from app.summaries.elsewhere import require_same
from app.summaries.owing import Standing, Terms
from app.summaries.periods import Period
from app.summaries.planning import offer_of
from app.summaries.saving import Counted, save
from app.summaries.standings import Owed
from app.summaries.tables import LedgerEntry, LedgerTry
from app.summaries.titles import month_name
from app.summaries.words import CLOCK_AHEAD, reason
from integrations.contract import IntegrationError, Manifest


@dataclass(frozen=True, slots=True)
class Ground:
    """What every run stands on. `set_clock`: the moment was given (--now)."""

    store: Store
    clock: Clock
    connections: ConnectionService
    set_clock: bool


@dataclass(slots=True)
class Outcome:
    """`failed`: client and slot → problem. `months`: slots of which anything was counted or tried."""

    counted: int = 0
    failed: dict[tuple[int, date], str] = field(default_factory=dict)
    months: set[date] = field(default_factory=set)
    stopped: str = ""
    stopped_words: str = ""


class Run:
    def __init__(self, ground: Ground, manifest: Manifest, actor: Actor, tell: Tell) -> None:
        self._ground = ground
        self._manifest = manifest
        self._actor = actor
        self._tell = tell
        self._outcome = Outcome()
        self._done = 0

    async def count(self, only: Collection[int] | None, *, waiting_too: bool) -> Outcome:
        """`only`: these clients. `waiting_too`: also those whose next try is later."""
        terms, owed = await self._ground.store.read(
            lambda session: _owed(session, self._manifest, self._ground, only, waiting_too=waiting_too)
        )
        if owed:
            await self._count(terms, owed)
        return self._outcome

    async def _count(self, terms: Terms, owed: Owed) -> None:
        try:
            async with self._ground.connections.session(self._manifest.key) as connector:
                await self._ground.store.read(lambda s: require_same(s, self._manifest))
                offer = offer_of(self._manifest)
                asking = Asking(connector, offer, self._ground.clock, set_clock=self._ground.set_clock)
                for slot in sorted({period.slot for periods in owed.values() for period in periods}):
                    await self._count_slot(asking, terms, slot, owed)
        except ClockAhead:
            self._stop(CLOCK_AHEAD, reason(CLOCK_AHEAD, self._manifest.name))
        except (OtherSideFailed, Refused) as failure:
            self._stop(failure.code, " ".join(filter(None, (failure.message, failure.hint))))

    def _stop(self, code: str, words: str) -> None:
        self._outcome.stopped, self._outcome.stopped_words = code, words

    async def _count_slot(self, asking: Asking, terms: Terms, slot: date, owed: Owed) -> None:
        """A client whose earlier slot failed waits: its covered days stay one unbroken run."""
        behind = {client_id for client_id, _slot in self._outcome.failed}
        work = [
            (client, period)
            for client, periods in owed.items()
            for period in periods
            if period.slot == slot and client.client_id not in behind
        ]
        self._done = 0
        step = _("Counting {month}").format(month=month_name(slot, language()))
        desk = Desk(lambda answers: self._save(terms, answers))

        async def one(item: tuple[Standing, Period]) -> None:
            await self._one(asking, terms, desk, *item)
            self._done += 1
            self._tell(Progress(step, self._done, len(work)))

        try:
            try:
                await each(work, one)
            except Exception:
                await desk.clear()
                raise
            await desk.clear()
        finally:
            await desk.leave()

    async def _one(self, asking: Asking, terms: Terms, desk: Desk, client: Standing, period: Period) -> None:
        try:
            answer = await asking.answer(client, period, terms)
        except IntegrationError as failure:
            if of_client(failure):
                await self._note_failure(client, period, failure)
            if not asking.goes_on(failure):
                raise
        else:
            await desk.put(answer)

    async def _save(self, terms: Terms, answers: list[Counted]) -> None:
        at = self._ground.clock.now()
        saved = await to_the_end(
            self._ground.store.write(lambda session: save(session, self._actor, at, terms, answers))
        )
        self._outcome.counted += len(saved)
        self._outcome.months.update(answer.period.slot for answer in answers)

    async def _note_failure(self, client: Standing, period: Period, failure: IntegrationError) -> None:
        row = {
            "client_id": client.client_id,
            "integration": self._manifest.key,
            "slot": period.slot,
            "at": self._ground.clock.now(),
            "problem": failure.problem.value,
        }
        await self._ground.store.write(lambda session: _note(session, row))
        self._outcome.failed[client.client_id, period.slot] = failure.problem.value
        self._outcome.months.add(period.slot)


def _owed(
    session: Session,
    manifest: Manifest,
    ground: Ground,
    only: Collection[int] | None,
    *,
    waiting_too: bool,
) -> tuple[Terms, Owed]:
    terms = standings.terms(session, manifest, ground.clock.now(), set_clock=ground.set_clock)
    return terms, owed_now(session, terms, only, waiting_too=waiting_too)


def owed_now(
    session: Session, terms: Terms, only: Collection[int] | None = None, *, waiting_too: bool
) -> Owed:
    """Who was tried longest ago comes first: where a run is cut off again and again, all have their turn."""
    if not terms.periods or terms.plan.missing:
        return {}
    integration = terms.plan.integration
    behind = standings.standings(session, integration, ids=only, behind=terms.periods[-1].slot)
    owed = {client: periods for client in behind if (periods := terms.owed(client))}
    moments = standings.first_tries(session, integration, owed)
    if not waiting_too:
        due = {client for client, at in moments.items() if patience.next_try(at, terms.now) <= terms.now}
        owed = {client: periods for client, periods in owed.items() if client in due}
    return dict(sorted(owed.items(), key=lambda item: moments[item[0]][-1:]))


def _note(session: Session, row: dict[str, object]) -> None:
    """One more try; of many the first and the newest are kept. Nothing of a client that was deleted meanwhile."""
    if session.get(Client, row["client_id"]) is None:
        return
    session.execute(insert(LedgerTry), [row])
    same = (getattr(LedgerTry, name) == row[name] for name in ("client_id", "integration", "slot"))
    ids = session.scalars(select(LedgerTry.id).where(*same).order_by(LedgerTry.id)).all()
    if old := patience.outlived(ids):
        session.execute(delete(LedgerTry).where(LedgerTry.id.in_(old)))


def forget_old_tries(session: Session, integration: str, now: datetime) -> None:
    """Of slots that are covered since: for a while they tell why it took so long."""
    covered = select(LedgerEntry.id).where(
        LedgerEntry.client_id == LedgerTry.client_id,
        LedgerEntry.integration == LedgerTry.integration,
        LedgerEntry.slot == LedgerTry.slot,
    )
    old = LedgerTry.integration == integration, LedgerTry.at < now - patience.REMEMBERED
    session.execute(delete(LedgerTry).where(*old, covered.exists()))
