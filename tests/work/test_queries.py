"""What lists show of tasks (P5.3, P2.4)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import event, update

from app.core.errors import NotFound, WrongUsage
from app.core.rights import SCHEDULER
from app.work.queries import FoundTask, TaskCounts
from app.work.reading import MANY
from app.work.tables import Task
from app.work.views import MadeTask, NewTask
from app.work.writing import insert_tasks
from tests.stores import NOW
from tests.work.conftest import INGRID, KADRI, Office

TODAY = date(2026, 11, 20)


async def test_scopes(office: Office):
    for title, values in {
        "due yesterday": {"due": TODAY - timedelta(1)},
        "due today": {"due": TODAY},
        "begins today": {"start": TODAY, "due": TODAY + timedelta(3)},
        "begins today, no due day": {"start": TODAY},
        "under way": {"start": TODAY - timedelta(3), "due": TODAY + timedelta(3)},
        "tomorrow": {"start": TODAY + timedelta(1), "due": TODAY + timedelta(4)},
        "some day": {},
    }.items():
        await office.task(title, **values)
    done = await office.task("done", due=TODAY)
    await office.service.done(KADRI, [done])
    cancelled = await office.task("cancelled", due=TODAY - timedelta(1))
    await office.service.cancel(KADRI, [cancelled])
    assert await office.titles("today") == ["due today", "begins today", "begins today, no due day"]
    assert await office.titles("overdue") == ["due yesterday"]
    assert await office.titles("open") == [
        "due yesterday", "due today", "begins today", "under way", "tomorrow", "begins today, no due day",
        "some day",
    ]  # fmt: skip
    assert await office.titles("done") == ["done"]
    assert len(await office.titles("all")) == 9
    assert await office.queries.counts(KADRI) == TaskCounts(today=3, overdue=1, open=7)
    overdue = {row.title for row in await office.queries.rows(KADRI, scope="all") if row.overdue}
    assert overdue == {"due yesterday"}
    with pytest.raises(WrongUsage):
        await office.titles("tomorrow")


async def test_the_day_ends_in_the_firms_zone(office: Office):
    await office.task(due=TODAY)
    office.clock.turn(datetime(2026, 11, 20, 21, 59, tzinfo=UTC) - NOW)  # 23:59 in Tallinn
    assert await office.queries.counts(KADRI) == TaskCounts(today=1, overdue=0, open=1)
    office.clock.turn(timedelta(minutes=1))
    assert await office.queries.counts(KADRI) == TaskCounts(today=0, overdue=1, open=1)
    await office.firm.change(KADRI, {"time_zone": "Europe/Oslo"})
    assert await office.queries.counts(KADRI) == TaskCounts(today=1, overdue=0, open=1)


async def test_the_order_of_lists(office: Office):
    for title, values in {
        "late": {"due": TODAY, "due_minute": 900},
        "any time": {"due": TODAY},
        "early": {"due": TODAY, "due_minute": 0},
        "before": {"due": TODAY - timedelta(2)},
        "never": {},
    }.items():
        await office.task(title, **values)
    assert await office.titles("open") == ["before", "early", "late", "any time", "never"]
    assert await office.titles("open", limit=2) == ["before", "early"]
    assert await office.titles("open", limit=0) == []
    ids = {row.title: row.id for row in await office.queries.rows(KADRI, scope="open")}
    for title in ("never", "late", "before"):
        office.clock.turn(timedelta(minutes=1))
        await office.service.done(KADRI, [ids[title]])
    assert await office.titles("done") == ["before", "late", "never"]


async def test_lists_of_one_client_and_of_one_member(office: Office):
    one, other = await office.client("One AS"), await office.client("Other AS")
    await office.task("A", client_id=one, assignee_ids=(1, INGRID))
    await office.task("B", client_id=other, assignee_ids=(INGRID,))
    await office.task("C")
    assert await office.titles("open", client_id=one) == ["A"]
    assert await office.titles("all", client_id=other) == ["B"]
    assert await office.titles("open", assignee_id=INGRID) == ["A", "B"]
    assert await office.titles("open", assignee_id=1) == ["A"]
    assert (await office.queries.counts(KADRI, assignee_id=INGRID)).open == 2


async def test_a_deactivated_clients_tasks_leave_the_lists_and_come_back(office: Office):
    client = await office.client()
    await office.task("Overdue", client_id=client, due=TODAY - timedelta(1))
    await office.task("Today", client_id=client, due=TODAY)
    await office.task("Future", client_id=client, start=TODAY + timedelta(30))
    done = await office.task("Done", client_id=client)
    await office.service.done(KADRI, [done])
    await office.task("Own work", due=TODAY)
    before = {scope: await office.titles(scope) for scope in ("today", "overdue", "open", "done", "all")}
    counts = await office.queries.counts(KADRI)
    assert counts == TaskCounts(today=2, overdue=1, open=4)
    await office.clients.deactivate(KADRI, [client])
    assert [await office.titles(scope) for scope in before] == [
        ["Own work"], [], ["Own work"], ["Done"], ["Own work", "Done"],
    ]  # fmt: skip
    assert await office.queries.counts(KADRI) == TaskCounts(today=1, overdue=0, open=1)
    assert [found.title for found in await office.queries.find(KADRI, "o")] == ["Own work", "Done"]
    assert await office.titles("open", client_id=client) == []
    assert len(await office.titles("all", client_id=client)) == 4  # the client's own tab keeps everything
    await office.clients.activate(KADRI, [client])
    assert {scope: await office.titles(scope) for scope in before} == before
    assert await office.queries.counts(KADRI) == counts


async def test_finding(office: Office):
    client = await office.client("Õnne AS")
    late = await office.task("Käibemaks detsember", client_id=client, due=TODAY)
    done = await office.task("käibemaks november")
    await office.service.done(KADRI, [done])
    inner = await office.task("Kontrolli KÄIBEMAKS")
    found = await office.queries.find(KADRI, " KÄIBE ")
    assert found == (
        FoundTask(late, "Käibemaks detsember", "Õnne AS", "open", TODAY),
        FoundTask(inner, "Kontrolli KÄIBEMAKS", "", "open", None),
        FoundTask(done, "käibemaks november", "", "done", None),
    )
    assert await office.queries.find(KADRI, "käibe", limit=1) == found[:1]
    assert await office.queries.find(KADRI, "  ") == ()
    assert await office.queries.find(KADRI, "100%") == ()


async def test_details_come_in_the_order_asked_for(office: Office):
    client = await office.client(registration_code="10421629")
    a, b = await office.task("A", client_id=client, checklist=("x",)), await office.task("B")
    found = await office.queries.details(KADRI, [b, a, b])
    assert [each.row.title for each in found] == ["B", "A", "B"]
    assert [each.registration_code for each in found] == ["", "10421629", ""]
    assert [len(each.checklist) for each in found] == [0, 1, 0]
    with pytest.raises(NotFound):
        await office.queries.details(KADRI, [a, 99])


async def test_lists_say_the_same_as_the_row(office: Office):
    """SQL and Python are two ways to the same rule: every task there can be by its days and status."""
    days = [None, *(TODAY + timedelta(n) for n in range(-2, 3))]
    every = list(product(days, days, ("open", "done", "cancelled")))
    ids = await office.write(
        lambda session: insert_tasks(session, SCHEDULER, NOW, [NewTask("X")] * len(every))
    )

    def work(session) -> None:
        for task_id, (start, due, status) in zip(ids, every, strict=True):
            values = {"start": start, "due": due, "status": status}  # also those that nobody can make
            session.execute(update(Task).where(Task.id == task_id).values(**values))

    await office.write(work)
    scopes = ("today", "overdue", "open", "done", "all")
    lists = {scope: {r.id: r for r in await office.queries.rows(KADRI, scope=scope)} for scope in scopes}
    for task_id, (start, due, status) in zip(ids, every, strict=True):
        is_open = status == "open"
        overdue = is_open and due is not None and due < TODAY
        there = {
            "open": is_open,
            "overdue": overdue,
            "today": is_open and TODAY in {due, start} and not overdue,
            "done": status == "done",
            "all": True,
        }
        assert {scope: task_id in lists[scope] for scope in scopes} == there
        assert lists["all"][task_id].overdue is overdue
    counts = await office.queries.counts(KADRI)
    assert (counts.today, counts.overdue, counts.open) == tuple(len(lists[s]) for s in scopes[:3])


async def test_a_list_takes_the_same_statements_however_long(office: Office):
    client, topic, field = await office.client(), await office.topic(), await office.field()

    def made(count: int) -> list[NewTask]:
        return [
            MadeTask(f"T{n}", client_id=client, topic_id=topic, assignee_ids=(1, 2), checklist=("x",),
                     fields={field: n}, due=TODAY)
            for n in range(count)
        ]  # fmt: skip

    await office.write(lambda session: insert_tasks(session, SCHEDULER, NOW, made(2)))
    with counted(office) as few:
        await office.queries.rows(KADRI, scope="all")
        await office.queries.details(KADRI, [1, 2])
    more = await office.write(lambda session: insert_tasks(session, SCHEDULER, NOW, made(500)))
    with counted(office) as many:
        assert len(await office.queries.rows(KADRI, scope="all")) == 502
        await office.queries.details(KADRI, more)
    assert len(many) == len(few) <= 30


async def test_more_than_a_statement_takes_values(office: Office):
    tasks = [NewTask(f"T{n}", checklist=("x",), assignee_ids=(1 + n % 2,)) for n in range(MANY + 5)]
    ids = await office.write(lambda session: insert_tasks(session, SCHEDULER, NOW, tasks))
    rows = await office.queries.rows(KADRI, scope="open")
    assert [(r.id, r.assignee_ids, r.checklist_total) for r in rows] == [
        (id_, (1 + n % 2,), 1) for n, id_ in enumerate(ids)
    ]


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Statements of readers."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_more) -> None:
        said.append(statement)

    event.listen(office.store.reader, "before_cursor_execute", note)
    yield said
    event.remove(office.store.reader, "before_cursor_execute", note)
