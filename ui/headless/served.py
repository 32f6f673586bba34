"""All built-in sandboxes at once, for the command that serves them and for the demo."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from app.core.errors import Refused
from app.core.words import _
from integrations.contract import Served


@asynccontextmanager
async def sandboxes(port: int = 0) -> AsyncIterator[Mapping[str, Served]]:
    """All of them by key; the first on `port`, the others on those that follow.

    Raises `Refused` where one is taken.
    """
    from integrations import registry

    async with AsyncExitStack() as stack:
        served = {}
        for place, sandbox in enumerate(registry.sandboxes()):
            chosen = port + place if port else 0
            try:
                served[sandbox.key] = await stack.enter_async_context(sandbox.serve(chosen))
            except OSError:
                raise _port_taken(chosen) from None
        yield served


def _port_taken(port: int) -> Refused:
    return Refused(
        "port_taken",
        _("Port {port} is in use by another program, or may not be used.").format(port=port),
        _("Choose another with --port, or leave it out to take free ones."),
    )
