"""Whether there is a network: can a line be opened to one of those whom Kontor talks to?"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

PATIENCE = 5.0  # seconds for one line to open
PORTS = {"http": 80, "https": 443}


async def reaches_any(addresses: Iterable[str], *, patience: float = PATIENCE) -> bool:
    """`addresses`: as connections keep them, https://host[:port]/path. True where there is nobody to ask.

    Nothing is sent: only a line is opened and closed.
    """
    places = {place for address in addresses if (place := _place(address))}
    if not places:
        return True
    tries = [asyncio.ensure_future(_opens(host, port, patience)) for host, port in places]
    try:
        for done in asyncio.as_completed(tries):
            if await done:
                return True
        return False
    finally:
        for each in tries:
            each.cancel()
        await asyncio.gather(*tries, return_exceptions=True)


async def _opens(host: str, port: int, patience: float) -> bool:
    try:
        async with asyncio.timeout(patience):
            _reader, writer = await asyncio.open_connection(host, port)
    except (OSError, UnicodeError):  # TimeoutError is an OSError; UnicodeError: a name that cannot be one
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


def _place(address: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
