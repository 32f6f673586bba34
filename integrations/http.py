"""HTTP as all connections share it: one `Http` per connection, on httpx.

Time-outs, repeats, pace, size, redirects and what a broken line means are settled here. What a refusal (4xx) means is
the vendor's business: `Http.send` gives back any answer below 500 but 429.

No token, password, query or body is ever put into an error, a log line or a repr; errors are raised `from None`, as
those of httpx carry the request.
"""

import logging
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from integrations.address import is_loopback
from integrations.contract import Problem, Surroundings, TryLater, UserNeeded
from integrations.faults import fault_of
from integrations.pace import Pace
from integrations.retry import Fault, Kind, Limits, Retry, retry_after

T = TypeVar("T")
log = logging.getLogger(__name__)

# httpx logs whole addresses with their questions, httpcore logs headers: neither belongs in a log.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

SAFE = frozenset({"GET", "HEAD"})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 3
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:/-]{1,100}")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `path` is added to the base address and stands there as given, so ids in it are quoted already."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def request_id(self) -> str | None:
        """The other side's name for this request, for its support; None where it has none that looks like one."""
        value: str = self.headers.get("x-request-id", "")
        return value if _REQUEST_ID.fullmatch(value) else None


class Sink(Protocol):
    """Where the body goes. `begin` is called again when a request is repeated; what came before is void."""

    def begin(self, status: int, headers: httpx.Headers) -> None: ...
    def take(self, chunk: bytes) -> None: ...


class Http:
    """Requests to one base address. Made by `connection`."""

    def __init__(self, client: httpx.AsyncClient, base: str, around: Surroundings, limits: Limits) -> None:
        self._client = client
        self._base = base
        self._around = around
        self._limits = limits
        self._pace = Pace(limits.in_flight, around.pause)

    async def get(
        self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return await self.send(Ask("GET", path, query or {}, headers or {}))

    async def post(self, path: str, content: object, headers: Mapping[str, str] | None = None) -> Answer:
        """`content` becomes JSON."""
        as_json = {"Content-Type": "application/json", **(headers or {})}
        return await self.send(Ask("POST", path, {}, as_json, msgspec.json.encode(content)))

    async def send(self, ask: Ask, sink: Sink | None = None) -> Answer:
        """The answer, of any status below 500 except 429. With a `sink`, a body of status 200 goes there.

        Raises `TryLater` or `UserNeeded`. Redirects are followed for GET and on the same host only.
        """
        url = self._base + ask.path + ("?" + urlencode(ask.query) if ask.query else "")
        for _ in range(MOST_REDIRECTS + 1):
            answer = await self._persist(ask, url, sink)
            if answer.status not in REDIRECTS:
                return answer
            url = self._redirected(ask, url, answer)
        raise UserNeeded(Problem.WRONG_ADDRESS, "redirects without end")

    async def _persist(self, ask: Ask, url: str, sink: Sink | None) -> Answer:
        retry = Retry(self._limits, self._around.chance, safe=ask.method in SAFE)
        while True:
            try:
                async with self._pace.turn():
                    answer = await self._try(ask, url, sink)
            except Fault as fault:
                await self._pause_after(fault, retry, ask)
            else:
                self._pace.went_well()
                return answer

    async def _pause_after(self, fault: Fault, retry: Retry, ask: Ask) -> None:
        """Waits for the next try, or raises what the fault comes to."""
        error = fault.error
        seconds = retry.pause_after(fault, error.retry_after if isinstance(error, TryLater) else None)
        if fault.kind is Kind.WAIT:
            self._pace.slow_down()
        if seconds is None:
            raise error from None
        log.info("%s %s: %s, again in %.1f s", ask.method, ask.path, error, seconds)
        await (self._pace.rest if fault.kind is Kind.WAIT else self._around.pause)(seconds)

    async def _try(self, ask: Ask, url: str, sink: Sink | None) -> Answer:
        try:
            answer = await self._exchange(ask, url, sink)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError) as broken:
            raise fault_of(broken) from None
        log.debug("%s %s: %d, %s", ask.method, ask.path, answer.status, answer.request_id)
        self._refuse_trouble(answer)
        return answer

    async def _exchange(self, ask: Ask, url: str, sink: Sink | None) -> Answer:
        request = self._client.build_request(ask.method, url, headers=dict(ask.headers), content=ask.body)
        response = await self._client.send(request, stream=True)
        try:
            body = await self._read(response, sink if response.status_code == 200 else None)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise Fault(TryLater(Problem.BAD_ANSWER, "the answer was cut off"), Kind.FAULT) from None
        finally:
            await response.aclose()
        return Answer(response.status_code, response.headers, body)

    async def _read(self, response: httpx.Response, sink: Sink | None) -> bytes:
        chunks: list[bytes] = []
        take, size = chunks.append, 0
        if sink is not None:
            sink.begin(response.status_code, response.headers)
            take = sink.take
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > self._limits.most_bytes:
                raise Fault(TryLater(Problem.BAD_ANSWER, "the answer is too large"), Kind.FINAL)
            take(chunk)
        return b"".join(chunks)

    def _refuse_trouble(self, answer: Answer) -> None:
        status = answer.status
        if status < 500 and status != 429:
            return
        problem = Problem.RATE_LIMITED if status == 429 else Problem.SERVICE_DOWN
        asked_for = None
        if status in {429, 503}:
            asked_for = retry_after(answer.headers.get("retry-after"), self._around.moment())
        error = TryLater(problem, f"status {status}", retry_after=asked_for, request_id=answer.request_id)
        waiting = {429: Kind.WAIT, 503: Kind.WAIT, 500: Kind.FAULT, 502: Kind.FAULT, 504: Kind.FAULT}
        raise Fault(error, waiting.get(status, Kind.FINAL))

    def _redirected(self, ask: Ask, url: str, answer: Answer) -> str:
        """Where a redirect leads to. Another host would get to see the token."""
        target = httpx.URL(url).join(answer.headers.get("location", ""))
        here = httpx.URL(self._base)
        same = (target.scheme, target.host, target.port) == (here.scheme, here.host, here.port)
        if ask.method not in SAFE or not same or target.userinfo:
            raise UserNeeded(Problem.WRONG_ADDRESS, f"redirects to {target.host}")
        return str(target)


