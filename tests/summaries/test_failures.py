"""What goes wrong for one client, or for all: nobody is lost, nothing is counted twice (P6.4, P6.8)."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete

from app.clients.tables import ClientLink
from app.core.errors import OtherSideFailed, Refused
from app.core.rights import SCHEDULER
from app.summaries.service import SummaryService
from app.summaries.views import RunReport
from app.summaries.words import in_words, worth_telling
from integrations.trigon.sandbox import Firm
from integrations.trigon.sandbox_records import Record, midnight
from tests.summaries.world import World, days

OCTOBER, NOVEMBER = days("2024-10-01", "2024-10-30"), days("2024-10-31", "2024-11-29")


def reasons(report: RunReport) -> dict[str, str]:
    return {row.client: row.reason for row in report.failed}


async def test_each_by_name_with_its_reason_and_the_very_same_days_later(world: World) -> None:
    """Without View, a 500, unlinked, inactive: the others are done."""
    world.sandbox.add(Firm("f_4", "Dekoor OÜ"))
    world.sandbox.add(Firm("f_5", "Esimene OÜ"))
    await world.bring()
    await world.clients.add(world.owner, {"name": "Linkimata OÜ", "country": "EE"})
    await world.clients.deactivate(world.owner, [await world.id_of("Esimene OÜ")])
    world.sandbox.edit("f_1", {"readable": False})
    world.sandbox.firms["f_2"].counts_fail = True
    await world.set_up()
    report = await world.run_at("2024-10-31 00:30")
    assert report.counted == 2
    assert reasons(report) == {"Aed OÜ": "no_view_permission", "Bensiin AS": "service_down"}
    assert {row.client: row.reason for row in report.left_out} == {
        "Esimene OÜ": "inactive",
        "Linkimata OÜ": "no_link",
    }
    assert in_words(report)[:2] == ("amber", "2 of 4 clients counted for October")
    assert "1 has no View permission." in in_words(report)[2]
    assert [row.client for row in await world.ledger()] == ["Café MTÜ", "Dekoor OÜ"]
    world.sandbox.edit("f_1", {"readable": True})
    world.sandbox.firms["f_2"].counts_fail = False
    world.asked()
    assert (await world.run_at("2024-10-31 01:29")).counted == 0
    assert world.asked() == [], "the next try is an hour after the first"
    assert (await world.run_at("2024-10-31 01:30")).counted == 2
    assert sorted(world.asked()) == [
        ("f_1", "2024-10-01", "2024-10-30"),
        ("f_2", "2024-10-01", "2024-10-30"),
    ]
    assert await world.summaries.pending(world.owner, "trigon") == ()
    (entry,) = await world.ledger("Aed OÜ")
    task = (await world.task(entry.task_id)).row
    assert (task.start, task.billing_date) == (date(2024, 10, 31), date(2024, 10, 30))


async def test_a_later_slot_waits_for_an_earlier_one(world: World) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.asked()
    report = await world.run_at("2024-11-30 00:30")
    assert report.counted == 2
    assert ("f_1", "2024-10-31", "2024-11-29") not in world.asked()
    rows = await world.summaries.pending(world.owner, "trigon")
    assert [(r.slot, r.reason, r.tries, r.next_try is None) for r in rows] == [
        (date(2024, 10, 1), "no_view_permission", 2, False),
        (date(2024, 11, 1), "", 0, True),
    ]
    world.sandbox.edit("f_1", {"readable": True})
    world.later(days=1)
    assert (await world.run()).counted == 2
    assert await world.covered("Aed OÜ") == [OCTOBER, NOVEMBER]


async def test_the_next_month_is_not_told_as_whole_while_a_client_waits_for_its_next_try(
    world: World,
) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    await world.run_at("2024-11-29 00:31")  # tried daily, a minute later than the next month's run
    report = await world.run_at("2024-11-30 00:30")
    assert report.counted == 2
    assert reasons(report) == {"Aed OÜ": "no_view_permission"}
    assert in_words(report)[:2] == ("amber", "2 of 3 clients counted for November")
    world.later(minutes=1)
    assert not worth_telling(await world.run()), "the try itself is no news"


async def test_nobody_but_one_who_waits_for_the_next_try(world: World) -> None:
    for firm in world.sandbox.firms:
        world.sandbox.edit(firm, {"readable": False})
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    await world.run_at("2024-11-29 00:31")
    report = await world.run_at("2024-11-30 00:30")
    assert in_words(report)[:2] == ("amber", "0 of 3 clients counted for October")


async def test_retries_hourly_on_the_first_day_then_daily_and_not_told_each_time(world: World) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.set_up()
    assert worth_telling(await world.run_at("2024-10-31 00:30"))
    moments = []
    for _n in range(28):
        due = await world.summaries.due("trigon")
        assert due is not None
        world.clock.turn(due - world.clock.now())
        moments.append(due)
        report = await world.run()
        assert (len(report.failed), worth_telling(report)) == (1, False)
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert gaps[:23] == [timedelta(hours=1)] * 23
    assert gaps[23:] == [timedelta(days=1)] * 4
    tries = await world.summaries.tries(world.owner, "trigon", await world.id_of("Aed OÜ"))
    assert len(tries) == 29
    assert {each.words for each in tries} == {"No View permission in Trigon"}


async def test_try_now_does_not_wait(world: World) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.sandbox.edit("f_1", {"readable": True})
    report = await world.summaries.try_now(world.owner, "trigon", await world.id_of("Aed OÜ"))
    assert (report.counted, await world.covered("Aed OÜ")) == (1, [OCTOBER])


async def test_a_client_known_as_unreadable_is_tried_all_the_same(world: World) -> None:
    world.sandbox.edit("f_1", {"readable": False})
    await world.bring()
    await world.set_up()
    assert [(row.client, row.reason) for row in await world.summaries.left_out(world.owner, "trigon")] == [
        ("Aed OÜ", "no_view")
    ]
    world.sandbox.edit("f_1", {"readable": True})
    assert (await world.run_at("2024-10-31 00:30")).counted == 3
    assert await world.summaries.left_out(world.owner, "trigon") == ()


async def test_inactive_meanwhile_is_caught_up_slot_by_slot(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    aed = await world.id_of("Aed OÜ")
    await world.clients.deactivate(world.owner, [aed])
    await world.run_at("2024-11-30 00:30")
    (row,) = await world.summaries.pending(world.owner, "trigon")
    assert (row.client, row.slot, row.reason) == ("Aed OÜ", date(2024, 11, 1), "inactive")
    await world.clients.activate(world.owner, [aed])
    due = await world.summaries.due("trigon")
    assert due is not None
    assert due <= world.clock.now()
    assert (await world.run()).counted == 1
    assert await world.covered("Aed OÜ") == [OCTOBER, NOVEMBER]


async def test_linked_later_begins_with_the_open_period(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.at("2024-11-12 10:00")
    world.sandbox.add(Firm("f_9", "Hiline OÜ"))
    await world.bring()
    assert (await world.run()).counted == 0
    await world.run_at("2024-11-30 00:30")
    assert await world.covered("Hiline OÜ") == [NOVEMBER]


async def test_a_whole_connection_that_fails_stops_the_run_and_everything_keeps_its_place(
    world: World,
) -> None:
    await world.set_up()
    world.sandbox.sessions.revoke()
    world.later(hours=1)  # the access token has run out too
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.failed, report.stopped) == (0, (), "sign_in_again")
    assert in_words(report)[0] == "amber"
    assert await world.summaries.due("trigon") is None, "it waits for a person"
    rows = await world.summaries.pending(world.owner, "trigon")
    assert [(row.reason, row.tries) for row in rows] == [("", 0)] * 3
    answers = {"email": world.sandbox.email, "password": world.sandbox.password}
    await world.connections.connect(world.owner, "trigon", world.sandbox.url, answers)
    assert await world.summaries.due("trigon") == world.clock.now()
    assert (await world.run()).counted == 3
    assert await world.covered("Café MTÜ") == [OCTOBER]


async def test_without_network_the_run_rests_for_an_hour(world: World) -> None:
    await world.set_up()
    world.sandbox.faults.reset(times=None)
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.stopped) == (0, "no_network")
    assert await world.summaries.due("trigon") == world.clock.now() + timedelta(hours=1)
    world.later(hours=1)
    assert (await world.run()).stopped == "no_network"
    assert await world.summaries.due("trigon") == world.clock.now() + timedelta(hours=1)
    world.sandbox.faults.clear()
    assert (await world.run()).counted == 3
    world.sandbox.faults.reset(times=None)
    world.at("2024-11-30 00:10")
    with pytest.raises(OtherSideFailed):
        await world.connections.test(world.owner, "trigon")
    assert await world.summaries.due("trigon") == datetime(2024, 11, 29, 22, 30, tzinfo=UTC), (
        "held up by nothing"
    )


async def test_a_service_that_is_down_for_everybody_is_not_asked_for_each_client(world: World) -> None:
    for n in range(20):
        world.sandbox.add(Firm(f"g_{n:02}", f"Firma {n:02} OÜ"))
    await world.bring()
    await world.set_up()
    for firm in world.sandbox.firms.values():
        firm.counts_fail = True
    report = await world.run_at("2024-10-31 00:30")
    assert report.stopped == "service_down"
    assert 8 <= len(report.failed) < 16
    for firm in world.sandbox.firms.values():
        firm.counts_fail = False
    world.later(hours=1)
    assert (await world.run()).counted == 23


async def test_a_clock_that_is_ahead_counts_nothing(world: World) -> None:
    """Only this computer believes that the period is over."""
    await world.set_up()
    there = world.clock.now()
    world.sandbox.moment = lambda: there + timedelta(days=1)
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.stopped) == (0, "clock_ahead")
    assert await world.ledger() == []
    assert await world.summaries.due("trigon") == world.clock.now() + timedelta(hours=1)
    world.at("2024-10-02 12:00")  # the clock is set right
    assert (await world.run()).counted == 0
    await world.configure(day="15")  # and what it began too early is as if it had never been
    world.sandbox.moment = world.clock.now
    assert (await world.run_at("2024-10-31 00:30")).counted == 0
    assert (await world.run_at("2024-11-15 00:30")).counted == 3
    assert await world.covered("Aed OÜ") == [days("2024-10-01", "2024-11-14")]


@pytest.mark.parametrize("mapping", [{}, {"active_reporting_persons": "Persons"}])
async def test_a_clock_that_is_ahead_shows_without_records_too(world: World, mapping: dict[str, str]) -> None:
    """Days that are still to come would be covered for good."""
    await world.set_up(mapping=mapping)
    there = world.clock.now()
    world.sandbox.moment = lambda: there + timedelta(days=1)
    report = await world.run_at("2024-12-31 00:30")
    assert (report.counted, report.stopped) == (0, "clock_ahead")
    assert await world.ledger() == []


async def test_cancelled_in_the_middle_loses_nothing_and_doubles_nothing(world: World) -> None:
    for n in range(12):
        world.sandbox.add(Firm(f"g_{n:02}", f"Firma {n:02} OÜ", busy=0.1))
    await world.bring()
    await world.set_up()
    world.at("2024-10-31 00:30")
    for after in (1, 5, 9):
        await _cancelled(world, after)
    report = await world.run()
    assert report.failed == ()
    rows = await world.ledger()
    assert len(rows) == len({row.client_id for row in rows}) == 15
    tasks = await world.task_queries.rows(world.owner, scope="all")
    assert sorted(task.id for task in tasks) == sorted(row.task_id or 0 for row in rows)


async def _cancelled(world: World, after: int) -> None:
    """A run that is cancelled once it has told its progress so many times."""
    seen: list[object] = []
    running: asyncio.Task[RunReport]

    def tell(progress: object) -> None:
        seen.append(progress)
        if len(seen) == after:
            running.cancel()

    running = asyncio.ensure_future(world.summaries.run(SCHEDULER, "trigon", tell))
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_what_changes_while_the_answer_is_on_its_way_is_looked_at_again(world: World) -> None:
    """Deactivated between question and answer: not counted. The others are."""
    await world.set_up()
    world.at("2024-10-31 00:30")
    hold = world.sandbox.faults.hold("*/f_2/activity-counts")
    running = asyncio.ensure_future(world.run())
    await asyncio.to_thread(hold.arrived.wait, 5)
    await world.clients.deactivate(world.owner, [await world.id_of("Bensiin AS")])
    hold.release.set()
    assert (await running).counted == 2
    assert await world.ledger("Bensiin AS") == []


async def test_two_at_once_count_each_client_once(world: World) -> None:
    await world.set_up()
    world.at("2024-10-31 00:30")
    reports = await asyncio.gather(world.run(), world.run())
    assert sum(report.counted for report in reports) == 3
    assert len(await world.ledger()) == 3


async def test_records_that_are_entered_late_fall_into_the_next_run(world: World) -> None:
    """Back-dated or not: what counts is when it was entered, so the sum over the ledger is the sandbox's own."""
    await world.set_up()
    edge = midnight(date(2024, 10, 31))
    world.sandbox.firms["f_1"].records = [Record(0, edge - 1), Record(0, edge)]
    await world.run_at("2024-10-31 00:30")
    await world.run_at("2024-11-30 00:30")
    rows = await world.ledger("Aed OÜ")
    total = world.truth("f_1", "payment", *days("2024-10-01", "2024-11-29"))
    assert sum(row.counts["payment_created"] for row in rows) == total
    assert rows[0].counts["payment_created"] == world.truth("f_1", "payment", *OCTOBER)


