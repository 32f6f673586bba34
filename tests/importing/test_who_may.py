"""Imports are for Admins and the Owner, to look at too: what they list names every client (P1.4)."""

import pytest

from app.core.errors import Refused
from app.core.rights import Actor, Level, Right
from app.importing.choices import Choices
from tests.importing.program import remote
from tests.importing.world import World

MEMBER = Actor(7, "Liis Kask", Level.MEMBER)
TRUSTED = Actor(7, "Liis Kask", Level.MEMBER, frozenset({Right.CLIENTS, Right.BILLING}))
ADMIN = Actor(8, "Marten Saar", Level.ADMIN)


@pytest.mark.parametrize("actor", [MEMBER, TRUSTED])
async def test_P1_4_a_member_neither_imports_nor_looks_at_imports(world: World, actor: Actor) -> None:
    world.program.lists(remote("1", "Sild OÜ"))
    run = await world.bring()
    review = await world.review()
    works = [
        world.imports.fetch(actor, "arvila"),
        world.imports.review(actor, "arvila", [remote("2", "Tamm AS")]),
        world.imports.confirm(actor, review, Choices()),
        world.imports.undo(actor, run.id),
        world.imports.runs(actor),
        world.imports.run(actor, run.id),
        world.imports.run(actor, 999),  # not even whether there is one
    ]
    for work in works:
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
    assert world.imports.waiting(actor, "arvila") is None
    assert await world.names() == ["Sild OÜ"]


async def test_P1_4_an_admin_does(world: World) -> None:
    world.program.lists(remote("1", "Sild OÜ"))
    run = await world.bring()
    review = await world.review()
    assert await world.imports.runs(ADMIN) == (run,)
    assert [row.name for row in (await world.imports.run(ADMIN, run.id)).rows] == ["Sild OÜ"]
    assert world.imports.waiting(ADMIN, "arvila") is review
