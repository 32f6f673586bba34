"""Offering companies while a person types (P2.3): from the local copy, by the beginning of the code or by name."""

from app.clients.codes import normal_code
from app.registers.copy import RegisterCopy
from app.registers.names import like_pattern, likeness, normalise
from integrations.contract import RegisterEntry

HITS = 10
SHORTEST_CODE = 3
SHORTEST_NAME = 2


def in_copy(copy: RegisterCopy, text: str) -> tuple[RegisterEntry, ...]:
    """At most ten, best first. Blocking. A code that begins with the digits comes before a name that has them."""
    found = [*_by_code(copy, normal_code(text)), *_by_name(copy, normalise(text))]
    return tuple({entry.code: entry for entry in found}.values())[:HITS]


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _by_code(copy: RegisterCopy, digits: str) -> tuple[RegisterEntry, ...]:
    if len(digits) < SHORTEST_CODE or not is_digits(digits):
        return ()
    return copy.with_code_prefix(digits, HITS)


def _by_name(copy: RegisterCopy, name: str) -> list[RegisterEntry]:
    if len(name) < SHORTEST_NAME:
        return []
    words = name.split()
    entries = copy.with_name_like([like_pattern(word) for word in words])
    named = ((normalise(entry.name), entry) for entry in entries)
    fitting = [(key, entry) for key, entry in named if all(word in key for word in words)]
    return [entry for _key, entry in sorted(fitting, key=lambda pair: _rank(name, *pair))]


def _rank(wanted: str, name: str, entry: RegisterEntry) -> tuple[bool, bool, float, str]:
    """Small is good: the same name, one that begins so, one that is most alike."""
    return name != wanted, not name.startswith(wanted), -likeness(wanted, entry.name), entry.name
