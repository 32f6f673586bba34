"""Counts of a period (P6.2), out of as many answers as Trigon needs for them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from integrations.contract import Counts, Problem, TryLater, UserNeeded
from integrations.trigon.client import TrigonClient
from integrations.trigon.count_kinds import COUNTS
from integrations.trigon.wire import MOST_DAYS

MOST = 10**9  # in one answer: more than any firm enters


async def counted(
    client: TrigonClient, firm_id: str, first_day: date, last_day: date, fields: Sequence[str]
) -> Counts:
    """Asks for the records only where one of their fields is wanted, and so for the snapshots."""
    wanted = set(fields)
    if first_day > last_day or not wanted <= set(COUNTS.fields):
        raise UserNeeded(Problem.OUTDATED, "a period or a field that Trigon does not count")
    activity = [field for field in COUNTS.activity_fields if field in wanted]
    values: dict[str, int] = {}
    told_at = as_of = None
    if activity:
        values, told_at = await _activity(client, firm_id, pieces(first_day, last_day), activity)
    if not wanted.isdisjoint(COUNTS.snapshot_fields):
        numbers, as_of = await _snapshots(client, firm_id)
        values |= numbers
    return Counts({field: values[field] for field in fields}, as_of, told_at)


def pieces(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    """The same days as periods that Trigon answers, one after the other, the latest first.

    The sum of their counts is that of the whole: a record counts on the day of its entry and on the day of its last
    change. A change between two requests moves a record to a later day, so the latest first counts none twice.
    """
    while (last_day - first_day).days >= MOST_DAYS:
        begin = last_day - timedelta(days=MOST_DAYS - 1)
        yield begin, last_day
        last_day = begin - timedelta(days=1)
    yield first_day, last_day


async def _activity(
    client: TrigonClient, firm_id: str, periods: Iterator[tuple[date, date]], fields: Sequence[str]
) -> tuple[dict[str, int], datetime | None]:
    """The sums, and when Trigon counted the first of them."""
    sums = dict.fromkeys(fields, 0)
    told: list[datetime | None] = []
    for first_day, last_day in periods:
        answer = await client.activity_counts(firm_id, first_day, last_day, fields)
        told.append(_moment(answer.generated_at))
        for field, number in _complete(answer.counts, fields).items():
            sums[field] += number
    return sums, told[0]


async def _snapshots(client: TrigonClient, firm_id: str) -> tuple[dict[str, int], datetime]:
    """The numbers as they stand, and the aware moment of that (P6.5)."""
    answer = await client.snapshot_counts(firm_id)
    as_of = _moment(answer.as_of)
    if as_of is None:
        raise TryLater(Problem.BAD_ANSWER, "the moment of the numbers is none")
    return _complete(answer.counts, COUNTS.snapshot_fields), as_of


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _complete(counts: Mapping[str, object], fields: Sequence[str]) -> dict[str, int]:
    """A number that is missing is not taken for 0; what was not asked for is not looked at."""
    numbers: dict[str, int] = {}
    for field in fields:
        number = counts.get(field)
        if type(number) is not int or not 0 <= number <= MOST:
            raise TryLater(Problem.BAD_ANSWER, "a count is missing or is no number")
        numbers[field] = number
    return numbers
