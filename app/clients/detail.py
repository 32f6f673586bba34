"""Everything about one client, for its pane and its form."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients import contacts
from app.clients.access import require_theirs
from app.clients.reading import read_rows
from app.clients.tables import Client, ClientField, ClientFieldValue, ClientLink, ClientMember
from app.clients.views import ClientDetail, CustomValue, LinkView
from app.core.rights import Actor
from app.firm.tables import Member


def read_detail(session: Session, actor: Actor, client_id: int) -> ClientDetail:
    require_theirs(session, actor, [client_id])
    (row,) = read_rows(session, actor, client_id=client_id)
    client = session.get_one(Client, client_id)
    members = _members(session, client_id)
    return ClientDetail(
        **msgspec.structs.asdict(row),
        address=client.address,
        notes=client.notes,
        parent_id=client.parent_id,
        parent=_name(session, client.parent_id),
        member_ids=tuple(id_ for id_, _name in members),
        members=tuple(name for _id, name in members),
        contacts=contacts.listed(session, client_id),
        custom=_custom(session, client_id),
        links=_links(session, client_id),
        registry_at=client.registry_at,
        created_at=client.created_at,
        time_mandatory=client.time_mandatory,
        topic_mandatory=client.topic_mandatory,
    )


def _name(session: Session, client_id: int | None) -> str:
    return session.scalar(select(Client.name).where(Client.id == client_id)) or ""


def _members(session: Session, client_id: int) -> list[tuple[int, str]]:
    wanted = (
        select(Member.id, Member.name)
        .join(ClientMember, ClientMember.member_id == Member.id)
        .where(ClientMember.client_id == client_id)
        .order_by(Member.name, Member.id)
    )
    return [(row.id, row.name) for row in session.execute(wanted)]


def _custom(session: Session, client_id: int) -> tuple[CustomValue, ...]:
    """By name of the field; archived fields keep their values and show them."""
    columns: list[Any] = [ClientField.id, ClientField.name, ClientField.kind, ClientFieldValue.value]
    wanted = (
        select(*columns)
        .join(ClientFieldValue, ClientFieldValue.field_id == ClientField.id)
        .where(ClientFieldValue.client_id == client_id)
        .order_by(ClientField.name)
    )
    return tuple(CustomValue(*row) for row in session.execute(wanted))


def _links(session: Session, client_id: int) -> tuple[LinkView, ...]:
    own = select(ClientLink).filter_by(client_id=client_id).order_by(ClientLink.integration, ClientLink.id)
    return tuple(
        LinkView(k.integration, k.remote_id, k.linked_at, k.remote_active, k.readable, k.vanished_at)
        for k in session.scalars(own)
    )
