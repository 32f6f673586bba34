"""Which backups stay (P11.2): the newest of each of the last 7 days, 4 weeks and 12 months. Pure.

Only days, weeks and months that have a backup count: a computer that was off for a year keeps what it has.
"""

import re
from collections.abc import Collection, Hashable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS, WEEKS, MONTHS = 7, 4, 12
BACKED_UP_AT = time(2, 0)
A_DAY = timedelta(days=1)
_DAILY = re.compile(r"kontor-(\d{8}-\d{6})-daily\.sqlite")


def daily_moment(name: str) -> datetime | None:
    """When a daily backup was made, by the name of its file; None for every other file, which is not ours to judge:
    backups before a migration, a person's own, somebody else's.
    """
    found = _DAILY.fullmatch(name)
    try:
        return datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:  # the 31st of February
        return None


def kept(made: Collection[datetime], zone: str) -> frozenset[datetime]:
    """Those of the backups' moments that stay. Days, weeks (from Monday) and months are the zone's.

    Pruning each day leaves the same as pruning once at the end.
    """
    place = ZoneInfo(zone)
    newest_first = [(moment, moment.astimezone(place).date()) for moment in sorted(made, reverse=True)]
    days = _newest_of([(moment, day) for moment, day in newest_first], DAYS)
    weeks = _newest_of([(moment, day.isocalendar()[:2]) for moment, day in newest_first], WEEKS)
    months = _newest_of([(moment, (day.year, day.month)) for moment, day in newest_first], MONTHS)
    return frozenset(days | weeks | months)


def next_backup(made: Collection[datetime], since: datetime, now: datetime, zone: str) -> datetime:
    """The first 02:00 in the zone after the newest backup, or after `since` where there is none; past: it was missed.

    A backup from the future is one that was made while the clock was wrong. It counts by a day, so that a clock that
    is set back a little makes no second one, and one that was a year ahead does not put an end to backups.
    """
    newest = max((moment for moment in made if moment <= now + A_DAY), default=since)
    place = ZoneInfo(zone)
    day = newest.astimezone(place).date()
    first, second = _at_two(day, place), _at_two(day + A_DAY, place)
    return first if first > newest else second


def _at_two(day: date, place: ZoneInfo) -> datetime:
    """02:00; where the clocks leave that out or repeat it, the first moment that could be meant."""
    return datetime.combine(day, BACKED_UP_AT, place).astimezone(UTC)


def _newest_of(newest_first: list[tuple[datetime, Hashable]], count: int) -> set[datetime]:
    seen: dict[Hashable, datetime] = {}
    for moment, stretch in newest_first:
        seen.setdefault(stretch, moment)
    return set(list(seen.values())[:count])
