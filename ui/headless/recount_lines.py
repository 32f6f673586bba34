"""What `summaries recount` tells."""

from typing import TYPE_CHECKING, Any

from app.core.words import _, ngettext
from ui.desktop import shown
from ui.headless.output import table
from ui.headless.summary_lines import slot

if TYPE_CHECKING:
    from app.summaries.views import Recount
    from integrations.contract import CountsOffer


def recount_form(recount: "Recount", written: int | None) -> dict[str, Any]:
    rows = [
        {
            "client_id": row.client_id,
            "client": row.client,
            "slot": slot(row.slot),
            "start": row.first_day,
            "end": row.last_day,
            "field": row.field,
            "old": row.old,
            "new": row.new,
            "invoiced": row.invoiced,
            "by_hand": row.by_hand,
        }
        for row in recount.rows
    ]
    failed = [{"client": client, "reason": words} for client, words in recount.failed]
    return {
        "slot": slot(recount.slot),
        "asked": recount.asked,
        "rows": rows,
        "failed": failed,
        "written": written,
    }


def recount_lines(recount: "Recount", offer: "CountsOffer", written: int | None) -> list[str]:
    lines = []
    if recount.rows:
        titles = _("Client"), _("Covers"), _("Count"), _("Old"), _("New"), ""
        lines = table(titles, [_recounted(row, offer) for row in recount.rows], right={3, 4})
    lines += [f"{client}: {words}" for client, words in recount.failed]
    if not recount.rows:
        asked = ngettext("{n} period asked for", "{n} periods asked for", recount.asked)
        return [*lines, _("{asked}, nothing is told otherwise.").format(asked=asked.format(n=recount.asked))]
    if written is None:
        return [*lines, "", _("Nothing was written. Write it with --confirm.")]
    changed = ngettext("{n} period was changed.", "{n} periods were changed.", written)
    return [*lines, "", changed.format(n=written)]


def _recounted(row: Any, offer: "CountsOffer") -> tuple[object, ...]:
    note = _("invoiced: into the next period") if row.invoiced else ""
    if row.by_hand is not None:
        note = _("the task says {number}, which stays").format(number=row.by_hand or "–")
    days = shown.whole_days(row.first_day, row.last_day)
    return row.client, days, _(offer.field_name(row.field)), row.old, row.new, note
