"""When a client that could not be counted is tried again (P6.4). Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")

OFTEN, FIRST_DAY, RARELY = timedelta(hours=1), timedelta(days=1), timedelta(days=1)
KEPT = 30  # tries of one slot that are kept, beside the first
REMEMBERED = timedelta(days=60)  # tries of a slot that is covered since


def next_try(tries: Sequence[datetime], now: datetime) -> datetime:
    """`tries` of one slot, in order. Hourly in the first 24 hours after the first, then daily.

    Not tried yet: now. So too where the last try lies ahead: the computer's clock was wrong at one of the two.
    """
    if not tries or tries[-1] > now:
        return now
    return tries[-1] + (OFTEN if tries[-1] - min(tries) < FIRST_DAY else RARELY)


def outlived(tries: Sequence[T]) -> Sequence[T]:
    """Of the tries of one slot, in order, those not worth keeping: all but the first and the newest."""
    return tries[1:-KEPT]
