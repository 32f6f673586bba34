"""Clients of ours whose name is nearly that of a remote client: offered, never decided (P3.6). Pure.

Comparing everybody with everybody is 100 million comparisons for 10,000 clients on each side. Names that are nearly the
same share two beginnings or ends of words, so only those are compared, what is rarest first.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from app.importing.known import Ours
from app.registers.names import normalise

NEARLY_THE_SAME = 88.0
"""One letter wrong in a name of nine, or one missing in a name of five. Different figures ("Pargi 12", "Pargi 14":
housing associations) are never nearly the same."""
OFFERED = 3
_PART = 4  # letters of a word's beginning and end
_PARTS_AT_MOST = 10  # of a long name
_COMPARED_AT_MOST = 300  # names for one remote client
_FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`score`: how alike the names are, 0 to 100."""

    client_id: int
    name: str
    mark: str
    score: int


class Names:
    """An index of our clients by pairs of parts of their names."""

    def __init__(self, clients: Iterable[Ours]) -> None:
        self._clients = list(clients)
        self._names = [normalise(client.name) for client in self._clients]
        self._by_pair: dict[str, list[int]] = defaultdict(list)
        for i, name in enumerate(self._names):
            for pair in _pairs(name):
                self._by_pair[pair].append(i)

    @property
    def any(self) -> bool:
        return bool(self._clients)

    def like(self, name: str) -> tuple[Candidate, ...]:
        """The best few, best first; of equals the one that was there first."""
        from rapidfuzz import fuzz, process

        wanted = normalise(name) if self._clients else ""
        if not wanted:
            return ()
        near = self._near(wanted)
        ordered = _in_order(wanted)
        scores: dict[int, float] = {}
        for text, names in ((wanted, near), (ordered, {i: _in_order(n) for i, n in near.items()})):
            hits = process.extract(
                text, names, scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME, limit=OFFERED
            )
            for _name, score, i in hits:
                scores[i] = max(score, scores.get(i, 0.0))
        best = sorted(scores, key=lambda i: (-scores[i], i))[:OFFERED]
        return tuple(self._candidate(i, scores[i]) for i in best)

    def _near(self, wanted: str) -> dict[int, str]:
        lists = sorted((self._by_pair.get(pair, []) for pair in _pairs(wanted)), key=len)
        figures = _FIGURES.findall(wanted)
        near: dict[int, str] = {}
        for found in lists:
            for i in found[: _COMPARED_AT_MOST - len(near)]:
                if i not in near and _FIGURES.findall(self._names[i]) == figures:
                    near[i] = self._names[i]
        return near

    def _candidate(self, i: int, score: float) -> Candidate:
        client = self._clients[i]
        return Candidate(client.id, client.name, client.mark, int(score))


def _pairs(name: str) -> set[str]:
    """Two parts each; of a single word its parts alone too, as one of them may hold the mistake."""
    words = name.split()
    parts = sorted({part for word in words for part in (word[:_PART], word[-_PART:])})[:_PARTS_AT_MOST]
    pairs = {f"{one} {other}" for one, other in combinations(parts, 2)}
    return pairs | set(parts) if len(words) == 1 else pairs


def _in_order(name: str) -> str:
    """Words in alphabetical order: "Ehitus Rannakivi" is "Rannakivi Ehitus"."""
    return " ".join(sorted(name.split()))
