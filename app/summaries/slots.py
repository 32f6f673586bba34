"""Slots whose runs have begun, and which are to begin (P6.3, P6.5), within a transaction."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.workdays import IsWorkday, workdays
from app.firm import settings
from app.summaries.periods import Period, next_period, run_moment
from app.summaries.plan import Plan
from app.summaries.tables import LedgerEntry, SlotPeriod
from integrations.contract import CountsOffer


@dataclass(frozen=True, slots=True)
class Calendar:
    """`zone`: the firm's. `counted_in`: the zone whose days the other side counts."""

    zone: str
    counted_in: str
    is_workday: IsWorkday

    def begins(self, period: Period) -> datetime:
        """When its run is due, in UTC: at 00:30 of the run date, once the last day is over at the other side too."""
        return max(run_moment(period.run_date, self.zone), over(period.last_day, self.counted_in))

    def next(self, plan: Plan, last: Period | None) -> Period | None:
        """None where the plan does not say yet."""
        if not plan.day or plan.first_day is None:
            return None
        return next_period(plan.day, plan.first_day, last, self.is_workday)


def over(day: date, zone: str) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)


def calendar_of(session: Session, offer: CountsOffer) -> Calendar:
    firm = settings.view(settings.required(session))
    return Calendar(firm.time_zone, offer.zone, workdays(firm.country, firm.working_week))


def begun(session: Session, integration: str) -> tuple[Period, ...]:
    """In order."""
    columns = SlotPeriod.slot, SlotPeriod.run_date, SlotPeriod.first_day, SlotPeriod.last_day
    wanted = select(*columns).where(SlotPeriod.integration == integration).order_by(SlotPeriod.slot)
    return tuple(Period(*row) for row in session.execute(wanted))


def newest(session: Session, at: datetime, integration: str, calendar: Calendar) -> Period | None:
    """The newest that has begun.

    Slots that are still to come were begun by a clock that was ahead. Without entries they are as if never begun: a
    change of the rule has a say in them again.
    """
    for period in reversed(begun(session, integration)):
        if calendar.begins(period) <= at or _has_entries(session, integration, period.slot):
            return period
    return None


def begin_due(session: Session, at: datetime, plan: Plan, calendar: Calendar) -> tuple[Period, ...]:
    """Fix the days of all slots whose moment has come, one after another, by the rule in force (P6.5).

    Nothing where something of the plan is missing. Returns those that are new.
    """
    if plan.missing:
        return ()
    last = newest(session, at, plan.integration, calendar)
    _take_back(session, plan.integration, last)
    new: list[Period] = []
    while (period := calendar.next(plan, last)) and calendar.begins(period) <= at:
        new.append(period)
        last = period
    if new:
        session.execute(insert(SlotPeriod), [_row(plan.integration, period, at) for period in new])
    return tuple(new)


def _take_back(session: Session, integration: str, last: Period | None) -> None:
    """Those after the newest."""
    wrong = delete(SlotPeriod).where(SlotPeriod.integration == integration)
    session.execute(wrong if last is None else wrong.where(SlotPeriod.slot > last.slot))


def _has_entries(session: Session, integration: str, slot: date) -> bool:
    one = (
        select(LedgerEntry.id)
        .where(LedgerEntry.integration == integration, LedgerEntry.slot == slot)
        .limit(1)
    )
    return session.scalar(one) is not None


def _row(integration: str, period: Period, at: datetime) -> dict[str, object]:
    return {
        "integration": integration,
        "slot": period.slot,
        "run_date": period.run_date,
        "first_day": period.first_day,
        "last_day": period.last_day,
        "begun_at": at,
    }
