"""What a person decided in a review holds at the next import too (P3.7)."""

from app.importing.choices import Choices
from app.importing.rows import State
from tests.importing.program import remote
from tests.importing.world import GOOD, World, row_of


async def test_P3_7_ours_that_was_kept_against_a_change_of_theirs_stays_kept(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    review, choices = await world.review(), Choices()
    choices.choose_field("1", "phone", "ours")
    row = choices.row(review, row_of(review, "1"))
    assert (row.state, row.checked) == (State.CHANGED, True)
    run = await world.imports.confirm(world.owner, review, choices)
    assert (run.updated, (await world.client("Sild OÜ")).phone) == (1, "1")
    assert (await world.row("1")).state is State.UNCHANGED
    await world.bring()
    assert (await world.client("Sild OÜ")).phone == "1"
    world.program.change("1", phone="3")  # a later change is another question
    assert (await world.row("1")).state is State.CONFLICT


async def test_P3_7_a_decision_that_was_taken_back_is_none(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    review, choices = await world.review(), Choices()
    choices.choose_field("1", "phone", "ours")
    choices.choose_field("1", "phone", "theirs")
    await world.imports.confirm(world.owner, review, choices)
    assert (await world.client("Sild OÜ")).phone == "2"


async def test_P3_7_keeping_ours_can_be_undone(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ", GOOD[0], phone="1"))
    await world.bring()
    world.program.change("1", phone="2")
    review, choices = await world.review(), Choices()
    choices.choose_field("1", "phone", "ours")
    run = await world.imports.confirm(world.owner, review, choices)
    assert (await world.row("1")).state is State.UNCHANGED
    await world.imports.undo(world.owner, run.id)
    assert (await world.row("1")).state is State.CHANGED


async def test_an_id_with_signs_that_cannot_be_kept_is_logged_without_them(world: World) -> None:
    world.program.lists(remote("a\x00b  c", "Sild OÜ"))
    run = await world.bring()
    (row,) = (await world.imports.run(world.owner, run.id)).rows
    assert (row.outcome, row.remote_id) == ("failed", "ab  c")
