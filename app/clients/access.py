"""Which clients a member may see and change (P1.4): all of them with the right, else their own.

One's own are the clients that one manages or is a further member of.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.clients.tables import Client, ClientMember
from app.core.errors import NotFound, Refused
from app.core.rights import Actor, Right, reason_against
from app.core.words import _
from app.db.chunks import chunks


def theirs(actor: Actor) -> ColumnElement[bool]:
    """A condition on `Client` for reading."""
    if actor.may(Right.CLIENTS):
        return true()
    joined = select(ClientMember.client_id).where(ClientMember.member_id == actor.member_id)
    return or_(Client.manager_id == actor.member_id, Client.id.in_(joined))


def require_theirs(session: Session, actor: Actor, client_ids: Collection[int]) -> None:
    """Raise `NotFound` where a client does not exist, `Refused` where it is not the actor's."""
    wanted = set(client_ids)
    if wanted - _known(session, wanted, true()):
        raise no_client()
    if not actor.may(Right.CLIENTS) and wanted - _known(session, wanted, theirs(actor)):
        raise not_theirs(actor)


def no_client() -> NotFound:
    return NotFound("unknown_client", _("There is no such client."), _("Open the list of clients anew."))


def not_theirs(actor: Actor) -> Refused:
    why = reason_against(actor, Right.CLIENTS)
    return Refused("no_right", why, _("Ask an Admin or the Owner of the firm."))


def _known(session: Session, client_ids: Collection[int], condition: ColumnElement[bool]) -> set[int]:
    found: set[int] = set()
    for part in chunks(client_ids):
        found.update(session.scalars(select(Client.id).where(Client.id.in_(part), condition)))
    return found
