"""Reading what an import is held against: clients and their links to one program."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, cast, select, true
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.db.chunks import chunks
from app.importing.known import Known, Link, Ours
from app.importing.source import Source

CLIENT: Table = Client.metadata.tables["client"]
LINK: Table = Client.metadata.tables["client_link"]
REGISTRY = ("registry_flag", "registry_reason", "registry_facts", "registry_at")
MANY = 2000  # links from which on reading all of them is faster, and as many values as a statement takes
WHO = ("name", "country", "registration_code")
AT_ONCE = 500  # rows
_BEFORE = 3  # columns before the values


@dataclass(frozen=True, slots=True)
class LinkNow:
    """A link as it is in the database now. `base` as JSON text."""

    id: int
    client_id: int
    remote_id: str
    base: str
    remote_active: bool
    readable: bool
    vanished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Present:
    """What is there at the moment of writing, as far as the chosen rows touch it. `links` by remote id; `linked`:
    client id → remote id. `registry`: the four columns by client id.
    """

    clients: dict[int, Ours]
    registry: dict[int, tuple[Any, ...]]
    links: dict[str, LinkNow]
    linked: dict[int, str]


def known(session: Session, source: Source) -> Known:
    """All clients, and all links to the source."""
    make = _maker(source)
    clients = {row[0]: make(row) for row in _rows(session, select(*_columns(source)))}
    columns = (
        LINK.c.id,
        LINK.c.client_id,
        LINK.c.remote_id,
        cast(LINK.c.base, Text),
        LINK.c.remote_active,
        LINK.c.readable,
        LINK.c.vanished_at.is_not(None),
    )
    own = select(*columns).where(LINK.c.integration == source.key)
    return Known(clients, {row[2]: Link(*row) for row in _rows(session, own)})


def present(
    session: Session,
    source: Source,
    client_ids: Collection[int],
    remote_ids: Collection[str],
    free: Collection[int],
) -> Present:
    """`free`: those of the clients that had no link when they were looked at last."""
    clients, registry = {}, {}
    make = _maker(source)
    columns = select(*_columns(source), *(CLIENT.c[name] for name in REGISTRY))
    for part in chunks(client_ids):
        for row in session.execute(columns.where(CLIENT.c.id.in_(part))).all():
            clients[row[0]] = make(row)
            registry[row[0]] = tuple(row[-len(REGISTRY) :])
    links = {link.remote_id: link for link in _links(session, source, remote_ids, free)}
    return Present(clients, registry, links, {link.client_id: link.remote_id for link in links.values()})


def _links(
    session: Session, source: Source, remote_ids: Collection[str], client_ids: Collection[int]
) -> Iterator[LinkNow]:
    """Those to the remote ids and those of the clients; all of them where they are many."""
    conditions: list[ColumnElement[bool]] = [true()]
    if len(remote_ids) + len(client_ids) <= MANY:
        given = ((LINK.c.remote_id, remote_ids), (LINK.c.client_id, client_ids))
        conditions = [column.in_(ids) for column, ids in given if ids]
    columns = select(
        LINK.c.id,
        LINK.c.client_id,
        LINK.c.remote_id,
        cast(LINK.c.base, Text),
        LINK.c.remote_active,
        LINK.c.readable,
        LINK.c.vanished_at,
    ).where(LINK.c.integration == source.key)
    for condition in conditions:
        for row in session.execute(columns.where(condition)).all():
            yield LinkNow(*row)


def codes_now(session: Session) -> Iterator[tuple[int, str, str, str]]:
    """Id, country, registration code and name of all clients."""
    columns = select(CLIENT.c.id, CLIENT.c.country, CLIENT.c.registration_code, CLIENT.c.name)
    return ((client_id, country, code, name) for client_id, country, code, name in session.execute(columns))


def _rows(session: Session, wanted: Select[Any]) -> Iterator[Sequence[Any]]:
    """Some at a time: all ten thousand at once would wake the garbage collector, for as long as reading takes."""
    for part in session.execute(wanted).partitions(AT_ONCE):
        yield from part


def _columns(source: Source) -> list[ColumnElement[Any]]:
    """Id, mark and status, the source's fields, then those of `WHO` that are not among these."""
    more = [name for name in WHO if name not in source.fields]
    return [CLIENT.c[name] for name in ("id", "mark", "status", *source.fields, *more)]


def _maker(source: Source) -> Callable[[Sequence[Any]], Ours]:
    """Makes a client of a row of these columns."""
    end = _BEFORE + len(source.fields)
    all_fields = (*source.fields, *(name for name in WHO if name not in source.fields))
    name, country, code = (_BEFORE + all_fields.index(field) for field in WHO)

    def make(row: Sequence[Any]) -> Ours:
        return Ours(row[0], row[name], row[1], row[country], row[code], row[2], tuple(row[_BEFORE:end]))

    return make