async def test_who_may(world: World) -> None:
    await world.firm.add_member(world.owner, "Jaan", "jaan@buroo.example")
    jaan = await world.firm.actor("jaan@buroo.example")
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.sandbox.edit("f_1", {"readable": False})
    for deed in (
        world.summaries.run(jaan, "trigon"),
        world.summaries.configure(jaan, "trigon", {"title": "x"}),
        world.summaries.count_from(jaan, "trigon", 1, None),
        world.summaries.recount(jaan, "trigon", date(2024, 10, 1)),
    ):
        with pytest.raises(Refused, match="Owner and Admins"):
            await deed
    assert await world.summaries.ledger(jaan, "trigon") == ()
    assert (await world.summaries.timeline(jaan, "trigon", *OCTOBER)).clients == ()
    await world.run_at("2024-11-30 00:30")
    aed = await world.id_of("Aed OÜ")
    assert len(await world.summaries.tries(world.owner, "trigon", aed)) == 1
    assert await world.summaries.tries(jaan, "trigon", aed) == ()
    await world.clients.assign_manager(world.owner, [aed], jaan.member_id)
    assert len(await world.summaries.tries(jaan, "trigon", aed)) == 1
    assert [row.client for row in await world.summaries.ledger(jaan, "trigon")] == ["Aed OÜ"]


