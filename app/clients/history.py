"""A client's history out of the audit log (P1.6)."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clients.readable import readable
from app.clients.tables import Client
from app.core.rights import Actor
from app.db.audit import Change, Changes, record
from app.db.audit_queries import AuditView, entries

LONGEST = 500


def note(session: Session, actor: Actor, at: datetime, client_id: int, changes: Changes) -> None:
    """Write a change of what belongs to the client into its history."""
    name = session.scalars(select(Client.name).where(Client.id == client_id)).one()
    session.execute(update(Client).where(Client.id == client_id).values(changed_at=at))
    record(session, actor, at, [Change("edit", "client", client_id, name, changes)])


def of_client(session: Session, client_id: int) -> tuple[AuditView, ...]:
    """The newest first, with values as people read them."""
    return readable(session, entries(session, entity="client", entity_id=client_id, limit=LONGEST))
