"""The rule of slots and periods (P6.3, P6.4): for any first day, any changes of the rule, any time switched off."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.workdays import workdays
from app.summaries.periods import (
    A_DAY,
    RULES,
    Period,
    first_day_of,
    next_period,
    owed,
    preview,
    run_date,
    run_moment,
    slot_of,
)

ESTONIA, NORWAY = workdays("EE", "12345"), workdays("NO", "12345")
TALLINN = "Europe/Tallinn"


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


def of(*periods: Period) -> list[tuple[date, date, date]]:
    return [(p.run_date, p.first_day, p.last_day) for p in periods]


# --- P6.3, the worked example ---------------------------------------------------------------------


def test_the_worked_example():
    first, second = preview("last-day", date(2024, 10, 1), None, ESTONIA, 2)
    assert first == Period(date(2024, 10, 1), date(2024, 10, 31), *days("2024-10-01", "2024-10-30"))
    assert second == Period(date(2024, 11, 1), date(2024, 11, 30), *days("2024-10-31", "2024-11-29"))


def test_the_worked_example_with_another_rule_since_the_middle_of_november():
    october = next_period("last-day", date(2024, 10, 1), None, ESTONIA)
    november, december = preview("last-work-day", date(2024, 10, 1), october, ESTONIA, 2)
    assert november == Period(date(2024, 11, 1), date(2024, 11, 29), *days("2024-10-31", "2024-11-28"))
    assert december == Period(date(2024, 12, 1), date(2024, 12, 31), *days("2024-11-29", "2024-12-30"))


# --- run dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "slot", "expected"),
    [
        ("last-day", "2024-02-01", "2024-02-29"),
        ("last-day", "2025-02-01", "2025-02-28"),
        ("1", "2024-10-01", "2024-11-01"),
        ("5", "2024-12-01", "2025-01-05"),
        ("29", "2025-01-01", "2025-02-28"),  # of a following month without a 29th: its last day
        ("30", "2024-01-01", "2024-02-29"),
        ("31", "2024-01-01", "2024-02-29"),
        ("31", "2024-03-01", "2024-04-30"),
        ("31", "2024-11-01", "2024-12-31"),
    ],
)
def test_run_dates(rule: str, slot: str, expected: str):
    assert run_date(rule, date.fromisoformat(slot), ESTONIA) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("country", "slot", "expected"),
    [
        ("EE", "2024-11-01", "2024-11-29"),  # Saturday the 30th
        ("EE", "2024-06-01", "2024-06-28"),
        ("EE", "2023-12-01", "2023-12-29"),
        ("NO", "2024-03-01", "2024-03-27"),  # Maundy Thursday the 28th is a holiday in Norway
        ("EE", "2024-03-01", "2024-03-28"),  # and not in Estonia; Good Friday the 29th is in both
        ("NO", "2025-05-01", "2025-05-30"),  # the 29th is Ascension Day
    ],
)
def test_the_last_work_day_knows_the_holidays(country: str, slot: str, expected: str):
    found = run_date("last-work-day", date.fromisoformat(slot), workdays(country, "12345"))
    assert found == date.fromisoformat(expected)


def test_the_last_work_day_follows_the_working_week():
    assert run_date("last-work-day", date(2024, 11, 1), workdays("EE", "123456")) == date(2024, 11, 30)


def test_a_country_without_known_holidays_has_its_working_week():
    assert run_date("last-work-day", date(2024, 11, 1), workdays("XX", "12345")) == date(2024, 11, 29)


@pytest.mark.parametrize("rule", ["", "0", "32", "first-day", "05"])
def test_what_is_no_rule(rule: str):
    with pytest.raises(ValueError, match="not a rule"):
        run_date(rule, date(2024, 10, 1), ESTONIA)


ASKED = """
import sys
from datetime import date
from app.core.workdays import workdays
from app.summaries.periods import preview
for rule in ("last-day", "5", "last-work-day"):
    preview(rule, date(2024, 10, 1), None, workdays("EE", "12345"), 3)
    print("holidays" in sys.modules)
