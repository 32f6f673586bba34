"""Which client of ours is which remote client (P3.6)? Pure.

In this order: the link of an earlier import; the registration code, in the same country; else nobody, with an
offer where a name is nearly the same. What fits more than once is for a person to decide:

- Two remote clients with one code, where no link tells them apart, fit nobody until one is chosen. Two that are
  both linked stay as they are: that was decided before.
- One code that two clients of ours have fits nobody until one is chosen.
- A client of ours is linked to one remote client of a program. Where another one with its code turns up, the link
  stays; if the linked one is no longer listed (removed there and made anew, or its right taken away), moving
  the link is offered.
- A code that cannot be one ("puudub", "0", 7 digits in Estonia) says nothing about who it is: such clients
  are matched by link only, like those without a code.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import Enum

import msgspec

from app.clients.codes import normal_code
from app.importing.alike import Candidate, Names
from app.importing.known import Known, Link
from app.importing.source import Source
from integrations.contract import RegisterSource, RemoteClient

SURE = 100


class Kind(Enum):
    LINKED = "linked"
    BY_CODE = "by_code"
    NOBODY = "nobody"
    ALIKE = "alike"  # nobody, but a name is nearly the same
    SAME_CODE = "same_code"  # several remote clients have the code
    SEVERAL = "several"  # several clients of ours have the code
    TAKEN = "taken"  # the client with the code is linked to another remote client
    MOVED = "moved"  # … which is no longer listed


class Match(msgspec.Struct, frozen=True, gc=False):
    """`count`: how many remote clients, or clients of ours, have the code. `link`: the one that is there; for
    MOVED and TAKEN the one to the other remote client.
    """

    kind: Kind
    client_id: int | None = None
    link: Link | None = None
    candidates: tuple[Candidate, ...] = ()
    count: int = 0


_NOBODY = Match(Kind.NOBODY)


class Codes:
    """How codes are compared, and which of them can be codes at all."""

    def __init__(self, registers: Iterable[RegisterSource] = ()) -> None:
        self._forms = {register.country: register.valid_form for register in registers}

    def key(self, country: str, typed: str) -> str:
        """What is compared: country and normal code; "" without a code."""
        code = typed if typed.isascii() and typed.isdigit() else normal_code(typed, country)
        return f"{country}:{code}" if code else ""

    def says_who(self, key: str) -> bool:
        """Whether the code is of a form that tells one company from another. Asked of few: it takes its time."""
        country, _colon, code = key.partition(":")
        return bool(code) and self._forms.get(country, _may_be_one)(code)


def _may_be_one(code: str) -> bool:
    """In a country whose register is not known here. Not "-", "none" or "0"."""
    return len(code) >= 5 and any(c.isdigit() for c in code) and len(set(code)) > 1


def match(
    source: Source,
    remote: Sequence[RemoteClient],
    names: Sequence[str],
    known: Known,
    *,
    codes: Codes,
    doubtful: Callable[[int], bool] = lambda _row: False,
) -> list[Match]:
    """A match for each of the remote clients, whose `names` are cleaned.

    `doubtful`: whether the code of this row leads to nobody in the register. Only then may a client with
    another code be offered for its name; companies with different codes often have nearly the same name.
    """
    if all(client.remote_id in known.links for client in remote):
        return [_linked(known.links[client.remote_id]) for client in remote]
    return _Matching(source, remote, names, known, codes=codes, doubtful=doubtful).all()


def _linked(link: Link) -> Match:
    return Match(Kind.LINKED, link.client_id, link)


class _Matching:
    """One run of `match`; holds the indexes that it needs."""

    def __init__(
        self,
        source: Source,
        remote: Sequence[RemoteClient],
        names: Sequence[str],
        known: Known,
        *,
        codes: Codes,
        doubtful: Callable[[int], bool],
    ) -> None:
        self._remote, self._names, self._known, self._doubtful = remote, names, known, doubtful
        self._codes = codes
        self._listed = {client.remote_id for client in remote}
        self._link_of = _links_by_client(known, self._listed)
        self._keys = [codes.key(r.country or source.country, r.registration_code or "") for r in remote]
        self._times = Counter(self._keys)
        self._key_of_ours = {
            c.id: codes.key(c.country or source.country, c.registration_code) for c in known.clients.values()
        }
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for client_id, key in self._key_of_ours.items():
            self._by_key[key].append(client_id)
        self._alike: tuple[Names, Names] | None = None

    def all(self) -> list[Match]:
        links = self._known.links
        return [
            _linked(links[client.remote_id]) if client.remote_id in links else self._unlinked(i)
            for i, client in enumerate(self._remote)
        ]

    def _unlinked(self, row: int) -> Match:
        key = self._keys[row]
        times, fitting = self._times[key], self._by_key.get(key, ())
        if times == 1 and not self._known.clients:
            return _NOBODY
        if (times > 1 or fitting) and self._codes.says_who(key):
            if times == 1 and len(fitting) == 1:
                return self._one(fitting[0])
            free = tuple(self._sure(c) for c in fitting if c not in self._link_of)
            if times > 1:
                return Match(Kind.SAME_CODE, candidates=free, count=times)
            return Match(Kind.SEVERAL, candidates=free, count=len(fitting))
        return self._by_name(row, key)

    def _one(self, client_id: int) -> Match:
        link = self._link_of.get(client_id)
        if link is None:
            return Match(Kind.BY_CODE, client_id)
        if link.remote_id in self._listed:
            return Match(Kind.TAKEN, link=link)
        return Match(Kind.MOVED, link=link, candidates=(self._sure(client_id),))

    def _sure(self, client_id: int) -> Candidate:
        client = self._known.clients[client_id]
        return Candidate(client_id, client.name, client.mark, SURE)

    def _by_name(self, row: int, key: str) -> Match:
        without_code, with_code = self._names_of_ours()
        found = without_code.like(self._names[row])
        if with_code.any and (self._doubtful(row) or not self._codes.says_who(key)):
            found = tuple(sorted((*found, *with_code.like(self._names[row])), key=lambda c: -c.score))
        return Match(Kind.ALIKE, candidates=found) if found else _NOBODY

    def _names_of_ours(self) -> tuple[Names, Names]:
        """Clients that are not linked yet: those without a code that says who, those with one. Made when needed."""
        if self._alike is None:
            free = [c for c in self._known.clients.values() if c.id not in self._link_of]
            coded = {c.id for c in free if self._codes.says_who(self._key_of_ours[c.id])}
            self._alike = (
                Names(c for c in free if c.id not in coded),
                Names(c for c in free if c.id in coded),
            )
        return self._alike


def _links_by_client(known: Known, listed: set[str]) -> dict[int, Link]:
    """A client's link; the listed one where it has several."""
    links: dict[int, Link] = {}
    for link in known.links.values():
        if link.client_id not in links or link.remote_id in listed:
            links[link.client_id] = link
    return links


def unlisted(known: Known, remote: Sequence[RemoteClient], matches: Sequence[Match]) -> list[Link]:
    """Links to clients that are no longer listed, but for those that are offered to be moved."""
    listed = {client.remote_id for client in remote}
    moved = {match.link.remote_id for match in matches if match.kind is Kind.MOVED and match.link}
    return [link for key, link in known.links.items() if key not in listed and key not in moved]
