"""Whatever is done to a task, the audit log tells it whole: its entries, one after the other, give the task (P1.6)."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from app.core.errors import KontorError
from app.work.field_values import said
from app.work.recorded import recorded, ticked
from app.work.service import NewTask
from tests.work.conftest import INGRID, KADRI, Office

NOTHING = {
    "status": "open", "description": "", "important": False, "extra_work": False, "assignees": [],
    "checklist": [],
}  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
async def test_the_log_gives_the_task(office: Office, seed: int):
    chance = Random(seed)
    clients = [None, await office.client("One AS"), await office.client("Other AS", topic_mandatory=True)]
    topics = [None, await office.topic("A"), await office.topic("B")]
    fields = {
        await office.field("Payments"): ["0", "1", "2,5"],
        await office.field("Sent", "checkbox"): ["yes", "no"],
    }
    task_id = await office.service.add(KADRI, NewTask("Begun", checklist=("Bank",), due=date(2026, 12, 1)))
    for _step in range(25):
        office.heard.since()
        before, entries = await seen(office, task_id), len(await office.log())
        try:
            await one_step(office, task_id, chance, clients, topics, fields)
        except KontorError:
            assert (await seen(office, task_id), len(await office.log())) == (before, entries)
        after = await seen(office, task_id)
        written = len(await office.log()) - entries
        assert written == (after != before) == len(office.heard.since())
        assert await told(office, task_id) == after


async def one_step(office: Office, task_id: int, chance: Random, clients, topics, fields) -> None:
    service, field = office.service, chance.choice(list(fields))
    items = (await office.detail(task_id)).checklist
    day = chance.choice([None, date(2026, 12, 1) + timedelta(chance.randint(-3, 3))])
    changes: list[dict[str, Any]] = [
        {"title": chance.choice(["Begun", "Other", " "])},
        {"client_id": chance.choice(clients), "topic_id": chance.choice(topics)},
        {"start": day},
        {"due": day, "due_minute": chance.choice([None, 0, 600])},
        {
            "billing_date": day,
            "important": chance.random() < 0.5,
            "estimate_seconds": chance.choice([None, 60]),
        },
        {"assignee_ids": chance.sample([1, 2, 3, INGRID], chance.randint(0, 3))},
        {"checklist": chance.choices(["Bank", "Cash", "Loans"], k=chance.randint(0, 4))},
        {"fields": {field: chance.choice([*fields[field], "", "many"])}, "extra_work": chance.random() < 0.5},
    ]
    steps = [
        *(lambda each=each: service.change(KADRI, task_id, each) for each in changes),
        *(lambda item=item: service.set_item(KADRI, item.id, done=not item.done) for item in items[:2]),
        lambda: service.done(KADRI, [task_id]),
        lambda: service.cancel(KADRI, [task_id]),
        lambda: service.reopen(KADRI, [task_id]),
        lambda: service.assign(KADRI, [task_id], [2]),
    ]
    await chance.choice(steps)()


async def seen(office: Office, task_id: int) -> dict[str, Any]:
    """The task in the form of the log, without what is empty."""
    found = await office.detail(task_id)
    row = found.row
    names = ("title", "client_id", "topic_id", "start", "due", "due_minute", "billing_date", "status", "important",
             "extra_work")  # fmt: skip
    whole = {name: recorded(getattr(row, name)) for name in names}
    whole |= {"description": found.description, "estimate_seconds": found.estimate_seconds}
    whole |= {"assignees": sorted(row.assignee_ids)}
    whole |= {"checklist": ticked((item.text, item.done) for item in found.checklist)}
    whole |= {f"custom.{each.name}": said((each.number, each.text)) for each in found.fields}
    return {name: value for name, value in whole.items() if value != NOTHING.get(name)}


async def told(office: Office, task_id: int) -> dict[str, Any]:
    """The same out of the log; each entry begins where the one before it ended."""
    whole: dict[str, Any] = {}
    for entry in await office.log(entity="task", entity_id=task_id):
        for name, (old, new) in entry.changes.items():
            if entry.action == "edit":
                assert old == whole.get(name, NOTHING.get(name))
            whole[name] = new
    return {name: value for name, value in whole.items() if value != NOTHING.get(name)}
