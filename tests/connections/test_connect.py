import asyncio
from collections.abc import Callable, Mapping

import pytest

from app.connections.service import ConnectionService
from app.core.clock import SetClock
from app.core.errors import DatabaseUnusable, NotFound, OtherSideFailed, Refused, WrongUsage
from app.core.events import Events
from app.core.file_vault import FileVault
from app.core.paths import Home
from app.core.redaction import redact
from app.core.rights import Actor, Level
from app.core.vault import MemoryVault
from app.db.store import Store
from app.firm.service import FirmService
from integrations.contract import Problem, Surroundings, UserNeeded
from tests.connections.conftest import NOON, audit
from tests.connections.office import EMAIL, ENDS, PASSWORD, Office

NAME = "uid-of-the-firm/arvila"
ADDRESS = "https://arvila.example"
ANSWERS = {"email": EMAIL, "password": PASSWORD}


async def connect(connections: ConnectionService, owner: Actor, **other: str) -> object:
    address = other.pop("address", ADDRESS)
    return await connections.connect(owner, "arvila", address, ANSWERS | other)


async def test_connecting_names_whom_it_reached(
    connections: ConnectionService, owner: Actor, told: list[str]
) -> None:
    view = await connections.connect(owner, "arvila", "arvila.example/ ", ANSWERS)
    assert (view.integration, view.name, view.country) == ("arvila", "Arvila", "EE")
    assert (view.active, view.state) == (True, "connected")
    assert (view.address, view.sign_in_name) == (ADDRESS, EMAIL)
    assert (view.account, view.user) == ("Büroo OÜ", EMAIL)
    assert view.connected_at == view.last_success == NOON
    assert view.token_expires == ENDS
    assert (view.last_error, view.last_error_words, view.last_error_hint) == ("", "", "")
    assert told == ["arvila"]


async def test_the_token_is_in_the_vault_and_the_password_nowhere(
    connected: ConnectionService, vault: MemoryVault, office: Office
) -> None:
    kept = await vault.get(NAME)
    assert kept == {"refresh_token": office.given_out[-1], "kontor.address": ADDRESS}


async def test_connecting_is_in_the_audit_log_without_secrets(
    connected: ConnectionService, store: Store, office: Office, owner: Actor
) -> None:
    (entry,) = await audit(store)
    assert (entry.action, entry.entity, entry.title, entry.member_id) == (
        "edit",
        "connection",
        "Arvila",
        owner.member_id,
    )
    assert entry.changes["state"] == ["off", "connected"]
    assert entry.changes["account"] == ["", "Büroo OÜ"]
    assert entry.changes["connected_at"] == [None, NOON.isoformat()]
    assert PASSWORD not in str(entry.changes)
    assert office.given_out[0] not in str(entry.changes)


async def test_a_member_may_not(
    connections: ConnectionService, member: Actor, office: Office, store: Store
) -> None:
    tries: list[Callable[[], object]] = [
        lambda: connections.connect(member, "arvila", ADDRESS, ANSWERS),
        lambda: connections.prepare(member, "arvila"),
        lambda: connections.activate(member, "arvila"),
        lambda: connections.deactivate(member, "arvila"),
        lambda: connections.test(member, "arvila"),
        lambda: connections.disconnect(member, "arvila"),
    ]
    for attempt in tries:
        with pytest.raises(Refused) as caught:
            await attempt()  # type: ignore[misc]
        assert caught.value.code == "no_right"
    assert office.reached_at == []
    assert await audit(store) == []


async def test_an_integration_that_does_not_exist(connections: ConnectionService, owner: Actor) -> None:
    with pytest.raises(NotFound) as caught:
        await connections.connect(owner, "nothing", ADDRESS, ANSWERS)
    assert "arvila" in caught.value.hint


@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize("typed", [None, "", "  "])
async def test_an_empty_field_is_named(
    connections: ConnectionService, owner: Actor, office: Office, field: str, typed: str | None
) -> None:
    answers = {k: v for k, v in ANSWERS.items() if k != field} | ({} if typed is None else {field: typed})
    with pytest.raises(WrongUsage) as caught:
        await connections.connect(owner, "arvila", ADDRESS, answers)
    assert caught.value.message == {"email": "E-mail is empty.", "password": "Password is empty."}[field]
    assert office.reached_at == []