"""


def test_holidays_are_loaded_for_the_rule_that_asks_for_them_alone():
    """A window in the tray that counts on the last day of the month does without these 16 MB."""
    done = subprocess.run([sys.executable, "-c", ASKED], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False", "True"]


# --- the first slot -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "first", "slot", "run"),
    [
        ("last-day", "2024-10-30", "2024-10-01", "2024-10-31"),  # one day
        ("last-day", "2024-10-31", "2024-11-01", "2024-11-30"),  # its run date is not later
        ("last-work-day", "2024-11-29", "2024-12-01", "2024-12-31"),
        ("last-work-day", "2024-11-28", "2024-11-01", "2024-11-29"),
        ("1", "2024-01-31", "2024-01-01", "2024-02-01"),
        ("31", "2024-01-29", "2024-01-01", "2024-02-29"),
        ("last-day", "2024-02-29", "2024-03-01", "2024-03-31"),
    ],
)
def test_the_first_slot(rule: str, first: str, slot: str, run: str):
    found = next_period(rule, date.fromisoformat(first), None, ESTONIA)
    assert (found.slot, found.run_date) == days(slot, run)
    assert found.first_day == date.fromisoformat(first)


def test_a_slot_without_a_day_left_is_passed_over():
    """Counted until 29.11 by "day 31"; by the last work day November would have run on the 29th itself."""
    late = Period(date(2024, 10, 1), date(2024, 11, 30), *days("2024-10-01", "2024-11-29"))
    following = next_period("last-work-day", date(2024, 10, 1), late, ESTONIA)
    assert following == Period(date(2024, 12, 1), date(2024, 12, 31), *days("2024-11-30", "2024-12-30"))


# --- moments --------------------------------------------------------------------------------------


def test_half_past_midnight_in_the_firms_zone():
    assert run_moment(date(2024, 10, 31), TALLINN) == datetime(2024, 10, 30, 22, 30, tzinfo=UTC)
    assert run_moment(date(2024, 7, 31), TALLINN) == datetime(2024, 7, 30, 21, 30, tzinfo=UTC)
    assert run_moment(date(2024, 3, 31), "Europe/Oslo") == datetime(2024, 3, 30, 23, 30, tzinfo=UTC)
    assert run_moment(date(2024, 10, 27), "Europe/Oslo") == datetime(2024, 10, 26, 22, 30, tzinfo=UTC)


def test_a_night_without_half_past_midnight():
    """In Cairo the clocks go from midnight to one on 26.04.2024."""
    assert run_moment(date(2024, 4, 26), "Africa/Cairo") == datetime(2024, 4, 25, 22, 30, tzinfo=UTC)


# --- any history ----------------------------------------------------------------------------------

FIRST_DAYS = st.dates(date(2019, 1, 1), date(2029, 12, 31)) | st.sampled_from(
    [date(2024, 1, 29), date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 29), date(2023, 2, 28)]
)
CHANGES = st.lists(st.tuples(st.integers(0, 5 * 365), st.sampled_from(RULES)), max_size=25)
NIGHTS_ON = st.lists(st.integers(0, 5 * 366), min_size=1, max_size=60)
COUNTRIES = st.sampled_from([ESTONIA, NORWAY])


@dataclass
class Firm:
    """Only what the rule stands on: the plan, and the periods whose runs have begun."""

    first_import: date
    rule: str = "last-day"
    periods: list[Period] = field(default_factory=list)

    def wake(self, now: datetime, is_workday=ESTONIA) -> None:
        while True:
            last = self.periods[-1] if self.periods else None
            following = next_period(self.rule, self.first_import, last, is_workday)
            if run_moment(following.run_date, TALLINN) > now:
                return
            self.periods.append(following)


def unbroken(periods: Sequence[Period], since: date) -> None:
    day = since
    for period in periods:
        assert period.first_day == day
        assert period.last_day >= period.first_day
        assert period.run_date == period.last_day + A_DAY
        day = period.run_date
    slots = [period.slot for period in periods]
    assert slots == sorted(set(slots))
    assert all(slot == slot_of(slot) for slot in slots)


def lived(first: date, changes: list[tuple[int, str]], nights: list[int], is_workday) -> Firm:
    """A firm whose rule is changed on some days and whose computer runs on some others, over five years."""
    firm = Firm(first)
    happenings: list[tuple[int, str]] = sorted([*changes, *((night, "") for night in nights), (5 * 366, "")])
    for after, rule in happenings:
        if rule:
            firm.rule = rule
        else:
            midnight = datetime.combine(first + timedelta(days=after), datetime.min.time(), UTC)
            firm.wake(midnight, is_workday)
    return firm


@given(FIRST_DAYS, CHANGES, NIGHTS_ON, COUNTRIES)
def test_the_days_are_one_unbroken_run_and_each_slot_is_run_once(first, changes, nights, is_workday):
    firm = lived(first, changes, nights, is_workday)
    unbroken(firm.periods, first)
    assert firm.periods  # five years later something was due
    assert firm.periods[-1].last_day > first + timedelta(days=5 * 366 - 100)


@given(FIRST_DAYS, st.sampled_from(RULES), NIGHTS_ON)
def test_switched_off_or_on_the_periods_are_the_same(first, rule, nights):
    """Slots are caught up with the periods they would have had (P6.5)."""
    caught_up, on_time = Firm(first, rule), Firm(first, rule)
    for night in sorted(nights):
        caught_up.wake(datetime.combine(first + timedelta(days=night), datetime.min.time(), UTC))
    for day in range(max(nights) + 1):
        on_time.wake(datetime.combine(first + timedelta(days=day), datetime.min.time(), UTC))
    assert caught_up.periods == on_time.periods


@given(
    FIRST_DAYS,
    CHANGES,
    NIGHTS_ON,
    st.integers(0, 5 * 366),
    st.data(),
)
def test_each_clients_days_are_one_unbroken_run(first, changes, nights, linked_after, data):
    firm = lived(first, changes, nights, ESTONIA)
    begun_at = datetime.combine(first, datetime.min.time(), UTC)
    linked_at = begun_at + timedelta(days=linked_after, hours=9)
    since = first_day_of(firm.periods, first, linked_at, begun_at, TALLINN)
    covered: list[Period] = []
    while missing := owed(
        firm.periods, since, frozenset(p.slot for p in covered), covered[-1].last_day if covered else None
    ):
        worked = data.draw(st.integers(1, len(missing)))  # the next one fails, and later ones wait for it
        covered += missing[:worked]
    unbroken(covered, since)
    known = [p for p in firm.periods if p.last_day >= since]
    assert covered == known
    runs_since = [p for p in firm.periods if run_moment(p.run_date, TALLINN) > linked_at]
    assert covered == (firm.periods if linked_at <= begun_at else runs_since)


def test_linked_later_a_client_begins_with_the_open_period():
    firm = Firm(date(2024, 10, 1))
    firm.wake(datetime(2025, 1, 15, tzinfo=UTC))
    linked = datetime(2024, 11, 12, 9, tzinfo=UTC)
    begun = datetime(2024, 9, 20, tzinfo=UTC)
    since = first_day_of(firm.periods, firm.first_import, linked, begun, TALLINN)
    assert since == date(2024, 10, 31)
    assert of(*owed(firm.periods, since, frozenset(), None))[0][1:] == days("2024-10-31", "2024-11-29")


def test_linked_after_all_runs_a_client_begins_with_the_coming_one():
    firm = Firm(date(2024, 10, 1))
    firm.wake(datetime(2025, 1, 15, tzinfo=UTC))
    later = datetime(2025, 1, 16, tzinfo=UTC)
    since = first_day_of(firm.periods, firm.first_import, later, later - timedelta(days=90), TALLINN)
    assert since == firm.periods[-1].run_date
    assert owed(firm.periods, since, frozenset(), None) == ()


def test_linked_before_the_schedule_began_a_client_is_counted_from_the_first_import_date():
    firm = Firm(date(2024, 10, 1))
    begun = datetime(2025, 1, 10, tzinfo=UTC)  # configured in January, for the days since October
    firm.wake(datetime(2025, 1, 15, tzinfo=UTC))
    since = first_day_of(firm.periods, firm.first_import, datetime(2025, 1, 9, tzinfo=UTC), begun, TALLINN)
    assert since == date(2024, 10, 1)


def test_counted_from_a_day_in_the_middle():
    firm = Firm(date(2024, 10, 1))
    firm.wake(datetime(2024, 12, 5, tzinfo=UTC))
    missing = owed(firm.periods, date(2024, 11, 12), frozenset({date(2024, 10, 1)}), date(2024, 10, 30))
    assert of(*missing) == [(date(2024, 11, 30), *days("2024-11-12", "2024-11-29"))]
