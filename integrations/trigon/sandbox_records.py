"""The bookkeeping records of the sandbox's firms: made up, and always the same.

Every record has the moment it was entered and the moments it was changed, so a count over any period is a true sum.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

from integrations.trigon.wire import RECORDS

ZONE = ZoneInfo("Europe/Tallinn")
A_WORKDAY = (2.0, 1.3, 0.9, 0.6, 0.25)  # records a firm of middle size enters a day, in the order of RECORDS
DEPRECIATION = len(RECORDS) - 1  # entered on the last day of a month, one for each asset
LATEST_CHANGE = timedelta(days=40)  # after the record was entered


@dataclass(frozen=True, slots=True)
class Record:
    """`kind`: place in RECORDS. Moments in seconds since 1970; `changes` ascending, each after `created`."""

    kind: int
    created: float
    changes: tuple[float, ...] = ()


def month(firm_id: str, busy: float, first: date) -> tuple[Record, ...]:
    """What a firm enters in the month that begins with `first`; 0.2 ms for a firm of middle size."""
    chance = Random(f"{firm_id} {first}")  # noqa: S311 - made-up figures, not secrets
    days = [first + timedelta(days=n) for n in range(monthrange(first.year, first.month)[1])]
    workdays = [
        day for day in days if day.weekday() < 5
    ] * 9 + days  # now and then somebody works at a weekend
    midnights = {day: midnight(day) for day in (*days, days[-1] + timedelta(days=1))}
    entered = [
        (kind, chance.choice(workdays))
        for kind, rate in enumerate(A_WORKDAY)
        for _ in range(round(rate * 21 * busy * chance.uniform(0.7, 1.3)))
    ]
    entered += [(DEPRECIATION, days[-1])] * round(4 * busy * (1 + len(firm_id) % 3))
    return tuple(
        _record(kind, midnights[day], midnights[day + timedelta(days=1)], chance) for kind, day in entered
    )


def _record(kind: int, begin: float, end: float, chance: Random) -> Record:
    """One in fifty is entered in the first or the last second of its day, where counting goes wrong first."""
    edge = chance.random()
    created = (
        begin if edge < 0.01 else end - 1 if edge < 0.02 else begin + round(chance.uniform(7, 21) * 3600)
    )
    if chance.random() >= 0.25:
        return Record(kind, created)
    changes: list[float] = []
    later = created
    for _ in range(chance.randint(1, 3)):
        later += 1 + round(chance.expovariate(1 / (8 * 86_400)))
        if later - created < LATEST_CHANGE.total_seconds():
            changes.append(later)
    return Record(kind, created, tuple(changes))


@lru_cache(maxsize=4096)
def midnight(day: date) -> float:
    """By the clock on the wall in Tallinn: days of 23 and 25 hours are right."""
    return datetime.combine(day, time(), ZONE).timestamp()
