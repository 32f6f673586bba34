"""Certificates and proxies, against real servers on loopback."""

from collections.abc import Iterator

import pytest

from integrations.contract import IntegrationError, Problem, UserNeeded
from integrations.http import Http, connection
from integrations.retry import Limits
from integrations.sandbox.loopback import Loopback
from integrations.sandbox.messages import Reply
from tests.fakes.tls import tls_server
from tests.integrations.surroundings import TestTime

QUICK = Limits(silence=0.2, connect=0.2)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(lambda _: Reply.json({})) as server:
        yield server


async def failure(http: Http) -> IntegrationError:
    with pytest.raises(IntegrationError) as caught:
        await http.get("/")
    return caught.value


async def test_trusted_certificate(time: TestTime):
    async with tls_server() as server, connection(server.url, time.around(), tls=server.trusting) as http:
        assert (await http.get("/")).status == 200


async def test_certificate_of_a_stranger(time):
    async with tls_server() as server, connection(server.url, time.around()) as http:
        error = await failure(http)
    assert (type(error), error.problem) == (UserNeeded, Problem.CERTIFICATE)
    assert "certificate" in error.detail
    assert time.pauses == []


async def test_certificate_of_another_host(time):
    async with (
        tls_server("other.example") as server,
        connection(server.url, time.around(), tls=server.trusting) as http,
    ):
        error = await failure(http)
    assert error.problem is Problem.CERTIFICATE
    assert "127.0.0.1" in error.detail


async def test_no_tls_where_tls_is_wanted(server, time):
    url = server.url.replace("http://", "https://")
    async with connection(url, time.around(), QUICK) as http:
        assert (await failure(http)).problem is Problem.CERTIFICATE


async def test_proxies_of_the_environment_are_not_used_for_this_machine(server, time, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with connection(server.url, time.around()) as http:
        assert (await http.get("/")).status == 200


async def test_proxies_of_the_environment_are_used_otherwise(server, time, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", server.url)
    async with connection("https://trigon.example", time.around(), QUICK) as http:
        await failure(http)  # what answers there is no proxy
    assert server.exchanges[0].received.method == "CONNECT"
