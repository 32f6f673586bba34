"""Runs against the sandbox over loopback: the right counts over exactly the right days (P6.3 to P6.6)."""

from datetime import date

import pytest

from app.core.errors import Refused
from app.summaries.words import in_words
from tests.summaries.world import World, days, spans

NAMES = ("Aed OÜ", "Bensiin AS", "Café MTÜ")


async def test_the_worked_example_to_the_day(world: World) -> None:
    """P6.3: last calendar day, first import date 01.10.2024."""
    await world.set_up()
    assert spans(await world.summaries.preview("trigon", 2)) == [
        ("2024-10-31", "2024-10-01", "2024-10-30"),
        ("2024-11-30", "2024-10-31", "2024-11-29"),
    ]
    early = await world.run_at("2024-10-31 00:29")
    assert (early.slots, early.counted, world.asked()) == ((), 0, [])
    october = await world.run_at("2024-10-31 00:30")
    assert spans(october.slots) == [("2024-10-31", "2024-10-01", "2024-10-30")]
    assert (october.counted, october.failed) == (3, ())
    november = await world.run_at("2024-11-30 00:30")
    assert november.counted == 3
    for name in NAMES:
        assert await world.covered(name) == [
            days("2024-10-01", "2024-10-30"),
            days("2024-10-31", "2024-11-29"),
        ]


