"""What goes with a client when it is deleted, as its history keeps it (P1.6, P2.4), within a transaction."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients import contacts, groups
from app.clients.tables import ClientField, ClientFieldValue, ClientLink, ClientMember


def going(session: Session, client_id: int) -> dict[str, Any]:
    """Under the names and in the form in which the audit log tells of their changes; nothing for what is empty."""
    own = groups.names_of(session, [client_id])[client_id], _members(session, client_id)
    lists = {name: values for name, values in zip(("groups", "members"), own, strict=True) if values}
    return lists | _contacts(session, client_id) | _custom(session, client_id) | _links(session, client_id)


def _members(session: Session, client_id: int) -> list[int]:
    return sorted(session.scalars(select(ClientMember.member_id).filter_by(client_id=client_id)))


def _contacts(session: Session, client_id: int) -> dict[str, Any]:
    views = (asdict(contact) for contact in contacts.listed(session, client_id))
    return {f"contact.{view.pop('id')}": view for view in views}


def _custom(session: Session, client_id: int) -> dict[str, Any]:
    wanted = (
        select(ClientField.name, ClientFieldValue.value)
        .join(ClientFieldValue, ClientFieldValue.field_id == ClientField.id)
        .where(ClientFieldValue.client_id == client_id)
    )
    return {f"custom.{row.name}": row.value for row in session.execute(wanted.order_by(ClientField.name))}


def _links(session: Session, client_id: int) -> dict[str, Any]:
    """The remote id; a list of them where one program has the client twice."""
    found: dict[str, list[str]] = defaultdict(list)
    for link in session.scalars(select(ClientLink).filter_by(client_id=client_id).order_by(ClientLink.id)):
        found[link.integration].append(link.remote_id)
    return {f"link.{key}": ids if len(ids) > 1 else ids[0] for key, ids in sorted(found.items())}
