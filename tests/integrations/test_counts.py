"""The suite that every connector passes that counts: what `Connector.counts` promises (P6.2, P6.5)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from integrations.contract import (
    Capability,
    Connector,
    Counts,
    CountsOffer,
    IntegrationError,
    Problem,
    TryLater,
    UserNeeded,
)
from integrations.registry import integration, integrations
from tests.integrations.sides import Side, open_side, side
from tests.integrations.surroundings import START, MemoryKeeper, TestTime

OCTOBER = date(2024, 10, 1), date(2024, 10, 30)
THOSE_THAT_COUNT = [each.manifest.key for each in integrations() if each.manifest.counts is not None]


@pytest.fixture(params=THOSE_THAT_COUNT)
def other(request: pytest.FixtureRequest, time: TestTime) -> Iterator[Side]:
    """The other side. Whatever a test does, every request that reached it has the agreed form."""
    with side(request.param, time) as made:
        yield made
        for exchange in made.sandbox.exchanges:
            made.document.check_request(exchange.received)


@pytest.fixture
async def connector(
    request: pytest.FixtureRequest, other: Side, keeper: MemoryKeeper, time: TestTime
) -> AsyncIterator[Connector]:
    """Signed in; what happened so far is forgotten. Impatient in tests of silence alone: a busy machine is slow."""
    silence = 0.3 if "silence" in request.node.name else 5.0
    async with open_side(other, keeper, time.around(silence=silence)) as connector:
        await connector.sign_in(other.answers)
        other.sandbox.exchanges.clear()
        yield connector


@pytest.fixture
def offer(other: Side) -> CountsOffer:
    counts = integration(other.key).manifest.counts
    assert counts is not None
    return counts


@pytest.fixture
def client(other: Side) -> str:
    return other.client_with_odd_id()


async def failure(
    connector: Connector, client: str, offer: CountsOffer, fields: tuple[str, ...] = ()
) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await connector.counts(client, *OCTOBER, fields or offer.fields)
    return caught.value


def paths(other: Side) -> list[str]:
    return [exchange.received.path for exchange in other.sandbox.exchanges]


# --- the offer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", integrations(), ids=lambda each: each.manifest.key)
def test_who_counts_offers_it(each):
    assert (Capability.COUNTS in each.manifest.capabilities) is (each.manifest.counts is not None)


def test_every_field_has_its_names(offer):
    assert offer.fields == (*offer.activity_fields, *offer.snapshot_fields)
    assert len(set(offer.fields)) == len(offer.fields)
    assert len({offer.field_name(field) for field in offer.fields}) == len(offer.fields)
    assert len({offer.own_name(field) for field in offer.fields}) == len(offer.fields)
    assert all(offer.own_name(kind.created).endswith(offer.own_words[0]) for kind in offer.kinds)
    assert all(offer.own_name(kind.updated).endswith(offer.own_words[1]) for kind in offer.kinds)
    with pytest.raises(KeyError):
        offer.field_name("salary_created")


# --- it works -------------------------------------------------------------------------------------


async def test_all_fields(other, connector, offer, client):
    counts = await connector.counts(client, *OCTOBER, offer.fields)
    assert tuple(counts.values) == offer.fields
    assert all(number >= 0 for number in counts.values.values())
    assert sum(counts.values[field] for field in offer.activity_fields) > 10
    assert (counts.as_of, counts.told_at) == (START, START)
    assert other.document.check(other.sandbox.exchanges) == 2


async def test_only_what_is_asked_for(other, connector, offer, client):
    whole = await connector.counts(client, *OCTOBER, offer.fields)
    for field in offer.fields:
        counts = await connector.counts(client, *OCTOBER, [field])
        assert counts.values == {field: whole.values[field]}
        assert (counts.as_of is None) is (field in offer.activity_fields)


async def test_snapshots_are_asked_for_only_where_they_are_wanted(other, connector, offer, client):
    await connector.counts(client, *OCTOBER, offer.activity_fields)
    assert len(paths(other)) == 1
    other.sandbox.exchanges.clear()
    counts = await connector.counts(client, *OCTOBER, offer.snapshot_fields)
    assert len(paths(other)) == 1
    assert (counts.as_of, counts.told_at) == (START, None)
    other.sandbox.exchanges.clear()
    assert await connector.counts(client, *OCTOBER, ()) == Counts({})
    assert paths(other) == []


async def test_every_client_can_be_asked_for_by_its_id(other, connector, offer):
    hidden = other.client_that_cannot_be_read()
    clients = [c async for page in connector.clients() for c in page.clients]
    readable = [c.remote_id for c in clients if c.readable]
    assert len(readable) > 50
    assert hidden not in readable
    for remote_id in readable:
        assert tuple((await connector.counts(remote_id, *OCTOBER, offer.fields)).values) == offer.fields


async def test_one_day(connector, offer, client):
    by_day = [
        await connector.counts(client, day, day, offer.activity_fields)
        for day in (OCTOBER[0] + timedelta(days=n) for n in range(30))
    ]
    whole = await connector.counts(client, *OCTOBER, offer.activity_fields)
    for field in offer.activity_fields:
        assert sum(counts.values[field] for counts in by_day) == whole.values[field]


async def test_several_years(other, connector, offer, client):
    first, last = date(2023, 1, 1), date(2026, 6, 30)
    whole = await connector.counts(client, first, last, offer.fields)
    years = [(date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), date(2024, 12, 31))]
    years += [(date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), last)]
    parts = [await connector.counts(client, *year, offer.activity_fields) for year in years]
    for field in offer.activity_fields:
        assert sum(part.values[field] for part in parts) == whole.values[field]
    assert (whole.as_of, whole.told_at) == (START, START)


async def test_many_clients_at_once(other, connector, offer):
    clients = [c.remote_id async for page in connector.clients() for c in page.clients if c.readable]
    one_by_one = [await connector.counts(each, *OCTOBER, offer.fields) for each in clients]
    other.sandbox.latency = 0.005
    at_once = await asyncio.gather(*(connector.counts(each, *OCTOBER, offer.fields) for each in clients))
    assert [counts.values for counts in at_once] == [counts.values for counts in one_by_one]
    assert 2 <= other.sandbox.most_at_once <= 4


async def test_more_than_was_asked_for_changes_nothing(other, connector, offer, client):
    expected = await connector.counts(client, *OCTOBER, offer.fields)
    other.sandbox.faults.alter(other.make_odd_counts, other.counting)
    other.sandbox.faults.alter(other.make_odd_counts, other.now)
    counts = await connector.counts(client, *OCTOBER, offer.fields)
    assert (counts.values, counts.as_of) == (expected.values, expected.as_of)


@pytest.mark.parametrize("told", ["2024-10-31T00:30:04+02:00", "2024-10-30T22:30:04Z"])
async def test_its_clock_is_told(other, connector, offer, client, told):
    other.sandbox.faults.alter(lambda content: content.update(generated_at=told), other.counting)
    counts = await connector.counts(client, *OCTOBER, offer.activity_fields)
    assert counts.told_at == datetime(2024, 10, 30, 22, 30, 4, tzinfo=UTC)


async def test_of_several_answers_the_earliest_moment_is_told(other, connector, offer, client, time):
    """What was entered after it may be missing."""
    other.sandbox.faults.alter(lambda _: time.pass_by(60), other.counting)
    counts = await connector.counts(client, date(2023, 1, 1), date(2026, 6, 30), offer.activity_fields)
    assert len(paths(other)) > 1
    assert counts.told_at == START


# --- it does not --------------------------------------------------------------------------------------


async def test_a_client_that_cannot_be_read_until_it_can(other, connector, offer):
    client = other.client_that_cannot_be_read()
    for fields in (offer.activity_fields, offer.snapshot_fields):
        error = await failure(connector, client, offer, fields)
        assert (type(error), error.problem) == (UserNeeded, Problem.NO_VIEW_PERMISSION)
    other.mend(client)
    assert (await connector.counts(client, *OCTOBER, offer.fields)).values


@pytest.mark.parametrize("place", ["counting", "now"])
@pytest.mark.parametrize(
    ("status", "outcome", "problem"),
    [
        (400, UserNeeded, Problem.OUTDATED),
        (401, UserNeeded, Problem.SIGN_IN_AGAIN),
        (403, UserNeeded, Problem.NO_VIEW_PERMISSION),
        (404, UserNeeded, Problem.NOT_FOUND),
        (501, TryLater, Problem.SERVICE_DOWN),
    ],
)
async def test_refusals_without_a_readable_reason(
    other, connector, offer, client, place, status, outcome, problem
):
    other.sandbox.faults.page(status, getattr(other, place), times=None)
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (outcome, problem)


@pytest.mark.parametrize("client", ["nobody", "", "../me"])
async def test_a_client_that_is_not_there(connector, offer, client):
    for fields in (offer.activity_fields, offer.snapshot_fields):
        error = await failure(connector, client, offer, fields)
        assert (type(error), error.problem) == (UserNeeded, Problem.NOT_FOUND)


async def test_one_client_that_fails_holds_up_no_other(other, connector, offer, client):
    failing = other.client_that_fails()
    error, counts = await asyncio.gather(
        failure(connector, failing, offer), connector.counts(client, *OCTOBER, offer.fields)
    )
    assert (type(error), error.problem) == (TryLater, Problem.SERVICE_DOWN)
    assert counts.values
    other.mend(failing)
    assert (await connector.counts(failing, *OCTOBER, offer.fields)).values


async def test_access_that_has_run_out_is_renewed(other, connector, offer, client, keeper):
    other.expire_access()
    keeper.saved.clear()
    await asyncio.gather(*(connector.counts(client, *OCTOBER, offer.fields) for _ in range(6)))
    assert len(keeper.saved) == 1


async def test_access_that_cannot_be_renewed(other, connector, offer, client, time):
    other.expire_access()
    other.end_sign_in()
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (UserNeeded, Problem.SIGN_IN_AGAIN)
    assert time.pauses == []


@pytest.mark.parametrize("place", ["counting", "now"])
async def test_too_many_requests(other, connector, offer, client, time, place):
    expected = await connector.counts(client, *OCTOBER, offer.fields)
    other.sandbox.faults.too_many("7", getattr(other, place))
    assert (await connector.counts(client, *OCTOBER, offer.fields)).values == expected.values
    assert time.pauses == [7.0]
    other.sandbox.faults.too_many("86400", getattr(other, place))
    error = await failure(connector, client, offer)
    assert isinstance(error, TryLater)
    assert (error.problem, error.retry_after) == (Problem.RATE_LIMITED, 86400.0)


PASSING: dict[str, tuple[Callable[[Side, str, int], None], int, Problem]] = {
    "500": (lambda o, path, n: o.sandbox.faults.page(500, path, times=n), 3, Problem.SERVICE_DOWN),
    "reset": (lambda o, path, n: o.sandbox.faults.reset(path, times=n), 3, Problem.NO_NETWORK),
    "cut off": (lambda o, path, n: o.sandbox.faults.cut_off(path, times=n), 3, Problem.BAD_ANSWER),
    "silence": (lambda o, path, n: o.sandbox.faults.silence(path, times=n), 1, Problem.TIMED_OUT),
}


@pytest.mark.parametrize("place", ["counting", "now"])
@pytest.mark.parametrize("trouble", PASSING)
async def test_trouble_that_passes_and_trouble_that_stays(other, connector, offer, client, place, trouble):
    expected = await connector.counts(client, *OCTOBER, offer.fields)
    cause, times, problem = PASSING[trouble]
    cause(other, getattr(other, place), times)
    assert (await connector.counts(client, *OCTOBER, offer.fields)).values == expected.values
    cause(other, getattr(other, place), times + 1)
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (TryLater, problem)
    other.sandbox.faults.clear()
    assert (await connector.counts(client, *OCTOBER, offer.fields)).values == expected.values


@pytest.mark.parametrize("place", ["counting", "now"])
async def test_a_page_for_people_instead_of_json(other, connector, offer, client, place):
    other.sandbox.faults.page(200, getattr(other, place))
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


async def test_an_answer_that_must_not_be_taken(other, connector, offer, client):
    for wrong, change in other.wrong_counts().items():
        other.sandbox.faults.alter(change, other.counting)
        error = await failure(connector, client, offer)
        assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER), wrong
    assert (await connector.counts(client, *OCTOBER, offer.fields)).values


@pytest.mark.parametrize("moment", ["now", "2026-11-20T12:00:00", ""])
async def test_numbers_without_a_moment(other, connector, offer, client, moment):
    other.sandbox.faults.alter(lambda content: content.update(as_of=moment), other.now)
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


async def test_a_number_that_is_missing_among_those_of_now(other, connector, offer, client):
    other.sandbox.faults.alter(lambda content: content["counts"].pop(offer.snapshot_fields[-1]), other.now)
    error = await failure(connector, client, offer)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


async def test_what_no_side_can_answer_is_not_asked(other, connector, offer, client):
    for days, fields in ((OCTOBER, ("salary_created",)), (OCTOBER[::-1], offer.fields)):
        with pytest.raises(UserNeeded) as caught:
            await connector.counts(client, *days, fields)
        assert caught.value.problem is Problem.OUTDATED
    assert paths(other) == []
