"""A task as JSON has it, and tasks as lines for people."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.words import _, ngettext
from ui.headless.output import iso, number, table
from ui.headless.values import said

if TYPE_CHECKING:
    from app.work.queries import FieldValue, TaskDetail, TaskRow


def task_form(detail: "TaskDetail", emails: Mapping[int, str]) -> dict[str, Any]:
    """`emails`: of members, by their id."""
    row = detail.row
    return {
        "id": row.id,
        "title": row.title,
        "client_id": row.client_id,
        "client": row.client or None,
        "registration_code": None if row.client_id is None else detail.registration_code,
        "topic": row.topic or None,
        "status": row.status,
        "overdue": row.overdue,
        "start": row.start,
        "due": row.due,
        "billing_date": row.billing_date,
        "assignees": [emails[each] for each in row.assignee_ids],
        "fields": {value.name: _value_form(value) for value in detail.fields},
        "checklist": [{"text": item.text, "done": item.done} for item in detail.checklist],
        "source": row.source,
        "done_at": iso(row.done_at) if row.done_at else None,
    }


def _value_form(value: "FieldValue") -> int | str | bool:
    """A whole number of a Number field as a number; other numbers, which may be money, as decimal strings."""
    if value.number is None:
        return value.text == "yes" if value.kind == "checkbox" else value.text
    if value.kind == "number" and value.number == int(value.number):
        return int(value.number)
    return format(value.number, "f")


def task_lines(rows: "Sequence[TaskRow]") -> list[str]:
    titles = (_("Id"), _("Title"), _("Client"), _("Topic"), _("Status"), _("Due"), _("Members"))
    cells = [
        (
            *(row.id, row.title, row.client, row.topic, said("overdue" if row.overdue else row.status)),
            *(_shown(row.due), ", ".join(row.assignees)),
        )
        for row in rows
    ]
    count = ngettext("{n} task", "{n} tasks", len(rows)).format(n=number(len(rows)))
    return [*table(titles, cells, right={0}), "", count]


def _shown(day: date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
