"""Whole histories of five years (P6.3 to P6.6): any first import date, any changes of the rule, a computer that is off
for weeks, clients that fail, come, go and come back. Every day of every client is counted once.
"""

import asyncio
import calendar
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.core.clock import SetClock
from app.core.paths import Home
from app.db.base import Amount
from app.db.upgrade import open_store
from app.summaries.periods import RULES
from integrations.contract import Problem
from tests.summaries.history import CLIENTS, CREATED, KEY, SNAPSHOT, Firm, truth

A_DAY, FIVE_YEARS = timedelta(days=1), timedelta(days=5 * 365 + 2)
PLACES = {"EE": "Europe/Tallinn", "NO": "Europe/Oslo"}
AWKWARD = ("last-work-day", "last-day", "1", "28", "29", "30", "31")
WHICH = st.integers(0, CLIENTS - 1)
PROBLEMS = (
    *(Problem.NO_VIEW_PERMISSION, Problem.NOT_FOUND, Problem.SERVICE_DOWN),
    *(Problem.TIMED_OUT, Problem.BAD_ANSWER),
)
RULE = st.one_of(st.sampled_from(AWKWARD), st.sampled_from(RULES))
HAPPENS = st.one_of(
    st.tuples(st.just("rule"), RULE),
    st.tuples(st.just("off_and_on"), RULE, st.integers(0, 1500)),
    st.tuples(st.just("fails"), WHICH, st.sampled_from((None, *PROBLEMS))),
    st.tuples(st.just("is_down"), st.booleans()),
    st.tuples(st.just("is_active"), st.booleans()),
    st.tuples(st.just("links"), WHICH),
    st.tuples(st.just("links"), st.integers(2, CLIENTS - 1)),
    st.tuples(st.just("unlinks"), WHICH),
    st.tuples(st.just("is_client"), WHICH, st.booleans()),
    st.tuples(st.just("is_listed"), WHICH, st.booleans()),
    st.tuples(st.just("cut_off"), st.integers(1, 6)),
)
WAYS = st.sampled_from(("on", "off", "no_look", "edge", "edge"))
STRETCH = st.tuples(st.integers(0, 2200), WAYS, HAPPENS)  # hours, how they are spent, what happens then
STORY = st.lists(STRETCH, min_size=6, max_size=30)
FIRST = st.one_of(
    st.dates(date(2023, 1, 1), date(2024, 3, 1)),
    st.sampled_from([date(2023, 10, 29), date(2023, 3, 30), date(2023, 1, 31), date(2024, 2, 29)]),
)


DAYS, MOMENTS = {"slot", "run_date", "first_day", "last_day"}, {"begun_at", "as_of", "fetched_at"}
T = TypeVar("T")
Story = Sequence[tuple[int, str, tuple[Any, ...]]]


class Slot(NamedTuple):
    slot: date
    run_date: date
    first_day: date
    last_day: date
    begun_at: datetime


class Entry(NamedTuple):
    client_id: int
    remote_id: str
    slot: date
    run_date: date
    first_day: date
    last_day: date
    counts: Mapping[str, int]
    as_of: datetime
    fetched_at: datetime
    task_id: int


EDGES = [  # clients that are linked a minute before a run, at it, or a minute after
    (29, "edge", ("links", 2)),
    (31, "edge", ("links", 3)),
    (30, "edge", ("links", 4)),
    (700, "no_look", ("rule", "31")),
    (900, "off", ("rule", "last-work-day")),
    (89, "edge", ("links", 5)),
]


@pytest.mark.timeout(300)  # half a minute, and more on a busy machine
@example(country="EE", first_import=date(2023, 1, 31), days_before=3, rule="last-day", story=EDGES)
@example(country="NO", first_import=date(2024, 1, 30), days_before=0, rule="30", story=EDGES)
@example(country="NO", first_import=date(2023, 3, 29), days_before=-9, rule="last-work-day", story=EDGES)
@settings(
    max_examples=16,
    derandomize=True,
    deadline=None,
    # a story takes a second or two: to make a failing one smaller would take minutes
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    country=st.sampled_from(sorted(PLACES)),
    first_import=FIRST,
    days_before=st.integers(-40, 70),
    rule=RULE,
    story=STORY,
)
def test_every_day_of_every_client_is_counted_once(
    migrated: Path,
    country: str,
    first_import: date,
    days_before: int,
    rule: str,
    story: Story,
) -> None:
    """`days_before`: the plan is made; below 0: after the first import date."""
    zone = PLACES[country]
    begin = datetime.combine(first_import, datetime.min.time(), ZoneInfo(zone)) - days_before * A_DAY
    with tempfile.TemporaryDirectory() as folder:
        home, clock = Home(Path(folder)), SetClock(begin + timedelta(hours=9))
        shutil.copyfile(migrated, home.database)
        store = open_store(f"sqlite:///{home.database}", home, clock)
        try:
            asyncio.run(_goes(Firm(store, home, clock, zone), country, first_import, rule, story))
        finally:
            store.close()


