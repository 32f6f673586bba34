"""What the screens show of connections, as plain values (P3.1, P3.12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.tables import Client, ClientLink
from app.connections.states import State
from app.connections.tables import Connection
from app.connections.words import asks_email, in_words
from integrations.contract import Manifest


@dataclass(frozen=True, slots=True)
class ConnectionView:
    """An integration and how it stands. `state` is "off" where it is not active or was never connected.

    `last_error`: a `Problem`, "" after a success. Moments are aware, in UTC.
    """

    integration: str
    name: str
    country: str
    active: bool
    state: str
    address: str
    sign_in_name: str
    account: str
    user: str
    connected_at: datetime | None
    token_expires: datetime | None  # as of the last talk that went well
    last_success: datetime | None
    last_error: str
    last_error_words: str
    last_error_hint: str
    last_error_at: datetime | None
    clients_without_link: int


def views(session: Session, manifests: Sequence[Manifest]) -> tuple[ConnectionView, ...]:
    """One each, in the order given."""
    rows = {row.integration: row for row in session.scalars(select(Connection))}
    return tuple(_view(session, m, rows.get(m.key) or Connection(integration=m.key)) for m in manifests)


def _view(session: Session, manifest: Manifest, row: Connection) -> ConnectionView:
    by_email = asks_email(manifest)
    words = in_words(row.last_error, manifest.name, by_email=by_email) if row.last_error else None
    return ConnectionView(
        integration=manifest.key,
        name=manifest.name,
        country=manifest.country,
        active=bool(row.active),
        state=row.state if row.active and row.state else State.OFF.value,
        address=row.address or "",
        sign_in_name=row.sign_in_name or "",
        account=row.account or "",
        user=row.user or "",
        connected_at=row.connected_at,
        token_expires=row.token_expires_at,
        last_success=row.last_success_at,
        last_error=row.last_error or "",
        last_error_words=words.message if words else "",
        last_error_hint=words.hint if words else "",
        last_error_at=row.last_error_at,
        clients_without_link=_without_link(session, manifest),
    )


def _without_link(session: Session, manifest: Manifest) -> int:
    """Active clients that this program does not know. Clients of other countries are not expected there."""
    linked = select(ClientLink.client_id).where(ClientLink.integration == manifest.key)
    here = Client.country.in_(("", manifest.country))
    found = select(func.count()).where(Client.status == "active", here, Client.id.not_in(linked))
    return session.scalar(found) or 0
