"""The only place that asks the machine for the time."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """Stands still at a moment until it is turned: for `--now`, audits and tests."""

    def __init__(self, moment: datetime) -> None:
        """Raises ValueError for a naive moment: it would be taken for this computer's zone."""
        self._moment = _aware(moment).astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def turn(self, by: timedelta) -> None:
        self._moment += by


def day_in(zone: str, moment: datetime) -> date:
    """The calendar day that an aware moment falls on in the zone. Raises ValueError for a naive one."""
    return _aware(moment).astimezone(ZoneInfo(zone)).date()


def read_moment(text: str, zone: str) -> datetime:
    """An ISO 8601 moment as typed by a person; naive means the firm's zone. Returns UTC.

    Of an hour that the change from summer time repeats, the first is meant. Raises ValueError where the
    text is no ISO moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment
