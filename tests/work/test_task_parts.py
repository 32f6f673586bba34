"""Values of fields, the checklist and the history of a task (P5.2, P5.3, P1.6)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from app.clients.values import field_name
from app.core.errors import NotFound
from app.core.events import TasksChanged
from app.work.queries import ChecklistView, FieldValue
from tests.stores import NOW
from tests.work.conftest import KADRI, MARTEN, Office

# --- fields and checklist ---------------------------------------------------------------------------


async def test_setting_a_field(office: Office):
    field, task_id = await office.field(), await office.task()
    await office.service.set_field(KADRI, task_id, field, 0)
    assert (await office.detail(task_id)).fields == (
        FieldValue(field, "Payments", "number", Decimal(0), "", None),
    )
    assert (await office.last())[3] == {"custom.Payments": (None, "0")}
    await office.service.set_field(KADRI, task_id, field, None)
    assert (await office.detail(task_id)).fields == ()
    assert (await office.last())[3] == {"custom.Payments": ("0", None)}
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))] * 2


async def test_ticking_the_checklist(office: Office):
    task_id = await office.task(checklist=("Bank", "Cash"))
    bank, cash = (await office.detail(task_id)).checklist
    office.clock.turn(timedelta(hours=1))
    await office.service.set_item(KADRI, cash.id, done=True)
    assert (await office.detail(task_id)).checklist == (bank, ChecklistView(cash.id, "Cash", True))
    assert (await office.row(task_id)).checklist_done == 1
    assert (await office.last())[2:] == (
        task_id, {"checklist": (["[ ] Bank", "[ ] Cash"], ["[ ] Bank", "[x] Cash"])},
    )  # fmt: skip
    assert await office.changed_at(task_id) == NOW + timedelta(hours=1)
    assert office.heard.since() == [TasksChanged(frozenset({task_id}))]
    with pytest.raises(NotFound):
        await office.service.set_item(KADRI, 999, done=True)


async def test_a_changed_checklist_keeps_its_ticks(office: Office):
    task_id = await office.task(checklist=("Bank", "Cash", "Bank", "Loans"))
    first, cash, second, _loans = (await office.detail(task_id)).checklist
    await office.service.set_item(KADRI, first.id, done=True)
    await office.service.set_item(KADRI, cash.id, done=True)
    await office.service.change(KADRI, task_id, {"checklist": ["Leases", "Cash", "Bank", "Bank"]})
    found = (await office.detail(task_id)).checklist
    assert [(item.text, item.done) for item in found] == [
        ("Leases", False), ("Cash", True), ("Bank", True), ("Bank", False),
    ]  # fmt: skip
    assert [item.id for item in found[1:]] == [cash.id, first.id, second.id]
    assert (await office.last())[3] == {
        "checklist": (
            ["[x] Bank", "[x] Cash", "[ ] Bank", "[ ] Loans"],
            ["[ ] Leases", "[x] Cash", "[x] Bank", "[ ] Bank"],
        )
    }


# --- history ----------------------------------------------------------------------------------------


async def test_the_history_of_a_task(office: Office):
    task_id = await office.task()
    await office.task("Other")
    await office.service.change(MARTEN, task_id, {"title": "VAT"})
    found = await office.queries.history(KADRI, task_id)
    assert [(e.action, e.actor) for e in found] == [("edit", "Marten Saar"), ("add", "Kadri Tamm")]


async def test_the_history_is_in_words(office: Office):
    task_id, _ids = await office.full()
    await office.service.done(KADRI, [await office.task("Other")])
    added = (await office.queries.history(KADRI, task_id))[0]
    assert {field: new for field, (_old, new) in added.changes.items()} == {
        "title": "VAT return",
        "client_id": "Kuldne Kringel OÜ",
        "topic_id": "Accounting",
        "start": "01.12.2026",
        "due": "20.12.2026",
        "due_minute": "16:30",
        "billing_date": "30.11.2026",
        "description": "Line one\n\nLine two",
        "important": "yes",
        "extra_work": "yes",
        "estimate_seconds": "1:30",
        "assignees": ["Kadri Tamm", "Ingrid Solheim"],
        "checklist": ["[ ] Bank", "[ ] Cash"],
        "custom.Payments": "1234.5",
        "custom.Sent": "yes",
    }
    assert {field_name(field) for field in added.changes} == {
        "Title", "Client", "Topic", "Start", "Due", "Due at", "Billing date", "Description", "Important",
        "Extra work", "Estimate", "Done by", "Checklist", "Payments", "Sent",
    }  # fmt: skip
    await office.service.change(KADRI, task_id, {"checklist": []})
    await office.service.done(KADRI, [task_id])
    done = (await office.queries.history(KADRI, task_id))[0]
    assert done.changes == {"status": ("To do", "Done")}
