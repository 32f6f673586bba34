"""How one client is counted, as its own page shows it (P6.4, P6.8)."""

from dataclasses import replace
from datetime import date

from app.core.rights import Level
from app.summaries.views import ClientDays
from tests.summaries.world import World, days


async def told(world: World, name: str) -> ClientDays:
    found = await world.summaries.client_days(world.owner, "trigon", await world.id_of(name))
    assert found is not None
    return found


async def test_without_a_plan_nothing_is_known_yet(world: World) -> None:
    aed = await told(world, "Aed OÜ")
    assert (aed.client, aed.on, aed.reason) == ("Aed OÜ", False, "")
    assert (aed.last, aed.owed, aed.coming, aed.first_day, aed.count_from) == (None, (), None, None, None)


async def test_covered_days_what_comes_and_a_first_day_of_its_own(world: World) -> None:
    await world.set_up()
    before = await told(world, "Aed OÜ")
    assert before.coming is not None
    assert (before.coming.first_day, before.coming.last_day) == days("2024-10-01", "2024-10-30")
    assert (before.on, before.first_day, before.count_from) == (True, date(2024, 10, 1), None)
    await world.run_at("2024-10-31 00:30")
    aed = await told(world, "Aed OÜ")
    assert aed.last in await world.ledger("Aed OÜ")
    assert aed.last is not None
    assert (aed.last.first_day, aed.last.last_day) == days("2024-10-01", "2024-10-30")
    assert aed.coming is not None
    assert (aed.coming.first_day, aed.coming.run_date) == (date(2024, 10, 31), date(2024, 11, 30))
    await world.summaries.count_from(world.owner, "trigon", aed.client_id, date(2024, 11, 11))
    later = await told(world, "Aed OÜ")
    assert later.coming is not None
    assert (later.count_from, later.first_day, later.coming.first_day) == (date(2024, 11, 11),) * 3


async def test_what_is_owed_and_what_stands_against_it(world: World) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.bring()
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    aed = await told(world, "Aed OÜ")
    assert (aed.last, aed.reason, aed.reason_words) == (None, "no_view", "No View permission in Trigon")
    ((slot, first, last, reason),) = [(r.slot, r.first_day, r.last_day, r.reason) for r in aed.owed]
    assert (slot, first, last) == (date(2024, 10, 1), *days("2024-10-01", "2024-10-30"))
    assert reason == "no_view_permission"
    await world.clients.deactivate(world.owner, [await world.id_of("Bensiin AS")])
    bensiin = await told(world, "Bensiin AS")
    assert (bensiin.reason, bensiin.coming) == ("inactive", None)
    assert bensiin.last is not None


async def test_nothing_is_told_of_clients_without_a_link_or_of_others(world: World) -> None:
    await world.set_up()
    lone = await world.clients.add(world.owner, {"name": "Linkimata OÜ", "country": "EE"})
    assert await world.summaries.client_days(world.owner, "trigon", lone) is None
    member = replace(world.owner, member_id=99, level=Level.MEMBER)
    assert await world.summaries.client_days(member, "trigon", await world.id_of("Aed OÜ")) is None
