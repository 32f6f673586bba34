"""Writing tasks within others' transactions (P6.6)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.core.errors import KontorError, Refused
from app.core.rights import SCHEDULER
from app.work.queries import FieldValue
from app.work.tables import Task
from app.work.views import MadeTask, NewTask
from app.work.writing import ensure_number_field, ensure_topic, insert_tasks, set_values
from tests.stores import NOW
from tests.work.conftest import KADRI, MARTEN, Office

READ = datetime(2026, 11, 20, 3, tzinfo=UTC)


async def insert(office: Office, *tasks: NewTask) -> list[int]:
    return await office.write(lambda session: insert_tasks(session, SCHEDULER, NOW, tasks))


async def test_a_summary_task_as_a_run_makes_it(office: Office):
    client, topic = await office.client(), await office.topic("Volumes")
    payments, assets = await office.field("Payments"), await office.field("Assets")
    day = date(2026, 10, 31)
    made = MadeTask(
        "Volumes October 2026", client_id=client, topic_id=topic, assignee_ids=(2,), start=day, due=day,
        billing_date=date(2026, 10, 30), source="trigon", fields={payments: 12, assets: 3}, status="done",
        as_of={assets: READ},
    )  # fmt: skip
    (task_id,) = await insert(office, made)
    found = await office.detail(task_id)
    assert (found.row.status, found.row.done_at, found.row.source) == ("done", NOW, "trigon")
    assert (found.row.billing_date, found.row.overdue, found.obstacles) == (date(2026, 10, 30), False, ())
    assert found.fields == (
        FieldValue(assets, "Assets", "number", Decimal(3), "", READ),
        FieldValue(payments, "Payments", "number", Decimal(12), "", None),
    )
    action, entity, entity_id, changes = await office.last()
    assert (action, entity, entity_id) == ("add", "task", task_id)
    assert changes == {
        "title": (None, "Volumes October 2026"), "client_id": (None, client), "topic_id": (None, topic),
        "start": (None, "2026-10-31"), "due": (None, "2026-10-31"), "billing_date": (None, "2026-10-30"),
        "source": (None, "trigon"), "status": (None, "done"), "assignees": (None, [2]),
        "custom.Payments": (None, "12"), "custom.Assets": (None, "3"),
    }  # fmt: skip
    assert (await office.log())[-1].actor == "scheduler"


async def test_many_at_once_keep_their_order(office: Office):
    field = await office.field()
    tasks = [
        NewTask(f"T{n}", assignee_ids=(1,) if n % 2 else (), checklist=("a", "b")[: n % 3], fields={field: n})
        for n in range(700)
    ]
    first = await office.task("Before")
    ids = await insert(office, *tasks)
    assert ids == list(range(first + 1, first + 701))
    for number, each in enumerate(await office.queries.details(KADRI, ids)):
        assert each.row.title == f"T{number}"
        assert each.row.assignee_ids == ((1,) if number % 2 else ())
        assert [item.text for item in each.checklist] == ["a", "b"][: number % 3]
        assert each.fields[0].number == number
    assert [e.entity_id for e in await office.log(entity="task", limit=10_000)] == [first, *ids]


async def test_ids_are_not_used_again(office: Office):
    first, second = await insert(office, NewTask("A"), NewTask("B"))
    await office.service.delete(KADRI, [second])
    (third,) = await insert(office, NewTask("C"))
    assert third not in {first, second}


async def test_one_that_cannot_be_keeps_all_out(office: Office):
    await office.field()
    log = await office.log()
    for wrong in (
        NewTask(""), NewTask("X", client_id=9), NewTask("X", topic_id=9), NewTask("X", assignee_ids=(9,)),
        NewTask("X", fields={9: 1}), NewTask("X", fields={1: Decimal("0.00001")}),
        NewTask("X", start=date(2026, 1, 2), due=date(2026, 1, 1)),
    ):  # fmt: skip
        with pytest.raises(KontorError):
            await insert(office, NewTask("Fine"), wrong)
    assert (await office.titles("all"), await office.log()) == ([], log)


async def test_a_plan_goes_on_with_what_was_archived_since(office: Office):
    topic, field = await office.topic(), await office.field()
    await office.service.change_topic(KADRI, topic, {"archived": True})
    await office.service.change_task_field(KADRI, field, {"archived": True})
    (task_id,) = await insert(office, NewTask("X", topic_id=topic, fields={field: 1}))
    assert (await office.row(task_id)).topic == "Accounting"
    with pytest.raises(KontorError):
        await office.write(
            lambda s: insert_tasks(s, SCHEDULER, NOW, [NewTask("X", topic_id=topic)], in_use=True)
        )


async def test_nothing_to_insert(office: Office):
    assert await insert(office) == []


# --- values -----------------------------------------------------------------------------------------


async def test_values_of_a_recount(office: Office):
    one, other = await office.field("One"), await office.field("Other")
    (task_id,) = await insert(office, NewTask("X", fields={one: 1, other: 2}))
    later = NOW + timedelta(days=1)

    async def changed_at() -> datetime:
        return await office.store.read(lambda session: session.get_one(Task, task_id).changed_at)

    def put(values, as_of=None):
        return office.write(lambda s: set_values(s, MARTEN, later, task_id, values, as_of))

    log = await office.log()
    assert await put({one: Decimal(1), other: 2}, READ) is False
    assert await office.log() == log
    assert await changed_at() == NOW
    assert (await office.detail(task_id)).fields[0].as_of is None
    assert await put({one: 5, other: 2}, READ) is True
    assert await changed_at() == later
    assert (await office.last())[2:] == (task_id, {"custom.One": ("1", "5")})
    assert (await office.detail(task_id)).fields == (
        FieldValue(one, "One", "number", Decimal(5), "", READ),
        FieldValue(other, "Other", "number", Decimal(2), "", None),
    )
    assert await put({other: None}) is True
    assert [value.name for value in (await office.detail(task_id)).fields] == ["One"]
    assert (await office.last())[3] == {"custom.Other": ("2", None)}


# --- made when they are missing -----------------------------------------------------------------------


async def test_a_topic_is_made_once(office: Office):
    def ensure(name: str):
        return office.write(lambda s: ensure_topic(s, MARTEN, NOW, name))

    made = await ensure(" Volumes ")
    assert (await office.last())[:3] == ("add", "topic", made)
    log = await office.log()
    assert await ensure("VOLUMES") == made
    assert await office.log() == log
    await office.service.change_topic(KADRI, made, {"archived": True})
    assert await ensure("Volumes") == made
    assert (await office.last())[2:] == (made, {"archived": (True, False)})
    assert [(t.name, t.archived) for t in await office.service.topics()] == [("Volumes", False)]
    with pytest.raises(KontorError) as caught:
        await ensure(" ")
    assert caught.value.code == "no_name"


async def test_a_number_field_is_made_once(office: Office):
    def ensure(name: str):
        return office.write(lambda s: ensure_number_field(s, MARTEN, NOW, name))

    made = await ensure("Payments")
    assert (await office.last())[:3] == ("add", "task_field", made)
    assert await ensure("payments") == made
    await office.service.change_task_field(KADRI, made, {"archived": True})
    assert await ensure("payments") == made
    (field,) = await office.service.task_fields()
    assert (field.kind, field.name, field.archived) == ("number", "Payments", False)
    await office.field("Note", "text")
    with pytest.raises(Refused) as caught:
        await ensure("NOTE")
    assert caught.value.code == "not_a_number_field"
    assert "Note" in caught.value.message
