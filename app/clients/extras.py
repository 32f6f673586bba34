"""What is kept of a client in tables of its own and saved together with it, within a transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.clients import fields, groups
from app.clients.references import require_member
from app.clients.tables import ClientMember
from app.core.rights import Actor
from app.core.text import one_line

EXTRAS = ("groups", "members", "custom")


def put_extras(
    session: Session, actor: Actor, at: datetime, client_id: int, extras: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """`groups` (names), `members` (ids), `custom` (field id → text). What changed, for the audit log."""
    changes: dict[str, tuple[Any, Any]] = {}
    if "groups" in extras:
        changes |= _put_groups(session, actor, at, client_id, extras["groups"])
    if "members" in extras:
        changes |= _put_members(session, client_id, extras["members"])
    return changes | fields.put_values(session, client_id, extras.get("custom", {}))


def _put_groups(
    session: Session, actor: Actor, at: datetime, client_id: int, names: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    wanted = list(names)
    folded = {one_line(name).casefold() for name in wanted}
    unwanted = [n for n in groups.names_of(session, [client_id])[client_id] if n.casefold() not in folded]
    before, after = groups.alter(session, actor, at, [client_id], add=wanted, remove=unwanted)
    if before == after:
        return {}
    return {"groups": (before[client_id], after[client_id])}


def _put_members(session: Session, client_id: int, ids: Collection[int]) -> dict[str, tuple[Any, Any]]:
    own = ClientMember.client_id == client_id
    old = sorted(session.scalars(select(ClientMember.member_id).where(own)))
    new = sorted(set(ids))
    if old == new:
        return {}
    for member_id in set(new) - set(old):
        require_member(session, member_id)
    session.execute(delete(ClientMember).where(own))
    if new:
        session.execute(insert(ClientMember), [{"client_id": client_id, "member_id": i} for i in new])
    return {"members": (old, new)}
