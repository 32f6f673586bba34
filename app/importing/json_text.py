"""JSON of thousands of objects that have the same fields: a third of the time that encoding each of them takes.

The same text as `msgspec` writes, which a test holds it to. Values are cleaned texts of `app.importing.source`: without
control characters, so that only quotes and backslashes have to be escaped, and those are rare.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from app.importing.source import Values

_encode = msgspec.json.Encoder().encode


def text_of(value: Any) -> str:
    return _encode(value).decode()


class ObjectText:
    def __init__(self, fields: Sequence[str], value: str) -> None:
        """`value`: how a value stands there, with %s for the text between its quotes."""
        names = (text_of(field).replace("%", "%%") for field in fields)
        self._form = "{" + ",".join(f"{name}:{value}" for name in names) + "}"

    def of(self, values: Values) -> str | None:
        """None where a value has something to escape."""
        joined = "".join(values)
        return None if '"' in joined or "\\" in joined else self._form % values


@lru_cache(16)
def _plain(fields: tuple[str, ...]) -> ObjectText:
    return ObjectText(fields, '"%s"')


@lru_cache(256)
def _added(fields: tuple[str, ...]) -> ObjectText:
    return ObjectText(fields, '[null,"%s"]')


def object_text(fields: tuple[str, ...], values: Values) -> str:
    """{"name":"…","email":"…"}"""
    return _plain(fields).of(values) or text_of(dict(zip(fields, values, strict=True)))


def added_text(fields: tuple[str, ...], values: Values) -> str:
    """{"name":[null,"…"],"email":[null,"…"]}: fields of something new, as the audit log has them."""
    return _added(fields).of(values) or text_of({f: (None, v) for f, v in zip(fields, values, strict=True)})
