"""What is Trigon's own: ids, codes of refusal, the mapping, pages without end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.contract import Problem, TryLater, UserNeeded
from integrations.sandbox.messages import Received
from integrations.trigon.client import _firm_path
from integrations.trigon.connector import TrigonConnector, open_trigon
from integrations.trigon.mapping import to_client
from integrations.trigon.sandbox import Firm, TrigonSandbox
from integrations.trigon.sandbox_questions import cursor
from integrations.trigon.wire import Firm as WireFirm
from tests.integrations.document import Document
from tests.integrations.surroundings import MemoryKeeper, TestTime


@pytest.fixture
async def connector(
    trigon: TrigonSandbox, keeper: MemoryKeeper, time: TestTime
) -> AsyncIterator[TrigonConnector]:
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})
        yield connector
    for exchange in trigon.exchanges:
        Document("trigon").check_request(exchange.received)


async def clients(connector: TrigonConnector) -> dict[str, object]:
    return {client.remote_id: client async for page in connector.clients() for client in page.clients}


# --- signing in -----------------------------------------------------------------------------------


async def test_account(connector, trigon, time):
    account = await connector.test()
    assert (account.account, account.user) == ("Mari Näidis", trigon.email)
    assert account.token_expires == datetime(2027, 2, 18, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("email", "problem"),
    [
        ("puhkusel@buroo.example", Problem.USER_INACTIVE),
        ("rollita@buroo.example", Problem.NO_LIST_PERMISSION),
        ("eikeegi@buroo.example", Problem.WRONG_CREDENTIALS),
    ],
)
async def test_sign_in_refused(trigon, keeper, time, email, problem):
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        with pytest.raises(UserNeeded) as caught:
            await connector.sign_in({"email": email, "password": trigon.password})
    assert caught.value.problem is problem
    assert keeper.saved == []


async def test_user_who_is_told_to_be_inactive(connector, trigon, keeper):
    keeper.saved.clear()
    trigon.faults.alter(lambda content: content["user"].update(active=False), "*/auth/login")
    with pytest.raises(UserNeeded) as caught:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})
    assert caught.value.problem is Problem.USER_INACTIVE
    assert keeper.saved == []
    trigon.faults.alter(lambda content: content.update(active=False), "*/me")
    with pytest.raises(UserNeeded):
        await connector.test()


async def test_throttled_sign_in_is_not_waited_for(trigon, keeper, time):
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        for _ in range(10):
            with pytest.raises(UserNeeded):
                await connector.sign_in({"email": trigon.email, "password": "no"})
        with pytest.raises(TryLater) as caught:
            await connector.sign_in({"email": trigon.email, "password": trigon.password})
    assert (caught.value.problem, caught.value.retry_after) == (Problem.RATE_LIMITED, 60.0)
    assert time.pauses == []


@pytest.mark.parametrize("password", ["", "x" * 257])
@pytest.mark.parametrize("email", ["mari@buroo.example", "mari", "@", "m@" + "x" * 260])
async def test_what_cannot_be_right_is_not_sent(trigon, keeper, time, email, password):
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        with pytest.raises(UserNeeded) as caught:
            await connector.sign_in({"email": email, "password": password})
    assert caught.value.problem is Problem.WRONG_CREDENTIALS
    assert not trigon.exchanges


async def test_a_server_that_is_not_trigon(trigon, keeper, time):
    async with open_trigon(f"{trigon.url}/elsewhere", keeper, time.around()) as connector:
        with pytest.raises(UserNeeded) as caught:
            await connector.sign_in({"email": trigon.email, "password": trigon.password})
    assert caught.value.problem is Problem.WRONG_ADDRESS


# --- firms ----------------------------------------------------------------------------------------


async def test_every_firm_is_a_client(connector, trigon):
    found = await clients(connector)
    assert set(found) == set(trigon.firms)
    for firm in trigon.firms.values():
        client = found[firm.id]
        assert client.name == firm.name.strip()
        assert (client.registration_code or "") == (firm.registration_code or "").strip()
        assert (client.country, client.vat_number) == (firm.country, firm.vat_number)
        assert client.active is (firm.status == "active")
        assert client.readable is ("view" in firm.permissions)


async def test_three_hundred_letters_are_kept(connector):
    assert len((await clients(connector))["f_1302"].name) == 300


@given(st.text(min_size=1, max_size=64).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_any_id_is_one_step_of_the_path(firm_id):
    import httpx

    path = httpx.URL("http://127.0.0.1/api/v1" + _firm_path(firm_id) + "/activity-counts").raw_path.decode()
    assert Received("GET", path).steps == ("api", "v1", "firms", firm_id, "activity-counts")


@pytest.mark.parametrize(
    ("json", "expected"),
    [
        ('{"id":"a"}', ("a", "", None, "", None, True, True)),
        ('{"id":"a","name":null,"country":null,"email":""}', ("a", "", None, "", "", True, True)),
        ('{"id":" a ","name":" B\\u00a0\\tOÜ "}', (" a ", "B\xa0\tOÜ", None, "", None, True, True)),
        ('{"id":"a","registration_code":" 1 2 "}', ("a", "", "1 2", "", None, True, True)),
        ('{"id":"a","status":"archived","permissions":[]}', ("a", "", None, "", None, False, False)),
        ('{"id":"a","status":"frozen","permissions":["list","view","x"]}', ("a", "", None, "", None, True, True)),
    ],
)  # fmt: skip
def test_mapping(json, expected):
    client = to_client(_read(json))
    assert expected == (
        *(client.remote_id, client.name, client.registration_code, client.country, client.email),
        *(client.active, client.readable),
    )


@given(name=st.text(), code=st.none() | st.text(), email=st.none() | st.text())
def test_texts_lose_only_blanks_around(name, code, email):
    firm = Firm("f", name, code, email=email)
    client = to_client(_read(msgspec.json.encode(firm.content())))
    assert client.name == name.strip()
    assert client.registration_code == (code if code is None else code.strip())
    assert client.email == (email if email is None else email.strip())


def _read(json: str | bytes) -> WireFirm:
    return msgspec.json.decode(json, type=WireFirm)


# --- pages without end ----------------------------------------------------------------------------


async def endless(connector: TrigonConnector) -> int:
    """How many pages came before it was given up."""
    pages = 0
    try:
        async for _ in connector.clients():
            pages += 1
    except TryLater as error:
        return pages if error.problem is Problem.BAD_ANSWER else pytest.fail(str(error))
    return pytest.fail("the pages came to an end")


async def test_a_cursor_that_leads_back(connector, trigon):
    trigon.faults.alter(lambda page: page.update(next_cursor="c_Zl8xMDA1"), "*/firms", times=None)
    assert await endless(connector) <= 3


async def test_cursors_that_lead_nowhere(connector, trigon):
    ids = (f"f_{n}" for n in range(10**6))
    trigon.faults.alter(
        lambda page: page.update(items=[], next_cursor=cursor(next(ids))), "*/firms", times=None
    )
    assert await endless(connector) < 30


async def test_an_empty_page_between(connector, trigon):
    trigon.faults.alter(lambda page: page.update(items=[], next_cursor="c_Zg=="), "*/firms")
    assert len(await clients(connector)) > 60


async def test_stopping_early(connector):
    pages = connector.clients()
    await anext(pages)
    await pages.aclose()
    assert await connector.test()
