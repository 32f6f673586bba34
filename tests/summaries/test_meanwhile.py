"""What changes beside a run, or before it by a clock that was wrong (P6.4)."""

import asyncio

from integrations.trigon.sandbox import Firm
from tests.summaries.world import World, days


async def test_deleted_while_its_answer_is_on_its_way_stops_no_other(world: World) -> None:
    world.sandbox.edit("f_2", {"readable": False})
    await world.set_up()
    world.at("2024-10-31 00:30")
    hold = world.sandbox.faults.hold("*/f_2/activity-counts")
    running = asyncio.ensure_future(world.run())
    await asyncio.to_thread(hold.arrived.wait, 5)
    await world.clients.delete(world.owner, await world.id_of("Bensiin AS"), "Bensiin AS")
    hold.release.set()
    report = await running
    assert (report.counted, report.failed) == (2, ())


async def test_linked_by_a_clock_that_was_ahead_a_client_begins_with_the_open_period(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.at("2025-11-10 12:00")
    world.sandbox.add(Firm("f_9", "Hiline OÜ"))
    await world.bring()
    world.at("2024-11-10 12:00")
    assert (await world.run()).counted == 0
    for night in ("2024-11-30 00:30", "2024-12-31 00:30"):
        assert (await world.run_at(night)).counted == 4
    assert await world.covered("Hiline OÜ") == [
        days("2024-10-31", "2024-11-29"),
        days("2024-11-30", "2024-12-30"),
    ]


async def test_linked_by_a_clock_that_was_ahead_before_the_first_run(world: World) -> None:
    await world.set_up()
    world.at("2025-11-10 12:00")
    world.sandbox.add(Firm("f_9", "Hiline OÜ"))
    await world.bring()
    assert (await world.run_at("2024-10-31 00:30")).counted == 4
