"""Which backups stay: 7 days, 4 weeks, 12 months (P11.2)."""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.backup import daily_backups, name_for, prune
from app.db.keeping import daily_moment, kept, next_backup

ZONE = "Europe/Tallinn"
DAY = timedelta(days=1)
zones = st.sampled_from([ZONE, "Europe/Oslo", "UTC", "Pacific/Auckland"])
moments = st.integers(0, 4 * 366 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
# steps between backups: mostly a day, sometimes minutes (a second start), sometimes a holiday
steps = st.lists(
    st.sampled_from([1, 24 * 60, 24 * 60, 24 * 60 + 61, 3 * 24 * 60, 40 * 24 * 60]), max_size=150
)


def days_of(made: frozenset[datetime]) -> list[date]:
    return sorted(moment.astimezone(ZoneInfo(ZONE)).date() for moment in made)


def daily(first: datetime, count: int) -> list[datetime]:
    return [first + n * DAY for n in range(count)]


def test_of_two_years_seven_days_four_weeks_and_twelve_months_stay():
    made = daily(datetime(2025, 1, 1, 0, 0, tzinfo=UTC), 700)  # to Tuesday, 1 December 2026
    assert days_of(kept(made, ZONE)) == sorted(
        {
            *(date(2026, 11, 25) + n * DAY for n in range(7)),  # days
            date(2026, 11, 29), date(2026, 11, 22), date(2026, 11, 15),  # Sundays, and the week that has begun
            *(date(2026, month + 1, 1) - DAY for month in range(1, 12)),  # last days of months, and the one begun
        }
    )  # fmt: skip


@given(moments, steps, zones)
def test_pruning_each_day_leaves_the_same_as_pruning_once(first: datetime, minutes: list[int], zone: str):
    made = list(accumulate(minutes, lambda moment, n: moment + timedelta(minutes=n), initial=first))
    left: frozenset[datetime] = frozenset()
    for moment in made:
        left = kept(left | {moment}, zone)
        assert moment in left
        assert len(left) <= 7 + 4 + 12
    assert left == kept(made, zone)


@given(st.sets(moments, max_size=60), zones)
def test_the_newest_of_each_of_the_last_days_weeks_and_months_is_there(made: set[datetime], zone: str):
    stays, place = kept(made, zone), ZoneInfo(zone)
    assert stays <= made
    assert kept(stays, zone) == stays
    for count, stretch in (
        (7, lambda day: day),
        (4, lambda day: day.isocalendar()[:2]),
        (12, lambda day: (day.year, day.month)),
    ):
        of_stretch: dict[object, datetime] = {}
        for moment in sorted(made):
            of_stretch[stretch(moment.astimezone(place).date())] = moment
        assert {of_stretch[each] for each in sorted(of_stretch)[-count:]} <= stays


def test_the_same_week_and_month_of_another_year_is_another():
    made = {datetime(year, 1, 8, 12, tzinfo=UTC) for year in range(2010, 2028)}
    assert kept(made, ZONE) == {moment for moment in made if moment.year > 2027 - 12}
    second_week = datetime(2026, 1, 7, 12, tzinfo=UTC)
    week_of_next_year = set(daily(datetime(2027, 1, 11, 12, tzinfo=UTC), 7))  # the second too
    made = {second_week, second_week + 7 * DAY, *week_of_next_year}
    assert kept(made, ZONE) == made


@given(moments, zones)
def test_a_backup_in_time_is_due_once_a_day(now: datetime, zone: str):
    due = next_backup([now], now, now, zone)
    assert timedelta() < due - now <= 25 * timedelta(hours=1)
    made = next_backup([due], now, due, zone)
    assert timedelta(hours=23) <= made - due <= timedelta(hours=25)
    assert (due.astimezone(ZoneInfo(zone)).hour, due.minute) in {
        (2, 0),
        (3, 0),
    }  # 3: there is no 2 that night


def test_due_at_two_in_the_zone_and_right_away_when_missed():
    made = [datetime(2026, 11, 19, 0, 0, 5, tzinfo=UTC)]  # 02:00:05 in Tallinn
    now = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    assert next_backup(made, now, now, ZONE) == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert next_backup(made, now, now + 9 * DAY, ZONE) == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    assert next_backup([], now, now, ZONE) == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)  # of a firm made today


def test_where_the_clocks_leave_two_out_or_repeat_it():
    night = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)  # in Norway 02:00 of the 28th becomes 03:00
    assert next_backup([night], night, night, "Europe/Oslo") == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    first = datetime(2027, 10, 31, 0, 0, tzinfo=UTC)  # 02:00 summer time; an hour later it is 02:00 again
    assert next_backup([first], first, first + DAY, "Europe/Oslo") == datetime(2027, 11, 1, 1, 0, tzinfo=UTC)


def test_a_clock_set_back_makes_no_second_one_and_a_wrong_year_does_not_end_them():
    now = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    last = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
    soon, wrong = now + timedelta(hours=12), datetime(2030, 1, 1, tzinfo=UTC)
    assert next_backup([last, soon], last, now, ZONE) > now
    tonight = datetime(2026, 11, 21, 0, 0, 5, tzinfo=UTC)
    assert next_backup([last, tonight], last, tonight - timedelta(seconds=5), ZONE) > tonight
    assert next_backup([last, wrong], last, now, ZONE) == last + DAY


@pytest.mark.parametrize(
    "name",
    [
        "kontor-20261120-081200-before-migration.sqlite",
        "kontor-20261120-081200-daily.sqlite.new",
        "kontor-20261120-081200-daily.sqlite-wal",
        "my-kontor-20261120-081200-daily.sqlite",
        "kontor-20260231-081200-daily.sqlite",
        "letters.odt",
    ],
)
def test_other_files_are_not_ours(name: str, tmp_path: Path):
    assert daily_moment(name) is None
    (tmp_path / name).write_bytes(b"precious")
    for moment in daily(datetime(2024, 1, 1, tzinfo=UTC), 100):
        (tmp_path / name_for(moment, "daily")).touch()
    # of 9 April: 7 days, 31 and 24 March as Sundays, 29 February and 31 January
    assert prune(tmp_path, ZONE) == 100 - 7 - 2 - 2
    assert (tmp_path / name).read_bytes() == b"precious"
    assert len(daily_backups(tmp_path)) == 11


def test_a_folder_that_is_not_there_has_no_backups(tmp_path: Path):
    assert daily_backups(tmp_path / "gone") == {}
    assert prune(tmp_path / "gone", ZONE) == 0
