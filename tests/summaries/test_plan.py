"""The Data import tab: what is missing, what cannot be, and what a change leads to (P6.1)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.core.errors import KontorError, NotFound, Refused
from app.core.events import SummariesChanged
from app.db.audit import AuditEntry
from app.summaries.patience import KEPT, next_try, outlived
from app.summaries.periods import Period
from app.summaries.titles import title_of
from integrations.trigon.count_kinds import COUNTS
from integrations.trigon.sandbox import Firm
from tests.summaries.world import MAPPING, World, days, spans

NOON = datetime(2024, 10, 31, 12, tzinfo=UTC)


async def test_off_until_all_is_there(world: World) -> None:
    plan = await world.summaries.plan("trigon")
    assert (plan.missing, plan.on, plan.begun_at) == (("title", "topic", "day", "first_day"), False, None)
    assert (plan.assignee, plan.refresh, plan.auto_complete) == ("manager", "notify", False)
    assert await world.summaries.preview("trigon") == ()
    assert await world.summaries.due("trigon") is None
    await world.configure(title="Volumes {month}", topic="Volumes")
    plan = await world.configure(day="last-day")
    assert (plan.missing, plan.on) == (("first_day",), False)
    world.later(days=1)
    plan = await world.configure(first_day=date(2024, 10, 1))
    assert (plan.missing, plan.on, plan.begun_at) == ((), True, world.clock.now())
    assert plan.next_title == "Volumes October"
    assert await world.summaries.due("trigon") == datetime(2024, 10, 30, 22, 30, tzinfo=UTC)
    world.later(days=1)
    assert (await world.configure(title="")).on is False
    assert (await world.configure(title="Again")).begun_at == plan.begun_at, "the first time counts"


async def test_topic_and_fields_are_made_once_and_found_by_name(world: World) -> None:
    plan = await world.set_up()
    assert (plan.topic, set(plan.field_names.values())) == ("Monthly volumes", set(MAPPING.values()))
    again = await world.set_up(topic="MONTHLY VOLUMES")
    assert (again.topic_id, again.mapping) == (plan.topic_id, plan.mapping)
    assert {field.kind for field in await world.tasks.task_fields()} == {"number"}
    fields = await world.summaries.unmapped("trigon")
    assert fields == tuple(field for field in COUNTS.fields if field not in MAPPING)


async def test_every_change_is_in_the_audit_log_and_no_change_is_not(world: World) -> None:
    await world.set_up()
    world.heard.events.subscribe(SummariesChanged, world.heard.all.append)
    world.heard.since()
    await world.configure(day="5", mapping={"payment_created": "Payments"})
    assert SummariesChanged("trigon") in world.heard.since()
    await world.configure(day="5")
    assert SummariesChanged("trigon") not in world.heard.since()

    def read(session: Any) -> list[tuple[str, dict[str, Any]]]:
        own = session.query(AuditEntry).filter_by(entity="summary_plan").order_by(AuditEntry.id)
        return [(entry.action, entry.changes) for entry in own]

    (added, edited) = await world.store.read(read)
    assert added[0] == "add"
    assert added[1]["topic_id"] == [None, "Monthly volumes"]
    assert edited == (
        "edit",
        {"day": ["last-day", "5"], "mapping": [MAPPING, {"payment_created": "Payments"}]},
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "{client}"}, "unknown_placeholder"),
        ({"title": "{month:>9}"}, "unknown_placeholder"),
        ({"title": "{month.real}"}, "unknown_placeholder"),
        ({"title": "{}"}, "unknown_placeholder"),
        ({"title": "}"}, "unknown_placeholder"),
        ({"title": "x" * 201}, "title_too_long"),
        ({"day": "0"}, "unknown_day"),
        ({"day": "first-day"}, "unknown_day"),
        ({"first_day": "2024-10-01"}, "no_date"),
        ({"first_day": NOON}, "no_date"),
        ({"first_day": date(1924, 10, 1)}, "too_early"),
        ({"assignee": "everybody"}, "unknown_choice"),
        ({"assignee": "member"}, "no_member"),
        ({"assignee": "member", "member_id": 999}, "unknown_member"),
        ({"refresh": "always"}, "unknown_choice"),
        ({"topic_id": 999}, "unknown_topic"),
        ({"mapping": {"payments": "P"}}, "unknown_field"),
        ({"mapping": {"payment_created": 999}}, "unknown_field"),
        ({"mapping": {"payment_created": "P", "payment_updated": "p"}}, "field_taken"),
        ({"colour": "red"}, "unknown_setting"),
    ],
)
async def test_what_cannot_be_changes_nothing(world: World, changes: dict[str, Any], code: str) -> None:
    before = await world.set_up()
    with pytest.raises(KontorError) as caught:
        await world.configure(**{"title": "Other", **changes})
    assert (caught.value.code, caught.value.hint != "" or code == "unknown_setting") == (code, True)
    assert await world.summaries.plan("trigon") == before
    assert len(await world.tasks.task_fields()) == len(MAPPING)


async def test_a_field_of_another_kind_takes_no_count(world: World) -> None:
    text = await world.tasks.add_task_field(world.owner, "Remarks", "text")
    for target in (text.id, "Remarks"):
        with pytest.raises(Refused):
            await world.set_up(mapping={"payment_created": target})


async def test_an_inactive_member_and_an_archived_topic_cannot_be_chosen(world: World) -> None:
    jaan = await world.firm.add_member(world.owner, "Jaan", "jaan@buroo.example")
    await world.firm.make_inactive(world.owner, jaan.id, None)
    with pytest.raises(KontorError, match="Jaan is inactive"):
        await world.set_up(assignee="member", member_id=jaan.id)
    topic = await world.tasks.add_topic(world.owner, "Old")
    await world.tasks.change_topic(world.owner, topic.id, {"archived": True})
    with pytest.raises(NotFound, match="no such topic"):
        await world.configure(topic_id=topic.id)


async def test_the_first_day_stays_once_runs_have_begun(world: World) -> None:
    await world.set_up()
    await world.configure(first_day=date(2024, 9, 1))
    await world.configure(first_day=date(2024, 10, 1))
    await world.run_at("2024-10-31 00:30")
    with pytest.raises(Refused) as caught:
        await world.configure(first_day=date(2024, 9, 1), title="Other")
    assert caught.value.code == "first_day_fixed"
    await world.configure(first_day=date(2024, 10, 1), day="3")


async def test_the_preview_of_what_is_not_saved_yet(world: World) -> None:
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    shown = await world.summaries.preview("trigon", 2, {"day": "last-work-day", "title": "x"})
    assert spans(shown) == [
        ("2024-11-29", "2024-10-31", "2024-11-28"),
        ("2024-12-31", "2024-11-29", "2024-12-30"),
    ]
    assert (await world.summaries.plan("trigon")).day == "last-day"
    assert await world.summaries.preview("trigon", 2, {"day": ""}) == ()


async def test_an_integration_that_does_not_exist(world: World) -> None:
    with pytest.raises(NotFound):
        await world.summaries.plan("arvila")


# --- clients before the run -------------------------------------------------------------------------


async def test_tells_what_is_new_before_a_run_and_once(world: World) -> None:
    await world.set_up(refresh="notify")
    world.sandbox.add(Firm("f_9", "Uus Klient OÜ"))
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.refreshed) == (3, "1 client is new in Trigon.")
    (notice,) = await world.notices.recent()
    assert (notice.title, notice.text, notice.place) == (
        "1 client is new in Trigon",
        "Uus Klient OÜ",
        "import/trigon",
    )
    assert world.imports.waiting(world.owner, "trigon") is not None, "ready to be confirmed"
    await world.run_at("2024-10-31 02:30")
    assert len(await world.notices.recent()) == 1


async def test_one_client_that_is_tried_before_the_run_does_not_take_the_news_away(world: World) -> None:
    await world.set_up(refresh="notify")
    world.sandbox.add(Firm("f_9", "Uus OÜ"))
    world.at("2024-10-31 00:30")
    early = await world.summaries.try_now(world.owner, "trigon", await world.id_of("Aed OÜ"))
    assert (early.slots, early.counted) == ((), 0)
    report = await world.run()
    assert (len(report.slots), report.counted, report.refreshed) == (1, 3, "1 client is new in Trigon.")


async def test_imports_new_ones_and_nothing_else_and_counts_them_from_the_open_period(world: World) -> None:
    await world.set_up(refresh="import")
    world.sandbox.add(Firm("f_9", "Uus Klient OÜ"))
    world.sandbox.change("f_1", name="Aed ja Aiad OÜ")
    world.sandbox.archive("f_3")
    report = await world.run_at("2024-10-31 00:30")
    assert (report.counted, report.refreshed) == (3, "1 new client was imported from Trigon.")
    names = {row.name: row.status for row in await world.queries.rows(world.owner)}
    assert names == dict.fromkeys(("Aed OÜ", "Bensiin AS", "Café MTÜ", "Uus Klient OÜ"), "active")
    review = await world.imports.fetch(world.owner, "trigon")
    assert {row.key: row.state.value for row in review.rows if row.state != "unchanged"} == {
        "f_1": "changed",
        "f_3": "attention",
    }
    await world.run_at("2024-11-30 00:30")
    assert await world.covered("Uus Klient OÜ") == [days("2024-10-31", "2024-11-29")]


async def test_a_refresh_that_fails_stops_nothing(world: World) -> None:
    await world.set_up(refresh="import")
    world.sandbox.faults.json({"error": {"code": "permission_list_missing"}}, 403, "*/firms", times=None)
    report = await world.run_at("2024-10-31 00:30")
    assert report.counted == 3
    assert report.refreshed.startswith("The clients could not be refreshed first: The role of this user")


# --- pure -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "title"), [("en", "October"), ("et", "oktoober"), ("nb", "oktober")])
def test_titles_are_of_the_slot(language: str, title: str) -> None:
    period = Period(date(2024, 10, 1), date(2024, 11, 5), *days("2024-10-05", "2024-11-04"))
    assert title_of("{month} {year}, {period}", period, language) == f"{title} 2024, 10/2024"


def test_when_to_try_again() -> None:
    assert next_try([], NOON) == NOON
    assert next_try([NOON], NOON) == NOON + timedelta(hours=1)
    assert next_try([NOON, NOON + timedelta(hours=23)], NOON + timedelta(days=1)) == NOON + timedelta(days=1)
    tried = [NOON, NOON + timedelta(days=1)]
    assert next_try(tried, NOON + timedelta(days=1)) == NOON + timedelta(days=2)
    assert next_try(tried, NOON) == NOON, "the clock was ahead"
    ahead = [NOON + timedelta(days=90), *tried]
    assert next_try(ahead, tried[-1]) == NOON + timedelta(days=2), (
        "it was ahead at the first try: not hourly since"
    )


def test_the_first_and_the_newest_tries_are_kept() -> None:
    tries = list(range(KEPT + 3))
    assert outlived(tries) == [1, 2]
    assert outlived(tries[: KEPT + 1]) == []


async def test_what_is_set_later_by_a_clock_years_ahead_moves_no_run(world: World) -> None:
    """As where the plan is changed by the machine's clock, and runs are asked for with `--now`."""
    await world.set_up()
    await world.run_at("2024-10-31 00:30")
    world.at("2026-11-20 10:00")
    await world.configure(day="last-work-day", auto_complete=True)
    world.at("2024-11-15 12:00")
    assert spans(await world.summaries.preview("trigon", 1)) == [("2024-11-29", "2024-10-31", "2024-11-28")]
    assert (await world.summaries.plan("trigon")).next_title == "Volumes of November 2024"
    assert await world.summaries.due("trigon") == datetime(2024, 11, 28, 22, 30, tzinfo=UTC)
    await world.run_at("2024-11-29 00:30")
    assert (await world.covered("Aed OÜ"))[-1] == days("2024-10-31", "2024-11-28")