@pytest.mark.parametrize(
    "typed",
    ["", "http://arvila.example", f"https://mari:{PASSWORD}@arvila.example", "ftp://x.example", "nonsense"],
)
async def test_an_address_that_is_none(
    connections: ConnectionService, owner: Actor, office: Office, store: Store, typed: str
) -> None:
    with pytest.raises(OtherSideFailed) as caught:
        await connect(connections, owner, address=typed)
    assert caught.value.code == "wrong_address"
    assert PASSWORD not in f"{caught.value} {caught.value.__cause__}"
    assert office.reached_at == []
    assert await audit(store) == []


async def test_a_locked_vault_is_told_before_anything_is_sent(
    store: Store,
    clock: SetClock,
    events: Events,
    firm: FirmService,
    around: Surroundings,
    office: Office,
    owner: Actor,
    home: Home,
) -> None:
    locked = FileVault(home.secrets, None)
    service = ConnectionService(store, clock, events, firm, locked, around, (office.integration(),))
    for work in (service.prepare(owner, "arvila"), service.connect(owner, "arvila", ADDRESS, ANSWERS)):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_vault"
        assert "KONTOR_SECRETS_PASSPHRASE" in caught.value.hint
    assert office.reached_at == []


async def test_without_a_firm_nothing_is_connected(
    store: Store, clock: SetClock, events: Events, around: Surroundings, office: Office, vault: MemoryVault
) -> None:
    firm = FirmService(store, clock, events)
    service = ConnectionService(store, clock, events, firm, vault, around, (office.integration(),))
    with pytest.raises(Refused) as caught:
        await service.connect(Actor(None, "owner", Level.OWNER), "arvila", ADDRESS, ANSWERS)
    assert caught.value.code == "no_firm"
    assert office.reached_at == []


async def test_the_registry_is_used_unless_told_otherwise(
    store: Store, clock: SetClock, events: Events, firm: FirmService, around: Surroundings, vault: MemoryVault
) -> None:
    service = ConnectionService(store, clock, events, firm, vault, around)
    trigon = await service.view("trigon")
    assert (trigon.name, trigon.active, trigon.state) == ("Trigon", False, "off")
    assert "trigon" in [view.integration for view in await service.all()]


# --- all or nothing ---------------------------------------------------------------------------------


@pytest.fixture
def snapshot(connections: ConnectionService, vault: MemoryVault, store: Store) -> Callable[[], object]:
    async def take() -> object:
        return await connections.view("arvila"), await vault.get(NAME), len(await audit(store))

    return take


@pytest.mark.parametrize("problem", list(Problem))
async def test_a_failed_sign_in_leaves_the_connection_before(
    connected: ConnectionService,
    owner: Actor,
    office: Office,
    snapshot: Callable[[], object],
    told: list[str],
    problem: Problem,
) -> None:
    before = await snapshot()  # type: ignore[misc]
    told.clear()
    office.trouble = UserNeeded(problem, "for the log")
    with pytest.raises(OtherSideFailed) as caught:
        await connect(connected, owner, address="https://other.example")
    assert caught.value.code == problem.value
    assert await snapshot() == before  # type: ignore[misc]
    assert told == []
    office.trouble = None
    async with connected.session("arvila") as connector:
        await connector.test()


async def test_a_wrong_password_leaves_nothing_of_a_first_try(
    connections: ConnectionService, owner: Actor, vault: MemoryVault, store: Store
) -> None:
    with pytest.raises(OtherSideFailed) as caught:
        await connect(connections, owner, password="wrong-one")
    assert caught.value.code == "wrong_credentials"
    assert await vault.get(NAME) is None
    assert await audit(store) == []
    assert (await connections.view("arvila")).state == "off"


class RefusingVault(MemoryVault):
    """Refuses to write once told so."""

    refusal: Refused | None = None

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        if self.refusal is not None:
            raise self.refusal
        await super().set(name, values)


