"""The rows of the client list, fast: 100,000 of them are read at once.

The driver's own tuples instead of ORM objects or SQLAlchemy's rows; groups and links by one query each, not
one per client; JSON and moments turned here with a memory, as most clients share a few values of them.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, column, select, table
from sqlalchemy.orm import Session

from app.clients.access import theirs
from app.clients.composing import NAMES, Links, compose, groups_of, links_of
from app.clients.tables import Client, ClientGroup, ClientInGroup, ClientLink
from app.clients.views import ClientRow
from app.core.rights import Actor
from app.firm.tables import Member

# The room of imports lies above this one, so its table is named here and not imported.
IMPORT_ROW = table("import_row", column("run_id"), column("client_id"), column("outcome"))
WRITTEN = ("created", "updated")

_COLUMNS: list[ColumnElement[Any]] = [
    cast(column, Text) if column.name == "registry_facts" else column
    for column in (Client.__table__.c[name] for name in NAMES.split())
]
_ID = _COLUMNS[0]


def read_rows(
    session: Session, actor: Actor, *, run_id: int | None = None, client_id: int | None = None
) -> tuple[ClientRow, ...]:
    """In the order of ids; with `run_id` what that import created or updated, with `client_id` that one."""
    managers = [(row.id, row.name) for row in session.execute(select(Member.id, Member.name))]
    wanted = select(*_COLUMNS).where(*_conditions(actor, run_id, client_id)).order_by(_ID)
    groups, links = _groups(session, client_id), _links(session, client_id)
    return compose(_tuples(session, wanted), managers, groups, links)


def _conditions(actor: Actor, run_id: int | None, client_id: int | None) -> list[ColumnElement[bool]]:
    found = [theirs(actor)]
    if run_id is not None:
        in_run = IMPORT_ROW.c.run_id == run_id, IMPORT_ROW.c.outcome.in_(WRITTEN)
        found.append(Client.id.in_(select(IMPORT_ROW.c.client_id).where(*in_run)))
    if client_id is not None:
        found.append(Client.id == client_id)
    return found


def _groups(session: Session, client_id: int | None) -> dict[int, tuple[str, ...]]:
    names = {row.id: row.name for row in session.execute(select(ClientGroup.id, ClientGroup.name))}
    columns = ClientInGroup.__table__.c
    return groups_of(names, _tuples(session, _of(client_id, columns.client_id, columns.group_id)))


def _links(session: Session, client_id: int | None) -> dict[int, Links]:
    columns = ClientLink.__table__.c
    return links_of(
        _tuples(session, _of(client_id, columns.client_id, columns.integration, columns.linked_at))
    )


def _of(client_id: int | None, client: ColumnElement[int], *more: ColumnElement[Any]) -> Select[Any]:
    wanted = select(client, *more)
    return wanted if client_id is None else wanted.where(client == client_id)


def _tuples(session: Session, wanted: Select[Any]) -> Iterator[Any]:
    """As the driver gives them, one by one: moments and JSON as text on SQLite."""
    result = session.connection().execute(wanted)
    try:
        yield from iter(result.cursor.fetchone, None)
    finally:
        result.close()
