"""What is worth doing after an import (P3.11): lines with a link each; nothing to do, no line."""

from collections.abc import Iterator

from app.clients.views import ClientCounts
from app.core.words import _, ngettext
from integrations.contract import Manifest
from ui.desktop.desk import Desk

Step = tuple[str, str, str]


async def what_next(desk: Desk, manifest: Manifest) -> list[Step]:
    """(words, link, place). `manifest`: of the program that was imported from."""
    counts = await desk.program.client_queries.counts(desk.actor)
    return [*_of_clients(counts), *await _of_counts(desk, manifest)]


def _of_clients(counts: ClientCounts) -> Iterator[Step]:
    if counts.without_manager:
        words = ngettext("{n} client has no manager", "{n} clients have no manager", counts.without_manager)
        yield words.format(n=counts.without_manager), _("Choose managers"), "clients/without/manager"
    if counts.red:
        words = ngettext(
            "{n} client is not in the business register",
            "{n} clients are not in the business register",
            counts.red,
        )
        yield words.format(n=counts.red), _("Look at them"), "clients/flag/red"


async def _of_counts(desk: Desk, manifest: Manifest) -> list[Step]:
    """Clients that nobody counts: all of them while there is no plan, else those that are left out."""
    if manifest.counts is None:
        return []
    summaries, key = desk.program.summaries, manifest.key
    if not (await summaries.plan(key)).on:
        words = _("No client of {name} is counted monthly yet").format(name=manifest.name)
        return [(words, _("Set up monthly counts"), f"settings/{key}/counts")]
    n = len(await summaries.left_out(desk.actor, key))
    words = ngettext(
        "{n} client is left out of the monthly counts", "{n} clients are left out of the monthly counts", n
    )
    return [(words.format(n=n), _("See why"), "health")] if n else []
