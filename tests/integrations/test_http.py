"""The behaviour that all connections share, against a real server on loopback."""

import asyncio
import gzip
import logging
import socket
import traceback
from collections.abc import Callable, Iterator

import httpx
import msgspec
import pytest

from integrations.contract import IntegrationError, Problem, TryLater, UserNeeded
from integrations.http import Answer, Ask, Http, connection, decode
from integrations.retry import Limits
from integrations.sandbox.loopback import Loopback
from integrations.sandbox.messages import Received, Reply
from tests.integrations.surroundings import TestTime, until

TOKEN = "tokn-9f3b"
QUICK = Limits(silence=0.2, connect=0.2)


def echo(received: Received) -> Reply:
    """What was asked, as JSON; some paths answer otherwise."""
    match received.steps:
        case ("here",):
            return Reply(302, headers={"Location": "/there?x=1"})
        case ("elsewhere",):
            return Reply(307, headers={"Location": "http://localhost:9/there"})
        case ("round",):
            return Reply(301, headers={"Location": "/round"})
        case ("nowhere",):
            return Reply(302, headers={"Location": "mailto:mari@buroo.example"})
        case ("status", status):
            return Reply(int(status), b"{}", {"X-Request-Id": "req_77", "Content-Type": "application/json"})
        case ("zipped",):
            packed = gzip.compress(b"[" + b" " * 10_000_000 + b"]")
            return Reply(200, packed, {"Content-Encoding": "gzip"})
        case ("badly-zipped",):
            return Reply(200, b"not gzip", {"Content-Encoding": "gzip"})
        case ("strange-id",):
            return Reply(400, b"", {"X-Request-Id": "<b>" + TOKEN})
    return Reply.json(
        {"target": received.target, "headers": dict(received.headers), "body": received.body.decode()}
    )


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(echo) as server:
        yield server


@pytest.fixture
async def http(server: Loopback, time: TestTime):
    async with connection(server.url, time.around(), QUICK) as http:
        yield http


async def failure(http: Http, method: str = "GET", path: str = "/x") -> IntegrationError:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with pytest.raises(IntegrationError) as caught:
        await http.send(Ask(method, path, {"q": TOKEN}, headers, TOKEN.encode()))
    return caught.value


def content(answer: Answer) -> dict[str, object]:
    return msgspec.json.decode(answer.body)


# --- what is sent ---------------------------------------------------------------------------------


async def test_get_and_post(http):
    got = content(await http.get("/a%2Fb", {"q": "ä &=#/?+"}, {"Authorization": "Bearer x"}))
    assert got["target"] == "/a%2Fb?q=%C3%A4+%26%3D%23%2F%3F%2B"
    assert got["headers"]["user-agent"] == "Kontor/1.2.3"
    assert got["headers"]["authorization"] == "Bearer x"
    posted = content(await http.post("/c", {"name": "Õ"}))
    assert posted["body"] == '{"name":"Õ"}'
    assert posted["headers"]["content-type"] == "application/json"


async def test_one_connection_serves_many_requests(server, time):
    opened = []
    async with connection(server.url, time.around()) as http:
        client = http._client
        client.event_hooks["response"] = [
            lambda r: _remember(opened, r.extensions["network_stream"].get_extra_info("client_addr"))
        ]
        for _ in range(5):
            await http.get("/")
    assert len(opened) == 5
    assert len(set(opened)) == 1


async def _remember(found: list[object], what: object) -> None:
    found.append(what)


# --- what is asked again --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_faults_there_are_repeated_three_times(server, http, time, status):
    server.faults.page(status, times=3)
    assert (await http.get("/")).status == 200
    assert time.pauses == [0.5, 1.0, 2.0]
    server.faults.page(status, times=4)
    error = await failure(http)
    assert isinstance(error, TryLater)
    assert (error.problem, error.retry_after) == (Problem.SERVICE_DOWN, None)
    assert str(status) in str(error)


async def test_other_faults_there_are_not_repeated(server, http, time):
    server.faults.page(501, times=2)
    assert (await failure(http)).problem is Problem.SERVICE_DOWN
    assert time.pauses == []


