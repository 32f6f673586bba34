"""The plan of monthly summaries: `summaries configure|preview|count-from` (P6)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from app.core.errors import WrongUsage
from app.core.words import _
from ui.headless import summary_lines as said
from ui.headless.clients import client_named, member_id
from ui.headless.context import DONE, Call, Workplace
from ui.headless.integrations import known

if TYPE_CHECKING:
    from integrations.contract import CountsOffer, Manifest

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The integration, e.g. trigon.")]
Refresh = Literal["off", "notify", "import"]


def configure(
    context: typer.Context,
    *,
    name: NameArgument,
    title: Annotated[
        str | None, typer.Option(metavar="T", help="Of the tasks; may hold {month}, {year}, {period}.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(metavar="T", help="Of the tasks; made where there is none.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="last-work-day, last-day, or 1 to 31 of the following month."),
    ] = None,
    first_date: Annotated[
        str | None, typer.Option(metavar="D", help="The first import date, e.g. 2024-10-01.")
    ] = None,
    field_map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=TASK-FIELD",
            help="Which task field takes a count; made where there is none. FIELD= leaves it out. May be repeated.",
        ),
    ] = None,
    auto_complete: Annotated[bool | None, typer.Option(help="Whether the tasks are done at once.")] = None,
    refresh: Annotated[Refresh | None, typer.Option(help="What becomes of new clients before a run.")] = None,
    assignee: Annotated[
        str | None, typer.Option(metavar="WHO", help="manager, nobody, or a member's e-mail.")
    ] = None,
) -> int:
    """Say how an accounting program's counts become tasks. What is not named stays as it is."""
    manifest = known(name)
    given = {"title": title, "topic": topic, "day": day, "refresh": refresh, "auto_complete": auto_complete}
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    if first_date is not None:
        changes["first_day"] = day_in(first_date)
    mapping = dict(map(_pair, field_map or ()))

    async def job(here: Workplace) -> int:
        summaries = here.program.summaries
        if mapping:
            changes["mapping"] = {**(await summaries.plan(manifest.key)).mapping, **mapping}
        if assignee is not None:
            changes.update(await _assignee(here, assignee))
        plan = await summaries.configure(here.actor, manifest.key, changes)
        coming = await summaries.preview(manifest.key, 3)
        here.report.give(said.plan_form(plan), said.plan_lines(plan, offer(manifest), coming))
        return DONE

    call: Call = context.obj
    return call.work(job)


def preview(
    context: typer.Context,
    *,
    name: NameArgument,
    count: Annotated[int, typer.Option(min=1, max=120, metavar="N", help="How many runs.")] = 6,
) -> int:
    """Show the next runs and the days that each covers."""
    manifest = known(name)

    async def job(here: Workplace) -> int:
        periods = await here.program.summaries.preview(manifest.key, count)
        here.report.give(
            [said.period_form(each) for each in periods], said.preview_lines(periods, manifest.key)
        )
        return DONE

    call: Call = context.obj
    return call.work(job)


def count_from(
    context: typer.Context,
    *,
    name: NameArgument,
    client: Annotated[str, typer.Option(metavar="CLIENT", help="Code, id or whole name.")],
    first_date: Annotated[
        str | None, typer.Option(metavar="D", help="Left out: as it follows from the client's link.")
    ] = None,
) -> int:
    """Count one client from a later day on."""
    manifest, day = known(name), day_in(first_date) if first_date else None

    async def job(here: Workplace) -> int:
        row = client_named(client, await here.program.client_queries.rows(here.actor))
        await here.program.summaries.count_from(here.actor, manifest.key, row.id, day)
        form = {"integration": manifest.key, "client_id": row.id, "client": row.name, "first_date": day}
        here.report.give(form, said.count_from_lines(row.name, day))
        return DONE

    call: Call = context.obj
    return call.work(job)


def day_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            "no_date", _("{day} is no day.").format(day=text), _("Write it like 2024-10-01.")
        ) from None


def _pair(text: str) -> tuple[str, str]:
    field, equals, target = text.partition("=")
    if not equals:
        raise WrongUsage(
            "no_mapping",
            _("{text} does not say which task field is meant.").format(text=text),
            _("Write it like --map payment_created=Payments."),
        )
    return field.strip(), target.strip()


async def _assignee(here: Workplace, who: str) -> dict[str, Any]:
    if who in ("manager", "nobody"):
        return {"assignee": who}
    return {"assignee": "member", "member_id": await member_id(here, who)}


def offer(manifest: "Manifest") -> "CountsOffer":
    from app.summaries.planning import offer_of

    return offer_of(manifest)
