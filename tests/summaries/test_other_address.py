"""Connected to another address than the clients were imported from: its firms may have the same ids (P6.3)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from app.clients.tables import Client
from app.core.clock import SetClock
from app.core.errors import Refused
from app.importing.choices import Choices
from app.importing.tables import ImportRun
from integrations.trigon.sandbox import Firm, TrigonSandbox
from integrations.trigon.sandbox_sessions import User
from tests.summaries.world import World, days

OCTOBER, NOVEMBER = days("2024-10-01", "2024-10-30"), days("2024-10-31", "2024-11-29")
COLLEAGUE = "kaja@buroo.example"
WORDS = "Trigon is connected to another address than its clients were imported from."


@pytest.fixture
def other(clock: SetClock) -> Iterator[TrigonSandbox]:
    """Another server, with other firms under the very same ids."""
    firms = [Firm(f"f_{n}", name, busy=5) for n, name in enumerate(("Uus OÜ", "Vana AS", "Õun MTÜ"), 1)]
    with TrigonSandbox(firms, moment=clock.now) as running:
        running.sessions.refresh_life = 10 * 365 * 86_400
        yield running


async def connect(world: World, server: TrigonSandbox, email: str = "") -> None:
    await world.connections.disconnect(world.owner, "trigon")
    answers = {"email": email or server.email, "password": server.password}
    await world.connections.connect(world.owner, "trigon", server.url, answers)


async def stopped(world: World) -> bool:
    return (await world.summaries.plan("trigon")).elsewhere


async def test_what_another_server_tells_is_not_written_into_our_clients(
    world: World, other: TrigonSandbox
) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    await connect(world, other)
    world.at("2024-11-30 00:30")
    assert await world.summaries.due("trigon") is None
    with pytest.raises(Refused) as caught:
        await world.run()
    assert (caught.value.code, caught.value.message) == ("other_account", WORDS)
    client = await world.id_of("Aed OÜ")
    with pytest.raises(Refused, match="another address"):
        await world.summaries.try_now(world.owner, "trigon", client)
    with pytest.raises(Refused, match="another address"):
        await world.summaries.recount(world.owner, "trigon", OCTOBER[0])
    assert not [e for e in other.exchanges if e.received.path.endswith("/activity-counts")]
    assert len(await world.ledger()) == 3
    plan = await world.summaries.plan("trigon")
    assert (plan.elsewhere, plan.on) == (True, False)
    left = await world.summaries.left_out(world.owner, "trigon")
    assert {(row.reason, row.reason_words) for row in left} == {("other_account", WORDS)}
    assert len(left) == 3
    days_of = await world.summaries.client_days(world.owner, "trigon", client)
    assert days_of is not None
    assert (days_of.on, days_of.reason, days_of.coming) == (False, "other_account", None)


async def test_after_an_import_the_same_periods_are_counted(world: World, other: TrigonSandbox) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    await connect(world, other)
    world.at("2024-11-30 00:30")
    await world.bring()
    assert not await stopped(world)
    assert await world.summaries.due("trigon") is not None
    assert (await world.run()).counted == 3
    name = (await world.ledger())[0].client
    assert await world.covered(name) == [OCTOBER, NOVEMBER]


async def test_back_at_the_first_address_nothing_has_to_be_confirmed(
    world: World, other: TrigonSandbox
) -> None:
    await world.set_up()
    await connect(world, other)
    assert await stopped(world)
    await connect(world, world.sandbox)
    assert not await stopped(world)
    assert (await world.run_at("2024-10-31 00:30")).counted == 3


async def test_signing_in_again_at_the_same_address_changes_nothing(world: World) -> None:
    await world.set_up()
    await connect(world, world.sandbox)
    assert (await world.run_at("2024-10-31 00:30")).counted == 3
    world.sandbox.sessions.users[COLLEAGUE] = User("u_20", COLLEAGUE, "Kaja Kolleeg")
    await connect(world, world.sandbox, COLLEAGUE)
    assert (await world.connections.view("trigon")).user == COLLEAGUE
    assert (await world.run_at("2024-11-30 00:30")).counted == 3


async def test_a_review_of_the_first_server_confirms_no_link_to_the_other(
    world: World, other: TrigonSandbox
) -> None:
    await world.set_up()
    review = await world.imports.fetch(world.owner, "trigon")
    await connect(world, other)
    await world.imports.confirm(world.owner, review, Choices())
    assert await stopped(world)


async def test_an_import_that_was_undone_confirms_nothing(world: World, other: TrigonSandbox) -> None:
    await world.set_up()
    await connect(world, other)
    review = await world.imports.fetch(world.owner, "trigon")
    run = await world.imports.confirm(world.owner, review, Choices())
    assert not await stopped(world)
    await world.imports.undo(world.owner, run.id)
    assert await stopped(world)


async def test_links_that_a_run_made_alone_are_of_that_address(world: World, other: TrigonSandbox) -> None:
    """Where nobody has ever imported, the import that a run begins with says where the links lead."""
    await world.store.write(lambda session: [session.execute(delete(t)) for t in (ImportRun, Client)])
    await world.set_up(refresh="import")
    assert (await world.run_at("2024-10-31 00:30")).refreshed.startswith("3 new clients")
    assert not await stopped(world)
    await connect(world, other)
    assert await stopped(world)


async def test_connected_elsewhere_while_new_clients_are_looked_for(
    world: World, other: TrigonSandbox
) -> None:
    """The import that a run begins with is nobody's word on the links."""
    await world.set_up(refresh="import")
    other.add(Firm("f_9", "Üksi OÜ"))
    fetch, moved = world.imports.fetch, []

    async def fetch_elsewhere(*given):  # type: ignore[no-untyped-def]
        if not moved:
            moved.append(await connect(world, other))
        return await fetch(*given)

    world.imports.fetch = fetch_elsewhere  # type: ignore[method-assign]
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.stopped) == (0, "other_account")
    assert WORDS in report.stopped_words
    assert await world.ledger() == []
    assert await stopped(world)
