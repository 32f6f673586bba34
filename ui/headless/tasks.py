"""The tasks: `tasks add`, `tasks list`, `tasks done`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from app.core.words import _, ngettext
from ui.headless.clients import client_named, member_id
from ui.headless.context import DONE, SOME_FAILED, Call, Workplace
from ui.headless.output import number, table
from ui.headless.task_options import day_given, field_values, month_given, month_of, topic_named
from ui.headless.task_sheet import task_form, task_lines

if TYPE_CHECKING:
    from app.work.queries import TaskRow

Scope = Literal["today", "overdue", "open", "done", "all"]


def add(
    context: typer.Context,
    *,
    title: Annotated[str, typer.Option(metavar="TITLE", help="What is to be done.")],
    client: Annotated[
        str, typer.Option(metavar="CODE", help="For this client: registration code, id or whole name.")
    ] = "",
    topic: Annotated[str, typer.Option(metavar="NAME", help="One of the firm's topics.")] = "",
    start: Annotated[str, typer.Option(metavar="DATE", help="When it begins, like 2026-11-20.")] = "",
    due: Annotated[str, typer.Option(metavar="DATE", help="When it is due.")] = "",
    billing_date: Annotated[
        str, typer.Option(metavar="DATE", help="The day whose month it is billed in.")
    ] = "",
    assignee: Annotated[
        list[str] | None, typer.Option(metavar="E-MAIL", help="Who does it; may be given several times.")
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Value of a task field; may be given several times."),
    ] = None,
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="An item of the checklist; may be given several times."),
    ] = None,
    description: Annotated[str, typer.Option(metavar="TEXT", help="More about it.")] = "",
    important: Annotated[bool, typer.Option("--important", help="Mark it as important.")] = False,
) -> int:
    """Add a task."""

    async def job(here: Workplace) -> None:
        from app.work.service import NewTask

        new = NewTask(
            title,
            client_id=await _client_id(here, client) if client else None,
            topic_id=topic_named(topic, await here.program.tasks.topics()).id if topic else None,
            assignee_ids=tuple([await member_id(here, each) for each in assignee or ()]),
            start=day_given("--start", start),
            due=day_given("--due", due),
            billing_date=day_given("--billing-date", billing_date),
            description=description,
            important=important,
            checklist=tuple(check or ()),
            fields=field_values(field or (), await here.program.tasks.task_fields()),
        )
        made = await here.program.tasks.add(here.actor, new)
        details = await here.program.task_queries.details(here.actor, [made])
        is_added = _("{title} is added.").format(title=details[0].row.title)
        await _give(here, [each.row for each in details], [is_added])

    call: Call = context.obj
    return call.work(job)


def list_tasks(
    context: typer.Context,
    *,
    scope: Annotated[
        Scope, typer.Option(case_sensitive=False, help="Which tasks; today leaves out what is overdue.")
    ] = "open",
    client: Annotated[str, typer.Option(metavar="CODE", help="Only this client's.")] = "",
    topic: Annotated[str, typer.Option(metavar="NAME", help="Only of this topic.")] = "",
    month: Annotated[
        str,
        typer.Option(metavar="YYYY-MM", help="Only those due in this month; else begun, else billed in it."),
    ] = "",
    assignee: Annotated[str, typer.Option(metavar="E-MAIL", help="Only this member's.")] = "",
) -> int:
    """List the tasks."""

    async def job(here: Workplace) -> None:
        first = month_given(month) if month else None
        rows = await here.program.task_queries.rows(
            here.actor,
            scope=scope,
            client_id=await _client_id(here, client) if client else None,
            assignee_id=await member_id(here, assignee) if assignee else None,
        )
        topic_id = topic_named(topic, await here.program.tasks.topics()).id if topic else None
        found = [row for row in rows if topic_id in (None, row.topic_id) and first in (None, month_of(row))]
        narrowed = bool(client or topic or month or assignee) or scope != "open"
        await _give(here, found, [] if found else _empty(narrowed=narrowed))

    call: Call = context.obj
    return call.work(job)


def done(
    context: typer.Context,
    tasks: Annotated[list[int], typer.Argument(metavar="ID...", help="Ids of the tasks.")],
) -> int:
    """Mark tasks as done. Those that cannot be are listed with the reason."""

    async def job(here: Workplace) -> int:
        ids = list(dict.fromkeys(tasks))
        result = await here.program.tasks.done(here.actor, ids)
        reasons = {each.task_id: each.reason for each in result.refused}
        details = await here.program.task_queries.details(here.actor, ids)
        emails = await _emails(here)
        document = [{**task_form(each, emails), "reason": reasons.get(each.row.id, "")} for each in details]
        here.report.give(document, _done_lines([each.row for each in details], reasons))
        return SOME_FAILED if reasons else DONE

    call: Call = context.obj
    return call.work(job)


def _done_lines(rows: "Sequence[TaskRow]", reasons: dict[int, str]) -> list[str]:
    count = len(rows) - len(reasons)
    lines = [ngettext("{n} task is done.", "{n} tasks are done.", count).format(n=number(count))]
    if reasons:
        left = ngettext("{n} task is not:", "{n} tasks are not:", len(reasons)).format(n=number(len(reasons)))
        cells = [(row.id, row.title, reasons[row.id]) for row in rows if row.id in reasons]
        lines += [left, *table([_("Id"), _("Title"), _("Reason")], cells, right={0})]
    return lines


async def _give(here: Workplace, rows: "Sequence[TaskRow]", said_first: Sequence[str]) -> None:
    if here.report.as_json:
        details = await here.program.task_queries.details(here.actor, [row.id for row in rows])
        emails = await _emails(here)
        here.report.give([task_form(each, emails) for each in details])
        return
    here.report.give([], [*said_first, *(task_lines(rows) if rows else [])])


def _empty(*, narrowed: bool) -> list[str]:
    """What there is to do where a list has nothing in it (P12.2)."""
    if narrowed:
        return [
            _("No task fits."),
            _("Leave a condition out, or see all of them: kontor tasks list --scope all."),
        ]
    return [_("There are no open tasks."), _("Add one with: kontor tasks add.")]


async def _client_id(here: Workplace, text: str) -> int:
    return client_named(text, await here.program.client_queries.rows(here.actor)).id


async def _emails(here: Workplace) -> dict[int, str]:
    return {member.id: member.email for member in await here.program.firm.members()}
