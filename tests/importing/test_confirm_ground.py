"""Confirming held against a database that has moved on since the review (P3.8)."""

import asyncio
import json

import pytest
from sqlalchemy import event, select

from app.clients.tables import Client
from app.core.errors import DatabaseUnusable, WrongUsage
from app.importing.choices import Choices
from app.importing.review import Review
from app.importing.rows import State
from tests.importing.program import remote
from tests.importing.test_confirm import _failing_at, many
from tests.importing.world import GOOD, World, row_of


@pytest.mark.parametrize("table", ["client", "client_link", "audit_entry", "import_row", "import_run"])
async def test_P3_8_a_fault_at_any_table_leaves_everything_as_it_was(world: World, table: str) -> None:
    world.program.lists(*many(), remote("11", "Saar OÜ", None, phone="1"))
    await world.bring()
    world.program.change("11", phone="2")
    world.program.clients.append(remote("12", "Vaher OÜ"))
    review = await world.review()
    before = await world.everything()
    failing = _failing_at(table)
    event.listen(world.store.writer, "before_cursor_execute", failing)
    try:
        with pytest.raises(DatabaseUnusable):
            await world.imports.confirm(world.owner, review, Choices())
    finally:
        event.remove(world.store.writer, "before_cursor_execute", failing)
    assert await world.everything() == before
    run = await world.imports.confirm(world.owner, review, Choices())
    assert (run.created, run.updated) == (1, 1)


