"""What is worth doing after an import (P3.11): lines with a link each; nothing to do, no line."""

from app.core.words import _, ngettext
from ui.desktop.desk import Desk


async def what_next(desk: Desk) -> list[tuple[str, str, str]]:
    """(words, link, place). Workflows and summaries bring their lines with their own rooms."""
    counts = await desk.program.client_queries.counts(desk.actor)
    lines = []
    if counts.without_manager:
        words = ngettext("{n} client has no manager", "{n} clients have no manager", counts.without_manager)
        lines.append(
            (words.format(n=counts.without_manager), _("Choose managers"), "clients/without/manager")
        )
    if counts.red:
        words = ngettext(
            "{n} client is not in the business register",
            "{n} clients are not in the business register",
            counts.red,
        )
        lines.append((words.format(n=counts.red), _("Look at them"), "clients/flag/red"))
    return lines
