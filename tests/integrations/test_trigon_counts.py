"""Counts out of Trigon: its fourteen fields, and sums that are true over any split of a period (P6.2, P6.3)."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.contract import IntegrationError
from integrations.trigon.connector import open_trigon
from integrations.trigon.count_kinds import COUNTS
from integrations.trigon.counting import pieces
from integrations.trigon.sandbox import Firm, TrigonSandbox
from integrations.trigon.sandbox_counting import Tally, made_up
from integrations.trigon.sandbox_records import Record, month
from integrations.trigon.wire import ACTIVITY_FIELDS, MOST_DAYS
from tests.integrations.document import document
from tests.integrations.surroundings import START, MemoryKeeper, TestTime

ONE_DAY = timedelta(days=1)
TALLINN = ZoneInfo("Europe/Tallinn")
FIRM = "f/1309 ?k=1&ö%2F#.."
days = st.dates(date(2022, 1, 1), date(2026, 12, 31))


def moments(first: date, last: date) -> st.SearchStrategy[datetime]:
    begin = datetime.combine(first, time(), UTC)
    return st.integers(0, (last - first).days * 86_400).map(lambda later: begin + timedelta(seconds=later))


def periods(cuts: list[date]) -> Iterator[tuple[date, date]]:
    """From the first day to the last, split before each day between."""
    first, *others = sorted(set(cuts))
    for after in others:
        yield first, after - ONE_DAY
        first = after


# --- the fields -----------------------------------------------------------------------------------


def test_the_fourteen_fields_in_the_trades_own_words():
    assert [COUNTS.own_name(field) for field in COUNTS.fields] == [
        "Makse loomine",
        "Makse uuendamine",
        "Ostuarve loomine",
        "Ostuarve uuendamine",
        "Müügiarve loomine",
        "Müügiarve uuendamine",
        "Finantskande loomine",
        "Finantskande uuendamine",
        "Kulurea loomine",
        "Kulurea uuendamine",
        "Põhivara amortisatsiooni loomine",
        "Põhivara amortisatsiooni uuendamine",
        "Aktiivsete aruandvate isikute arv",
        "Amortiseeritavate põhivarade arv",
    ]
    assert [kind.own for kind in COUNTS.kinds] == [
        *("Makse", "Ostuarve", "Müügiarve", "Finantskanne", "Kulurida", "Põhivara amortisatsioon")
    ]


def test_the_fields_are_those_of_the_document():
    schemas = document("trigon").spec / "components" / "schemas"
    assert (schemas / "ActivityField" / "enum").read_value() == list(COUNTS.activity_fields)
    snapshots = schemas / "SnapshotCounts" / "properties" / "counts" / "required"
    assert snapshots.read_value() == list(COUNTS.snapshot_fields)


# --- sums -----------------------------------------------------------------------------------------


@given(first=days, length=st.integers(0, 2000))
def test_pieces_are_all_days_once_the_latest_first(first, length):
    last = first + timedelta(days=length)
    parts = list(pieces(first, last))
    assert (parts[-1][0], parts[0][1]) == (first, last)
    assert all(begin <= end and (end - begin).days < MOST_DAYS for begin, end in parts)
    assert all(older[1] + ONE_DAY == newer[0] for newer, older in pairwise(parts))
    assert len(parts) == -(-(length + 1) // MOST_DAYS)


@given(
    cuts=st.lists(days, min_size=2, max_size=6, unique=True),
    firm=st.sampled_from(["f_1", "f/2", ".."]),
    now=moments(date(2022, 1, 1), date(2027, 3, 1)),
)
def test_the_sum_over_any_split_is_the_count_of_the_whole(cuts, firm, now):
    sandbox = TrigonSandbox([Firm(firm, "Firma OÜ")], moment=lambda: now)

    def counted(first: date, last: date) -> list[int]:
        return list(sandbox._counts(sandbox.firms[firm], first, last).values())

    parts = [counted(*period) for period in periods(cuts)]
    assert [sum(numbers) for numbers in zip(*parts, strict=True)] == counted(min(cuts), max(cuts) - ONE_DAY)


@pytest.fixture(scope="module")
def asked_through_the_connector():
    """`ask(periods)`: the counts of each, over HTTP."""
    clock = TestTime()

    async def ask(asked: list[tuple[date, date]], url: str, keeper: MemoryKeeper) -> list[list[int]]:
        async with open_trigon(url, keeper, clock.around()) as connector:
            if not keeper.secrets:
                await connector.sign_in({"email": sandbox.email, "password": sandbox.password})
            answers = [await connector.counts(FIRM, *period, ACTIVITY_FIELDS) for period in asked]
        return [list(answer.values.values()) for answer in answers]

    with TrigonSandbox(moment=clock.moment) as sandbox:
        keeper = MemoryKeeper()
        yield lambda asked: asyncio.run(ask(asked, sandbox.url, keeper))


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(days, min_size=2, max_size=5, unique=True))
def test_the_same_through_the_connector(asked_through_the_connector, cuts):
    whole = min(cuts), max(cuts) - ONE_DAY
    *parts, together = asked_through_the_connector([*periods(cuts), whole])
    assert [sum(numbers) for numbers in zip(*parts, strict=True)] == together


async def test_a_record_changed_between_two_requests_counts_once_at_most(trigon, keeper, time):
    """Changed in the older piece when the newer is asked about, and changed anew before the older is."""
    firm = trigon.firms[FIRM]
    firm.busy = 0.0
    changed = [datetime(2025, 1, 5, 12, tzinfo=TALLINN), datetime(2026, 11, 20, 14, 0, tzinfo=TALLINN)]
    entered = datetime(2024, 12, 1, 12, tzinfo=TALLINN)

    def change(content: dict[str, object]) -> None:
        firm.records = [Record(0, entered.timestamp(), tuple(each.timestamp() for each in changed))]

    firm.records = [Record(0, entered.timestamp(), (changed[0].timestamp(),))]
    trigon.faults.alter(change, "*/activity-counts")
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})
        counts = await connector.counts(FIRM, date(2024, 12, 1), date(2026, 11, 20), ["payment_updated"])
    assert counts.values["payment_updated"] <= 1


# --- the sandbox counts by the definition -----------------------------------------------------------


def by_definition(records: list[Record], first: date, last: date, now: datetime) -> list[int]:
    """A record is created on one day; it is updated on the day of its last change so far."""

    def day(moment: float) -> date:
        return datetime.fromtimestamp(moment, TALLINN).date()

    numbers = dict.fromkeys(ACTIVITY_FIELDS, 0)
    known = now.timestamp()
    for record in records:
        name = COUNTS.kinds[record.kind].key
        numbers[f"{name}_created"] += record.created <= known and first <= day(record.created) <= last
        so_far = [change for change in record.changes if change <= known]
        numbers[f"{name}_updated"] += bool(so_far) and first <= day(so_far[-1]) <= last
    return list(numbers.values())


@settings(max_examples=40)
@given(
    firm=st.sampled_from(["f_1", "f/2", ".."]),
    opened=st.dates(date(2024, 8, 1), date(2024, 11, 1)),
    period=st.tuples(*[st.dates(date(2024, 8, 1), date(2024, 12, 31))] * 2).map(sorted),
    now=moments(date(2024, 9, 1), date(2025, 3, 1)),
)
def test_the_sandbox_counts_by_the_definition(firm, opened, period, now):
    months = [date(2024, number, 1) for number in range(6, 13)]
    begin = datetime.combine(opened, time(), TALLINN).timestamp()
    records = [r for first in months for r in month(firm, 1.0, first) if r.created >= begin]
    parts = [tally.counts(*period, now) for tally in made_up(firm, 1.0, opened, *period)]
    counted = [sum(numbers) for numbers in zip(*parts, strict=True)] or [0] * len(ACTIVITY_FIELDS)
    assert counted == by_definition(records, *period, now)


@given(
    changes=st.lists(st.integers(1, 40 * 86_400), max_size=4, unique=True),
    now=moments(date(2024, 10, 1), date(2024, 12, 31)),
)
def test_any_record_counts_by_the_definition(changes, now):
    entered = datetime(2024, 10, 15, 23, 59, 59, tzinfo=TALLINN).timestamp()
    record = Record(2, entered, tuple(entered + later for later in sorted(changes)))
    for period in ((date(2024, 10, 1), date(2024, 10, 31)), (date(2024, 10, 16), date(2024, 11, 20))):
        assert Tally([record]).counts(*period, now) == by_definition([record], *period, now)


def test_days_are_those_of_tallinn_when_clocks_change():
    october_27 = date(2024, 10, 27)  # 25 hours: from 21:00 to 22:00 in UTC
    records = [Record(0, moment) for moment in (1729976399, 1729976400, 1730066399, 1730066400)]
    assert Tally(records).counts(october_27, october_27, START)[0] == 2


def test_only_the_last_change_counts_and_only_what_has_happened():
    record = Record(
        0, 1727780400, (1727866800, 1730458800)
    )  # made 1 October 2024, changed on the 2nd and on 1 November
    october = date(2024, 10, 1), date(2024, 10, 31)

    def payments(now: datetime) -> list[int]:
        return Tally([record]).counts(*october, now)[:2]

    assert payments(START.replace(year=2024, month=10, day=31)) == [1, 1]
    assert payments(START) == [1, 0]
    assert payments(START.replace(year=2024, month=9)) == [0, 0]


async def test_what_goes_wrong_with_one_firm_goes_away_by_an_edit(trigon, keeper, time):
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})

        async def problem(firm_id: str) -> str:
            try:
                await connector.counts(firm_id, date(2024, 10, 1), date(2024, 10, 30), COUNTS.fields)
            except IntegrationError as error:
                return error.problem
            return ""

        trigon.edit("f_1001", {"readable": False})
        trigon.edit("f_1002", {"counts_fail": True})
        found = [await problem(firm_id) for firm_id in ("f_1001", "f_1002", "f_1003")]
        assert found == ["no_view_permission", "service_down", ""]
        trigon.edit("f_1001", {"readable": True})
        trigon.edit("f_1002", {"counts_fail": False})
        assert [await problem(firm_id) for firm_id in ("f_1001", "f_1002")] == ["", ""]
