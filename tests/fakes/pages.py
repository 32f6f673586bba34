"""Trigon's list of firms as bytes made beforehand, in a process of its own: what is measured is the asking side alone.

    python tests/fakes/pages.py PAGES RECORDS SECONDS

prints its port and serves until its standard input is closed. SECONDS is the latency of each page.
"""

import asyncio
import json
import sys

TOKENS = {
    "token_type": "Bearer",
    "access_token": "at",
    "expires_in": 900,
    "refresh_token": "rt",
    "refresh_expires_in": 7_776_000,
}


def page(number: int, pages: int, records: int) -> bytes:
    items = [
        {
            "id": f"f_{n:07}",
            "name": f"Näidis Firma {n} OÜ",
            "registration_code": f"{10_000_000 + n}",
            "vat_number": None if n % 3 else f"EE1{n:08}",
            "country": "EE",
            "status": "active" if n % 20 else "archived",
            "permissions": ["list", "view"],
            "email": f"info@firma{n}.example",
            "phone": None,
            "created_at": "2021-03-01T08:15:00+02:00",
            "updated_at": "2024-09-30T16:40:12+03:00",
        }
        for n in range(number * records, (number + 1) * records)
    ]
    cursor = f"c_{number + 1}" if number + 1 < pages else None
    return _answer({"items": items, "next_cursor": cursor, "total": pages * records})


def _answer(content: object) -> bytes:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Pages(asyncio.Protocol):
    def __init__(self, answers: list[bytes], latency: float) -> None:
        self._answers = answers
        self._latency = latency
        self._come = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._come += data
        head, end, body = self._come.partition(b"\r\n\r\n")
        if not end or (b"POST" in head and not body):
            return
        self._come = b""
        loop = asyncio.get_running_loop()
        loop.call_later(self._latency, self._transport.write, self._choose(head.decode()))

    def _choose(self, head: str) -> bytes:
        target = head.split(" ", 2)[1]
        if not target.startswith("/api/v1/firms"):
            return _answer(TOKENS)
        return self._answers[int(target.partition("cursor=c_")[2] or 0)]


async def main(pages: int, records: int, latency: float) -> None:
    answers = [page(number, pages, records) for number in range(pages)]
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Pages(answers, latency), "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