@pytest.mark.parametrize(("status", "problem"), [(429, Problem.RATE_LIMITED), (503, Problem.SERVICE_DOWN)])
async def test_it_waits_as_long_as_it_is_asked(server, http, time, status, problem):
    server.faults.too_many("7", status=status)
    server.faults.too_many("Fri, 20 Nov 2026 12:01:07 GMT", status=status)
    assert (await http.get("/")).status == 200
    assert time.pauses == [7.0, 60.0]
    server.faults.too_many("3600", status=status)
    error = await failure(http)
    assert isinstance(error, TryLater)
    assert (error.problem, error.retry_after) == (problem, 3600.0)
    assert time.pauses == [7.0, 60.0]


async def test_it_guesses_when_nothing_is_asked(server, http, time):
    server.faults.too_many(times=3)
    error = await failure(http)
    assert time.pauses == [30.0, 60.0]  # the next would be 120, and patience is 120 in all
    assert error.retry_after is None


async def test_after_429_one_at_a_time(server, time):
    server.latency = 0.02
    async with connection(server.url, time.around()) as http:
        await asyncio.gather(*(http.get("/") for _ in range(12)))
        assert server.most_at_once == 4
        server.most_at_once = 0
        server.faults.too_many("1")
        await http.get("/")
        await asyncio.gather(*(http.get("/") for _ in range(12)))
        assert server.most_at_once == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_writes_is_never_repeated_after_an_answer(server, http, time, status):
    server.faults.too_many("1", times=2, status=status)
    await failure(http, "POST")
    assert time.pauses == []
    assert len(server.exchanges) == 1


async def test_what_writes_is_never_repeated_after_a_broken_line(server, http, time):
    server.faults.reset(times=2)
    assert (await failure(http, "POST")).problem is Problem.NO_NETWORK
    server.faults.clear()
    server.faults.silence(times=2)
    assert (await failure(http, "POST")).problem is Problem.TIMED_OUT
    assert time.pauses == []
    assert len(server.exchanges) == 2


async def test_what_never_left_is_repeated_even_when_it_writes(time):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with connection(f"http://127.0.0.1:{port}", time.around()) as http:
        assert (await failure(http, "POST")).problem is Problem.NO_NETWORK
    assert time.pauses == [0.5, 1.0, 2.0]


# --- broken lines ---------------------------------------------------------------------------------


async def test_a_reset_is_repeated(server, http, time):
    server.faults.reset(times=3)
    assert (await http.get("/")).status == 200
    server.faults.reset(times=4)
    error = await failure(http)
    assert (type(error), error.problem) == (TryLater, Problem.NO_NETWORK)


async def test_half_an_answer(server, http):
    server.faults.cut_off(times=3)
    assert (await http.get("/")).status == 200
    server.faults.cut_off(times=4)
    error = await failure(http)
    assert (type(error), error.problem) == (TryLater, Problem.BAD_ANSWER)


async def test_silence_is_repeated_once(server, http, time):
    server.faults.silence()
    assert (await http.get("/")).status == 200
    assert len(time.pauses) == 1
    server.faults.silence(times=2)
    error = await failure(http)
    assert (type(error), error.problem) == (TryLater, Problem.TIMED_OUT)


async def test_slow_but_not_silent(server, time):
    server.faults.slow(0.3)
    async with connection(server.url, time.around(silence=2)) as http:
        assert (await http.get("/")).status == 200


