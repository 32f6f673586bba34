"""The review of an import (P3.4): what the program lists against what is here. Pure; nothing is written."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.core.words import _, ngettext
from app.importing import words
from app.importing.known import Known, Link
from app.importing.matching import Codes, Kind, Match, match, unlisted
from app.importing.row_maker import RowMaker
from app.importing.rows import ReviewRow, State
from app.importing.source import Reader, Source, Values
from app.registers.verdicts import Asked, Verdict, may_suggest
from integrations.contract import RemoteClient

MANY_VANISHED = 5  # from so many on, and from half of all, it looks like a right taken away


@dataclass(frozen=True, slots=True)
class Review:
    """`source`: its key. `seconds`: how long fetching took. `warning`: a sentence above the table, or "".
    `address`: of the program that it was fetched from, None where nobody vouches for the links by confirming this.

    Choosing and confirming need `about` and `known`: the source, and what was known when this was made.
    """

    source: str
    fetched_at: datetime
    seconds: float
    rows: tuple[ReviewRow, ...]
    warning: str = ""
    about: Source = field(default=Source("", "", "", ("name",)), repr=False)
    known: Known = field(default_factory=Known, repr=False)
    address: str | None = None

    @property
    def listed(self) -> int:
        """How many clients the program listed."""
        return sum(row.remote is not None for row in self.rows)


def counts(rows: Iterable[ReviewRow]) -> dict[State, int]:
    """Of every state, those without rows too."""
    found = Counter(row.state for row in rows)
    return {state: found[state] for state in State}


def once_each(remote: Iterable[RemoteClient]) -> tuple[RemoteClient, ...]:
    """A remote id that was listed twice (the list moved while it was read) counts once, as it was read last."""
    return tuple({client.remote_id: client for client in remote}.values())


def asked(source: Source, remote: Sequence[RemoteClient], known: Known) -> list[Asked]:
    """What to ask the register: the remote clients in order, then the linked ones that are no longer listed."""
    listed = {client.remote_id for client in remote}
    gone = [known.clients[link.client_id] for key, link in known.links.items() if key not in listed]
    theirs = [Asked(r.country or source.country, r.registration_code or "", r.name) for r in remote]
    return theirs + [Asked(c.country or source.country, c.registration_code, c.name) for c in gone]


@dataclass(frozen=True, slots=True)
class Fetched:
    """`verdicts` in the order of `asked`."""

    remote: Sequence[RemoteClient]
    verdicts: Sequence[Verdict]
    at: datetime
    seconds: float


def make_review(source: Source, fetched: Fetched, known: Known, codes: Codes) -> Review:
    """Remote ids are unique. A row for each remote client, then one for each link that is no longer listed."""
    remote, verdicts = fetched.remote, fetched.verdicts
    theirs = Reader(source).read(remote)
    place = source.fields.index("name")
    matches = match(
        source,
        remote,
        [values[place] for values in theirs],
        known,
        codes=codes,
        doubtful=lambda i: may_suggest(verdicts[i]),
    )
    maker = RowMaker(source)
    rows = [
        _row(maker, client, values, verdict, found, known=known)
        for client, values, verdict, found in zip(
            remote, theirs, verdicts[: len(remote)], matches, strict=True
        )
    ]
    gone = unlisted(known, remote, matches)
    rows += _unlisted(maker, gone, known, _verdicts_of_unlisted(fetched, known), nothing_listed=not remote)
    return Review(
        source.key,
        fetched.at,
        fetched.seconds,
        tuple(rows),
        _warning(source, remote, gone, known),
        source,
        known,
    )


def _row(
    maker: RowMaker, remote: RemoteClient, theirs: Values, verdict: Verdict, found: Match, *, known: Known
) -> ReviewRow:
    if found.kind is Kind.NOBODY:
        return maker.new(remote, theirs, verdict)
    if found.client_id is not None:
        return maker.matched(remote, theirs, verdict, known.clients[found.client_id], found.link)
    taken_by = known.clients[found.link.client_id].name if found.link else ""
    return maker.undecided(remote, theirs, verdict, found, taken_by)


def _verdicts_of_unlisted(fetched: Fetched, known: Known) -> Mapping[str, Verdict]:
    listed = {client.remote_id for client in fetched.remote}
    keys = [key for key in known.links if key not in listed]
    return dict(zip(keys, fetched.verdicts[len(fetched.remote) :], strict=True))


def _unlisted(
    maker: RowMaker,
    gone: Sequence[Link],
    known: Known,
    verdicts: Mapping[str, Verdict],
    *,
    nothing_listed: bool,
) -> list[ReviewRow]:
    """Those that are inactive here already are left alone."""
    unknown = Verdict("grey", "not_checked")
    return [
        maker.unlisted(link, ours, verdicts.get(link.remote_id, unknown), nothing_listed=nothing_listed)
        for link in gone
        if (ours := known.clients[link.client_id]).active
    ]


def _warning(source: Source, remote: Sequence[RemoteClient], gone: Sequence[Link], known: Known) -> str:
    if not remote:
        return words.nothing_listed(source.name, len(known.links))
    news = sum(not link.vanished for link in gone)
    if news >= MANY_VANISHED and news * 2 >= len(known.links):
        return words.many_vanished(source.name, news, len(known.links))
    return ""


def summary(rows: Iterable[ReviewRow]) -> str:
    """As in "12 new, 9 changed": for a notice; states without rows are left out."""
    return ", ".join(_in_state(state, count) for state, count in counts(rows).items() if count)


def _in_state(state: State, count: int) -> str:
    words = {
        State.NEW: ngettext("{count} new", "{count} new", count),
        State.CHANGED: _("{count} changed"),
        State.UNCHANGED: _("{count} unchanged"),
        State.CONFLICT: _("{count} in conflict"),
        State.ATTENTION: _("{count} needing attention"),
    }[state]
    return words.format(count=count)
