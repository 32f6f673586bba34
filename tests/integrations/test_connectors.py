"""The suite that every connector passes, whatever it connects to (`integrations/quality.md`)."""

import logging
import socket
import traceback
from collections.abc import AsyncIterator, Callable, Iterator

import pytest

from integrations.contract import (
    Account,
    Connector,
    IntegrationError,
    Problem,
    RemoteClient,
    TryLater,
    UserNeeded,
)
from integrations.registry import integration, integrations
from tests.integrations.sides import Side, open_side, side
from tests.integrations.surroundings import START, MemoryKeeper, TestTime


@pytest.fixture(params=[each.manifest.key for each in integrations()])
def other(request: pytest.FixtureRequest, time: TestTime) -> Iterator[Side]:
    """The other side. Whatever a test does, every request that reached it has the agreed form."""
    with side(request.param, time) as made:
        yield made
        for exchange in made.sandbox.exchanges:
            made.document.check_request(exchange.received)


@pytest.fixture
async def fresh(other: Side, keeper: MemoryKeeper, time: TestTime) -> AsyncIterator[Connector]:
    """Open, nobody signed in yet."""
    async with open_side(other, keeper, time.around(silence=0.3)) as connector:
        yield connector


@pytest.fixture
async def connector(other: Side, fresh: Connector) -> Connector:
    """Signed in."""
    await fresh.sign_in(other.answers)
    return fresh


async def everything(connector: Connector) -> list[RemoteClient]:
    return [client async for page in connector.clients() for client in page.clients]


async def failure(connector: Connector) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await everything(connector)
    return caught.value


# --- it works -------------------------------------------------------------------------------------


async def test_good(other, connector, keeper):
    account = await connector.test()
    assert isinstance(account, Account)
    assert account.account
    assert account.user
    pages = [page async for page in connector.clients()]
    clients = [client for page in pages for client in page.clients]
    assert {client.remote_id for client in clients} == other.client_ids()
    assert len(clients) == len(other.client_ids())
    assert {page.total for page in pages} <= {len(clients), None}
    assert other.document.check(other.sandbox.exchanges) >= 3


async def test_sign_in_says_whom_it_reached(other, fresh):
    account = await fresh.sign_in(other.answers)
    assert account == await fresh.test()
    assert account.token_expires is None or account.token_expires > START


async def test_what_is_kept_is_enough_to_come_back(other, connector, keeper, time):
    async with open_side(other, MemoryKeeper(keeper.secrets), time.around()) as again:
        assert await again.test() == await connector.test()
        assert len(await everything(again)) == len(other.client_ids())


async def test_what_was_typed_as_a_secret_is_not_kept(other, connector, keeper):
    typed = {other.answers[field.key] for field in _form(other) if field.kind == "secret"}
    assert typed
    if integration(other.key).manifest.keeps:
        assert not typed & set(keeper.secrets.values())


def _form(other: Side):
    return [field for field in integration(other.key).manifest.form if field.key in other.answers]


async def test_clients_carry_only_the_fields_of_the_manifest(other, connector):
    carried = {*integration(other.key).manifest.client_fields, "remote_id", "active", "readable"}
    empty = RemoteClient("", "")
    for client in await everything(connector):
        for name in set(RemoteClient.__struct_fields__) - carried:
            assert getattr(client, name) == getattr(empty, name), name


@pytest.mark.parametrize("count", [1, 200, 201, 450])
async def test_several_pages(other, connector, count):
    other.many_clients(count)
    clients = await everything(connector)
    assert len(clients) == len({client.remote_id for client in clients}) == count


async def test_a_client_on_two_pages_comes_once(other, connector):
    other.many_clients(300)
    other.repeat_last_client_of_first_page()
    clients = await everything(connector)
    assert len(clients) == len({client.remote_id for client in clients}) == 300


async def test_nobody(other, connector):
    other.no_clients()
    assert await everything(connector) == []


