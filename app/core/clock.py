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
        self._moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        return self._moment

    def turn(self, by: timedelta) -> None:
        self._moment += by


def day_in(zone: str, moment: datetime) -> date:
    """The calendar day that an aware moment falls on in the zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def read_moment(text: str, zone: str) -> datetime:
    """An ISO 8601 moment as typed by a person; naive means the firm's zone. Returns UTC.

    Raises ValueError where the text is no ISO moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC)
