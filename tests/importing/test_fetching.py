"""Fetching goes on in the background, can be cancelled at any moment, and leaves no trace then (P3.4)."""

import asyncio
from typing import Any

import pytest

from app.core.progress import Progress
from app.importing.choices import Choices
from tests.importing.program import remote
from tests.importing.world import GOOD, World

FIRMS = [remote(str(i), f"Firma {'ABCDEFGHIJ'[i]}", GOOD[i] if i < 5 else None) for i in range(10)]


@pytest.mark.parametrize("page", [1, 2, 4])
async def test_cancelled_while_waiting_for_a_page(world: World, page: int) -> None:
    world.program.lists(*FIRMS)
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    def at(number: int) -> Any:
        return hang() if number == page else None

    world.program.before_page = at
    await _leaves_no_trace(world, reached)


async def test_cancelled_while_the_register_is_asked(world: World) -> None:
    world.program.lists(*FIRMS)
    reached = asyncio.Event()

    def ask(_question: str) -> None:
        reached.set()

    world.register.fault = ask
    find = world.register.find

    async def slowly(code: str) -> Any:
        found = await find(code)
        await asyncio.Event().wait()
        return found

    world.register.find = slowly  # type: ignore[method-assign]
    await _leaves_no_trace(world, reached)


@pytest.mark.parametrize("turns", [1, 5, 20, 60, 150])
async def test_cancelled_after_so_many_turns_of_the_loop(world: World, turns: int) -> None:
    world.program.lists(*FIRMS)
    before = await world.everything("connection")
    task = asyncio.create_task(world.imports.fetch(world.owner, "arvila"))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await world.everything("connection") == before
    if task.cancelled():
        assert world.imports.waiting(world.owner, "arvila") is None
    assert (await world.bring()).created == 10  # and nothing stands in the way of the next one


async def test_an_earlier_review_outlives_a_cancelled_fetch(world: World) -> None:
    world.program.lists(*FIRMS)
    first = await world.review()
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    world.program.before_page = lambda _page: hang()
    task = asyncio.create_task(world.imports.fetch(world.owner, "arvila"))
    await reached.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert world.imports.waiting(world.owner, "arvila") is first
    world.imports.drop("arvila")
    assert world.imports.waiting(world.owner, "arvila") is None


async def test_a_client_that_is_listed_twice_is_one_row(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"), remote("2", "Tamm AS"), remote("1", "Sild Uus OÜ"))
    review = await world.review()
    assert [(row.key, row.remote.name) for row in review.rows] == [("1", "Sild Uus OÜ"), ("2", "Tamm AS")]


async def test_the_register_is_asked_about_firms_that_are_no_longer_listed_too(world: World) -> None:
    world.registers((GOOD[0], "Sild OÜ"), (GOOD[1], "Tamm AS"))
    world.program.lists(remote("1", "Sild OÜ", GOOD[0]), remote("2", "Tamm AS", GOOD[1]))
    await world.bring()
    world.program.remove("1")
    review = await world.review()
    assert [(row.key, row.verdict.flag, row.verdict.reason) for row in review.rows] == [
        ("2", "green", "found"),
        ("1", "green", "found"),
    ]


async def test_a_confirmed_review_of_before_does_not_drop_the_one_that_waits(world: World) -> None:
    world.program.lists(*FIRMS)
    old = await world.review()
    new = await world.review()
    await world.imports.confirm(world.owner, old, Choices())
    assert world.imports.waiting(world.owner, "arvila") is new


async def _leaves_no_trace(world: World, reached: asyncio.Event) -> None:
    before = await world.everything()
    told: list[Progress] = []
    task = asyncio.create_task(world.imports.fetch(world.owner, "arvila", told.append))
    await asyncio.wait_for(reached.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    after = await world.everything()
    before.pop("connection")  # its health is news of the connection, not of the import
    after.pop("connection")
    assert after == before
    assert world.imports.waiting(world.owner, "arvila") is None
    assert told