async def test_unlinked_and_linked_anew_goes_on_where_its_days_ended(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    link = delete(ClientLink).where(ClientLink.remote_id == "f_1").returning(ClientLink.client_id)
    aed = await world.store.write(lambda session: session.scalars(link).one())
    assert (await world.run_at("2024-11-30 00:30")).counted == 2
    (row,) = await world.summaries.pending(world.owner, "trigon")
    assert (row.client, row.slot, row.reason_words) == ("Aed OÜ", date(2024, 11, 1), "No link to Trigon")
    world.at("2024-12-05 12:00")
    anew = ClientLink(
        client_id=aed, integration="trigon", remote_id="f_1", base={}, linked_at=world.clock.now()
    )
    await world.store.write(lambda session: session.add(anew))
    assert (await world.run()).counted == 1
    assert await world.covered("Aed OÜ") == [OCTOBER, NOVEMBER]


async def test_with_a_clock_that_was_set_links_of_a_later_moment_count_from_the_first_day(
    world: World,
) -> None:
    """`run-due --now` in the past, after an import by the machine's own clock."""
    world.at("2026-11-20 10:00")
    world.sandbox.add(Firm("f_9", "Hilisem OÜ"))
    await world.bring()
    world.at("2024-10-02 10:00")
    await world.set_up()
    trusting = SummaryService(
        world.store,
        world.clock,
        world.heard.events,
        world.firm,
        world.connections,
        world.imports,
        world.notices,
    )
    world.at("2024-10-31 00:30")
    assert (await trusting.run(SCHEDULER, "trigon")).counted == 4
    assert await world.covered("Hilisem OÜ") == [OCTOBER]
