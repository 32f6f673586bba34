"""Everything Kontor can connect to. Real imports, no scanning, so that a bundled program has them all.

Importing this costs nothing but the manifests: what talks to the network is imported when something is opened.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from integrations.ariregister.manifest import SOURCE as ARIREGISTER
from integrations.contract import (
    Connector,
    Integration,
    RegisterSource,
    Sandbox,
    SecretKeeper,
    Served,
    Surroundings,
)
from integrations.trigon.manifest import MANIFEST as TRIGON


def integrations() -> tuple[Integration, ...]:
    """In the order in which they are shown."""
    return (Integration(TRIGON, _open_trigon),)


def integration(key: str) -> Integration:
    """Raises KeyError."""
    return {each.manifest.key: each for each in integrations()}[key]


def registers() -> tuple[RegisterSource, ...]:
    return (ARIREGISTER,)


def register_for(country: str) -> RegisterSource | None:
    """`country`: ISO 3166-1 alpha-2. None where Kontor knows no register of it."""
    return next((source for source in registers() if source.country == country), None)


def sandboxes() -> tuple[Sandbox, ...]:
    return (Sandbox("trigon", _serve_trigon), Sandbox("ariregister", _serve_ariregister))


def _open_trigon(
    address: str, keeper: SecretKeeper, around: Surroundings
) -> AbstractAsyncContextManager[Connector]:
    from integrations.trigon.connector import open_trigon

    return open_trigon(address, keeper, around)


@asynccontextmanager
async def _serve_trigon(port: int) -> AsyncIterator[Served]:
    from integrations.sandbox.loopback import serving
    from integrations.trigon.sandbox import TrigonSandbox

    async with serving(TrigonSandbox(), port) as sandbox:
        access = {"url": sandbox.url, "email": sandbox.email, "password": sandbox.password}
        yield Served(access, sandbox.edit)


@asynccontextmanager
async def _serve_ariregister(port: int) -> AsyncIterator[Served]:
    from integrations.ariregister.sandbox import AriregisterSandbox
    from integrations.sandbox.loopback import serving

    async with serving(AriregisterSandbox(), port) as sandbox:
        yield Served({"url": sandbox.url})
