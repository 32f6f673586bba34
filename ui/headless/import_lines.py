"""What an import says to people: its review, what came of it, and what to do next (P3.4, P3.11)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.core.words import _, ngettext
from ui.desktop import shown
from ui.headless.output import pairs, table
from ui.headless.picking import code_as_typed
from ui.headless.values import said, verdict

if TYPE_CHECKING:
    from app.importing.rows import ReviewRow
    from app.importing.undo import Undone

SUMMARY = ("created", "updated", "unchanged", "skipped", "conflicts", "red_x", "failed")
WARNS = frozenset({"red", "amber"})


def review_lines(rows: "Sequence[ReviewRow]", failed: Mapping[str, str] | None = None) -> list[str]:
    """`failed`: remote id → reason, of rows that were chosen and not written. No lines without rows."""
    titles = (_("Import"), _("State"), _("Register"), _("Name"), _("Code"), _("What changes"))
    failures = failed or {}
    cells = [
        (
            _("yes") if row.checked and row.key not in failures else _("no"),
            *(said(row.state), verdict(row.verdict.flag, row.verdict.reason), name_of(row)),
            *(_code(row), _says(row, failures.get(row.key))),
        )
        for row in rows
    ]
    return table(titles, cells) if cells else []


def worth_reading(rows: "Iterable[ReviewRow]") -> "list[ReviewRow]":
    """All but those that are here as they are there; the summary counts them."""
    return [row for row in rows if row.checked or row.state != "unchanged"]


def name_of(row: "ReviewRow") -> str:
    return row.remote.name if row.remote else row.client_name


def _code(row: "ReviewRow") -> str:
    return shown.code(_country(row), code_as_typed(row))


def _country(row: "ReviewRow") -> str:
    return (row.remote.country if row.remote else "") or (row.ours.country if row.ours else "")


def changes_in(row: "ReviewRow") -> dict[str, list[str]]:
    """What theirs would change, and where both sides changed: field → ours, theirs."""
    return {f.field: [f.ours, f.theirs] for f in row.fields if f.conflict or f.choice == "theirs"}


def sentence_of(row: "ReviewRow") -> str:
    """What the business register says of the row."""
    from app.registers.words import sentence

    verdict_of = row.verdict
    return sentence(verdict_of.flag, verdict_of.reason, verdict_of.facts, code_as_typed(row))


def _says(row: "ReviewRow", failure: str | None) -> str:
    from app.clients.values import field_name

    changes = ", ".join(
        f"{field_name(field)}: {ours or '–'} → {theirs or '–'}"
        for field, (ours, theirs) in changes_in(row).items()
    )
    warned = sentence_of(row) if row.verdict.flag in WARNS else ""  # a word alone says too little (P3.5)
    reason = row.reason_words if failure is None else failure
    return "; ".join(filter(None, (changes, " ".join(filter(None, (reason, warned))))))


def summary_lines(run_id: int | None, summary: Mapping[str, int]) -> list[str]:
    head = (
        _("Nothing was written. Confirming would come to:")
        if run_id is None
        else _("Import {run} is confirmed. Undo it with: kontor undo-import {run}").format(run=run_id)
    )
    names = (
        _("Created"), _("Updated"), _("Unchanged"), _("Left out"), _("In conflict"), _("Red X"), _("Failed"),
    )  # fmt: skip
    counts = pairs(zip(names, (summary[name] for name in SUMMARY), strict=True))
    steps = _next_steps(run_id, summary)
    return [head, *counts, *(["", *steps] if steps else [])]


def _next_steps(run_id: int | None, summary: Mapping[str, int]) -> list[str]:
    steps = []
    if run_id is None and summary["created"] + summary["updated"]:
        steps.append(_("Confirm it with the same command without --dry-run."))
    if count := summary["conflicts"]:
        words = ngettext(
            "{n} client is in conflict and left out. Decide in the window, or name the right one with --only CODE.",
            "{n} clients are in conflict and left out. Decide in the window, or name the right ones with --only CODE.",
            count,
        )
        steps.append(words.format(n=count))
    if summary["red_x"] and run_id is not None:
        steps.append(_("See the clients with a red X: kontor clients list --registry red"))
    return steps


def undo_lines(run_id: int, undone: "Undone") -> list[str]:
    removed = ngettext("{n} client removed", "{n} clients removed", undone.removed).format(n=undone.removed)
    restored = ngettext("{n} client restored", "{n} clients restored", undone.restored)
    counts = [removed] * bool(undone.removed) + [restored.format(n=undone.restored)] * bool(undone.restored)
    came = ", ".join(counts) or _("nothing changed")
    kept = [_("Kept: {name}. {reason}").format(name=name, reason=reason) for _id, name, reason in undone.kept]
    return [_("Import {run} is undone: {came}.").format(run=run_id, came=came), *kept]
