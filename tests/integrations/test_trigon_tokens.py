"""Tokens that rotate: one renewal at a time, saved before used, brought to its end. Against the real sandbox."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest

from integrations.contract import Problem, TryLater, UserNeeded
from integrations.http import connection
from integrations.sandbox.messages import Exchange
from integrations.trigon.client import TrigonClient
from integrations.trigon.connector import TrigonConnector, open_trigon
from integrations.trigon.sandbox import TrigonSandbox
from tests.integrations.surroundings import MemoryKeeper, TestTime, until

REFRESH = "*/auth/refresh"


@pytest.fixture
async def client(trigon: TrigonSandbox, keeper: MemoryKeeper, time: TestTime) -> AsyncIterator[TrigonClient]:
    """Signed in."""
    async with connection(f"{trigon.url}/api/v1", time.around(silence=0.5)) as http:
        client = TrigonClient(http, keeper, time.around())
        await TrigonConnector(client).sign_in({"email": trigon.email, "password": trigon.password})
        trigon.exchanges.clear()
        keeper.saved.clear()
        yield client
        await client.tokens.settle()


def asked(trigon: TrigonSandbox, ending: str) -> list[Exchange]:
    return [exchange for exchange in trigon.exchanges if exchange.received.path.endswith(ending)]


async def test_many_refused_at_once_renew_once(trigon, client, keeper):
    trigon.sessions.expire_access()
    trigon.latency = 0.02
    users = await asyncio.gather(*(client.me() for _ in range(4)))
    assert len(users) == 4
    assert [exchange.reply.status for exchange in asked(trigon, "/auth/refresh")] == [200]
    assert [exchange.reply.status for exchange in asked(trigon, "/me")].count(401) == 4
    assert len(keeper.saved) == 1


async def test_renewed_by_another_meanwhile(trigon, client):
    """The refusal of the old token comes in when the new one is there already."""
    old = await client.tokens.access()
    trigon.sessions.expire_access()
    new = await client.tokens.instead_of(old)
    assert await client.tokens.instead_of(old) == new != old
    assert len(asked(trigon, "/auth/refresh")) == 1


async def test_renewed_before_its_end(trigon, client, time):
    time.pass_by(900 - 61)
    await client.me()
    assert not asked(trigon, "/auth/refresh")
    time.pass_by(1)
    await client.me()
    assert len(asked(trigon, "/auth/refresh")) == 1


async def test_short_lives_are_not_renewed_at_once(trigon, client, time):
    trigon.sessions.access_life = 10
    trigon.sessions.expire_access()
    await client.me()
    time.pass_by(8)
    await client.me()
    assert len(asked(trigon, "/auth/refresh")) == 1
    time.pass_by(1)
    await client.me()
    assert len(asked(trigon, "/auth/refresh")) == 2


async def test_second_refusal_needs_a_person(trigon, client):
    trigon.faults.json({"error": {"code": "access_token_expired", "message": ""}}, 401, "*/me", times=2)
    with pytest.raises(UserNeeded) as caught:
        await client.me()
    assert caught.value.problem is Problem.SIGN_IN_AGAIN
    assert len(asked(trigon, "/me")) == 2
    assert len(asked(trigon, "/auth/refresh")) == 1


async def test_unknown_refusal_is_tried_with_a_new_token(trigon, client):
    trigon.faults.page(401, "*/me")
    assert (await client.me()).email == trigon.email
    assert len(asked(trigon, "/auth/refresh")) == 1


async def test_token_that_is_not_known_needs_a_person_at_once(trigon, client):
    trigon.sessions.revoke()
    with pytest.raises(UserNeeded) as caught:
        await client.me()
    assert caught.value.problem is Problem.SIGN_IN_AGAIN
    assert not asked(trigon, "/auth/refresh")


class WatchingKeeper(MemoryKeeper):
    """Notes what had been asked of the sandbox at the time of each save."""

    def __init__(self, sandbox: TrigonSandbox) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.seen: list[set[str]] = []

    async def save(self, secrets: Mapping[str, str]) -> None:
        await asyncio.sleep(0.02)  # as long as a keyring may take
        self.seen.append({e.received.headers.get("authorization", "") for e in self.sandbox.exchanges})
        await super().save(secrets)


async def test_saved_before_used(trigon, time):
    keeper = WatchingKeeper(trigon)
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})
        await connector.test()
        trigon.sessions.expire_access()
        await asyncio.gather(connector.test(), connector.test())
    renewed = asked(trigon, "/auth/refresh")[0].reply
    access = renewed.body.decode().split('"access_token":"')[1].split('"')[0]
    used = {exchange.received.headers.get("authorization", "") for exchange in trigon.exchanges}
    assert f"Bearer {access}" in used
    assert len(keeper.seen) == 2
    assert all(f"Bearer {access}" not in seen for seen in keeper.seen)


async def test_not_used_when_it_could_not_be_saved_and_not_lost_either(trigon, client, keeper):
    trigon.sessions.expire_access()
    keeper.broken = 1
    with pytest.raises(OSError, match="locked"):
        await client.me()
    assert [exchange.reply.status for exchange in asked(trigon, "/me")] == [401]
    await (
        client.me()
    )  # the keyring is open again: the pair at hand is saved, the spent token is not sent twice
    assert [exchange.reply.status for exchange in asked(trigon, "/auth/refresh")] == [200]
    assert keeper.saved[-1]["refresh_token"] in asked(trigon, "/auth/refresh")[0].reply.body.decode()


async def test_killed_between_renewing_and_saving(trigon, client, keeper, time):
    """The worst that can happen: a person signs in again. No loop, no crash."""
    before = dict(keeper.secrets)
    trigon.sessions.expire_access()
    await client.me()
    async with open_trigon(trigon.url, MemoryKeeper(before), time.around()) as after:
        with pytest.raises(UserNeeded) as caught:
            await after.test()
        assert caught.value.problem is Problem.SIGN_IN_AGAIN
        asked_before = len(trigon.exchanges)
        with pytest.raises(UserNeeded):
            await after.test()
        assert len(trigon.exchanges) == asked_before  # a refused token is forgotten, not sent again


async def test_answer_to_a_renewal_that_is_lost(trigon, client):
    """It is not asked again, as the token may be spent; the next try shows that it is."""
    trigon.sessions.expire_access()
    trigon.faults.reset(REFRESH, carried_out=True)
    with pytest.raises(TryLater) as unclear:
        await client.me()
    assert unclear.value.problem is Problem.NO_NETWORK
    assert len(asked(trigon, "/auth/refresh")) == 1
    with pytest.raises(UserNeeded) as caught:
        await client.me()
    assert caught.value.problem is Problem.SIGN_IN_AGAIN


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_trouble_while_renewing_keeps_the_token(trigon, client, keeper, time, status):
    trigon.sessions.expire_access()
    trigon.faults.too_many("9", REFRESH, status=status)
    with pytest.raises(TryLater):
        await client.me()
    assert time.pauses == []
    assert (await client.me()).email == trigon.email


async def test_refused_token_is_forgotten_unless_another_program_has_renewed_it(trigon, client, keeper):
    trigon.sessions.expire_access()
    trigon.sessions.expire_refresh()
    hold = trigon.faults.hold(REFRESH)
    asking = asyncio.create_task(client.me())
    await until(hold.arrived.is_set)
    keeper.secrets = {"refresh_token": "newer"}
    hold.release.set()
    with pytest.raises(UserNeeded):
        await asking
    assert keeper.secrets["refresh_token"] == "newer"
    with pytest.raises(UserNeeded):
        await client.me()
    assert keeper.secrets["refresh_token"] == ""


async def test_inactive_user_keeps_the_token(trigon, client, keeper):
    trigon.sessions.expire_access()
    trigon.sessions.users[trigon.email].active = False
    with pytest.raises(UserNeeded) as caught:
        await client.me()
    assert caught.value.problem is Problem.USER_INACTIVE
    assert keeper.secrets["refresh_token"]


@pytest.mark.parametrize("wait", [0.0, 0.01, 0.03, 0.05])
async def test_cancelled_while_renewing_ends_with_a_token_that_is_good(trigon, client, keeper, wait, time):
    trigon.sessions.expire_access()
    trigon.latency = 0.01
    asking = [asyncio.create_task(client.me()) for _ in range(3)]
    await asyncio.sleep(wait)
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    await client.tokens.settle()
    async with open_trigon(trigon.url, MemoryKeeper(keeper.secrets), time.around()) as again:
        assert (await again.test()).user == trigon.email


@pytest.mark.parametrize("cancelled", [0, 1])
async def test_one_of_two_who_wait_is_cancelled(trigon, client, cancelled):
    """Whichever began the renewal: the other one gets its answer, and the renewal is not begun again."""
    trigon.sessions.expire_access()
    hold = trigon.faults.hold(REFRESH)
    asking = [asyncio.create_task(client.me()) for _ in range(2)]
    await until(lambda: hold.arrived.is_set() and len(asked(trigon, "/me")) == 2)
    await asyncio.sleep(0.05)  # both have read their refusals
    asking[cancelled].cancel()
    await asyncio.sleep(0)
    hold.release.set()
    assert (await asking[1 - cancelled]).email == trigon.email
    assert asking[cancelled].cancelled()
    assert len(asked(trigon, "/auth/refresh")) == 1


async def test_closing_waits_for_a_renewal(trigon, keeper, time):
    async with open_trigon(trigon.url, keeper, time.around()) as connector:
        await connector.sign_in({"email": trigon.email, "password": trigon.password})
        trigon.sessions.expire_access()
        hold = trigon.faults.hold(REFRESH)
        asking = asyncio.create_task(connector.test())
        await until(hold.arrived.is_set)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        asyncio.get_running_loop().call_later(0.02, hold.release.set)
    assert len(keeper.saved) == 2
    async with open_trigon(trigon.url, MemoryKeeper(keeper.secrets), time.around()) as again:
        await again.test()


async def test_closing_waits_for_a_renewal_however_often_it_is_cancelled(trigon, keeper, time):
    """Cancel in the window, then quit: a renewal that is torn would have spent the only token."""
    closing = asyncio.Event()

    async def talk() -> None:
        async with open_trigon(trigon.url, keeper, time.around()) as connector:
            await connector.sign_in({"email": trigon.email, "password": trigon.password})
            trigon.sessions.expire_access()
            try:
                await connector.test()
            finally:
                closing.set()

    hold = trigon.faults.hold(REFRESH)
    talking = asyncio.create_task(talk())
    await until(hold.arrived.is_set)
    talking.cancel()
    await closing.wait()
    for _ in range(2):
        await asyncio.sleep(0.01)
        talking.cancel()
    await asyncio.sleep(0.01)
    hold.release.set()
    with pytest.raises(asyncio.CancelledError):
        await talking
    assert len(keeper.saved) == 2
    async with open_trigon(trigon.url, MemoryKeeper(keeper.secrets), time.around()) as again:
        await again.test()


async def test_failure_of_a_renewal_that_nobody_waits_for_is_quiet(trigon, client):
    trigon.sessions.expire_access()
    trigon.sessions.expire_refresh()
    hold = trigon.faults.hold(REFRESH)
    asking = asyncio.create_task(client.me())
    await until(hold.arrived.is_set)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    hold.release.set()
    await client.tokens.settle()


@pytest.mark.parametrize("bad", ["", "with space", "line\n", "õ", None, 7])
async def test_access_token_that_cannot_be_sent(trigon, client, bad):
    trigon.sessions.expire_access()
    trigon.faults.alter(lambda pair: pair.update(access_token=bad), REFRESH)
    with pytest.raises(TryLater) as caught:
        await client.me()
    assert caught.value.problem is Problem.BAD_ANSWER


@pytest.mark.parametrize("life", [0.5, 1e300, 10**30])
async def test_odd_lives(trigon, client, life):
    trigon.sessions.expire_access()
    trigon.faults.alter(lambda pair: pair.update(expires_in=life, refresh_expires_in=life), REFRESH)
    assert (await client.me()).email == trigon.email
    assert (await client.tokens.expires()) is not None


@pytest.mark.parametrize("kept", ["", "soon", "2026-01-01T00:00:00", None])
async def test_end_that_is_not_known(client, keeper, kept):
    keeper.secrets.pop("refresh_expires")
    if kept is not None:
        keeper.secrets["refresh_expires"] = kept
    assert await client.tokens.expires() is None


async def test_signing_out_waits_for_a_renewal_and_revokes_the_newest(trigon, client, keeper):
    trigon.sessions.expire_access()
    hold = trigon.faults.hold(REFRESH)
    asking = asyncio.create_task(client.me())
    await until(hold.arrived.is_set)
    leaving = asyncio.create_task(client.logout())
    await asyncio.sleep(0)
    hold.release.set()
    await leaving
    await asyncio.gather(asking, return_exceptions=True)
    revoked = asked(trigon, "/auth/logout")[0].received.json()["refresh_token"]
    assert revoked == keeper.secrets["refresh_token"]
    assert trigon.sessions._sign_ins == []