@pytest.mark.parametrize(("code", "is_revoked"), [("keyring_failed", True), ("keyring_silent", False)])
async def test_a_vault_that_refuses(
    store: Store,
    clock: SetClock,
    events: Events,
    firm: FirmService,
    around: Surroundings,
    office: Office,
    owner: Actor,
    code: str,
    is_revoked: bool,
) -> None:
    """A silent keyring may still come to write what it was given: then it has to be good."""
    vault = RefusingVault()
    service = ConnectionService(store, clock, events, firm, vault, around, (office.integration(),))
    await connect(service, owner)
    before, kept = await service.view("arvila"), await vault.get(NAME)
    vault.refusal = Refused(code, "no", "hint")
    with pytest.raises(Refused) as caught:
        await connect(service, owner, address="https://other.example")
    assert caught.value.code == code
    assert (await service.view("arvila"), await vault.get(NAME)) == (before, kept)
    assert (office.given_out[-1] not in office.tokens) == is_revoked
    assert office.given_out[0] in office.tokens


@pytest.mark.parametrize("is_first", [True, False])
async def test_a_database_that_refuses(
    connections: ConnectionService,
    owner: Actor,
    office: Office,
    store: Store,
    vault: MemoryVault,
    is_first: bool,
) -> None:
    if not is_first:
        await connect(connections, owner)
    before, kept, good = await connections.view("arvila"), await vault.get(NAME), set(office.tokens)
    await _make_unwritable(store)
    with pytest.raises(DatabaseUnusable):
        await connect(connections, owner, address="https://other.example")
    assert await vault.get(NAME) == kept
    assert await connections.view("arvila") == before
    assert office.tokens == good, "the new sign-in is revoked, the old one is not"


async def _make_unwritable(store: Store) -> None:
    """The database itself refuses, as one whose disk has become read-only."""

    def refuse(session) -> None:
        session.connection().exec_driver_sql("PRAGMA query_only=ON")

    await store.write(refuse)


async def test_power_cut_between_vault_and_database(
    connected: ConnectionService, vault: MemoryVault, office: Office
) -> None:
    """The new sign-in counts: its token goes to the address that gave it, whatever the row says."""
    token = office.log_in(EMAIL, PASSWORD)
    await vault.set(NAME, {"refresh_token": token, "kontor.address": "https://new.example"})
    async with connected.session("arvila") as connector:
        await connector.test()
    assert office.reached_at[-1] == "https://new.example"


async def test_cancelled_while_signing_in(
    connections: ConnectionService, owner: Actor, vault: MemoryVault, store: Store, office: Office
) -> None:
    """At every step after the token was given: either nothing was kept, or all of it."""
    outcomes = set()
    for steps in range(25):
        office.given.clear()
        work = asyncio.create_task(connect(connections, owner))
        await office.given.wait()
        for _ in range(steps):
            await asyncio.sleep(0)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        view, kept = await connections.view("arvila"), await vault.get(NAME)
        assert (view.state == "connected") == (kept is not None), steps
        assert kept is None or kept["refresh_token"] in office.tokens, steps
        outcomes.add(kept is not None)
        if kept is not None:
            await connections.disconnect(owner, "arvila")
    assert outcomes == {False, True}


async def test_connecting_anew_replaces_and_activates(
    connected: ConnectionService, owner: Actor, vault: MemoryVault, office: Office, clock: SetClock
) -> None:
    await connected.deactivate(owner, "arvila")
    view = await connect(connected, owner, address="https://new.example")
    assert (view.active, view.state, view.address) == (True, "connected", "https://new.example")  # type: ignore[attr-defined]
    assert (await vault.get(NAME) or {})["refresh_token"] == office.given_out[1]


async def test_password_and_tokens_are_masked_while_they_live(
    connections: ConnectionService, owner: Actor, office: Office
) -> None:
    seen: list[str] = []
    log_in = office.log_in
    office.log_in = lambda email, password: seen.append(redact(f"<{password}>")) or log_in(email, password)  # type: ignore[method-assign,func-returns-value]
    await connect(connections, owner)
    assert seen == ["<•••>"]
    assert redact(f"<{PASSWORD}>") == f"<{PASSWORD}>", "the password has left memory"
    assert redact(f"<{office.given_out[0]}>") == "<•••>"
    async with connections.session("arvila") as connector:
        await connector.test()
    assert redact(f"<{office.given_out[1]}>") == "<•••>"
    await connections.disconnect(owner, "arvila")
    assert redact(f"<{office.given_out[1]}>") != "<•••>"


# --- activate and disconnect ------------------------------------------------------------------------
