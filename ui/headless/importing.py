"""Imports: `import`, `undo-import` (P3.4 to P3.9)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.core.words import _
from ui.headless.context import DONE, SOME_FAILED, Call, Workplace
from ui.headless.import_lines import (
    SUMMARY,
    changes_in,
    name_of,
    review_lines,
    sentence_of,
    summary_lines,
    undo_lines,
    worth_reading,
)
from ui.headless.integrations import known
from ui.headless.picking import Picked, code_as_typed

if TYPE_CHECKING:
    from app.importing.rows import ReviewRow
    from app.importing.runs import RunRow, RunView

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="The integration; see: kontor integrations.")
]
OnlyOption = Annotated[
    list[str] | None, typer.Option(metavar="CODE", help="Only this client; may be repeated.")
]
SkipOption = Annotated[list[str] | None, typer.Option(metavar="CODE", help="Not this one; may be repeated.")]


def import_clients(
    context: typer.Context,
    *,
    name: NameArgument,
    only: OnlyOption = None,
    skip: SkipOption = None,
    everything: Annotated[bool, typer.Option("--all", help="All rows but those in conflict.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the review, write nothing.")] = False,
) -> int:
    """Import the clients of an accounting program.

    Confirms what the review presets: what is new or changed there. A client in conflict is left out unless --only
    names it. CODE is a registration code, or the client's id in the accounting program.
    """
    key = known(name).key
    picked = Picked.of(only or (), skip or (), everything=everything)

    async def job(here: Workplace) -> int:
        return await _import(here, key, picked, dry_run=dry_run)

    call: Call = context.obj
    return call.work(job)


async def _import(here: Workplace, name: str, picked: Picked, *, dry_run: bool) -> int:
    imports, report = here.program.imports, here.report
    review = await imports.fetch(here.actor, name, report.tell)
    if review.warning:
        report.note(review.warning)
    choices = picked.choices(review)
    rows = choices.rows(review)
    if dry_run:
        _give(here, rows, None, {}, summary_of(rows))
        return DONE
    run = await imports.confirm(here.actor, review, choices)
    written = {row.remote_id: row for row in (await imports.run(here.actor, run.id)).rows}
    _give(here, rows, run.id, written, run_summary(run))
    named = picked.keys_named(review)
    left = [row for row in rows if row.key in named and not row.checked and row.state != "unchanged"]
    return SOME_FAILED if _say_failures(here, written.values(), left) else DONE


def _give(
    here: Workplace,
    rows: "Sequence[ReviewRow]",
    run_id: int | None,
    written: "Mapping[str, RunRow]",
    summary: Mapping[str, int],
) -> None:
    forms = [row_form(row, written.get(row.key)) for row in rows]
    failed = {key: row.reason for key, row in written.items() if row.outcome == "failed"}
    review = review_lines(worth_reading(rows), failed)
    lines = [*review, *([""] if review else []), *summary_lines(run_id, summary)]
    here.report.give({"run": run_id, "rows": forms, "summary": summary}, lines)


def _say_failures(here: Workplace, written: "Iterable[RunRow]", left: "Iterable[ReviewRow]") -> bool:
    """Rows that were chosen and not written, and rows that were named and could not be chosen."""
    failed = [(row.name, row.reason) for row in written if row.outcome == "failed"]
    failed += [(name_of(row), row.reason_words) for row in left]
    for name, reason in failed:
        here.report.note(_("Not imported: {name}. {reason}").format(name=name, reason=reason))
    return bool(failed)


def row_form(row: "ReviewRow", written: "RunRow | None" = None) -> dict[str, Any]:
    """`changes`: what theirs would change, and where both sides changed. `reason`: why it was not written, if so."""
    failed = written is not None and written.outcome == "failed"
    return {
        "remote_id": row.key,
        "name": name_of(row),
        "registration_code": code_as_typed(row),
        "state": str(row.state),
        "checked": row.checked,
        "registry": row.verdict.flag,
        "registry_reason": sentence_of(row),
        "client_id": written.client_id if written and written.client_id else row.client_id,
        "changes": changes_in(row),
        "reason": written.reason if written and failed else row.reason_words,
    }


def summary_of(rows: "Iterable[ReviewRow]") -> dict[str, int]:
    """What confirming these rows would come to, counted as a run counts."""
    counted: Counter[str] = Counter(map(_outcome, rows))
    counted["red_x"] = sum(row.verdict.flag == "red" for row in rows)
    return {name: counted[name] for name in SUMMARY}


def _outcome(row: "ReviewRow") -> str:
    if row.checked and row.writes:
        return "created" if row.ours is None else "updated"
    if row.state == "unchanged" or row.checked:
        return "unchanged"
    return "conflicts" if row.state == "conflict" else "skipped"


def run_summary(run: "RunView") -> dict[str, int]:
    return {name: getattr(run, name) for name in SUMMARY}


def undo_import(
    context: typer.Context,
    run: Annotated[int, typer.Argument(metavar="RUN", help="The number that the import told.")],
) -> int:
    """Undo an import.

    Restores the fields that it changed and removes the clients that it made. 1 when something had to stay as it
    is: it is listed with its reason.
    """

    async def job(here: Workplace) -> int:
        undone = await here.program.imports.undo(here.actor, run)
        kept = [{"client_id": client_id, "reason": reason} for client_id, _name, reason in undone.kept]
        document = {"restored": undone.restored, "removed": undone.removed, "kept": kept}
        here.report.give(document, undo_lines(run, undone))
        return SOME_FAILED if kept else DONE

    call: Call = context.obj
    return call.work(job)
