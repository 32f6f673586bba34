"""Done, reopened, cancelled, deleted (P5.3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.core.errors import Refused
from app.core.events import TasksChanged
from app.core.rights import SCHEDULER
from app.summaries.tables import LedgerEntry
from app.work.service import Done, Refusal
from app.work.tables import ChecklistItem, Task, TaskAssignee, TaskFieldValue
from tests.stores import NOW
from tests.work.conftest import KADRI, LIIS, MARTEN, Office


async def test_done_says_when_and_who(office: Office):
    task_id = await office.task()
    office.clock.turn(timedelta(hours=2))
    assert await office.service.done(MARTEN, [task_id]) == Done((task_id,), ())
    row = await office.row(task_id)
    assert (row.status, row.done_at) == ("done", NOW + timedelta(hours=2))
    assert await office.store.read(lambda session: session.get_one(Task, task_id).done_by) == 2
    assert await office.last() == ("edit", "task", task_id, {"status": ("open", "done")})
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))]


async def test_done_twice_is_done_once(office: Office):
    task_id = await office.task()
    await office.service.done(MARTEN, [task_id])
    log = await office.log()
    office.heard.since()
    office.clock.turn(timedelta(hours=2))
    assert await office.service.done(KADRI, [task_id]) == Done((), ())
    assert (await office.row(task_id)).done_at == NOW
    assert (await office.log(), office.heard.since()) == (log, [])


async def test_done_is_refused_with_its_reason_and_the_others_go_on(office: Office):
    strict = await office.client("Strict AS", topic_mandatory=True)
    plain = await office.client("Plain AS")
    topic = await office.topic()
    fine = await office.task("Fine", client_id=plain)
    with_topic = await office.task("With topic", client_id=strict, topic_id=topic)
    without = await office.task("Without", client_id=strict, checklist=("Bank",))
    listed = await office.task("Listed", checklist=("Bank", "Cash"))
    item = (await office.detail(listed)).checklist[0]
    await office.service.set_item(KADRI, item.id, done=True)
    cancelled = await office.task("Cancelled")
    await office.service.cancel(KADRI, [cancelled])
    office.heard.since()
    result = await office.service.done(KADRI, [fine, with_topic, without, listed, cancelled])
    assert result.done == (fine, with_topic)
    assert result.refused == (
        Refusal(
            without,
            "Without",
            "1 item of the checklist is open. The client wants a topic on every task.",
        ),
        Refusal(listed, "Listed", "1 item of the checklist is open."),
        Refusal(cancelled, "Cancelled", "The task is cancelled; reopen it first."),
    )
    assert office.heard.since() == [TasksChanged(frozenset({fine, with_topic}))]
    assert await office.titles("open") == ["Without", "Listed"]
    assert (await office.detail(listed)).obstacles == ("1 item of the checklist is open.",)
    assert (await office.detail(without)).obstacles == (
        "1 item of the checklist is open.",
        "The client wants a topic on every task.",
    )
    assert (await office.detail(fine)).obstacles == ()


async def test_the_firm_may_do_without_checklists(office: Office):
    task_id = await office.task(checklist=("Bank",))
    await office.firm.set_setting(KADRI, "tasks.checklist_must_be_done", False)
    assert (await office.detail(task_id)).obstacles == ()
    assert (await office.service.done(KADRI, [task_id])).done == (task_id,)


async def test_once_everything_is_there_it_is_done(office: Office):
    client = await office.client(topic_mandatory=True)
    task_id = await office.task(client_id=client, checklist=("Bank",))
    assert (await office.service.done(KADRI, [task_id])).done == ()
    await office.service.set_item(KADRI, (await office.detail(task_id)).checklist[0].id, done=True)
    await office.service.change(KADRI, task_id, {"topic_id": await office.topic()})
    assert (await office.service.done(KADRI, [task_id])).done == (task_id,)


async def test_reopening_takes_done_back(office: Office):
    done, cancelled, still_open = [await office.task(title) for title in "ABC"]
    await office.service.done(KADRI, [done])
    await office.service.cancel(KADRI, [cancelled])
    office.heard.since()
    assert await office.service.reopen(MARTEN, [done, cancelled, still_open]) == 2
    assert office.heard.since() == [TasksChanged(frozenset({done, cancelled}))]
    assert await office.titles("open") == ["A", "B", "C"]
    row = await office.row(done)
    assert row.done_at is None
    assert await office.store.read(lambda session: session.get_one(Task, done).done_by) is None
    changes = {e.entity_id: e.changes for e in (await office.log())[-2:]}
    assert changes == {done: {"status": ("done", "open")}, cancelled: {"status": ("cancelled", "open")}}


async def test_cancelled_tasks_leave_the_lists(office: Office):
    task_id = await office.task(due=date(2026, 11, 20))
    assert await office.service.cancel(KADRI, [task_id]) == 1
    for scope in ("today", "overdue", "open", "done"):
        assert await office.titles(scope) == []
    assert await office.titles("all") == ["VAT return"]
    assert await office.service.cancel(KADRI, [task_id]) == 0


async def test_deleting_takes_all_with_it_but_the_history(office: Office):
    field = await office.field()
    task_id = await office.task(
        assignee_ids=(1,), checklist=("Bank",), fields={field: 1}, due=date(2026, 12, 1)
    )
    other = await office.task("Other")
    assert await office.service.delete(KADRI, [task_id]) == 1
    assert await office.titles("all") == ["Other"]

    def left(session) -> list[int]:
        kinds = (TaskAssignee, ChecklistItem, TaskFieldValue)
        return [session.scalar(select(func.count()).select_from(kind)) for kind in kinds]

    assert await office.store.read(left) == [0, 0, 0]
    assert await office.last() == (
        "delete", "task", task_id,
        {"title": ("VAT return", None), "due": ("2026-12-01", None), "status": ("open", None),
         "assignees": ([1], None), "checklist": (["[ ] Bank"], None), "custom.Payments": ("1", None)},
    )  # fmt: skip
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))]
    await office.service.delete(KADRI, [other])
    assert await office.task("New") not in {task_id, other}  # whose history is another's


async def test_a_task_that_stands_for_covered_days_stays(office: Office):
    client = await office.client()
    kept, free = await office.task("Volumes", client_id=client), await office.task("Free")
    day = date(2026, 10, 1)
    entry = LedgerEntry(
        client_id=client, integration="trigon", remote_id="f", slot=day, run_date=date(2026, 10, 31),
        first_day=day, last_day=date(2026, 10, 30), counts={}, fields={}, task_id=kept,
        fetched_at=datetime(2026, 10, 31, tzinfo=UTC),
    )  # fmt: skip
    await office.write(lambda session: session.add(entry))
    log = await office.log()
    with pytest.raises(Refused) as caught:
        await office.service.delete(KADRI, [free, kept])
    assert caught.value.code == "in_use"
    assert caught.value.message == "Volumes cannot be deleted: 1 covered period would be lost."
    assert await office.titles("all") == ["Volumes", "Free"]
    assert (await office.log(), office.heard.since()) == (log, [])
    assert await office.service.delete(KADRI, [free]) == 1


async def test_thousands_are_told_as_many(office: Office):
    from app.work.views import NewTask
    from app.work.writing import insert_tasks

    tasks = [NewTask(f"T{n}") for n in range(1001)]
    ids = await office.write(lambda session: insert_tasks(session, SCHEDULER, NOW, tasks))
    assert len((await office.service.done(KADRI, ids)).done) == 1001
    assert office.heard.since() == [TasksChanged(None)]


async def test_own_tasks_are_done_by_their_member(office: Office):
    own, others = await office.task(assignee_ids=(3,)), await office.task("Other")
    assert (await office.service.done(LIIS, [own])).done == (own,)
    with pytest.raises(Refused) as caught:
        await office.service.done(LIIS, [others])
    assert caught.value.code == "no_right"
