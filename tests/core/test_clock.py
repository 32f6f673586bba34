from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import SetClock, SystemClock, day_in, read_moment

TALLINN = "Europe/Tallinn"


def test_the_systems_clock_is_aware_and_goes():
    first, second = SystemClock().now(), SystemClock().now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(minutes=1)
    assert abs(first - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_set_clock_stands_until_it_is_turned():
    clock = SetClock(datetime(2026, 11, 20, 10, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    clock.turn(timedelta(hours=-1, seconds=5))
    assert clock.now() == datetime(2026, 11, 20, 7, 0, 5, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    """It would silently be taken for this computer's zone."""
    naive = datetime(2026, 11, 20)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        SetClock(naive)
    with pytest.raises(ValueError, match="time zone"):
        day_in(TALLINN, naive)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 21, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 22, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 7, 20, 20, 59, 59, tzinfo=UTC), date(2026, 7, 20)),
        (datetime(2026, 7, 20, 21, 0, tzinfo=UTC), date(2026, 7, 21)),
    ],
)
def test_the_day_is_the_firms(moment: datetime, day: date):
    assert day_in(TALLINN, moment) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T10:00", datetime(2026, 11, 20, 8, tzinfo=UTC)),
        ("2026-07-20 10:00:30", datetime(2026, 7, 20, 7, 0, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 19, 22, tzinfo=UTC)),
        ("2026-11-20T10:00Z", datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00+05:30", datetime(2026, 11, 20, 4, 30, tzinfo=UTC)),
        ("2026-10-25T03:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # happens twice; the first
    ],
)
def test_moments_as_people_type_them(text: str, moment: datetime):
    assert read_moment(text, TALLINN) == moment
    assert read_moment(text, TALLINN).tzinfo is UTC


@pytest.mark.parametrize("text", ["", "yesterday", "20.11.2026", "2026-13-01", "2026-11-20T25:00"])
def test_what_is_no_moment(text: str):
    with pytest.raises(ValueError):
        read_moment(text, TALLINN)


EARLIEST, LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001 - as typed


@given(st.datetimes(EARLIEST, LATEST), st.sampled_from([TALLINN, "Europe/Oslo", "UTC"]))
def test_typing_what_the_clock_on_the_wall_says(naive: datetime, zone: str):
    moment = read_moment(naive.isoformat(), zone)
    assert moment.tzinfo is UTC
    on_the_wall = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert on_the_wall - naive in (timedelta(0), timedelta(hours=1))  # an hour later where the clock jumped
    assert day_in(zone, moment) == on_the_wall.date()
