"""Reading what an import is held against: clients and their links to one program."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, Text, and_, cast, select, true
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.db.chunks import chunks
from app.importing.known import Known, Link, Ours
from app.importing.source import Source

CLIENT: Table = Client.metadata.tables["client"]
LINK: Table = Client.metadata.tables["client_link"]
REGISTRY = ("registry_flag", "registry_reason", "registry_facts", "registry_at")
MANY = 2000  # links from which on reading all of them is faster
_OURS = 6  # columns before the values


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
    own = and_(LINK.c.client_id == CLIENT.c.id, LINK.c.integration == source.key)
    columns = (
        *_columns(source),
        LINK.c.id,
        LINK.c.remote_id,
        cast(LINK.c.base, Text),
        LINK.c.remote_active,
        LINK.c.readable,
        LINK.c.vanished_at.is_not(None),
    )
    end = _OURS + len(source.fields)
    clients: dict[int, Ours] = {}
    links: dict[str, Link] = {}
    for row in session.execute(select(*columns).select_from(CLIENT.outerjoin(LINK, own))):
        clients[row[0]] = _ours(row, end)
        if row[end] is not None:
            link_id, remote_id, base, active, readable, vanished = row[end:]
            links[remote_id] = Link(link_id, row[0], remote_id, base, active, readable, vanished)
    return Known(clients, links)


def present(
    session: Session, source: Source, client_ids: Collection[int], remote_ids: Collection[str]
) -> Present:
    clients, registry = {}, {}
    end = _OURS + len(source.fields)
    columns = select(*_columns(source), *(CLIENT.c[name] for name in REGISTRY))
    for part in chunks(client_ids):
        for row in session.execute(columns.where(CLIENT.c.id.in_(part))):
            clients[row[0]] = _ours(row, end)
            registry[row[0]] = tuple(row[end:])
    links = {link.remote_id: link for link in _links(session, source, remote_ids, client_ids)}
    return Present(clients, registry, links, {link.client_id: link.remote_id for link in links.values()})


def _links(
    session: Session, source: Source, remote_ids: Collection[str], client_ids: Collection[int]
) -> Iterable[LinkNow]:
    """Those to the remote ids and those of the clients; more than that where they are many."""
    conditions: list[ColumnElement[bool]] = [true()]
    if len(remote_ids) <= MANY:
        conditions = [LINK.c.remote_id.in_(remote_ids), LINK.c.client_id.in_(client_ids)]
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
        for row in session.execute(columns.where(condition)):
            yield LinkNow(*row)


def codes_now(session: Session) -> Iterator[tuple[int, str, str, str]]:
    """Id, country, registration code and name of all clients."""
    columns = select(CLIENT.c.id, CLIENT.c.country, CLIENT.c.registration_code, CLIENT.c.name)
    return ((client_id, country, code, name) for client_id, country, code, name in session.execute(columns))


def _columns(source: Source) -> tuple[ColumnElement[Any], ...]:
    own = (
        CLIENT.c.id,
        CLIENT.c.name,
        CLIENT.c.mark,
        CLIENT.c.country,
        CLIENT.c.registration_code,
        CLIENT.c.status,
    )
    # labelled: a field may be among the six before it
    return (*own, *(CLIENT.c[field].label(f"field_{field}") for field in source.fields))


def _ours(row: Row[Any], end: int) -> Ours:
    client_id, name, mark, country, code, status, *values = row[:end]
    return Ours(client_id, name, mark, country, code, status, tuple(values))
