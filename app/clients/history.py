"""A client's history out of the audit log (P1.6)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.rights import Actor
from app.core.words import N_, _
from app.db.audit import AuditEntry, Change, Changes, record
from app.db.audit_queries import AuditView, entries
from app.firm.tables import Member

LONGEST = 500
_WORDS = {  # field → value → word; what is missing here is shown as it is
    "status": {"active": N_("Active"), "limited": N_("Limited"), "inactive": N_("Inactive")},
    "level": {"owner": N_("Owner"), "admin": N_("Admin"), "member": N_("Member")},
    "grants": {
        "clients": N_("Change every client"),
        "billing": N_("Billing"),
        "all_time": N_("See everybody's time"),
        "reports": N_("Reports"),
    },
    "state": {
        "connected": N_("Connected"),
        "sign_in_again": N_("Needs attention"),
        "unreachable": N_("Retrying"),
        "off": N_("Not connected"),
    },
    "kind": {
        "text": N_("Text"),
        "number": N_("Number"),
        "date": N_("Date"),
        "yes_no": N_("Yes or no"),
        "choice": N_("Choice"),
    },
}


def note(session: Session, actor: Actor, at: datetime, client_id: int, changes: Changes) -> None:
    """Write a change of what belongs to the client into its history."""
    name = session.scalars(select(Client.name).where(Client.id == client_id)).one()
    session.execute(update(Client).where(Client.id == client_id).values(changed_at=at))
    record(session, actor, at, [Change("edit", "client", client_id, name, changes)])


def of_client(session: Session, client_id: int) -> tuple[AuditView, ...]:
    """The newest first, with values as people read them."""
    return readable(session, entries(session, entity="client", entity_id=client_id, limit=LONGEST))


def readable(session: Session, found: Sequence[AuditView]) -> tuple[AuditView, ...]:
    """The same entries with names for ids, and words for what is yes or no."""
    members = dict(session.execute(select(Member.id, Member.name)).all())
    known: dict[str, Mapping[Any, str]] = {
        "manager_id": members,
        "members": members,
        "parent_id": _parents(session, found),
        **{field: {value: _(word) for value, word in words.items()} for field, words in _WORDS.items()},
    }
    return tuple(
        replace(
            entry,
            changes={
                field: (_readable(old, known.get(field)), _readable(new, known.get(field)))
                for field, (old, new) in entry.changes.items()
            },
        )
        for entry in found
    )


def _parents(session: Session, found: Iterable[AuditView]) -> dict[int, str]:
    pairs = [entry.changes["parent_id"] for entry in found if "parent_id" in entry.changes]
    ids = {id_ for pair in pairs for id_ in pair if id_ is not None}
    deleted = select(AuditEntry.entity_id, AuditEntry.title).where(
        AuditEntry.entity == "client", AuditEntry.action == "delete", AuditEntry.entity_id.in_(ids)
    )
    there = select(Client.id, Client.name).where(Client.id.in_(ids))
    return {id_: name for wanted in (deleted, there) for id_, name in session.execute(wanted)}


def _readable(value: Any, known: Mapping[Any, str] | None) -> Any:
    """`known`: words for values, or for each of a list. Who is gone keeps the number: "#12"."""
    if isinstance(value, list):
        return [_readable(each, known) for each in value]
    if isinstance(value, dict):  # a contact
        return ", ".join(text for text in value.values() if isinstance(text, str) and text)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if known is not None and value is not None:
        return known.get(value, f"#{value}" if isinstance(value, int) else value)
    return value
