"""What changes beside a run, or before it by a clock that was wrong (P6.4)."""

import asyncio

from tests.summaries.world import World


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
