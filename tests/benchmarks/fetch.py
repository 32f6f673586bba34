"""Fetching 100,000 clients: 100 pages of 1000 records from a server on loopback (targets, rows 3 and 4).

    python tests/benchmarks/fetch.py

Floors and Kontor take turns in one run; every figure is a median. The server is a process of its own.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx

from integrations.contract import Surroundings
from integrations.registry import integration
from integrations.trigon.wire import FIRM_PAGE

PAGES, RECORDS = 100, 1000
ROUNDS = 7
SERVER = Path(__file__).parents[1] / "fakes" / "pages.py"


class Keeper:
    async def load(self) -> Mapping[str, str]:
        return {"refresh_token": "rt"}

    async def save(self, secrets: Mapping[str, str]) -> None:
        pass


@contextmanager
def server(latency: float) -> Iterator[str]:
    command = [sys.executable, str(SERVER), str(PAGES), str(RECORDS), str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()


async def as_bytes(url: str) -> int:
    return await _pages(url, len)


async def as_records(url: str) -> int:
    return await _pages(url, FIRM_PAGE.decode)


async def _pages(url: str, decode: Callable[[bytes], object]) -> int:
    size, cursor = 0, ""
    async with httpx.AsyncClient(trust_env=False) as client:
        for number in range(PAGES):
            answer = await client.get(f"{url}/api/v1/firms?limit=1000{cursor}")
            size += len(answer.content)
            decode(answer.content)
            cursor = f"&cursor=c_{number + 1}"
    return size


async def kontor(url: str) -> int:
    around = Surroundings(asyncio.sleep, lambda: datetime.now(UTC), lambda: 0.5)
    async with integration("trigon").open(url, Keeper(), around) as connector:
        clients = [client async for page in connector.clients() for client in page.clients]
    assert len(clients) == PAGES * RECORDS
    return len(clients)


def seconds(work: Callable[[str], Awaitable[int]], url: str) -> float:
    begin = time.perf_counter()
    asyncio.run(work(url))
    return time.perf_counter() - begin


def compare(latency: float, rounds: int) -> None:
    works = {"bytes (httpx)": as_bytes, "records (httpx, msgspec)": as_records, "Kontor": kontor}
    with server(latency) as url:
        taken = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                taken[name].append(seconds(work, url))
    middle = {name: statistics.median(times) for name, times in taken.items()}
    floor = middle["records (httpx, msgspec)"]
    print(f"{PAGES} pages of {RECORDS}, {latency * 1000:.0f} ms each")
    for name, value in middle.items():
        print(f"  {name:26} {value * 1000:7.0f} ms  {value / floor:5.2f} × records")


if __name__ == "__main__":
    compare(0.0, ROUNDS)
    compare(0.05, 1)
