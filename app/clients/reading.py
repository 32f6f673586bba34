"""The rows of the client list, fast: 100,000 of them are read at once.

The driver's own tuples instead of ORM objects or SQLAlchemy's rows; groups and links by one query each, not
one per client; JSON and moments turned here with a memory, as most clients share a few values of them.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, Text, cast, column, select, table
from sqlalchemy.orm import Session

from app.clients.access import theirs
from app.clients.tables import Client, ClientGroup, ClientInGroup, ClientLink
from app.clients.views import ClientRow
from app.core.rights import Actor
from app.firm.tables import Member

# The room of imports lies above this one, so its table is named here and not imported.
IMPORT_ROW = table("import_row", column("run_id"), column("client_id"), column("outcome"))
WRITTEN = ("created", "updated")

_NAMES = (
    "id name mark country registration_code vat_number client_code status manager_id language email phone "
    "registry_flag registry_reason registry_facts changed_at"
)
_COLUMNS: list[ColumnElement[Any]] = [
    cast(column, Text) if column.name == "registry_facts" else column
    for column in (Client.__table__.c[name] for name in _NAMES.split())
]
_ID = _COLUMNS[0]

Links = tuple[tuple[str, ...], datetime | None]  # integrations, and when the newest link was made


def read_rows(
    session: Session, actor: Actor, *, run_id: int | None = None, client_id: int | None = None
) -> tuple[ClientRow, ...]:
    """In the order of ids; with `run_id` what that import created or updated, with `client_id` that one."""
    managers: dict[int | None, str] = {
        row.id: row.name for row in session.execute(select(Member.id, Member.name))
    }
    managers[None] = ""
    groups, links = _groups(session, client_id), _links(session, client_id)
    moments, facts = _Turned(_moment), _Turned(msgspec.json.decode)
    unlinked: Links = ((), None)
    made = []
    for row in _tuples(
        session, select(*_COLUMNS).where(*_conditions(actor, run_id, client_id)).order_by(_ID)
    ):
        programs, linked = links.get(row[0], unlinked)
        manager, own_groups = managers[row[8]], groups.get(row[0], ())
        # in the order of ClientRow's fields, as _NAMES is
        values = [
            *row[:9],
            manager,
            own_groups,
            programs,
            *row[9:14],
            facts[row[14]],
            linked,
            moments[row[15]],
        ]
        made.append(ClientRow(*values))
    return tuple(made)


def _conditions(actor: Actor, run_id: int | None, client_id: int | None) -> list[ColumnElement[bool]]:
    found = [theirs(actor)]
    if run_id is not None:
        in_run = IMPORT_ROW.c.run_id == run_id, IMPORT_ROW.c.outcome.in_(WRITTEN)
        found.append(Client.id.in_(select(IMPORT_ROW.c.client_id).where(*in_run)))
    if client_id is not None:
        found.append(Client.id == client_id)
    return found


def _groups(session: Session, client_id: int | None) -> dict[int, tuple[str, ...]]:
    """Client → names in order. Equal sets of groups are one tuple in memory."""
    names = {row.id: row.name for row in session.execute(select(ClientGroup.id, ClientGroup.name))}
    ids: dict[int, tuple[int, ...]] = {}
    columns = ClientInGroup.__table__.c
    for client, group in _tuples(session, _of(client_id, columns.client_id, columns.group_id)):
        ids[client] = (*ids[client], group) if client in ids else (group,)
    named = {
        some: tuple(sorted((names[id_] for id_ in some), key=str.casefold)) for some in set(ids.values())
    }
    return {client: named[some] for client, some in ids.items()}


def _links(session: Session, client_id: int | None) -> dict[int, Links]:
    keys: dict[int, tuple[str, ...]] = {}
    newest: dict[int, Any] = {}
    columns = ClientLink.__table__.c
    wanted = _of(client_id, columns.client_id, columns.integration, columns.linked_at)
    for client, key, at in _tuples(session, wanted):
        keys[client] = (*keys[client], key) if client in keys else (key,)
        newest[client] = max(at, newest[client]) if client in newest else at
    sorted_keys = {some: tuple(sorted(set(some))) for some in set(keys.values())}
    moments = _Turned(_moment)
    return {client: (sorted_keys[some], moments[newest[client]]) for client, some in keys.items()}


def _of(client_id: int | None, client: ColumnElement[int], *more: ColumnElement[Any]) -> Select[Any]:
    wanted = select(client, *more)
    return wanted if client_id is None else wanted.where(client == client_id)


def _tuples(session: Session, wanted: Select[Any]) -> list[Any]:
    """As the driver gives them: moments and JSON as text on SQLite."""
    result = session.connection().execute(wanted)
    rows = list(result.cursor.fetchall())
    result.close()
    return rows


class _Turned(dict[Any, Any]):
    """Value of the driver → value of ours; each is turned once, and equal ones are one object."""

    def __init__(self, turn: Callable[[Any], Any]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, value: Any) -> Any:
        turned = self[value] = self._turn(value)
        return turned


def _moment(value: str | datetime | None) -> datetime | None:
    """As `app.db.base.Moment` reads it."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
