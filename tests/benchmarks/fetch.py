"""Fetching 100,000 clients: 100 pages of 1000 records from a server on loopback (targets, rows 3 and 4).

Floors and Kontor take turns; the server is a process of its own and gives bytes made beforehand. All sides keep the
records that they read.
"""

import asyncio
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx

from integrations.contract import Surroundings
from integrations.http import connection, decode
from integrations.registry import integration
from integrations.retry import Limits
from integrations.trigon.wire import FIRM_PAGE
from tests.benchmarks.rows import Measure, against, in_turns

PAGES, RECORDS = 100, 1000
LATENCY = 0.05  # seconds of each page in row 4
ROUNDS, SLOW_ROUNDS = 7, 3
SERVER = Path(__file__).parents[1] / "fakes" / "pages.py"
ONE_BY_ONE = 1.1  # the allowance that row 4 has over its floor of four at once: 1.5 s over 1.37 s

Work = Callable[[str], Awaitable[int]]


class Keeper:
    async def load(self) -> Mapping[str, str]:
        return {"refresh_token": "rt"}

    async def save(self, secrets: Mapping[str, str]) -> None:
        pass


def measures() -> Iterator[Measure]:
    with server(0.0) as url:
        as_bytes, as_records, kontor = in_turns(timed(url, bare_bytes, bare_records, kontor_trigon), ROUNDS)
    yield against("3 fetch 100 × 1000, floor: bytes alone", as_bytes, kontor, 0.28 / 0.062, 0.16 / 0.062)
    yield against("3 fetch 100 × 1000, floor: typed records", as_records, kontor, 0.28 / 0.126, 0.16 / 0.126)
    with server(LATENCY) as url:
        one, trigon = in_turns(timed(url, bare_records, kontor_trigon), SLOW_ROUNDS, warm_up=False)
        yield against("4 … 50 ms a page, Trigon: one by one", one, trigon, ONE_BY_ONE, 1.05)
        for lanes, must, goal in ((4, 1500 / 1370, 1500 / 1370), (8, 1500 / 740, 850 / 740)):
            bare, ours = in_turns(timed(url, bare_at_once(lanes), kontor_at_once(lanes)), SLOW_ROUNDS)
            yield against(f"4 … 50 ms, Kontor's HTTP, {lanes} pages at once", bare, ours, must, goal)


def timed(url: str, *works: Work) -> list[Callable[[], float]]:
    return [partial(milliseconds, work, url) for work in works]


def milliseconds(work: Work, url: str) -> float:
    begin = time.perf_counter()
    got = asyncio.run(work(url))
    taken = time.perf_counter() - begin
    assert got == PAGES * RECORDS, got
    return taken * 1000


async def bare_bytes(url: str) -> int:
    got, cursor = [], ""
    async with bare_client() as client:
        for number in range(PAGES):
            got.append((await client.get(address(url, cursor))).content)
            cursor = f"&cursor=c_{number + 1}"
    return sum(page.count(b'"id"') for page in got[:1]) * len(got)


async def bare_records(url: str) -> int:
    got, cursor = [], ""
    async with bare_client() as client:
        while True:
            page = FIRM_PAGE.decode((await client.get(address(url, cursor))).content)
            got += page.items
            if not page.next_cursor:
                return len(got)
            cursor = f"&cursor={page.next_cursor}"


def bare_at_once(lanes: int) -> Work:
    async def work(url: str) -> int:
        async with bare_client() as client:
            lane = asyncio.Semaphore(lanes)

            async def one(number: int) -> int:
                async with lane:
                    answer = await client.get(address(url, f"&cursor=c_{number}"))
                return len(FIRM_PAGE.decode(answer.content).items)

            return sum(await asyncio.gather(*map(one, range(PAGES))))

    return work


async def kontor_trigon(url: str) -> int:
    """As an import does: the kept token is renewed first, the pages follow each other by their cursors."""
    async with integration("trigon").open(url, Keeper(), surroundings()) as connector:
        return len([client async for page in connector.clients() for client in page.clients])


def kontor_at_once(lanes: int) -> Work:
    """The HTTP that all connections share, over addresses that are known beforehand (Trigon's are not)."""

    async def work(url: str) -> int:
        async with connection(f"{url}/api/v1", surroundings(), Limits(in_flight=lanes)) as http:

            async def one(number: int) -> int:
                answer = await http.get("/firms", {"limit": str(RECORDS), "cursor": f"c_{number}"})
                return len(decode(answer, FIRM_PAGE).items)

            return sum(await asyncio.gather(*map(one, range(PAGES))))

    return work


def surroundings() -> Surroundings:
    return Surroundings(asyncio.sleep, lambda: datetime.now(UTC), lambda: 0.5)


@asynccontextmanager
async def bare_client() -> AsyncIterator[httpx.AsyncClient]:
    """Without reading certificates, which takes 30 ms and which plain HTTP does not need."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(verify=trust, trust_env=False) as client:
        yield client


def address(url: str, cursor: str) -> str:
    return f"{url}/api/v1/firms?limit={RECORDS}{cursor}"


@contextmanager
def server(latency: float) -> Iterator[str]:
    command = [sys.executable, str(SERVER), str(PAGES), str(RECORDS), str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.stdin.close()