def decode(answer: Answer, decoder: msgspec.json.Decoder[T]) -> T:
    """Raises `TryLater` BAD_ANSWER: a page for people (of a proxy, a network's own sign-in), or another form."""
    try:
        return decoder.decode(answer.body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        detail = "the answer is not of the agreed form"
        raise TryLater(Problem.BAD_ANSWER, detail, request_id=answer.request_id) from None


def tls_context() -> ssl.SSLContext:
    """The computer's own trust (an office's proxy may have its certificate there) and certifi's.

    The latter for systems that bring none. `SSL_CERT_FILE` is heeded.
    """
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@asynccontextmanager
async def connection(
    base: str, around: Surroundings, limits: Limits | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Http]:
    """`base` comes from `integrations.address.base_address`.

    Proxies of the environment are used, but not for this machine. `tls` is for tests that have a certificate of
    their own.
    """
    limits = limits or Limits(silence=around.silence, patience=around.patience)
    here = is_loopback(urlsplit(base).hostname or "")
    if tls is None:  # making the real one takes 30 ms; the bare one trusts nobody
        plain = base.startswith("http://")
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else tls_context()
    async with httpx.AsyncClient(
        verify=tls,
        timeout=httpx.Timeout(limits.silence, connect=min(limits.connect, limits.silence)),
        limits=httpx.Limits(max_connections=limits.in_flight),
        headers={"User-Agent": f"Kontor/{around.version}"},
        follow_redirects=False,
        trust_env=not here,
    ) as client:
        yield Http(client, base, around, limits)
