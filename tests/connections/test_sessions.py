import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from app.clients.tables import Client, ClientLink
from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.errors import OtherSideFailed, Refused
from app.core.rights import Actor
from app.core.vault import MemoryVault
from app.db.store import Store
from integrations.contract import ClientPage, IntegrationError, Problem, TryLater, UserNeeded
from tests.connections.conftest import NOON, audit
from tests.connections.office import EMAIL, ENDS, PASSWORD, Office

NAME = "uid-of-the-firm/arvila"


async def fetch(connections: ConnectionService) -> list[str]:
    async with connections.session("arvila") as connector:
        return [client.remote_id async for page in connector.clients() for client in page.clients]


async def failing(
    connections: ConnectionService, office: Office, trouble: IntegrationError
) -> OtherSideFailed:
    office.trouble = trouble
    with pytest.raises(OtherSideFailed) as caught:
        await fetch(connections)
    office.trouble = None
    return caught.value


async def test_talks_with_the_kept_secrets_and_keeps_the_new(
    connected: ConnectionService, vault: MemoryVault, office: Office
) -> None:
    for number in (1, 2, 3):
        assert await fetch(connected) == ["1", "2"]
        assert (await vault.get(NAME) or {})["refresh_token"] == office.given_out[number]
    assert office.reused == 0


async def test_a_new_token_is_safe_before_it_is_used(
    connected: ConnectionService, office: Office, vault: MemoryVault
) -> None:
    async with connected.session("arvila") as connector:
        await anext(aiter(connector.clients()))
        assert (await vault.get(NAME) or {})["refresh_token"] == office.given_out[1]


async def test_success_is_recorded_once_a_session(
    connected: ConnectionService, store: Store, clock: SetClock, told: list[str]
) -> None:
    statements: list[str] = []
    event.listen(store.writer, "before_cursor_execute", lambda *a: statements.append(a[2]))
    clock.turn(timedelta(hours=1))
    told.clear()
    await fetch(connected)
    view = await connected.view("arvila")
    assert (view.state, view.last_success) == ("connected", NOON + timedelta(hours=1))
    changes = [s for s in statements if not s.startswith(("SELECT", "BEGIN"))]
    assert len(changes) == 1
    assert changes[0].startswith("UPDATE connection SET last_success_at=? WHERE")
    assert told == ["arvila"]
    statements.clear()
    await fetch(connected)  # at the same moment
    assert [s for s in statements if not s.startswith(("SELECT", "BEGIN"))] == []
    assert len(await audit(store)) == 1, "what comes and goes by itself is nobody's deed"


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (Problem.SIGN_IN_AGAIN, "sign_in_again"),
        (Problem.USER_INACTIVE, "sign_in_again"),
        (Problem.NO_NETWORK, "unreachable"),
        (Problem.SERVICE_DOWN, "unreachable"),
        (Problem.NO_LIST_PERMISSION, "connected"),
    ],
)
async def test_failure_is_recorded_in_words(
    connected: ConnectionService,
    office: Office,
    clock: SetClock,
    told: list[str],
    problem: Problem,
    state: str,
) -> None:
    clock.turn(timedelta(hours=1))
    told.clear()
    error = await failing(connected, office, UserNeeded(problem, "for the log"))
    view = await connected.view("arvila")
    assert error.code == view.last_error == problem.value
    assert (error.message, error.hint) == (view.last_error_words, view.last_error_hint)
    assert isinstance(error.__cause__, IntegrationError)
    assert (view.state, view.last_success) == (state, NOON)
    assert view.last_error_at == NOON + timedelta(hours=1)
    assert told == ["arvila"]
    await fetch(connected)
    view = await connected.view("arvila")
    assert (view.state, view.last_error, view.last_error_words, view.last_error_at) == (
        "connected",
        "",
        "",
        None,
    )


async def test_failure_in_the_middle_of_a_block(connected: ConnectionService, office: Office) -> None:
    seen: list[ClientPage] = []

    async def fall_silent_after_a_page() -> None:
        async with connected.session("arvila") as connector:
            async for page in connector.clients():
                seen.append(page)
                office.trouble = TryLater(Problem.TIMED_OUT, retry_after=90)

    with pytest.raises(OtherSideFailed) as caught:
        await fall_silent_after_a_page()
    assert len(seen) == 1
    assert caught.value.code == "timed_out"
    assert "2 minutes" in caught.value.hint
    assert (await connected.view("arvila")).state == "unreachable"
    assert office.open_now == 0


async def test_what_the_block_takes_care_of_is_no_failure(
    connected: ConnectionService, office: Office
) -> None:
    async with connected.session("arvila") as connector:
        office.trouble = UserNeeded(Problem.NO_VIEW_PERMISSION)
        with pytest.raises(UserNeeded):
            await connector.test()
        office.trouble = None
    assert (await connected.view("arvila")).last_error == ""


async def test_other_faults_of_the_block_are_no_news(
    connected: ConnectionService,
    clock: SetClock,
    office: Office,
    told: list[str],
    until: Callable[..., Awaitable[None]],
) -> None:
    before = await connected.view("arvila")
    told.clear()
    clock.turn(timedelta(hours=1))
    with pytest.raises(ZeroDivisionError):
        async with connected.session("arvila"):
            raise ZeroDivisionError
    work = asyncio.create_task(_linger(connected))
    await until(lambda: office.open_now)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert await connected.view("arvila") == before
    assert told == []
    assert office.open_now == 0
    await fetch(connected)  # and the turn is free again


async def _linger(connections: ConnectionService) -> None:
    async with connections.session("arvila"):
        await asyncio.Event().wait()


