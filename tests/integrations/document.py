"""Holds exchanges against a wire document: every request that was made, every answer that a sandbox gave."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

from integrations.sandbox.messages import Exchange, Received, Reply

SPECS = Path(__file__).parents[1] / "specs"
_HOSTS = {
    "trigon": "https://trigon.example",
    "ariregister": "https://ariregister.rik.ee",
    "ariregister files": "https://avaandmed.ariregister.rik.ee",
}


@cache
def document(name: str) -> OpenAPI:
    return OpenAPI.from_file_path(str(SPECS / f"{name}.openapi.yaml"))


class Document:
    """`name` of the file in tests/specs."""

    def __init__(self, name: str) -> None:
        self._openapi = document(name)
        self._name = name

    def check_request(self, received: Received) -> None:
        self._openapi.validate_request(self._request(received))

    def check_answer(self, received: Received, reply: Reply) -> None:
        kind = reply.headers.get("Content-Type", "")
        response = MockResponse(reply.body, reply.status, dict(reply.headers), kind)
        self._openapi.validate_response(self._request(received), response)

    def check(self, exchanges: Iterable[Exchange]) -> int:
        """How many there were."""
        number = 0
        for number, exchange in enumerate(exchanges, 1):  # noqa: B007 - the count is the result
            self.check_request(exchange.received)
            self.check_answer(exchange.received, exchange.reply)
        return number

    def _request(self, received: Received) -> MockRequest:
        parts = urlsplit(received.target)
        host = _HOSTS[f"{self._name} files" if parts.path.endswith(".zip") else self._name]
        return MockRequest(
            host,
            received.method,
            parts.path,
            args=dict(parse_qsl(parts.query)),
            headers=dict(received.headers),
            data=received.body,
            content_type=received.headers.get("content-type", ""),
        )