async def test_odd_dates_unknown_fields_and_values(other, connector):
    expected = await everything(connector)
    other.sandbox.faults.alter(other.make_odd, other.listing, times=None)
    assert [(c.remote_id, c.name) for c in await everything(connector)] == [
        (c.remote_id, c.name) for c in expected
    ]


async def test_texts_are_as_typed_without_blanks_around(other, connector):
    for client in await everything(connector):
        for text in (client.name, client.registration_code, client.email, client.phone):
            assert text is None or text == text.strip()


# --- access that runs out -------------------------------------------------------------------------


async def test_access_that_has_run_out_is_renewed_and_it_goes_on(other, connector, keeper):
    other.many_clients(450)
    pages = 0
    async for _ in connector.clients():
        other.expire_access()
        pages += 1
    assert pages == 3
    assert keeper.saved


async def test_access_that_cannot_be_renewed(other, connector, time):
    other.expire_access()
    other.end_sign_in()
    error = await failure(connector)
    assert (type(error), error.problem) == (UserNeeded, Problem.SIGN_IN_AGAIN)
    assert time.pauses == []
    before = len(other.sandbox.exchanges)
    assert (await failure(connector)).problem is Problem.SIGN_IN_AGAIN
    assert len(other.sandbox.exchanges) <= before + 1  # what was refused is not sent again


async def test_after_signing_in_again_it_goes_on(other, connector):
    other.expire_access()
    other.end_sign_in()
    await failure(connector)
    await connector.sign_in(other.answers)
    assert len(await everything(connector)) == len(other.client_ids())


async def test_nothing_kept(fresh, other):
    error = await failure(fresh)
    assert (type(error), error.problem) == (UserNeeded, Problem.SIGN_IN_AGAIN)
    assert not other.sandbox.exchanges


async def test_wrong_credentials(other, fresh, keeper):
    with pytest.raises(UserNeeded) as caught:
        await fresh.sign_in(other.wrong_answers)
    assert caught.value.problem is Problem.WRONG_CREDENTIALS
    assert keeper.saved == []


async def test_nothing_typed_is_not_sent(other, fresh):
    with pytest.raises(UserNeeded) as caught:
        await fresh.sign_in(dict.fromkeys(other.answers, ""))
    assert caught.value.problem is Problem.WRONG_CREDENTIALS
    assert not other.sandbox.exchanges


async def test_signing_out(other, connector, keeper, time):
    kept = dict(keeper.secrets)
    await connector.sign_out()
    async with open_side(other, MemoryKeeper(kept), time.around()) as again:
        error = await failure(again)
    assert (type(error), error.problem) == (UserNeeded, Problem.SIGN_IN_AGAIN)


# --- the other side refuses, or is not well -------------------------------------------------------


async def test_listing_forbidden(other, connector):
    other.forbid_listing()
    error = await failure(connector)
    assert (type(error), error.problem) == (UserNeeded, Problem.NO_LIST_PERMISSION)
    with pytest.raises(UserNeeded) as caught:
        await connector.test()
    assert caught.value.problem is Problem.NO_LIST_PERMISSION


@pytest.mark.parametrize("asked", ["7", "Fri, 20 Nov 2026 12:00:07 GMT"])
async def test_too_many_requests_with_retry_after(other, connector, time, asked):
    other.sandbox.faults.too_many(asked, other.listing)
    assert len(await everything(connector)) == len(other.client_ids())
    assert time.pauses == [7.0]


async def test_too_many_requests_without_retry_after(other, connector, time):
    other.sandbox.faults.too_many(None, other.listing)
    assert len(await everything(connector)) == len(other.client_ids())
    assert time.pauses == [30.0]


async def test_too_many_requests_for_longer_than_anybody_waits(other, connector):
    other.sandbox.faults.too_many("86400", other.listing)
    error = await failure(connector)
    assert isinstance(error, TryLater)
    assert (error.problem, error.retry_after) == (Problem.RATE_LIMITED, 86400.0)


