"""Changes of many clients at once (P2.2), within a transaction. Each returns the ids that it changed."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clients import groups
from app.clients.access import require_theirs
from app.clients.references import require_member
from app.clients.tables import Client
from app.core.rights import Actor
from app.db.audit import Recording
from app.db.chunks import chunks
from app.db.store import TO_JSON


def set_status(
    session: Session, actor: Actor, at: datetime, client_ids: Collection[int], status: str
) -> frozenset[int]:
    return _set(session, actor, at, client_ids, status=status)


def set_manager(
    session: Session, actor: Actor, at: datetime, client_ids: Collection[int], member_id: int | None
) -> frozenset[int]:
    if member_id is not None:
        require_member(session, member_id)
    return _set(session, actor, at, client_ids, manager_id=member_id)


def set_groups(
    session: Session,
    actor: Actor,
    at: datetime,
    client_ids: Collection[int],
    *,
    add: Iterable[str],
    remove: Iterable[str],
) -> frozenset[int]:
    require_theirs(session, actor, client_ids)
    before, after = groups.alter(session, actor, at, set(client_ids), add=add, remove=remove)
    changed = {i: (tuple(before[i]), tuple(after[i])) for i in before if before[i] != after[i]}
    _touch(session, changed, {"changed_at": at})
    names = _names(session, changed)
    _record(session, actor, at, "groups", ((i, names[i], pair) for i, pair in changed.items()))
    return frozenset(changed)


def _set(
    session: Session, actor: Actor, at: datetime, client_ids: Collection[int], **values: Any
) -> frozenset[int]:
    """One column to one value; clients that have it already are left alone."""
    require_theirs(session, actor, client_ids)
    ((field, new),) = values.items()
    column = Client.__table__.c[field]
    changed: dict[int, tuple[str, Any]] = {}
    for part in chunks(client_ids):
        other = select(Client.id, Client.name, column).where(
            Client.id.in_(part), column.is_distinct_from(new)
        )
        changed |= {id_: (name, old) for id_, name, old in session.execute(other)}
    _touch(session, changed, {field: new, "changed_at": at})
    _record(session, actor, at, field, ((i, name, (old, new)) for i, (name, old) in changed.items()))
    return frozenset(changed)


def _touch(session: Session, client_ids: Collection[int], values: dict[str, Any]) -> None:
    for part in chunks(client_ids):
        session.execute(update(Client).where(Client.id.in_(part)).values(**values))


def _names(session: Session, client_ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in chunks(client_ids):
        found |= dict(session.execute(select(Client.id, Client.name).where(Client.id.in_(part))).all())
    return found


def _record(
    session: Session, actor: Actor, at: datetime, field: str, rows: Iterable[tuple[int, str, tuple[Any, Any]]]
) -> None:
    """A row: the client's id and name, old and new value. Few pairs of values, many clients."""

    @cache
    def as_json(pair: tuple[Any, Any]) -> str:
        return TO_JSON({field: pair})

    log = Recording(session, actor, at, "edit", entity="client")
    log.add((client_id, name, as_json(pair)) for client_id, name, pair in rows)
