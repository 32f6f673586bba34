"""Whose tasks a member sees and changes (P1.4)."""

import pytest

from app.core.errors import Refused
from app.work.queries import TaskCounts
from app.work.service import NewTask
from tests.work.conftest import KADRI, LIIS, MARTEN, TRUSTED, Office


@pytest.fixture
async def tasks(office: Office) -> dict[str, int]:
    """Liis manages one client and is a further member of another; the third is nobody's of hers."""
    managed = await office.client("Managed AS", manager_id=3)
    joined = await office.client("Joined AS", members=[3])
    foreign = await office.client("Foreign AS", manager_id=2)
    return {
        "managed": await office.task("managed", client_id=managed),
        "joined": await office.task("joined", client_id=joined, assignee_ids=(2,)),
        "own": await office.task("own", client_id=foreign, assignee_ids=(2, 3)),
        "own, no client": await office.task("own, no client", assignee_ids=(3,)),
        "foreign": await office.task("foreign", client_id=foreign, assignee_ids=(2,)),
        "firm's": await office.task("firm's"),
    }


THEIRS = {"managed", "joined", "own", "own, no client"}


async def test_a_member_sees_their_own(office: Office, tasks: dict[str, int]):
    assert set(await office.titles("open", LIIS)) == THEIRS
    assert await office.queries.counts(LIIS) == TaskCounts(0, 0, 4)
    for title, task_id in tasks.items():
        found = await office.queries.find(LIIS, title)
        assert (task_id in {each.id for each in found}) is (title in THEIRS)
        if title in THEIRS:
            assert (await office.detail(task_id, LIIS)).row.title == title
            continue
        for work in (office.queries.detail(LIIS, task_id), office.queries.history(LIIS, task_id)):
            with pytest.raises(Refused) as caught:
                await work
            assert caught.value.code == "no_right"


@pytest.mark.parametrize("actor", [KADRI, MARTEN, TRUSTED])
async def test_others_see_all(office: Office, tasks: dict[str, int], actor):
    assert set(await office.titles("open", actor)) == set(tasks)
    assert (await office.queries.counts(actor)).open == 6


async def test_a_member_changes_their_own(office: Office, tasks: dict[str, int]):
    field = await office.field("Note", "text")
    items = {}
    for title, task_id in tasks.items():
        await office.service.change(KADRI, task_id, {"checklist": ["x"]})
        items[title] = (await office.detail(task_id)).checklist[0].id
    await office.firm.set_setting(KADRI, "tasks.checklist_must_be_done", False)
    log = len(await office.log())
    service = office.service
    for title, task_id in tasks.items():
        for work in (
            lambda i=task_id: service.change(LIIS, i, {"important": True}),
            lambda i=task_id: service.set_field(LIIS, i, field, "x"),
            lambda i=items[title]: service.set_item(LIIS, i, done=True),
            lambda i=task_id: service.cancel(LIIS, [i]),
            lambda i=task_id: service.reopen(LIIS, [i]),
            lambda i=task_id: service.done(LIIS, [i]),
            lambda i=task_id: service.assign(LIIS, [i], [1, 3]),
            lambda i=task_id: service.delete(LIIS, [i]),
        ):
            if title in THEIRS:
                await work()
                continue
            with pytest.raises(Refused) as caught:
                await work()
            assert caught.value.code == "no_right"
    assert len(await office.log()) == log + 8 * len(THEIRS)
    assert set(await office.titles("all")) == {"foreign", "firm's"}


async def test_one_foreign_task_keeps_all_from_being_changed(office: Office, tasks: dict[str, int]):
    with pytest.raises(Refused):
        await office.service.cancel(LIIS, [tasks["own"], tasks["foreign"]])
    assert len(await office.titles("open")) == 6


async def test_where_a_member_adds_tasks(office: Office, tasks: dict[str, int]):
    clients = {row.title: row.client_id for row in await office.queries.rows(KADRI, scope="open")}
    for fine in (
        NewTask("1", client_id=clients["managed"]),
        NewTask("2", client_id=clients["joined"], assignee_ids=(2,)),
        NewTask("3", assignee_ids=(3,)),
    ):
        await office.service.add(LIIS, fine)
    log = await office.log()
    for refused in (
        NewTask("4", client_id=clients["foreign"], assignee_ids=(3,)),
        NewTask("5"),
        NewTask("6", assignee_ids=(2,)),
    ):
        with pytest.raises(Refused) as caught:
            await office.service.add(LIIS, refused)
        assert caught.value.code == "no_right"
        await office.service.add(TRUSTED, refused)
    assert len(await office.log()) == len(log) + 3


async def test_where_a_member_takes_tasks(office: Office, tasks: dict[str, int]):
    clients = {row.title: row.client_id for row in await office.queries.rows(KADRI, scope="open")}
    await office.service.change(LIIS, tasks["own, no client"], {"client_id": clients["managed"]})
    with pytest.raises(Refused):
        await office.service.change(LIIS, tasks["managed"], {"client_id": clients["foreign"]})
    with pytest.raises(Refused):  # nobody's: it would be lost to them
        await office.service.change(LIIS, tasks["managed"], {"client_id": None})
    await office.service.change(LIIS, tasks["managed"], {"client_id": None, "assignee_ids": (3,)})
    await office.service.change(LIIS, tasks["own"], {"assignee_ids": (2,)})  # handed on
    assert set(await office.titles("open", LIIS)) == THEIRS - {"own"}
