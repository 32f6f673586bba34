"""Adding, changing and deleting a client, within a transaction (P2.1, P2.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.clients.access import no_client, not_theirs, require_theirs
from app.clients.belongings import hanging
from app.clients.extras import EXTRAS, put_extras
from app.clients.leaving import going
from app.clients.marks import mark_of
from app.clients.references import require_fitting
from app.clients.tables import Client
from app.clients.values import FIELDS, STATUSES, cleaned
from app.core.errors import Refused
from app.core.rights import Actor, Right
from app.core.text import one_line
from app.core.words import _
from app.db.audit import Change, differences, record
from app.firm.tables import Firm

# A member may change what is their own, but not who else sees it and where it stands.
RIGHT_NEEDED = frozenset({"status", "manager_id", "parent_id", "members"})
_ALL = {name: Client.__table__.c[name] for name in FIELDS}
_EMPTY: dict[str, Any] = dict.fromkeys(FIELDS, "") | {
    "status": STATUSES[0],
    "parent_id": None,
    "manager_id": None,
    "time_mandatory": False,
    "topic_mandatory": False,
}


def add(session: Session, actor: Actor, at: datetime, values: Mapping[str, Any]) -> int:
    """`values`: fields of the client, and `groups` (names), `members` (ids), `custom` (field id → text).

    The country is the firm's where none is given, the mark is made from the name.
    """
    own, extras = _parted(values)
    new = {"name": "", "country": session.scalar(select(Firm.country)) or "", **cleaned(own)}
    new["mark"] = new.get("mark") or mark_of(new["name"])
    require_fitting(session, new, None)
    full = _EMPTY | new
    made = session.execute(
        insert(Client).values(**full, **_unchecked(full), created_at=at, changed_at=at).returning(Client.id)
    )
    client_id = made.scalar_one()
    changes = differences(_EMPTY, new) | put_extras(session, actor, at, client_id, extras)
    made_of = {name: (None, value) for name, (_old, value) in changes.items()}
    record(session, actor, at, [Change("add", "client", client_id, new["name"], made_of)])
    return client_id


def change(session: Session, actor: Actor, at: datetime, client_id: int, values: Mapping[str, Any]) -> bool:
    """Whether anything was written: only what differs is. An emptied mark is made anew."""
    require_theirs(session, actor, [client_id])
    own, extras = _parted(values)
    old = kept(session, client_id)
    new = cleaned(own)
    if new.get("mark") == "":
        new["mark"] = mark_of(new.get("name", old["name"]))
    found = differences(old, new)
    require_fitting(session, {name: value for name, (_old, value) in found.items()}, client_id)
    changes = found | put_extras(session, actor, at, client_id, extras)
    if RIGHT_NEEDED & set(changes) and not actor.may(Right.CLIENTS):
        raise not_theirs(actor)
    if changes:
        _write(session, client_id, at, {name: value for name, (_old, value) in found.items()})
        title = new.get("name", old["name"])
        record(session, actor, at, [Change("edit", "client", client_id, title, changes)])
    return bool(changes)


def require_deletable(session: Session, client_id: int, typed_name: str) -> str:
    """The client's name. Raises `Refused` where another was typed or something hangs on the client."""
    name = session.scalar(select(Client.name).where(Client.id == client_id))
    if name is None:
        raise no_client()
    if one_line(typed_name) != one_line(name):
        raise Refused(
            "name_differs",
            _("The name that was typed is not {name}.").format(name=name),
            _("Type the name as it stands in the list to delete the client."),
        )
    if obstacles := hanging(session, [client_id]).get(client_id):
        raise Refused(
            "in_use",
            _("{name} cannot be deleted: {what} would be lost.").format(name=name, what=", ".join(obstacles)),
            _("Deactivate the client instead; that keeps everything."),
        )
    return name


def remove(session: Session, actor: Actor, at: datetime, client_id: int, typed_name: str) -> frozenset[int]:
    """The ids of the client and of those that lose it as their parent client. Its history keeps what it had."""
    name = require_deletable(session, client_id, typed_name)
    own = {field: value for field, value in kept(session, client_id).items() if value not in ("", None)}
    gone = {field: (value, None) for field, value in (own | going(session, client_id)).items()}
    children = dict(
        session.execute(select(Client.id, Client.name).where(Client.parent_id == client_id)).all()
    )
    alone = {"parent_id": (client_id, None)}
    session.execute(update(Client).where(Client.parent_id == client_id).values(parent_id=None, changed_at=at))
    session.execute(delete(Client).where(Client.id == client_id))
    entries = [Change("edit", "client", child, title, alone) for child, title in children.items()]
    record(session, actor, at, [*entries, Change("delete", "client", client_id, name, gone)])
    return frozenset({client_id, *children})


def kept(session: Session, client_id: int) -> dict[str, Any]:
    """The client's fields as they are; for the audit log and for differences."""
    row = session.execute(select(*_ALL.values()).where(Client.id == client_id)).first()
    if row is None:
        raise no_client()
    return dict(zip(FIELDS, row, strict=True))


def _parted(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    extras = {name: value for name, value in values.items() if name in EXTRAS}
    return {name: value for name, value in values.items() if name not in EXTRAS}, extras


def _write(session: Session, client_id: int, at: datetime, new: Mapping[str, Any]) -> None:
    fresh = (
        _unchecked({**kept(session, client_id), **new}) if _outdates_verdict(session, client_id, new) else {}
    )
    session.execute(update(Client).where(Client.id == client_id).values(**new, **fresh, changed_at=at))


def _outdates_verdict(session: Session, client_id: int, new: Mapping[str, Any]) -> bool:
    """What the register said does not hold for another code or country, nor for the name that it minded."""
    if "registration_code" in new or "country" in new:
        return True
    reason = session.scalar(select(Client.registry_reason).where(Client.id == client_id))
    return "name" in new and reason == "other_name"


def _unchecked(values: Mapping[str, Any]) -> dict[str, Any]:
    reason = "not_checked" if values["registration_code"] else "no_code"
    return {"registry_flag": "grey", "registry_reason": reason, "registry_facts": {}, "registry_at": None}
