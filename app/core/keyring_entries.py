"""One text of any length as entries of a keyring that holds about 1,280 characters an entry (Windows).

A short text lies in its head entry, and writing that is one step. A long one is written as parts under a
new generation, and the head then points to them; the parts of the generation before are removed last. So an
interruption at any step leaves the old text or the new one. What may be lying about is listed in the head
before it is written ("loose"), so the next write or removal takes it away: a keyring cannot be asked what it
holds.

Each entry is a service of its own: under one service, Windows would move entries of other names about.
Calls of a keyring block; `app.core.keyring_vault` runs all this in a thread.
"""

import json
import secrets
from collections.abc import Iterable
from typing import Any, Protocol

LIMIT = 1_200  # characters an entry; all are ASCII
IN_HEAD = 1_000  # characters of a text that lies in the head, which has to list loose parts too
USER = "Kontor"


class Backend(Protocol):
    """What is used of `keyring.backend.KeyringBackend`."""

    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


Parts = tuple[str, int]  # generation, number of parts


class Entries:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def read(self, name: str) -> str | None:
        """None where there is nothing, or nothing whole.

        Another process may replace the text meanwhile; then the head has changed and is followed again.
        """
        seen: str | None = None
        while (head := self._get(name)) is not None and head != seen:
            text = self._text(name, _read_head(head))
            if text is not None:
                return text
            seen = head
        return None

    def write(self, name: str, text: str) -> None:
        """`text`: ASCII. One writer at a time: what another is writing would look like lying about."""
        old = _read_head(self._get(name) or "")
        self._remove_parts(name, _loose(old))
        own = _own(old)
        if len(json.dumps(text)) <= IN_HEAD:
            self._put(name, _head({"text": text}, own))
        else:
            self._put(name, _head({"parts": self._write_parts(name, text, old)}, own))
        self._remove_parts(name, own)

    def remove(self, name: str) -> None:
        """The head goes last, as it tells where the rest is."""
        head = self._get(name)
        if head is None:
            return
        self._remove_parts(name, [*_own(_read_head(head)), *_loose(_read_head(head))])
        self._drop(name)

    def _write_parts(self, name: str, text: str, old: dict[str, Any]) -> Parts:
        parts = [text[at : at + LIMIT] for at in range(0, len(text), LIMIT)]
        new: Parts = (secrets.token_hex(4), len(parts))
        self._put(name, _head(old, [new]))
        for number, part in enumerate(parts):
            self._put(_part_name(name, new[0], number), part)
        return new

    def _text(self, name: str, head: dict[str, Any]) -> str | None:
        if isinstance(text := head.get("text"), str):
            return text
        if (found := _pair(head.get("parts"))) is None:
            return None
        parts = [self._get(_part_name(name, found[0], number)) for number in range(found[1])]
        return "".join(p for p in parts if p is not None) if None not in parts else None

    def _remove_parts(self, name: str, old: Iterable[Parts]) -> None:
        for generation, count in old:
            for number in range(count):
                self._drop(_part_name(name, generation, number))

    def _get(self, entry: str) -> str | None:
        return self._backend.get_password(f"Kontor {entry}", USER)

    def _put(self, entry: str, text: str) -> None:
        self._backend.set_password(f"Kontor {entry}", USER, text)

    def _drop(self, entry: str) -> None:
        """Removing what is not there is a fault to a keyring, and a different one to each."""
        if self._get(entry) is not None:
            self._backend.delete_password(f"Kontor {entry}", USER)


def _part_name(name: str, generation: str, number: int) -> str:
    return f"{name} {generation}.{number}"


def _head(content: dict[str, Any], loose: list[Parts]) -> str:
    content = {key: content[key] for key in ("text", "parts") if key in content}
    return json.dumps({**content, "loose": loose} if loose else content)


def _read_head(head: str) -> dict[str, Any]:
    """Empty where this is no head of ours."""
    try:
        content = json.loads(head)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _own(head: dict[str, Any]) -> list[Parts]:
    found = _pair(head.get("parts"))
    return [found] if found else []


def _loose(head: dict[str, Any]) -> list[Parts]:
    found = head.get("loose")
    return [p for item in found if (p := _pair(item))] if isinstance(found, list) else []


def _pair(value: Any) -> Parts | None:
    match value:
        case [str(generation), int(count)] if 0 < count <= 1_000:
            return generation, count
    return None
