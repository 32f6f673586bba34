"""Undo import (P3.9): only what is still as the import left it is taken back; what is kept is named with its reason."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Column, ForeignKey, Integer, Table, insert, select

from app.clients.tables import Client, ClientLink
from app.core.errors import NotFound, Refused
from app.core.events import ClientsChanged
from app.db.base import Base
from app.importing.choices import Choices
from app.importing.rows import State
from tests.importing.program import remote
from tests.importing.world import GOOD, World


async def test_P3_9_clients_that_the_run_created_go(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("2", "Tamm AS"))
    before = await world.everything()
    run = await world.bring()
    ids = [row.id for row in await world.queries.rows(world.owner)]
    world.heard.since()
    undone = await world.imports.undo(world.owner, run.id)
    assert (undone.restored, undone.removed, undone.kept) == (0, 2, ())
    assert ClientsChanged() in world.heard.since()
    after = await world.everything()
    for table in ("client", "client_link"):
        assert after[table] == before[table] == []
    assert (await world.imports.run(world.owner, run.id)).view.undone_at == world.clock.now()
    assert {row.client_id for row in (await world.imports.run(world.owner, run.id)).rows} == {None}
    assert [action for action, _changes, _run in await world.history(ids[0])] == ["add", "delete"]
    assert (await world.history(ids[0]))[-1][1]["phone"] == ["1", None]
    assert (await world.history(ids[0]))[-1][1]["link.arvila"] == ["1", None]
    # the next import brings them again, under ids of their own
    assert {row.state for row in (await world.review()).rows} == {State.NEW}
    await world.bring()
    assert not {row.id for row in await world.queries.rows(world.owner)} & set(ids)


async def test_P3_9_fields_that_the_run_changed_come_back(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[1], "Sild OÜ", "N"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1", address="Lao 4"))
    await world.bring()
    before = await world.everything()
    world.program.change("1", phone="2", address="", registration_code=GOOD[1], active=False)
    choices = Choices()
    choices.deactivate("1", True)
    run = await world.bring(choices)
    changed = await world.client("Sild OÜ")
    assert (changed.phone, changed.status, changed.registry_flag) == ("2", "inactive", "amber")
    undone = await world.imports.undo(world.owner, run.id)
    assert (undone.restored, undone.removed, undone.kept) == (1, 0, ())
    after = await world.everything()
    assert after["client_link"] == before["client_link"]
    moved = {"changed_at"}  # a change is a change
    columns = [c.name for c in Client.metadata.tables["client"].c]
    for old, new in zip(before["client"], after["client"], strict=True):
        differs = {name for name, a, b in zip(columns, old, new, strict=True) if a != b}
        assert differs <= moved
    action, changes, run_id = (await world.history(changed.id))[-1]
    assert (action, run_id) == ("undo", run.id)
    assert changes["phone"] == ["2", "1"]
    assert changes["status"] == ["inactive", "active"]
    # the same change is offered again
    row = await world.row("1")
    assert (row.state, [f.field for f in row.fields]) == (
        State.ATTENTION,
        ["registration_code", "phone", "address"],
    )


async def test_P3_9_undone_twice_is_refused(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"))
    run = await world.bring()
    await world.imports.undo(world.owner, run.id)
    with pytest.raises(Refused) as refused:
        await world.imports.undo(world.owner, run.id)
    assert refused.value.code == "undone_already"
    with pytest.raises(NotFound):
        await world.imports.undo(world.owner, 99)


async def test_P3_9_a_client_that_a_person_changed_stays(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"), remote("2", "Tamm AS"), remote("3", "Kask OÜ"))
    run = await world.bring()
    edited, contacted = (await world.client("Sild OÜ")).id, (await world.client("Tamm AS")).id
    await world.edit(edited, phone="5")
    await world.clients.add_contact(world.owner, contacted, {"name": "Mari"})
    undone = await world.imports.undo(world.owner, run.id)
    assert (undone.removed, await world.names()) == (1, ["Sild OÜ", "Tamm AS"])
    assert undone.kept == (
        (edited, "Sild OÜ", "Changed here after the import."),
        (contacted, "Tamm AS", "Changed here after the import."),
    )
    assert (await world.client("Sild OÜ")).links  # still linked: the next import goes on from here
    assert (await world.row("1")).state is State.UNCHANGED


async def test_P3_9_a_field_changed_by_a_person_is_kept_the_others_come_back(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", None, phone="1", address="Lao 4"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    world.program.change("1", phone="2", address="Lao 5")
    run = await world.bring()
    await world.edit(client_id, phone="3", notes="x")
    undone = await world.imports.undo(world.owner, run.id)
    assert undone.restored == 1
    assert undone.kept == ((client_id, "Sild OÜ", "Changed here after the import, so kept: Phone."),)
    client = await world.client("Sild OÜ")
    assert (client.phone, client.address, client.notes) == ("3", "Lao 4", "x")


async def test_P3_9_a_later_import_of_the_same_client_stands_in_the_way(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", None, phone="1"), remote("2", "Tamm AS"))
    first = await world.bring()
    world.program.change("1", phone="2")
    world.clock.turn(timedelta(hours=13))
    second = await world.bring()
    assert second.confirmed_at.isoformat() == "2026-11-20T23:12:00+00:00"
    day = "21.11.2026"  # in Tallinn
    undone = await world.imports.undo(world.owner, first.id)
    client = await world.client("Sild OÜ")
    assert undone.kept == (
        (client.id, "Sild OÜ", f"Changed again by a later import of {day}. Undo that one first."),
    )
    assert (undone.removed, client.phone) == (1, "2")


async def test_P3_9_one_after_the_other_the_newest_first(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", None, phone="1"))
    first = await world.bring()
    world.program.change("1", phone="2")
    second = await world.bring()
    assert (await world.imports.undo(world.owner, second.id)).restored == 1
    assert (await world.client("Sild OÜ")).phone == "1"
    assert (await world.imports.undo(world.owner, first.id)).removed == 1
    assert await world.names() == []


async def test_P3_9_the_link_to_a_client_matched_by_code_goes(world: World) -> None:
    ours = await world.add("Sild", GOOD[0], phone="1")
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1", email="a@sild.example"))
    run = await world.bring()
    undone = await world.imports.undo(world.owner, run.id)
    client = await world.queries.detail(world.owner, ours)
    assert (undone.restored, undone.removed, client.links, client.email) == (1, 0, (), "")
    assert (await world.history(ours))[-1] == (
        "undo",
        {"email": ["a@sild.example", ""], "link.arvila": ["1", None]},
        run.id,
    )


async def test_P3_9_a_link_that_was_moved_goes_back(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"), remote("9", "Tamm AS"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    world.program.lists(remote("2", "Sild OÜ", GOOD[0], phone="2"), remote("9", "Tamm AS"))
    review, choices = await world.review(), Choices()
    choices.choose_match(review, "2", client_id)
    run = await world.imports.confirm(world.owner, review, choices)
    await world.imports.undo(world.owner, run.id)
    client = await world.queries.detail(world.owner, client_id)
    assert (client.phone, [link.remote_id for link in client.links]) == ("1", ["1"])


async def test_P3_9_a_link_does_not_go_back_where_another_client_has_that_id_now(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    world.program.lists(remote("2", "Sild OÜ", GOOD[0], phone="2"))
    review, choices = await world.review(), Choices()
    choices.choose_match(review, "2", client_id)
    moved = await world.imports.confirm(world.owner, review, choices)
    world.program.lists(remote("2", "Sild OÜ", GOOD[0], phone="2"), remote("1", "Tamm AS"))
    assert (await world.bring()).created == 1
    undone = await world.imports.undo(world.owner, moved.id)
    assert undone.kept == ((client_id, "Sild OÜ", "Its link was changed after the import."),)
    sild, tamm = await world.client("Sild OÜ"), await world.client("Tamm AS")
    assert (sild.phone, sild.links[0].remote_id, tamm.links[0].remote_id) == ("1", "2", "1")


async def test_P3_9_keeping_ours_is_taken_back_too(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", None, phone="1"))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, phone="3")
    world.program.change("1", phone="2")
    run = await world.bring()
    assert (await world.row("1")).state is State.UNCHANGED
    assert (await world.imports.undo(world.owner, run.id)).restored == 1
    assert ((await world.row("1")).state, (await world.client("Sild OÜ")).phone) == (State.CONFLICT, "3")


async def test_P3_9_what_was_noted_about_a_link_is_news_again(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"), remote("2", "Tamm AS"))
    await world.bring()
    world.program.remove("1")
    run = await world.bring()
    assert (await world.row("1")).state is State.UNCHANGED
    undone = await world.imports.undo(world.owner, run.id)
    assert (undone.restored, undone.removed, undone.kept) == (0, 0, ())
    assert (await world.row("1")).state is State.ATTENTION


async def test_P3_9_a_client_that_was_deleted_meanwhile_is_no_matter(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"), remote("2", "Tamm AS"))
    run = await world.bring()
    await world.clients.delete(world.owner, (await world.client("Sild OÜ")).id, "Sild OÜ")
    undone = await world.imports.undo(world.owner, run.id)
    assert (undone.removed, undone.kept) == (1, ())


async def test_P3_9_a_parent_of_another_client_stays(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"))
    run = await world.bring()
    parent = (await world.client("Sild OÜ")).id
    await world.add("Sild Tütar", parent_id=parent)
    undone = await world.imports.undo(world.owner, run.id)
    assert undone.kept == ((parent, "Sild OÜ", "Still in use: Sild Tütar has it as its parent client."),)


@pytest.fixture
def later_room() -> Iterator[Table]:
    """A table of a room that is not built yet, whose rows hang on clients."""
    table = Table(
        "sheet",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("client_id", ForeignKey("client.id")),
        info={"in_words": lambda n: f"{n} sheets"},
    )
    yield table
    Base.metadata.remove(table)


async def test_P3_9_a_client_on_which_something_hangs_stays(world: World, later_room: Table) -> None:
    world.program.lists(remote("1", "Sild OÜ"), remote("2", "Tamm AS"))
    run = await world.bring()
    used = (await world.client("Sild OÜ")).id

    def add_sheet(session) -> None:
        later_room.create(session.connection())
        session.execute(insert(later_room).values(client_id=used))

    await world.store.write(add_sheet)
    undone = await world.imports.undo(world.owner, run.id)
    assert undone.kept == ((used, "Sild OÜ", "Still in use: 1 sheets."),)
    assert (undone.removed, await world.names()) == (1, ["Sild OÜ"])


async def test_P3_9_a_link_changed_since_stays(world: World) -> None:
    ours = await world.add("Sild OÜ", GOOD[0])
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    run = await world.bring()

    def rebase(session) -> None:
        session.scalars(select(ClientLink)).one().base = {"name": "Sild"}

    await world.store.write(rebase)
    undone = await world.imports.undo(world.owner, run.id)
    assert undone.kept == ((ours, "Sild OÜ", "Its link was changed after the import."),)
    assert (await world.queries.detail(world.owner, ours)).links


async def test_P3_9_a_review_that_waits_is_dropped_as_its_ground_is_gone(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"))
    run = await world.bring()
    world.clock.turn(timedelta(hours=1))
    await world.review()
    await world.imports.undo(world.owner, run.id)
    assert world.imports.waiting(world.owner, "arvila") is None


async def test_P3_9_undoing_thousands_is_one_transaction_and_quick(world: World) -> None:
    world.program.page_size = 1000
    world.program.lists(*(remote(str(i), f"Firma {i}", None, phone="1") for i in range(3000)))
    created = await world.bring()
    world.program.lists(*(remote(str(i), f"Firma {i}", None, phone="2") for i in range(3000)))
    updated = await world.bring()
    assert (await world.imports.undo(world.owner, updated.id)).restored == 3000
    assert (await world.imports.undo(world.owner, created.id)).removed == 3000
    assert await world.names() == []
