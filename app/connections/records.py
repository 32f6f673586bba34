"""The rows of connections, within a transaction. No secret comes here (P11.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections.states import State, after
from app.connections.tables import Connection
from app.core.rights import Actor
from app.db.audit import Change, record
from integrations.contract import Account, Manifest, Problem

# what the audit log tells; moments and states that come and go by themselves are no one's deed
_TOLD = ("active", "state", "address", "sign_in_name", "account", "user", "connected_at")


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes the connection of which integration, and when."""

    actor: Actor
    at: datetime
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be known before talking."""

    connected: bool = False  # in whatever state; False: never, or ended
    active: bool = False
    address: str = ""


def known(session: Session, integration: str) -> Known:
    row = found(session, integration)
    return Known(row.state != State.OFF, row.active, row.address) if row else Known()


def found(session: Session, integration: str) -> Connection | None:
    return session.scalar(select(Connection).where(Connection.integration == integration))


def set_active(session: Session, deed: Deed, *, active: bool) -> None:
    _change(session, deed, {"active": active})


def connected(session: Session, deed: Deed, address: str, sign_in_name: str, account: Account) -> None:
    new = {
        "active": True,
        "state": State.CONNECTED.value,
        "address": address[:400],
        "sign_in_name": sign_in_name[:254],
        "connected_at": deed.at,
        "last_success_at": deed.at,
        **_of(account),
        **_NO_ERROR,
    }
    _change(session, deed, new)


def disconnected(session: Session, deed: Deed) -> None:
    """Address and sign-in name stay, to be filled in again; and so do the links of clients."""
    gone = {
        "account": "",
        "user": "",
        "connected_at": None,
        "token_expires_at": None,
        "last_success_at": None,
    }
    _change(session, deed, {"state": State.OFF.value, **gone, **_NO_ERROR})


def succeeded(
    session: Session, integration: str, at: datetime, account: Account | None, expires: datetime | None
) -> None:
    """`account`: as a test found it; None where nobody asked. `expires`: None where it is not known."""
    _note(session, integration, {"state": State.CONNECTED.value, "last_success_at": at, **_NO_ERROR})
    if account is not None:
        _note(session, integration, _of(account))
    if expires is not None:
        _note(session, integration, {"token_expires_at": expires})


def failed(session: Session, integration: str, at: datetime, problem: Problem) -> None:
    new = {"state": after(problem).value, "last_error": problem.value, "last_error_at": at}
    _note(session, integration, new)


_NO_ERROR: dict[str, Any] = {"last_error": "", "last_error_at": None}


def _of(account: Account) -> dict[str, Any]:
    return {
        "account": account.account[:200],
        "user": account.user[:200],
        "token_expires_at": account.token_expires,
    }


def _note(session: Session, integration: str, new: Mapping[str, Any]) -> None:
    """Nothing where the connection was ended meanwhile."""
    row = found(session, integration)
    if row is not None and row.state != State.OFF:
        _put(row, new)


def _change(session: Session, deed: Deed, new: Mapping[str, Any]) -> None:
    row = found(session, deed.manifest.key)
    if row is None:
        row = Connection(integration=deed.manifest.key, active=False, state=State.OFF.value)
        session.add(row)
        session.flush()
    changes = _put(row, new)
    told = {name: (_plain(old), _plain(value)) for name, (old, value) in changes.items() if name in _TOLD}
    change = Change("edit", "connection", row.id, deed.manifest.name, told)
    record(session, deed.actor, deed.at, [change])


def _put(row: Connection, new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sets only what differs, so that a row which stays the same is not written."""
    changes = {
        name: (getattr(row, name), value) for name, value in new.items() if getattr(row, name) != value
    }
    for name, (_old, value) in changes.items():
        setattr(row, name, value)
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
