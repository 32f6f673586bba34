"""Slots and periods (P6.3). Pure: what is due follows from the rule, the first day and what is covered already.

Each calendar month is one slot. Its run is at 00:30 of its run date and covers the days since the last run; so
whatever the rule is changed to, and whenever, no day is left out, none is counted twice, and no slot has two runs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from app.core.workdays import IsWorkday

RUN_AT = time(0, 30)
LAST_WORK_DAY, LAST_DAY = "last-work-day", "last-day"
RULES = (LAST_WORK_DAY, LAST_DAY, *(str(day) for day in range(1, 32)))
A_DAY, A_MONTH = timedelta(days=1), relativedelta(months=1)


def slot_of(day: date) -> date:
    """A slot is named by the first day of its month."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Period:
    """What one run covers. Days are of the firm's zone; both are included."""

    slot: date
    run_date: date
    first_day: date
    last_day: date

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1


def run_date(rule: str, slot: date, is_workday: IsWorkday) -> date:
    """`rule`: one of RULES. A number is a day of the following month; 31 in a short one is its last day."""
    if rule not in RULES:
        raise ValueError(f"not a rule: {rule}")
    last = slot + A_MONTH - A_DAY
    if rule == LAST_DAY:
        return last
    if rule == LAST_WORK_DAY:
        days = (last - n * A_DAY for n in range(last.day))
        return next(filter(is_workday, days), last)
    return slot + A_MONTH + relativedelta(day=int(rule))


def next_period(rule: str, first_import: date, last: Period | None, is_workday: IsWorkday) -> Period:
    """The period after `last`; None: the very first, which begins on the first import date.

    A slot whose run date leaves no day to cover is passed over: so it is for the month of the first import date
    (P6.3), and after a change to a rule that runs earlier.
    """
    first_day = first_import if last is None else last.last_day + A_DAY
    slot = slot_of(first_import) if last is None else last.slot + A_MONTH
    while (run := run_date(rule, slot, is_workday)) <= first_day:
        slot += A_MONTH
    return Period(slot, run, first_day, run - A_DAY)


def coming(rule: str, first_import: date, last: Period | None, is_workday: IsWorkday) -> Iterator[Period]:
    """All periods after `last`, without end."""
    while True:
        last = next_period(rule, first_import, last, is_workday)
        yield last


def preview(
    rule: str, first_import: date, last: Period | None, is_workday: IsWorkday, count: int
) -> tuple[Period, ...]:
    return tuple(islice(coming(rule, first_import, last, is_workday), count))


def run_moment(day: date, zone: str) -> datetime:
    """00:30 of that day in the zone, in UTC. Where the clocks leave that time out, the moment they do so."""
    return datetime.combine(day, RUN_AT, ZoneInfo(zone)).astimezone(UTC)


def first_day_of(
    periods: Sequence[Period], first_import: date, linked_at: datetime, begun_at: datetime, zone: str
) -> date:
    """From which day a client is counted (P6.4).

    `periods`: those whose runs have begun, in order. A client that was linked before the schedule began is counted
    from the first import date, one linked later from the beginning of the period that was open at that moment.
    """
    if linked_at <= begun_at or not periods:
        return first_import
    for period in periods:
        if run_moment(period.run_date, zone) > linked_at:
            return period.first_day
    return periods[-1].last_day + A_DAY


def owed(
    periods: Sequence[Period], first_day: date, covered: frozenset[date], covered_until: date | None
) -> tuple[Period, ...]:
    """What one client still has to be counted for, in order.

    `covered`: its slots in the ledger. `covered_until`: its last covered day: nothing before it is ever begun
    again. The first of its periods may begin in the middle of the firm's, where the client is counted from a later day.
    """
    since = first_day if covered_until is None else max(first_day, covered_until + A_DAY)
    return tuple(
        p if p.first_day >= since else Period(p.slot, p.run_date, since, p.last_day)
        for p in periods
        if p.slot not in covered and p.last_day >= since
    )
