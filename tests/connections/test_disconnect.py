"""Disconnecting and deactivating: what is revoked, kept and forgotten (P3.1, P3.2)."""

import pytest

from app.connections.service import ConnectionService
from app.core.errors import Refused
from app.core.rights import Actor
from app.core.vault import MemoryVault
from app.db.store import Store
from integrations.contract import Problem, TryLater, UserNeeded
from tests.connections.conftest import audit
from tests.connections.office import EMAIL, PASSWORD, Office
from tests.connections.test_connect import ADDRESS, NAME


async def test_activating_shows_and_hides(connections: ConnectionService, owner: Actor, store: Store) -> None:
    await connections.activate(owner, "arvila")
    assert (await connections.view("arvila")).active
    await connections.activate(owner, "arvila")
    await connections.deactivate(owner, "arvila")
    assert not (await connections.view("arvila")).active
    changes = [entry.changes for entry in await audit(store)]
    assert changes == [{"active": [False, True]}, {"active": [True, False]}]


async def test_deactivating_keeps_the_connection(
    connected: ConnectionService, owner: Actor, vault: MemoryVault, office: Office
) -> None:
    kept = await vault.get(NAME)
    await connected.deactivate(owner, "arvila")
    view = await connected.view("arvila")
    assert (view.active, view.state, view.account) == (False, "off", "Büroo OÜ")
    with pytest.raises(Refused) as caught:
        async with connected.session("arvila"):
            pytest.fail("talks while it is not active")
    assert caught.value.code == "not_active"
    assert await vault.get(NAME) == kept
    await connected.activate(owner, "arvila")
    assert (await connected.view("arvila")).state == "connected"
    await connected.test(owner, "arvila")


async def test_disconnecting_revokes_and_forgets(
    connected: ConnectionService, owner: Actor, vault: MemoryVault, office: Office, store: Store
) -> None:
    await connected.disconnect(owner, "arvila")
    assert office.tokens == set()
    assert await vault.get(NAME) is None
    view = await connected.view("arvila")
    assert (view.state, view.account, view.user, view.connected_at) == ("off", "", "", None)
    assert (view.token_expires, view.last_success) == (None, None)
    assert (view.address, view.sign_in_name) == (ADDRESS, EMAIL), "filled in again next time"
    assert (await audit(store))[-1].changes["state"] == ["connected", "off"]
    for work in (connected.test(owner, "arvila"), connected.disconnect(owner, "arvila")):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "not_connected"


@pytest.mark.parametrize("trouble", [TryLater(Problem.NO_NETWORK), UserNeeded(Problem.SIGN_IN_AGAIN)])
async def test_disconnecting_forgets_also_when_the_other_side_is_away(
    connected: ConnectionService,
    owner: Actor,
    vault: MemoryVault,
    office: Office,
    trouble: TryLater | UserNeeded,
) -> None:
    office.trouble_at_sign_out = trouble
    await connected.disconnect(owner, "arvila")
    assert await vault.get(NAME) is None
    assert (await connected.view("arvila")).state == "off"


async def test_disconnecting_when_the_secrets_are_gone_already(
    connected: ConnectionService, owner: Actor, vault: MemoryVault
) -> None:
    await vault.delete(NAME)
    await connected.disconnect(owner, "arvila")
    assert (await connected.view("arvila")).state == "off"


async def test_secrets_without_a_row_can_be_forgotten(
    connections: ConnectionService, owner: Actor, vault: MemoryVault, office: Office
) -> None:
    """What a power cut during the first sign-in leaves."""
    token = office.log_in(EMAIL, PASSWORD)
    await vault.set(NAME, {"refresh_token": token, "kontor.address": ADDRESS})
    await connections.disconnect(owner, "arvila")
    assert await vault.get(NAME) is None
    assert office.tokens == set()
