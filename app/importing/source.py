"""Where an import comes from, and its clients' values in the form in which they are compared and kept. Pure."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any

from app.core.text import one_line
from integrations.contract import Manifest, RemoteClient

# Fields of a client that can be imported and how long their text may be, as the columns have it (a test holds
# the two together): SQLite would keep a longer one, a server would refuse the whole run.
LONGEST = {
    "name": 400,
    "country": 2,
    "registration_code": 64,
    "vat_number": 64,
    "language": 8,
    "address": 500,
    "phone": 64,
    "email": 254,
}
_FORMS = {"country": re.compile("[A-Z]{2}"), "language": re.compile("[a-z]{2,3}")}
_READ_AT_ONCE = 64  # clients; where one of them is not clean, all of these are looked at one by one
_ANY_TAKES = 64  # characters that every field takes but those with a form
_CASES: dict[str, Callable[[str], str]] = {"country": str.upper, "language": str.lower}

Values = tuple[str, ...]  # in the order of `Source.fields`


@dataclass(frozen=True, slots=True)
class Source:
    """`fields`: those of a client that it carries; others are never merged. `country`: of clients without one.
    `coded`: which of the fields hold a code, and where.
    """

    key: str
    name: str
    country: str
    fields: tuple[str, ...]
    coded: tuple[tuple[int, str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        coded = tuple((i, name) for i, name in enumerate(self.fields) if name in _FORMS)
        object.__setattr__(self, "coded", coded)


def source_of(manifest: Manifest) -> Source:
    """A client always has a name, whatever the manifest says."""
    names = tuple(dict.fromkeys(("name", *(f for f in manifest.client_fields if f in LONGEST))))
    return Source(manifest.key, manifest.name, manifest.country, names)


class Reader:
    """Gives remote clients' values: cleaned, "" where there is nothing.

    Composed letters, one line, no characters that cannot be seen or stored: what a person types here goes through the
    same cleaning. Ten thousand clients pass here and nearly all are clean, which is seen of many at once.
    """

    def __init__(self, source: Source) -> None:
        pick: Callable[[RemoteClient], Any] = attrgetter(*source.fields)
        single = len(source.fields) == 1
        self._pick: Callable[[RemoteClient], tuple[str | None, ...]] = (
            (lambda r: (pick(r),)) if single else pick
        )
        self._cased = [(i, _CASES[name]) for i, name in enumerate(source.fields) if name in _CASES]

    def read(self, remote: Sequence[RemoteClient]) -> list[Values]:
        found: list[Values] = []
        for start in range(0, len(remote), _READ_AT_ONCE):
            picked = [self._filled(self._pick(one)) for one in remote[start : start + _READ_AT_ONCE]]
            found += picked if self._all_clean(picked) else map(self._cleaned, picked)
        return found

    @staticmethod
    def _filled(values: tuple[str | None, ...]) -> Values:
        return tuple([value or "" for value in values]) if None in values else values  # type: ignore[return-value]

    def _all_clean(self, them: Sequence[Values]) -> bool:
        if not _clean("|".join(["|".join(values) for values in them])):
            return False
        return all(case(text) == text for i, case in self._cased for text in {values[i] for values in them})

    def _cleaned(self, values: Values) -> Values:
        texts = [one_line(value) for value in values]
        for i, case in self._cased:
            texts[i] = case(texts[i])
        return tuple(texts)


def _clean(joined: str) -> bool:
    """Whether each of the values, joined by bars, is as `one_line` would leave it."""
    return (
        joined.isprintable()
        and "  " not in joined
        and " |" not in joined
        and "| " not in joined
        and joined == joined.strip()
        and (joined.isascii() or unicodedata.is_normalized("NFC", joined))
    )


def fits(field: str, text: str) -> bool:
    """Whether our column takes the text: not too long, and a code where a code is wanted."""
    return len(text) <= LONGEST[field] and (field not in _FORMS or _has_form(field, text))


def unfit(source: Source, values: Values) -> tuple[str, ...]:
    """Fields whose text is not taken over; the rest of the client is, and the row says so."""
    if max(map(len, values)) <= _ANY_TAKES:
        for i, name in source.coded:
            if not _has_form(name, values[i]):
                break
        else:
            return ()
    return tuple(f for f, value in zip(source.fields, values, strict=True) if not fits(f, value))


@lru_cache(1000)
def _has_form(field: str, text: str) -> bool:
    return not text or _FORMS[field].fullmatch(text) is not None
