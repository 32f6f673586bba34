"""A request and an answer as the sandboxes see them. Their reprs hold no header and no body."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec


@dataclass(frozen=True, slots=True)
class Received:
    """`target` and `path` are as they came, still quoted; `steps` are unquoted, so that one may hold a slash."""

    method: str
    target: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # names in lower case
    body: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(unquote(step) for step in self.path.split("/")[1:])

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; {} where it is none."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.MsgspecError, UnicodeError):
            return {}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def json(cls, content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Self:
        named = {"Content-Type": "application/json", **(headers or {})}
        return cls(status, msgspec.json.encode(content), named)

    @classmethod
    def page(cls, status: int, headers: Mapping[str, str] | None = None) -> Self:
        """A page for people, as proxies and servers under repair send it."""
        phrase = HTTPStatus(status).phrase
        html = f"<!doctype html><html><head><title>{phrase}</title></head><body>{phrase}</body></html>"
        return cls(status, html.encode(), {"Content-Type": "text/html; charset=utf-8", **(headers or {})})

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            lines.append(f"Content-Length: {len(self.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass(frozen=True, slots=True)
class Exchange:
    received: Received
    reply: Reply