async def test_without_secrets_a_person_has_to_sign_in(
    connected: ConnectionService, vault: MemoryVault, office: Office
) -> None:
    await vault.delete(NAME)
    lines = len(office.reached_at)
    with pytest.raises(OtherSideFailed) as caught:
        await fetch(connected)
    assert caught.value.code == "sign_in_again"
    assert (await connected.view("arvila")).state == "sign_in_again"
    assert len(office.reached_at) == lines, "nobody is asked without a token"


async def test_secrets_go_to_the_address_that_gave_them(
    connected: ConnectionService, store: Store, office: Office
) -> None:
    """A backup that was restored may hold an older address."""
    await store.write(
        lambda s: s.connection().exec_driver_sql("UPDATE connection SET address='https://older.example'")
    )
    await fetch(connected)
    assert office.reached_at[-1] == "https://arvila.example"


async def test_without_connecting_there_is_no_session(connections: ConnectionService, owner: Actor) -> None:
    for step in ("never", "active"):
        if step == "active":
            await connections.activate(owner, "arvila")
        with pytest.raises(Refused) as caught:
            await fetch(connections)
        assert caught.value.code == "not_connected"
        assert "kontor connect arvila" in caught.value.hint


async def test_testing_names_whom_it_reached_and_keeps_it(
    connected: ConnectionService, owner: Actor, store: Store
) -> None:
    account = await connected.test(owner, "arvila")
    view = await connected.view("arvila")
    assert account.account == view.account == "Büroo Grupp OÜ"
    assert view.token_expires == ENDS.replace(month=3)
    assert len(await audit(store)) == 1


async def test_a_failed_test_is_recorded(connected: ConnectionService, owner: Actor, office: Office) -> None:
    office.trouble = UserNeeded(Problem.CERTIFICATE)
    with pytest.raises(OtherSideFailed):
        await connected.test(owner, "arvila")
    view = await connected.view("arvila")
    assert (view.state, view.last_error, view.account) == ("unreachable", "certificate", "Büroo OÜ")


# --- one at a time ----------------------------------------------------------------------------------


async def test_many_at_once_never_spend_a_token_twice(connected: ConnectionService, office: Office) -> None:
    await asyncio.gather(*(fetch(connected) for _ in range(8)))
    assert office.reused == 0
    assert office.most_open == 1
    assert len(office.given_out) == 9


async def test_connecting_anew_waits_for_a_session(
    connected: ConnectionService, owner: Actor, office: Office
) -> None:
    async with connected.session("arvila") as connector:
        anew = asyncio.create_task(
            connected.connect(owner, "arvila", "arvila.example", {"email": EMAIL, "password": PASSWORD})
        )
        await connector.test()
    await anew
    await fetch(connected)
    assert (office.reused, office.most_open) == (0, 1)


async def test_who_waits_too_long_is_told(connected: ConnectionService, owner: Actor) -> None:
    connected._lines._wait = 0.1
    async with connected.session("arvila"):
        for work in (
            fetch(connected),
            connected.test(owner, "arvila"),
            connected.disconnect(owner, "arvila"),
        ):
            with pytest.raises(Refused) as caught:
                await work
            assert caught.value.code == "connection_busy"
    assert (await connected.view("arvila")).state == "connected"


async def test_disconnected_while_waiting(
    connected: ConnectionService,
    owner: Actor,
    vault: MemoryVault,
    until: Callable[..., Awaitable[None]],
) -> None:
    def waiting() -> int:
        return len(vault._turns[NAME]._waiters or ())

    async with connected.session("arvila"):
        leaving = asyncio.create_task(connected.disconnect(owner, "arvila"))
        await until(lambda: waiting() == 1)
        late = asyncio.create_task(fetch(connected))
        await until(lambda: waiting() == 2)
    await leaving
    with pytest.raises(Refused) as caught:
        await late
    assert caught.value.code == "not_connected"
    assert (await connected.view("arvila")).state == "off"


async def test_failure_noted_after_disconnecting_does_not_bring_it_back(
    connected: ConnectionService, owner: Actor, office: Office
) -> None:
    await connected.disconnect(owner, "arvila")
    await connected._note_failure(office.integration().manifest, Problem.NO_NETWORK)
    view = await connected.view("arvila")
    assert (view.state, view.last_error) == ("off", "")


async def test_cancelling_at_any_step_never_loses_the_sign_in(
    connected: ConnectionService, office: Office, vault: MemoryVault
) -> None:
    """Whatever is cut off after the token was spent, the vault holds the good one."""
    for steps in range(25):
        office.given.clear()
        work = asyncio.create_task(fetch(connected))
        await office.given.wait()
        for _ in range(steps):
            await asyncio.sleep(0)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert (await vault.get(NAME) or {})["refresh_token"] in office.tokens, steps
    assert office.reused == 0
    assert await fetch(connected) == ["1", "2"]


# --- health -----------------------------------------------------------------------------------------


async def test_counts_active_clients_without_link(connected: ConnectionService, store: Store) -> None:
    def add(session) -> None:
        clients = [
            Client(name=name, country=country, status=status, created_at=NOON, changed_at=NOON)
            for name, country, status in (
                ("linked", "EE", "active"),
                ("elsewhere linked", "EE", "active"),
                ("without", "EE", "active"),
                ("without country", "", "active"),
                ("gone", "EE", "inactive"),
                ("abroad", "NO", "active"),
            )
        ]
        session.add_all(clients)
        session.flush()
        for client, integration in ((clients[0], "arvila"), (clients[1], "other")):
            link = ClientLink(
                client_id=client.id, integration=integration, remote_id="1", base={}, linked_at=NOON
            )
            session.add(link)

    assert (await connected.view("arvila")).clients_without_link == 0
    await store.write(add)
    assert (await connected.view("arvila")).clients_without_link == 3