async def _goes(
    firm: Firm,
    country: str,
    first_import: date,
    rule: str,
    story: Story,
) -> None:
    await firm.open(country)
    for which in (0, 1):
        firm.books.opens(which)
    await firm.bring()
    await firm.plan(first_import, rule)
    life, end = _Life(firm), firm.at(first_import) + FIVE_YEARS
    for hours, way, (what, *details) in story:
        if firm.clock.now() < end:
            await life.spend(hours, way)
            await getattr(life, what)(*details)
    await life.mended()
    await firm.spend(max(0, int((end - firm.clock.now()).total_seconds() // 3600)), on=len(story) % 2 == 0)
    await firm.spend(50, on=True)
    await _Audit(firm, country).holds()


class _Life:
    """What a generated step means."""

    def __init__(self, firm: Firm) -> None:
        self.firm, self.books = firm, firm.books

    async def spend(self, hours: int, way: str) -> None:
        """`no_look`: what happens then is quicker than the first look after the start. `edge`: then it happens
        within minutes of a run.
        """
        if way == "no_look":
            self.firm.turn_to(self.firm.clock.now() + timedelta(hours=hours))
        else:
            await self.firm.spend(hours, on=way != "off")
        if way == "edge" and (due := await self.firm.summaries.due(KEY)) is not None:
            self.firm.turn_to(due + timedelta(minutes=hours % 60 - 30))

    async def rule(self, rule: str) -> None:
        await self.firm.rule(rule)

    async def off_and_on(self, rule: str, hours: int) -> None:
        """Without a day the schedule is off."""
        await self.firm.rule("")
        assert await self.firm.summaries.due(KEY) is None
        await self.firm.spend(hours, on=True)
        await self.firm.rule(rule)

    async def fails(self, which: int, problem: Problem | None) -> None:
        self.books.fails.pop(f"h_{which}", None)
        if problem is not None:
            self.books.fails[f"h_{which}"] = problem

    async def is_down(self, down: bool) -> None:
        self.books.down = down

    async def is_active(self, active: bool) -> None:
        change = self.firm.connections.activate if active else self.firm.connections.deactivate
        await change(self.firm.owner, KEY)

    async def links(self, which: int) -> None:
        """New there, or linked again after its link was lost."""
        self.books.gone.discard(self.books.opens(which))
        await self.firm.bring()

    async def unlinks(self, which: int) -> None:
        await self.firm.unlink(f"h_{which}")

    async def is_client(self, which: int, active: bool) -> None:
        await self.firm.set_active(f"h_{which}", active=active)

    async def is_listed(self, which: int, listed: bool) -> None:
        """Not listed: it has vanished there with the next import."""
        if f"h_{which}" in self.books.listed:
            (self.books.gone.discard if listed else self.books.gone.add)(f"h_{which}")
            await self.firm.bring()

    async def cut_off(self, after: int) -> None:
        """A run that is cancelled in the middle, on a day on which something may be due."""
        self.firm.turn_to(self.firm.clock.now() + 20 * A_DAY)
        if (await self.firm.summaries.plan(KEY)).on:
            await self.firm.run_cut_off(after)

    async def mended(self) -> None:
        self.books.down = False
        self.books.fails.clear()
        await self.is_active(True)


class _Audit:
    """Looks at the database alone, and counts the other side's records itself."""

    def __init__(self, firm: Firm, country: str) -> None:
        self._firm, self._country = firm, country

    async def holds(self) -> None:
        firm = self._firm
        periods = await firm.rows("SELECT * FROM slot_period ORDER BY slot")
        self._periods = [_read(Slot, row) for row in periods]
        self._entries: defaultdict[int, list[Entry]] = defaultdict(list)
        for row in await firm.rows("SELECT * FROM ledger_entry ORDER BY client_id, first_day"):
            self._entries[row["client_id"]].append(_read(Entry, row))
        self._periods_follow_each_other()
        self._each_by_the_rule_of_its_time()
        for entries in self._entries.values():
            _one_unbroken_run(entries)
            _counted_right(entries)
        await self._tasks()
        await self._nobody_is_behind()

    def _periods_follow_each_other(self) -> None:
        assert len(self._periods) > 40, "five years have sixty months"
        assert self._periods[0].first_day == self._firm.first_import
        for period, following in pairwise(self._periods):
            assert period.slot < following.slot
            assert following.first_day == period.last_day + A_DAY
        for period in self._periods:
            assert period.first_day <= period.last_day == period.run_date - A_DAY
            assert period.begun_at >= self._firm.at(period.run_date)

    def _each_by_the_rule_of_its_time(self) -> None:
        """Those that were due when the rule was changed have their days by the old one, whether or not the computer
        was on.
        """
        expected: list[tuple[date, date, date]] = []
        for (_since, rule), (until, _) in pairwise([*self._firm.rules, (self._firm.clock.now(), "")]):
            while rule and self._firm.at((period := self._next(rule, expected))[1]) <= until:
                expected.append(period)
        assert [(each.slot, each.run_date, each.first_day) for each in self._periods] == expected

    def _next(self, rule: str, before: Sequence[tuple[date, date, date]]) -> tuple[date, date, date]:
        """Slot, run date and first day of the period after these."""
        first_day = before[-1][1] if before else self._firm.first_import
        slot = _month_after(before[-1][0]) if before else first_day.replace(day=1)
        while self._run_date(rule, slot) <= first_day:
            slot = _month_after(slot)
        return slot, self._run_date(rule, slot), first_day

    def _run_date(self, rule: str, slot: date) -> date:
        last = slot.replace(day=calendar.monthrange(slot.year, slot.month)[1])
        if rule == "last-day":
            return last
        if rule == "last-work-day":
            free = country_holidays(self._country)
            return next(d for n in range(31) if (d := last - n * A_DAY).weekday() < 5 and d not in free)
        following = last + A_DAY
        return following.replace(day=min(int(rule), calendar.monthrange(following.year, following.month)[1]))

    async def _tasks(self) -> None:
        tasks = {row["id"]: row for row in await self._firm.rows("SELECT * FROM task")}
        values = defaultdict(dict)
        told = "SELECT task_id, name, number FROM task_field_value JOIN task_field ON id = field_id"
        for row in await self._firm.rows(told):
            values[row["task_id"]][row["name"]] = row["number"] / Amount.UNIT
        entries = [entry for entries in self._entries.values() for entry in entries]
        assert sorted(entry.task_id for entry in entries) == sorted(tasks), "one each, and no others"
        for entry in entries:
            task = tasks[entry.task_id]
            assert task["client_id"] == entry.client_id
            assert _day(task["billing_date"]) == entry.last_day
            assert _day(task["start"]).replace(day=1) == entry.run_date.replace(day=1)
            assert task["title"] == f"Volumes of {entry.slot:%B %Y}"
            assert values[entry.task_id] == entry.counts

    async def _nobody_is_behind(self) -> None:
        """Who is linked and active has every day since its first one, and it is the day of P6.4."""
        assert (due := await self._firm.summaries.due(KEY)) is not None
        assert due > self._firm.clock.now()
        plan = (await self._firm.rows("SELECT begun_at FROM summary_plan"))[0]
        for row in await self._firm.rows(
            "SELECT c.id, c.status, l.remote_id, l.remote_active, l.vanished_at "
            "FROM client c JOIN client_link l ON l.client_id = c.id"
        ):
            first = self._expected_first_day(self._firm.linked[row["remote_id"]], _moment(plan["begun_at"]))
            entries = self._entries[row["id"]]
            if entries:
                assert entries[0].first_day == first
            counted = row["status"] == "active" and row["remote_active"] and not row["vanished_at"]
            if counted and first <= (last := self._periods[-1].last_day):
                assert entries, f"{row['remote_id']} was never counted"
                assert entries[-1].last_day == last

    def _expected_first_day(self, linked_at: datetime, begun_at: datetime) -> date:
        if linked_at <= begun_at:
            return self._firm.first_import
        open_then = (each.first_day for each in self._periods if self._firm.at(each.run_date) > linked_at)
        return next(open_then, self._periods[-1].last_day + A_DAY)


def _one_unbroken_run(entries: Sequence[Entry]) -> None:
    assert len({entry.slot for entry in entries}) == len(entries)
    for entry, following in pairwise(entries):
        assert following.first_day == entry.last_day + A_DAY
        assert following.slot > entry.slot
    for entry in entries:
        assert entry.first_day <= entry.last_day < entry.run_date


def _counted_right(entries: Sequence[Entry]) -> None:
    whole = truth(entries[0].remote_id, entries[0].first_day, entries[-1].last_day)
    assert {name: sum(entry.counts[name] for entry in entries) for name in CREATED} == whole
    for entry in entries:
        own = truth(entry.remote_id, entry.first_day, entry.last_day)
        assert {name: entry.counts[name] for name in CREATED} == own
        assert (entry.as_of, entry.counts[SNAPSHOT]) == (entry.fetched_at, entry.fetched_at.month)


def _month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _read(kind: type[T], row: Mapping[str, Any]) -> T:
    values = {name: row[name] for name in kind._fields}
    for name, value in values.items():
        if name in DAYS:
            values[name] = _day(value)
        elif name in MOMENTS:
            values[name] = _moment(value)
        elif name == "counts":
            values[name] = json.loads(value)
    return kind(**values)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