async def test_a_run_that_is_cancelled_while_it_writes_ends_whole(world: World) -> None:
    world.program.lists(*many())
    review = await world.review()
    task = asyncio.create_task(world.imports.confirm(world.owner, review, Choices()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(await world.names()) in (0, 8)
    assert len(await world.imports.runs(world.owner)) == (1 if await world.names() else 0)


async def test_choosing_a_client_for_one_row_frees_it_from_the_other(world: World) -> None:
    ours = await world.add("Vesiroosi", GOOD[0])
    world.program.lists(
        remote("1", "Vesiroosi Köök OÜ", GOOD[0]), remote("2", "Vesiroosi Catering OÜ", GOOD[0])
    )
    review, choices = await world.review(), Choices()
    choices.choose_match(review, "1", ours)
    choices.choose_match(review, "2", ours)
    assert [(row.key, row.checked) for row in choices.rows(review)] == [("1", False), ("2", True)]
    choices.choose_match(review, "2", None)
    assert not any(row.checked for row in choices.rows(review))


async def test_choosing_is_refused_where_it_makes_no_sense(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    await world.bring()
    linked = (await world.client("Sild OÜ")).id
    world.program.clients += [remote("2", "Vesiroosi A", GOOD[1]), remote("3", "Vesiroosi B", GOOD[1])]
    review, choices = await world.review(), Choices()
    for key, match in (("1", "new"), ("2", linked), ("2", 999), ("nobody", "new")):
        with pytest.raises(WrongUsage):
            choices.choose_match(review, key, match)
    with pytest.raises(WrongUsage):
        choices.choose_field("1", "name", "both")
    assert choices.rows(review) == review.rows


async def test_any_free_client_can_be_chosen_not_only_those_offered(world: World) -> None:
    ours = await world.add("Hoopis Muu Nimi", "", phone="7")
    world.program.lists(remote("1", "Vesiroosi A", GOOD[1]), remote("2", "Vesiroosi B", GOOD[1]))
    review, choices = await world.review(), Choices()
    choices.choose_match(review, "1", ours)
    row = choices.row(review, row_of(review, "1"))
    assert (row.state, row.client_name) == (State.CONFLICT, "Hoopis Muu Nimi")
    choices.choose_field("1", "name", "theirs")
    await world.imports.confirm(world.owner, review, choices)
    client = await world.client("Vesiroosi A")
    assert (client.id, client.phone, client.registration_code) == (ours, "7", GOOD[1])


async def test_taking_theirs_where_only_ours_changed_ticks_the_row(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], address="Lao 4"))
    await world.bring()
    await world.edit((await world.client("Sild OÜ")).id, address="Lao 6")
    review, choices = await world.review(), Choices()
    choices.choose_field("1", "address", "theirs")
    row = choices.row(review, row_of(review, "1"))
    assert (row.state, row.checked) == (State.CHANGED, True)
    choices.choose_field("1", "address", "ours")
    assert not choices.row(review, row_of(review, "1")).checked
    choices.choose_field("1", "address", "theirs")
    await world.imports.confirm(world.owner, review, choices)
    assert (await world.client("Sild OÜ")).address == "Lao 4"


async def test_forgetting_choices_is_what_the_review_presets(world: World) -> None:
    world.program.lists(*many())
    review, choices = await world.review(), Choices()
    choices.set_all([row.key for row in review.rows], False)
    assert not any(row.checked for row in choices.rows(review))
    choices.forget()
    assert choices.rows(review) == review.rows


async def test_a_new_code_there_brings_its_verdict(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[1], "Sild OÜ", "N"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    await world.bring()
    world.program.change("1", registration_code=GOOD[1])
    await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.registration_code, client.registry_flag, client.registry_reason) == (
        GOOD[1],
        "amber",
        "bankrupt",
    )


async def test_a_verdict_on_their_code_is_not_kept_where_ours_stays(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[1], "Sild OÜ", "N"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    await world.edit((await world.client("Sild OÜ")).id, registration_code=GOOD[2])
    world.program.change("1", registration_code=GOOD[1], phone="2")
    await world.bring()
    client = await world.client("Sild OÜ")
    assert (client.registration_code, client.phone) == (GOOD[2], "2")
    assert client.registry_reason == "not_checked"  # as the edit left it


async def test_a_code_that_is_taken_under_another_name_is_not_checked(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[1], "Sild OÜ", "N"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, name="Minu Sild")
    world.program.change("1", registration_code=GOOD[1])
    await world.bring()
    client = await world.queries.detail(world.owner, client_id)
    assert (client.name, client.registration_code) == ("Minu Sild", GOOD[1])
    assert (client.registry_flag, client.registry_reason) == ("grey", "not_checked")


async def test_a_name_that_is_taken_does_not_change_what_is_known_of_our_code(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[2], "Sild OÜ", "L"), (GOOD[1], "Uus Sild OÜ"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]))
    await world.bring()
    client_id = (await world.client("Sild OÜ")).id
    await world.edit(client_id, registration_code=GOOD[2])
    world.program.change("1", name="Uus Sild OÜ")
    await world.bring()
    client = await world.queries.detail(world.owner, client_id)
    assert (client.name, client.registration_code, client.registry_reason) == (
        "Uus Sild OÜ",
        GOOD[2],
        "not_checked",
    )


async def test_a_row_that_is_left_out_keeps_its_news_but_loses_no_change(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2", active=False)
    choices = Choices()
    choices.set_checked("1", False)
    run = await world.bring(choices)
    assert (run.skipped, run.updated) == (1, 0)
    assert not (await world.client("Sild OÜ")).links[0].remote_active
    row = await world.row("1")  # archived is no news any more, the phone still is
    assert (row.state, [(f.base, f.choice) for f in row.fields]) == (State.CHANGED, [("1", "theirs")])


async def test_the_base_is_json_that_anybody_can_read(world: World) -> None:
    world.program.lists(remote("1", 'Sild "Suur" OÜ \\', GOOD[0]))
    await world.bring()
    raw = await world.store.read(
        lambda s: s.connection().exec_driver_sql("SELECT base FROM client_link").scalar()
    )
    assert json.loads(raw)["name"] == 'Sild "Suur" OÜ \\'
    stored = await world.store.read(lambda s: s.scalar(select(Client.name)))
    assert stored == 'Sild "Suur" OÜ \\'


async def test_a_review_keeps_what_it_was_made_of(world: World) -> None:
    world.program.lists(*many())
    review: Review = await world.review()
    assert (review.source, review.about.name, review.listed, review.warning) == ("arvila", "Arvila", 8, "")
    assert review.fetched_at == world.clock.now()
