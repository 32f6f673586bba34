"""Contacts of a client, within a transaction (P2.1). Their changes stand in the client's history.

A client with contacts has exactly one primary contact: the first one, until another is chosen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.clients.access import require_theirs
from app.clients.history import note
from app.clients.tables import Contact
from app.clients.views import ContactView
from app.core.errors import NotFound, WrongUsage
from app.core.rights import Actor
from app.core.text import email_address, fitting, one_line
from app.core.words import _

_LENGTHS = {"name": 200, "email": 254, "phone": 64, "role": 100}


def listed(session: Session, client_id: int) -> tuple[ContactView, ...]:
    """The primary first, then by name."""
    own = select(Contact).filter_by(client_id=client_id)
    rows = session.scalars(own.order_by(Contact.is_primary.desc(), Contact.name, Contact.id))
    return tuple(ContactView(c.id, c.name, c.email, c.phone, c.role, c.is_primary) for c in rows)


def add(session: Session, actor: Actor, at: datetime, client_id: int, values: Mapping[str, Any]) -> int:
    require_theirs(session, actor, [client_id])
    new = _cleaned({"name": "", **values})
    _require_sound(new)
    first = session.scalar(select(Contact.id).filter_by(client_id=client_id).limit(1)) is None
    contact = Contact(client_id=client_id, **{**new, "is_primary": False})
    session.add(contact)
    session.flush()
    if first or new.get("is_primary"):
        _make_primary(session, contact)
    note(session, actor, at, client_id, {f"contact.{contact.id}": (None, _kept(contact))})
    return contact.id


def change(
    session: Session, actor: Actor, at: datetime, contact_id: int, values: Mapping[str, Any]
) -> frozenset[int]:
    """The client's id, or nothing where all was so already. A primary contact ends by choosing another."""
    contact = _find(session, actor, contact_id)
    old, new = _kept(contact), _cleaned(values)
    _require_sound({name: value for name, value in new.items() if old[name] != value})
    primary = new.pop("is_primary", False)
    for name, value in new.items():
        setattr(contact, name, value)
    if primary and not contact.is_primary:
        _make_primary(session, contact)
    if _kept(contact) == old:
        return frozenset()
    note(session, actor, at, contact.client_id, {f"contact.{contact.id}": (old, _kept(contact))})
    return frozenset({contact.client_id})


def remove(session: Session, actor: Actor, at: datetime, contact_id: int) -> frozenset[int]:
    """The client's id. After a primary contact the oldest one follows."""
    contact = _find(session, actor, contact_id)
    client_id, old = contact.client_id, _kept(contact)
    session.delete(contact)
    session.flush()
    heir = session.scalar(select(Contact).filter_by(client_id=client_id).order_by(Contact.id).limit(1))
    if old["is_primary"] and heir is not None:
        _make_primary(session, heir)
    note(session, actor, at, client_id, {f"contact.{contact_id}": (old, None)})
    return frozenset({client_id})


def _find(session: Session, actor: Actor, contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("unknown_contact", _("There is no such contact."), _("Open the client anew."))
    require_theirs(session, actor, [contact.client_id])
    return contact


def _make_primary(session: Session, contact: Contact) -> None:
    others = update(Contact).where(Contact.client_id == contact.client_id, Contact.id != contact.id)
    session.execute(others.values(is_primary=False))
    contact.is_primary = True


def _kept(contact: Contact) -> dict[str, Any]:
    return {name: getattr(contact, name) for name in (*_LENGTHS, "is_primary")}


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    for field in values:
        if field not in _LENGTHS and field != "is_primary":
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=field))
    return {
        name: bool(value) if name == "is_primary" else one_line(value or "") for name, value in values.items()
    }


def _require_sound(new: Mapping[str, Any]) -> None:
    for name, length in _LENGTHS.items():
        fitting(new.get(name, ""), length)
    if new.get("name") == "":
        raise WrongUsage("no_name", _("The contact has no name."), _("Enter a name."))
    if new.get("email"):
        email_address(new["email"])
