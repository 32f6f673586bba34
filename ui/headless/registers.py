"""Business registers: `register load`, `register check`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from app.core.words import _, ngettext
from ui.headless.context import DONE, SOME_FAILED, Call, Workplace, existing_file
from ui.headless.output import number, pairs


def load(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.zip|FILE.csv", help="Else the file is downloaded.")
    ] = None,
) -> int:
    """Load the copy of the Estonian register from its open-data file."""

    async def job(here: Workplace) -> None:
        source = existing_file(file) if file else None
        loaded = await here.program.registers.load(here.actor, source, here.report.tell)
        said = ngettext("{n} company in the copy.", "{n} companies in the copy.", loaded.rows)
        lines = [
            said.format(n=number(loaded.rows)),
            _("Check the clients against it: kontor register check --all"),
        ]
        here.report.give({"rows": loaded.rows, "seconds": round(loaded.seconds, 3)}, lines)

    call: Call = context.obj
    return call.work(job)


def check(
    context: typer.Context,
    *,
    everyone: Annotated[
        bool, typer.Option("--all", help="All clients, not only those whose check is missing or old.")
    ] = False,
) -> int:
    """Check the clients' registration codes. 1 when a register could not be reached for some of them."""

    async def job(here: Workplace) -> int:
        checked = await here.program.registers.check(here.actor, everyone=everyone, tell=here.report.tell)
        form = {
            "checked": checked.checked,
            "found": checked.found,
            "not_found": checked.not_found,
            "other": checked.other,
            "unreachable": checked.unreachable,
        }
        here.report.give(form, _checked_lines(form, everyone=everyone))
        return SOME_FAILED if checked.unreachable else DONE

    call: Call = context.obj
    return call.work(job)


def _checked_lines(counts: Mapping[str, int], *, everyone: bool) -> list[str]:
    if not counts["checked"]:
        again = _("Clients whose check is recent are checked again with --all.")
        return [_("There is nothing to check."), *([] if everyone else [again])]
    titles = (_("Checked"), _("Found"), _("Not found"), _("Something else"), _("Not reached"))
    steps = []
    if counts["not_found"]:
        steps.append(_("See the clients with a red X: kontor clients list --registry red"))
    if counts["other"]:
        steps.append(_("See what else there is: kontor clients list --registry amber, and --registry grey"))
    if counts["unreachable"]:
        steps.append(_("Ask again later for those that were not reached: kontor register check"))
    return [*pairs(zip(titles, counts.values(), strict=True)), *(["", *steps] if steps else [])]
