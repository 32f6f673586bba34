"""`sandbox`: the built-in imitations of the other sides, on this machine alone, until stopped."""

from collections.abc import Mapping
from typing import Annotated

import typer

from app.core.words import _
from ui.headless.context import Call
from ui.headless.output import pairs


def serve(
    context: typer.Context,
    port: Annotated[
        int,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65000,
            help="Of the first sandbox, the others follow; 0 takes free ones.",
        ),
    ] = 0,
) -> int:
    """Serve the built-in sandboxes on this machine until stopped. Tells their addresses and sign-ins first."""
    call: Call = context.obj
    return call.run(_serve(call, port))


async def _serve(call: Call, port: int) -> None:
    import asyncio

    from ui.headless.served import sandboxes

    async with sandboxes(port) as served:
        access = {key: dict(one.access) for key, one in served.items()}
        lines = [line for key, names in access.items() for line in [key, *_indented(names), ""]]
        call.report.show(access, [*lines, _("They run until you stop them with Ctrl+C.")])
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            call.report.note(_("The sandboxes have stopped."))


def _indented(names: Mapping[str, str]) -> list[str]:
    return [f"  {line}" for line in pairs(names.items())]
