"""Covered days and what is owed: `summaries ledger|pending|recount` (P6)."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from app.core.errors import WrongUsage
from app.core.words import _
from ui.headless import summary_lines as said
from ui.headless.clients import client_named
from ui.headless.context import DONE, SOME_FAILED, Call, Workplace
from ui.headless.integrations import known
from ui.headless.recount_lines import recount_form, recount_lines
from ui.headless.summaries import NameArgument, offer

AnyNameArgument = Annotated[
    str | None, typer.Argument(metavar="NAME", help="Only this integration's.", show_default=False)
]
ClientsOption = Annotated[
    list[str] | None,
    typer.Option("--client", metavar="CLIENT", help="Code, id or whole name; may be repeated."),
]


def ledger(context: typer.Context, *, name: AnyNameArgument = None, client: ClientsOption = None) -> int:
    """List the covered periods of each client, with their counts."""
    key = known(name).key if name else None

    async def job(here: Workplace) -> int:
        wanted = await _ids(here, client)
        rows = await here.program.summaries.ledger(here.actor, key)
        rows = tuple(row for row in rows if wanted is None or row.client_id in wanted)
        here.report.give(
            [said.ledger_form(row) for row in rows], said.ledger_lines(rows, here.firm.time_zone)
        )
        return DONE

    call: Call = context.obj
    return call.work(job)


def pending(context: typer.Context, *, name: AnyNameArgument = None) -> int:
    """List the slots that are owed, and the clients that are not counted, each with its reason.

    A client that was never counted and cannot be has no slot.
    """
    key = known(name).key if name else None

    async def job(here: Workplace) -> int:
        summaries = here.program.summaries
        rows = await summaries.pending(here.actor, key)
        keys = [key] if key else _counting()
        owed = {(row.integration, row.client_id) for row in rows}
        out = [
            (each, row)
            for each in keys
            for row in await summaries.left_out(here.actor, each)
            if (each, row.client_id) not in owed
        ]
        forms = [said.pending_form(row) for row in rows] + [said.left_out_form(*row) for row in out]
        here.report.give(forms, said.pending_lines(rows, out, here.firm.time_zone))
        return DONE

    call: Call = context.obj
    return call.work(job)


def recount(
    context: typer.Context,
    *,
    name: NameArgument,
    slot: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month.")],
    client: ClientsOption = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Write what is told now.")] = False,
) -> int:
    """Count covered days again and show what is told otherwise now.

    Without --confirm nothing is written. An invoiced period stays: the difference goes into the client's next one.
    """
    manifest, month = known(name), slot_in(slot)

    async def job(here: Workplace) -> int:
        summaries = here.program.summaries
        ids = await _ids(here, client)
        found = await summaries.recount(here.actor, manifest.key, month, ids, here.report.tell)
        written = await summaries.confirm_recount(here.actor, found) if confirm else None
        lines = recount_lines(found, offer(manifest), written)
        here.report.give(recount_form(found, written), lines)
        return SOME_FAILED if found.failed else DONE

    call: Call = context.obj
    return call.work(job)


def slot_in(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise WrongUsage(
            "no_month", _("{month} is no month.").format(month=text), _("Write it like 2024-10.")
        ) from None


async def _ids(here: Workplace, clients: Sequence[str] | None) -> set[int] | None:
    if not clients:
        return None
    rows = await here.program.client_queries.rows(here.actor)
    return {client_named(text, rows).id for text in clients}


def _counting() -> list[str]:
    from integrations.registry import integrations

    return [each.manifest.key for each in integrations() if each.manifest.counts is not None]