async def test_switched_to_the_last_work_day_in_mid_november(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.at("2024-11-15 12:00")
    await world.configure(day="last-work-day")
    assert (await world.run_at("2024-11-29 00:29")).slots == ()
    assert spans((await world.run_at("2024-11-29 00:30")).slots) == [
        ("2024-11-29", "2024-10-31", "2024-11-28")
    ]
    assert (await world.run_at("2024-11-30 00:30")).slots == ()
    await world.run_at("2024-12-31 00:30")
    assert await world.covered("Aed OÜ") == [
        days("2024-10-01", "2024-10-30"),
        days("2024-10-31", "2024-11-28"),
        days("2024-11-29", "2024-12-30"),
    ]


async def test_task_ledger_and_numbers_belong_together(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    (entry,) = await world.ledger("Bensiin AS")
    assert entry.counts == {
        "payment_created": world.truth("f_2", "payment", *days("2024-10-01", "2024-10-30")),
        "sales_invoice_created": world.truth("f_2", "sales_invoice", *days("2024-10-01", "2024-10-30")),
        "active_reporting_persons": entry.counts["active_reporting_persons"],
    }
    assert entry.counts["payment_created"] > 0
    detail = await world.task(entry.task_id)
    row = detail.row
    assert (row.title, row.topic, row.source) == ("Volumes of October 2024", "Monthly volumes", "trigon")
    assert (row.client, row.status) == ("Bensiin AS", "open")
    assert (row.start, row.due) == (date(2024, 10, 31), date(2024, 10, 31))
    assert row.billing_date == date(2024, 10, 30)
    assert await world.values(entry.task_id) == {
        "Payments": entry.counts["payment_created"],
        "Sales invoices": entry.counts["sales_invoice_created"],
        "Persons": entry.counts["active_reporting_persons"],
    }
    as_of = {field.name: field.as_of for field in detail.fields}
    assert as_of["Payments"] is None
    assert as_of["Persons"] == entry.as_of == world.clock.now().replace(microsecond=0)


async def test_completed_when_so_set_and_given_to_whom_the_plan_says(world: World) -> None:
    jaan = await world.firm.add_member(world.owner, "Jaan", "jaan@buroo.example")
    await world.clients.assign_manager(world.owner, [await world.id_of("Aed OÜ")], jaan.id)
    await world.set_up(auto_complete=True, title="{period}")
    await world.run_at("2024-10-31 00:30")
    tasks = {entry.client: await world.task(entry.task_id) for entry in await world.ledger()}
    assert {name: task.row.assignees for name, task in tasks.items()} == {
        "Aed OÜ": ("Jaan",),
        "Bensiin AS": (),
        "Café MTÜ": (),
    }
    assert {(t.row.status, t.row.done_at, t.row.title) for t in tasks.values()} == {
        ("done", world.clock.now(), "10/2024")
    }
    await world.configure(assignee="member", member_id=world.owner.member_id)
    await world.run_at("2024-11-30 00:30")
    task = await world.task((await world.ledger("Café MTÜ"))[-1].task_id)
    assert task.row.assignees == ("Mari Näidis",)


async def test_a_member_who_left_gets_no_tasks(world: World) -> None:
    jaan = await world.firm.add_member(world.owner, "Jaan", "jaan@buroo.example")
    await world.set_up(assignee="member", member_id=jaan.id)
    await world.firm.make_inactive(world.owner, jaan.id, None)
    assert (await world.run_at("2024-10-31 00:30")).counted == 3
    assert (await world.task((await world.ledger("Aed OÜ"))[0].task_id)).row.assignees == ()


async def test_two_runs_after_each_other_change_nothing(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    before = await world.everything("connection")
    world.asked()
    again = await world.run_at("2024-11-20 12:00")
    assert (again.slots, again.counted, again.failed, world.asked()) == ((), 0, (), [])
    assert await world.everything("connection") == before


async def test_machine_off_from_20_10_to_15_01(world: World) -> None:
    """P6.5: three runs with the periods they would have had, in order."""
    await world.set_up()
    world.asked()
    report = await world.run_at("2025-01-15 08:00")
    assert spans(report.slots) == [
        ("2024-10-31", "2024-10-01", "2024-10-30"),
        ("2024-11-30", "2024-10-31", "2024-11-29"),
        ("2024-12-31", "2024-11-30", "2024-12-30"),
    ]
    assert report.counted == 9
    asked = [(first, last) for _firm, first, last in world.asked()]
    assert asked == sorted(asked), "slot by slot"
    rows = await world.ledger("Aed OÜ")
    tasks = [(await world.task(row.task_id)).row for row in rows]
    assert [task.billing_date for task in tasks] == [
        date(2024, 10, 30),
        date(2024, 11, 29),
        date(2024, 12, 30),
    ]
    assert [task.start for task in tasks] == [date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)]
    assert {row.as_of for row in rows} == {world.clock.now().replace(microsecond=0)}
    assert in_words(report)[1] == "9 of 9 periods counted for October – December"


async def test_a_rule_that_changes_after_missed_runs_leaves_these_as_they_would_have_been(
    world: World,
) -> None:
    await world.set_up()
    world.at("2024-12-10 12:00")
    await world.configure(day="1")
    await world.run()
    assert await world.covered("Aed OÜ") == [
        days("2024-10-01", "2024-10-30"),
        days("2024-10-31", "2024-11-29"),
    ]
    await world.run_at("2025-01-01 00:30")
    assert (await world.covered("Aed OÜ"))[-1] == days("2024-11-30", "2024-12-31")


async def test_nothing_runs_until_the_plan_is_whole_and_the_connection_active(world: World) -> None:
    with pytest.raises(Refused, match="are off") as caught:
        await world.run_at("2024-10-31 00:30")
    assert "topic" in caught.value.hint
    await world.set_up()
    await world.connections.deactivate(world.owner, "trigon")
    assert await world.summaries.due("trigon") is None
    assert not (await world.summaries.plan("trigon")).on
    with pytest.raises(Refused, match="not active"):
        await world.run()
    await world.connections.activate(world.owner, "trigon")
    assert (await world.run()).counted == 3


async def test_a_whole_run_of_unmapped_fields_makes_tasks_without_numbers(world: World) -> None:
    await world.set_up(mapping={})
    assert (await world.run_at("2024-10-31 00:30")).counted == 3
    assert world.asked() == []
    (entry,) = await world.ledger("Aed OÜ")
    assert (entry.counts, await world.values(entry.task_id)) == ({}, {})