PASSING: dict[str, tuple[Callable[[Side, int], None], int, Problem]] = {
    "500": (lambda o, n: o.sandbox.faults.page(500, o.listing, times=n), 3, Problem.SERVICE_DOWN),
    "502": (lambda o, n: o.sandbox.faults.page(502, o.listing, times=n), 3, Problem.SERVICE_DOWN),
    "503": (
        lambda o, n: o.sandbox.faults.too_many("30", o.listing, times=n, status=503),
        4,
        Problem.SERVICE_DOWN,
    ),
    "reset": (lambda o, n: o.sandbox.faults.reset(o.listing, times=n), 3, Problem.NO_NETWORK),
    "cut off": (lambda o, n: o.sandbox.faults.cut_off(o.listing, times=n), 3, Problem.BAD_ANSWER),
    "silence": (lambda o, n: o.sandbox.faults.silence(o.listing, times=n), 1, Problem.TIMED_OUT),
}


@pytest.mark.parametrize("trouble", PASSING)
async def test_trouble_that_passes(other, connector, trouble):
    cause, times, _ = PASSING[trouble]
    cause(other, times)
    assert len(await everything(connector)) == len(other.client_ids())


@pytest.mark.parametrize("trouble", PASSING)
async def test_trouble_that_stays(other, connector, trouble):
    cause, times, problem = PASSING[trouble]
    cause(other, times + 1)
    error = await failure(connector)
    assert (type(error), error.problem) == (TryLater, problem)
    other.sandbox.faults.clear()
    assert len(await everything(connector)) == len(other.client_ids())  # nothing of it is left


async def test_a_page_for_people_instead_of_json(other, connector):
    other.sandbox.faults.page(200, other.listing)
    error = await failure(connector)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


async def test_another_form_than_agreed(other, connector):
    other.sandbox.faults.alter(other.make_unreadable, other.listing)
    error = await failure(connector)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, UserNeeded),
        (401, UserNeeded),
        (403, UserNeeded),
        (404, UserNeeded),
        (418, UserNeeded),
        (501, TryLater),
    ],
)
async def test_refusals_without_a_readable_reason(other, connector, status, outcome):
    other.sandbox.faults.page(status, other.listing, times=None)
    assert type(await failure(connector)) is outcome


async def test_nobody_there(other, keeper, time, connector):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
    async with integration(other.key).open(address, keeper, time.around()) as lost:
        error = await failure(lost)
    assert (type(error), error.problem) == (TryLater, Problem.NO_NETWORK)


@pytest.mark.parametrize("address", ["", "nonsense", "http://elsewhere.example", "ftp://127.0.0.1"])
async def test_no_address(other, keeper, time, address):
    with pytest.raises(UserNeeded) as caught:
        async with integration(other.key).open(address, keeper, time.around()):
            pytest.fail("opened")
    assert caught.value.problem is Problem.WRONG_ADDRESS


# --- secrets --------------------------------------------------------------------------------------

TROUBLES: dict[str, Callable[[Side], None]] = {
    "none": lambda _: None,
    "500": lambda o: o.sandbox.faults.page(500, times=None),
    "429": lambda o: o.sandbox.faults.too_many("99999", times=None),
    "reset": lambda o: o.sandbox.faults.reset(times=None),
    "page": lambda o: o.sandbox.faults.page(200, times=None),
    "echo": lambda o: o.sandbox.faults.json({"error": {"code": " ".join(o.secrets())}}, 403, times=None),
    "sign-in over": lambda o: (o.expire_access(), o.end_sign_in()),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_no_secret_in_reprs_logs_or_errors(other, connector, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    told = [repr(connector)]
    await everything(connector)
    TROUBLES[trouble](other)
    for attempt in (
        lambda: connector.sign_in(other.answers),
        lambda: connector.sign_in(other.wrong_answers),
        connector.test,
        lambda: everything(connector),
        connector.sign_out,
    ):
        try:
            told.append(repr(await attempt()))
        except IntegrationError as error:
            told += [repr(error), *traceback.format_exception(error), repr(vars(error))]
    text = "".join(told) + caplog.text
    secrets = other.secrets()
    assert len(secrets) >= 4
    assert [secret for secret in secrets if secret in text] == []
