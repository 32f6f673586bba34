"""Counting the sandbox's records by the moments of their entry and of their last change, fast enough for 2,000 firms.

A month of a firm is made up once and kept as sorted moments, a few kilobytes; a period is then looked up in these.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import inf, nextafter

from integrations.trigon.sandbox_records import LATEST_CHANGE, Record, midnight, month
from integrations.trigon.wire import RECORDS


class Moments:
    """When records of one kind were entered and changed, in seconds since 1970."""

    __slots__ = ("_again", "_changed", "_created")

    def __init__(self, records: list[Record]) -> None:
        """`_again`: of each change, when the same record was changed the next time."""
        changes = sorted(pair for record in records for pair in _followed(record.changes))
        self._created = array("d", sorted(record.created for record in records))
        self._changed = array("d", (change for change, _ in changes))
        self._again = array("d", (again for _, again in changes))

    def created(self, begin: float, end: float) -> int:
        return bisect_left(self._created, end) - bisect_left(self._created, begin)

    def updated(self, begin: float, end: float, now: float) -> int:
        """Only the last change so far is known to Trigon."""
        within = slice(bisect_left(self._changed, begin), bisect_left(self._changed, end))
        return sum(again > now for again in self._again[within])


def _followed(changes: tuple[float, ...]) -> Iterator[tuple[float, float]]:
    """Each change with the next one; after the last there is none."""
    return zip(changes, (*changes[1:], inf), strict=False)  # of no changes the second has one


class Tally:
    """Any records, by kind."""

    __slots__ = ("_kinds",)

    def __init__(self, records: Iterable[Record]) -> None:
        by_kind: list[list[Record]] = [[] for _ in RECORDS]
        for record in records:
            by_kind[record.kind].append(record)
        self._kinds = tuple(map(Moments, by_kind))

    def counts(self, first_day: date, last_day: date, now: datetime) -> list[int]:
        """In the order of ACTIVITY_FIELDS; both days included. What has not happened yet counts nowhere."""
        known = now.timestamp()
        begin = midnight(first_day)
        end = max(begin, min(midnight(last_day + timedelta(days=1)), nextafter(known, inf)))
        return [
            number
            for kind in self._kinds
            for number in (kind.created(begin, end), kind.updated(begin, end, known))
        ]


def made_up(firm_id: str, busy: float, opened: date, first_day: date, last_day: date) -> Iterator[Tally]:
    """Of all records that may matter to a period: those entered in it, and before it as changes come late."""
    first = max(opened, first_day - LATEST_CHANGE - timedelta(days=1)).replace(day=1)
    while first <= last_day:
        yield _tally(firm_id, busy, first, max(opened, first))
        first = (first + timedelta(days=31)).replace(day=1)


@lru_cache(maxsize=8192)
def _tally(firm_id: str, busy: float, first: date, since: date) -> Tally:
    begin = midnight(since)
    return Tally(record for record in month(firm_id, busy, first) if record.created >= begin)
