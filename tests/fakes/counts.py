"""Trigon's counts with next to no work behind them, in a process of its own: what is measured is the asking side.

    python tests/fakes/counts.py

prints its port and serves until its standard input is closed. Every firm has the same numbers, in any days.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

from tests.fakes.pages import TOKENS

MOMENT = "2024-10-31T00:30:07+02:00"
USER = {"email": "mari@buroo.example", "name": "Mari Näidis", "active": True}


class Firms(asyncio.Protocol):
    def __init__(self) -> None:
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, end, body = self._come.partition(b"\r\n\r\n")
        if not end or (head.startswith(b"POST") and not body):
            return
        self._come = b""
        answer = json.dumps(_content(head.decode().split(" ", 2)[1]), separators=(",", ":")).encode()
        begin = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n"
        self._transport.write(begin.encode() + answer)


def _content(target: str) -> dict[str, object]:
    url = urlsplit(target)
    if not url.path.startswith("/api/v1/firms/"):
        return {**TOKENS, "user": USER}
    firm_id, what = url.path.split("/")[-2:]
    if what == "snapshot-counts":
        counts = {"active_reporting_persons": 7, "depreciable_fixed_assets": 12}
        return {"firm_id": firm_id, "as_of": MOMENT, "counts": counts}
    asked = parse_qs(url.query)
    return {
        "firm_id": firm_id,
        "from": asked["from"][0],
        "to": asked["to"][0],
        "timezone": "Europe/Tallinn",
        "generated_at": MOMENT,
        "counts": {field: 40 + len(field) for field in asked["fields"][0].split(",")},
    }


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Firms, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
