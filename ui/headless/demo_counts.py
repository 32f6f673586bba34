"""Monthly counts on the demo's firm (P6): the plan it has, and what the last two months came to."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from app.container import Container
from app.core.clock import day_in
from app.core.rights import Actor
from app.core.words import _
from integrations.contract import CountsOffer, Manifest

MONTHS = 3  # counted already when the demo is looked at: the periods that a firm of some months would have
IMPORTED = 7  # of the counts; the others show that a firm chooses


async def plan_counts(program: Container, owner: Actor, manifest: Manifest) -> None:
    """A schedule whose first periods are over, so that there is something to count at once."""
    if manifest.counts is None:
        return
    await program.summaries.configure(owner, manifest.key, await _settings(program, manifest.counts))


async def _settings(program: Container, offer: CountsOffer) -> Mapping[str, Any]:
    firm = await program.firm.required()
    today = day_in(firm.time_zone, program.clock.now())
    first: date = today.replace(day=1) - relativedelta(months=MONTHS)
    created = [kind.created for kind in offer.kinds]
    fields = [*created, *offer.snapshot_fields][:IMPORTED]
    return {
        "title": _("Monthly summary") + " {period}",
        "topic": _("Monthly accounting"),
        "day": "last-day",
        "first_day": first,
        "auto_complete": True,
        "mapping": {field: _(offer.field_name(field)) for field in fields},
    }
