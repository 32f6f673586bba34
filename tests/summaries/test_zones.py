"""A firm that moves to another time zone, and the nights on which the clocks change (P10.1)."""

from datetime import timedelta

import pytest

from integrations.trigon.sandbox_records import Record, midnight
from tests.summaries.world import World, days

OCTOBER, NOVEMBER = days("2024-10-01", "2024-10-30"), days("2024-10-31", "2024-11-29")


async def test_a_firm_that_moves_west_just_after_its_run_has_no_second_one(world: World) -> None:
    """Half past midnight comes once more, an hour later."""
    await world.set_up()
    world.sandbox.firms["f_1"].counts_fail = True
    assert (await world.run_at("2024-10-31 00:30")).counted == 2
    world.sandbox.firms["f_1"].counts_fail = False
    world.at("2024-10-31 00:45")
    await world.firm.change(world.owner, {"time_zone": "Europe/Oslo"})
    assert (await world.run()).counted == 0
    assert (await world.run_at("2024-10-31 01:30")).counted == 1
    assert (await world.run_at("2024-11-30 01:29")).counted == 0
    assert (await world.run_at("2024-11-30 01:30")).counted == 3
    for name in ("Aed OÜ", "Bensiin AS", "Café MTÜ"):
        assert await world.covered(name) == [OCTOBER, NOVEMBER]


async def test_a_firm_that_moves_east_between_the_two_midnights_is_late_and_misses_nothing(
    world: World,
) -> None:
    await world.firm.change(world.owner, {"time_zone": "Europe/Oslo"})
    await world.set_up()
    assert (await world.run_at("2024-10-31 00:45")).counted == 0
    await world.firm.change(world.owner, {"time_zone": "Europe/Tallinn"})
    assert (await world.run()).counted == 3
    assert (await world.run_at("2024-10-31 01:30")).counted == 0
    assert await world.covered("Aed OÜ") == [OCTOBER]


@pytest.mark.parametrize(
    ("first_day", "last_day", "hours"), [("2024-09-10", "2024-10-27", 25), ("2025-02-10", "2025-03-30", 23)]
)
async def test_days_of_25_and_23_hours_are_counted_to_their_last_second(
    world: World, first_day: str, last_day: str, hours: int
) -> None:
    """The run is on the day after it, which is a day of the following month."""
    covered = days(first_day, last_day)
    run = covered[1] + timedelta(days=1)
    begin, end = midnight(covered[1]), midnight(run)
    assert end - begin == hours * 3600
    world.sandbox.firms["f_1"].records = [Record(0, edge) for edge in (begin - 1, begin, end - 1, end)]
    world.at(f"{first_day} 09:00")
    await world.set_up(first_day=covered[0], day=str(run.day))
    assert (await world.run_at(f"{run} 00:29")).counted == 0
    assert (await world.run_at(f"{run} 00:30")).counted == 3
    (entry,) = await world.ledger("Aed OÜ")
    assert (entry.first_day, entry.last_day) == covered
    assert entry.counts["payment_created"] == world.truth("f_1", "payment", *covered)
    world.sandbox.firms["f_1"].records.clear()
    assert entry.counts["payment_created"] == world.truth("f_1", "payment", *covered) + 3