async def test_connection_that_is_not_accepted(time):
    """A listener whose queue is full: the first packet is not answered."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with connection(url, time.around(), QUICK) as http:
            error = await failure(http, "POST")
    assert error.problem is Problem.TIMED_OUT
    assert len(time.pauses) == 1


async def test_unknown_host(time, blocked_network):
    async with connection("https://nowhere.example", time.around()) as http:
        error = await failure(http)
    assert (type(error), error.problem) == (TryLater, Problem.NO_NETWORK)
    assert blocked_network


# --- answers that are none ------------------------------------------------------------------------


async def test_pages_for_people_are_no_answer(server, http):
    server.faults.page(200)
    answer = await http.get("/")
    with pytest.raises(TryLater) as caught:
        decode(answer, msgspec.json.Decoder(dict))
    assert caught.value.problem is Problem.BAD_ANSWER


@pytest.mark.parametrize("body", [b"", b"[", b"\xff", b"[" * 100_000, b"null", b'{"a":1} x'])
def test_not_of_the_agreed_form(body):
    with pytest.raises(TryLater) as caught:
        decode(Answer(200, httpx.Headers(), body), msgspec.json.Decoder(dict[str, int]))
    assert caught.value.problem is Problem.BAD_ANSWER


async def test_too_large_an_answer(server, time):
    async with connection(server.url, time.around(), Limits(most_bytes=1_000_000)) as http:
        assert (await failure(http, path="/zipped")).problem is Problem.BAD_ANSWER
    async with connection(server.url, time.around()) as http:
        assert content(await http.get("/zipped")) == []


async def test_badly_packed(http, time):
    assert (await failure(http, path="/badly-zipped")).problem is Problem.BAD_ANSWER
    assert time.pauses == []


@pytest.mark.parametrize("status", [204, 304, 400, 401, 403, 404, 418])
async def test_refusals_are_for_the_vendor_to_judge(http, status):
    answer = await http.get(f"/status/{status}")
    assert (answer.status, answer.request_id) == (status, "req_77")


async def test_request_ids_of_faults_are_told(http):
    assert (await failure(http, path="/status/501")).request_id == "req_77"


async def test_a_request_id_that_is_none_is_left_out(http):
    assert (await http.get("/strange-id")).request_id is None


# --- redirects ------------------------------------------------------------------------------------


async def test_redirects_on_the_same_host(http):
    assert content(await http.get("/here"))["target"] == "/there?x=1"


@pytest.mark.parametrize(
    ("method", "path", "about"),
    [
        ("GET", "/elsewhere", "localhost"),
        ("POST", "/here", "redirects"),
        ("GET", "/round", "without end"),
        ("GET", "/nowhere", "redirects"),
    ],
)
async def test_redirects_that_are_not_followed(http, method, path, about):
    error = await failure(http, method, path)
    assert (type(error), error.problem) == (UserNeeded, Problem.WRONG_ADDRESS)
    assert about in error.detail


# --- cancelling -----------------------------------------------------------------------------------


async def test_cancelled_requests_leave_their_lanes(server, time):
    server.faults.silence(times=8)
    async with connection(server.url, time.around()) as http:
        asking = [asyncio.create_task(http.get("/")) for _ in range(8)]
        await until(lambda: server.under_way == 4)
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        server.faults.clear()
        answers = await asyncio.wait_for(asyncio.gather(*(http.get("/") for _ in range(8))), 5)
    assert [answer.status for answer in answers] == [200] * 8


async def test_cancelled_while_waiting(server, time):
    async def for_ever(_seconds: float) -> None:
        await asyncio.Event().wait()

    time.pause = for_ever
    server.faults.too_many("5")
    async with connection(server.url, time.around()) as http:
        asking = asyncio.create_task(http.get("/"))
        await until(lambda: server.exchanges)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await asyncio.wait_for(http.get("/"), 5)).status == 200


# --- secrets --------------------------------------------------------------------------------------

TROUBLE: dict[str, Callable[[Loopback], None]] = {
    "reset": lambda s: s.faults.reset(times=None),
    "cut off": lambda s: s.faults.cut_off(times=None),
    "silence": lambda s: s.faults.silence(times=None),
    "500": lambda s: s.faults.page(500, times=None),
    "429": lambda s: s.faults.too_many(times=None),
}


@pytest.mark.parametrize("trouble", TROUBLE)
async def test_no_secret_in_errors_logs_or_reprs(server, http, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    TROUBLE[trouble](server)
    error = await failure(http)
    told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.__dict__) + repr(http)
    assert TOKEN not in told
    assert TOKEN not in caplog.text
    assert "/x" in caplog.text


async def test_no_secret_in_errors_of_headers_that_cannot_be_sent(http):
    for token in (f"{TOKEN}\n", f"{TOKEN}õ"):
        with pytest.raises(IntegrationError) as caught:
            await http.get("/", headers={"Authorization": token})
        assert TOKEN not in "".join(traceback.format_exception(caught.value))


def test_no_secret_in_reprs_of_requests_and_answers():
    ask = Ask("GET", "/x", {"q": TOKEN}, {"Authorization": TOKEN}, TOKEN.encode())
    answer = Answer(200, httpx.Headers({"Set-Cookie": TOKEN}), TOKEN.encode())
    assert TOKEN not in repr(ask) + repr(answer)
