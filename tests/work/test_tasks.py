"""Adding and changing tasks (P5.3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.core.errors import KontorError, NotFound
from app.core.events import TasksChanged
from app.work.queries import FieldValue, TaskRow
from app.work.service import NewTask
from tests.stores import NOW
from tests.work.conftest import GONE, INGRID, KADRI, MARTEN, Office

DUE = date(2026, 12, 20)


async def test_everything_of_a_new_task_is_kept(office: Office):
    task_id, ids = await office.full()
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))]
    found = await office.detail(task_id)
    assert found.row == TaskRow(
        id=task_id, title="VAT return", client_id=ids["client"], client="Kuldne Kringel OÜ",
        client_mark="KULD", topic_id=ids["topic"], topic="Accounting",
        assignees=("Ingrid Solheim", "Kadri Tamm"), assignee_ids=(INGRID, 1), start=date(2026, 12, 1), due=DUE,
        due_minute=990, billing_date=date(2026, 11, 30), status="open", important=True, extra_work=True,
        source="", overdue=False, checklist_done=0, checklist_total=2, done_at=None,
    )  # fmt: skip
    assert (found.description, found.estimate_seconds) == ("Line one\n\nLine two", 5400)
    assert [(item.text, item.done) for item in found.checklist] == [("Bank", False), ("Cash", False)]
    assert found.fields == (
        FieldValue(ids["number"], "Payments", "number", Decimal("1234.5"), "", None),
        FieldValue(ids["check"], "Sent", "checkbox", None, "yes", None),
    )
    assert found.created_at == NOW


async def test_a_new_task_is_in_the_audit_log(office: Office):
    task_id, ids = await office.full()
    assert await office.last() == (
        "add",
        "task",
        task_id,
        {
            "title": (None, "VAT return"),
            "client_id": (None, ids["client"]),
            "topic_id": (None, ids["topic"]),
            "start": (None, "2026-12-01"),
            "due": (None, "2026-12-20"),
            "due_minute": (None, 990),
            "billing_date": (None, "2026-11-30"),
            "description": (None, "Line one\n\nLine two"),
            "important": (None, True),
            "extra_work": (None, True),
            "estimate_seconds": (None, 5400),
            "assignees": (None, [1, INGRID]),
            "checklist": (None, ["[ ] Bank", "[ ] Cash"]),
            "custom.Payments": (None, "1234.5"),
            "custom.Sent": (None, "yes"),
        },
    )
    entry = (await office.log(entity="task"))[0]
    assert (entry.actor, entry.member_id, entry.title, entry.at) == ("Marten Saar", 2, "VAT return", NOW)


async def test_a_title_is_enough(office: Office):
    task_id = await office.task("Backup")
    row = await office.row(task_id)
    assert (row.client, row.client_id, row.topic, row.assignees, row.due) == ("", None, "", (), None)
    assert (await office.last())[3] == {"title": (None, "Backup")}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"title": "x" * 401}, "too_long"),
        ({"description": "x" * 20_001}, "too_long"),
        ({"start": DUE, "due": DUE - timedelta(1)}, "due_before_start"),
        ({"due_minute": 60}, "no_due_day"),
        ({"due": DUE, "due_minute": 1440}, "no_time"),
        ({"due": DUE, "due_minute": -1}, "no_time"),
        ({"estimate_seconds": -1}, "unfit_estimate"),
        ({"client_id": 99}, "unknown_client"),
        ({"topic_id": 99}, "unknown_topic"),
        ({"assignee_ids": (99,)}, "unknown_member"),
        ({"assignee_ids": (GONE,)}, "inactive_member"),
        ({"fields": {99: 1}}, "unknown_field"),
        ({"fields": {1: "many"}}, "unfit_value"),
        ({"fields": {1: Decimal("0.00001")}}, "too_fine"),
        ({"checklist": ("x" * 401,)}, "too_long"),
    ],
)
async def test_what_cannot_be_a_task(office: Office, values, code: str):
    """Neither a new one nor one that is changed; nothing is written of it."""
    await office.field("Payments")
    task_id = await office.task()
    log, before = await office.log(), await office.detail(task_id)
    for work in (
        office.service.add(KADRI, NewTask(**{"title": "X", **values})),
        office.service.change(KADRI, task_id, {"important": True, **values}),
    ):
        with pytest.raises(KontorError) as caught:
            await work
        assert caught.value.code == code
        assert caught.value.message
        assert caught.value.hint
    assert (await office.log(), await office.detail(task_id)) == (log, before)
    assert await office.titles("all") == ["VAT return"]
    assert office.heard.since() == []


async def test_a_value_that_does_not_fit_names_its_field(office: Office):
    field = await office.field("Payments")
    with pytest.raises(KontorError) as caught:
        await office.task(fields={field: "many"})
    assert caught.value.message == "Payments: many does not fit this field."


async def test_due_on_the_day_it_starts(office: Office):
    task_id = await office.task(start=DUE, due=DUE, due_minute=0)
    assert (await office.row(task_id)).due_minute == 0


async def test_the_archive_is_not_for_new_tasks(office: Office):
    topic, field = await office.topic(), await office.field()
    task_id = await office.task(topic_id=topic, fields={field: 1})
    await office.service.change_topic(KADRI, topic, {"archived": True})
    await office.service.change_task_field(KADRI, field, {"archived": True})
    other = await office.task("Other")
    for work in (
        office.service.add(KADRI, NewTask("X", topic_id=topic)),
        office.service.add(KADRI, NewTask("X", fields={field: 1})),
        office.service.change(KADRI, other, {"topic_id": topic}),
    ):
        with pytest.raises(KontorError) as caught:
            await work
        assert caught.value.code == "archived"
    # what has them goes on
    await office.service.change(KADRI, task_id, {"title": "New", "topic_id": topic, "fields": {field: 2}})
    found = await office.detail(task_id)
    assert (found.row.title, found.row.topic, found.fields[0].number) == ("New", "Accounting", 2)


async def test_only_differences_are_written(office: Office):
    task_id, ids = await office.full()
    office.heard.since()
    office.clock.turn(timedelta(hours=1))
    await office.service.change(
        KADRI,
        task_id,
        {
            "title": "VAT return",
            "due": date(2026, 12, 21),
            "important": False,
            "topic_id": None,
            "assignee_ids": [1],
            "fields": {ids["number"]: "", ids["check"]: True},
        },
    )
    assert await office.last() == (
        "edit",
        "task",
        task_id,
        {
            "due": ("2026-12-20", "2026-12-21"),
            "important": (True, False),
            "topic_id": (ids["topic"], None),
            "assignees": ([1, INGRID], [1]),
            "custom.Payments": ("1234.5", None),
        },
    )
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))]
    found = await office.detail(task_id)
    assert [value.name for value in found.fields] == ["Sent"]
    assert (found.row.due, found.row.topic, found.row.assignee_ids) == (date(2026, 12, 21), "", (1,))
    assert await office.changed_at(task_id) == NOW + timedelta(hours=1)


async def test_nothing_that_changes_writes_nothing(office: Office):
    task_id, ids = await office.full()
    office.heard.since()
    log = await office.log()
    office.clock.turn(timedelta(hours=1))
    found = await office.detail(task_id)
    await office.service.change(
        KADRI,
        task_id,
        {
            "title": " VAT return",
            "client_id": ids["client"],
            "due": DUE,
            "due_minute": 990,
            "description": found.description,
            "estimate_seconds": 5400,
            "assignee_ids": (1, INGRID),
            "checklist": ("Bank", "Cash"),
            "fields": {ids["number"]: Decimal("1234.50"), ids["check"]: "yes"},
        },
    )
    await office.service.change(KADRI, task_id, {})
    await office.service.set_field(KADRI, task_id, ids["number"], "1234,5")
    await office.service.set_item(KADRI, found.checklist[0].id, done=False)
    await office.service.assign(KADRI, [task_id], [INGRID, 1])
    await office.service.reopen(KADRI, [task_id])
    assert (await office.log(), office.heard.since()) == (log, [])
    assert await office.changed_at(task_id) == NOW


async def test_a_time_goes_with_its_day(office: Office):
    task_id, _ids = await office.full()
    await office.service.change(KADRI, task_id, {"due": None})
    row = await office.row(task_id)
    assert (row.due, row.due_minute) == (None, None)
    with pytest.raises(KontorError):
        await office.service.change(KADRI, task_id, {"due_minute": 60})


async def test_a_start_after_the_due_day_that_is_there(office: Office):
    task_id, _ids = await office.full()
    with pytest.raises(KontorError) as caught:
        await office.service.change(KADRI, task_id, {"start": DUE + timedelta(1)})
    assert caught.value.code == "due_before_start"


@pytest.mark.parametrize("name", ["source", "status", "done_at", "colour"])
async def test_what_is_not_changed_so(office: Office, name: str):
    task_id = await office.task()
    with pytest.raises(KontorError) as caught:
        await office.service.change(KADRI, task_id, {name: "done"})
    assert caught.value.code == "unknown_field"


async def test_an_inactive_member_may_stay(office: Office):
    """On a task that was done while they were there, for one; on no other."""
    task_id, other = await office.task(assignee_ids=(3,)), await office.task("Other")
    await office.service.done(KADRI, [task_id])
    await office.firm.change_member(KADRI, 3, {"status": "inactive"})
    await office.service.change(KADRI, task_id, {"assignee_ids": (3, 1)})
    assert (await office.row(task_id)).assignee_ids == (1, 3)
    for work in (
        office.service.assign(KADRI, [other], [3]),
        office.service.assign(KADRI, [task_id, other], [1, 3]),
        office.service.change(KADRI, other, {"assignee_ids": [3]}),
    ):
        with pytest.raises(KontorError) as caught:
            await work
        assert caught.value.code == "inactive_member"
    assert (await office.row(other)).assignee_ids == ()


async def test_assigning_many(office: Office):
    ids = [await office.task(f"T{n}", assignee_ids=held) for n, held in enumerate([(1,), (1, 2), (2,), ()])]
    assert await office.service.assign(MARTEN, ids, [2, 2]) == 3
    assert office.heard.since() == [TasksChanged(frozenset({ids[0], ids[1], ids[3]}))]
    assert [(await office.row(id_)).assignee_ids for id_ in ids] == [(2,)] * 4
    changes = {e.entity_id: e.changes for e in await office.log(entity="task", action="edit")}
    assert changes == {
        ids[0]: {"assignees": ([1], [2])},
        ids[1]: {"assignees": ([1, 2], [2])},
        ids[3]: {"assignees": ([], [2])},
    }
    assert await office.service.assign(MARTEN, ids[:1], []) == 1
    assert (await office.row(ids[0])).assignees == ()


async def test_what_is_not_there(office: Office):
    for work in (
        office.queries.detail(KADRI, 9),
        office.queries.history(KADRI, 9),
        office.service.change(KADRI, 9, {"title": "X"}),
        office.service.set_field(KADRI, 9, 1, 1),
        office.service.assign(KADRI, [9], []),
        office.service.done(KADRI, [9]),
        office.service.reopen(KADRI, [9]),
        office.service.cancel(KADRI, [9]),
        office.service.delete(KADRI, [9]),
    ):
        with pytest.raises(NotFound) as caught:
            await work
        assert caught.value.code == "unknown_task"
