"""Reading the audit log (P1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from app.core.text import one_line
from app.db.audit import AuditEntry
from app.db.finding import holds


@dataclass(frozen=True, slots=True)
class AuditView:
    """One entry. `actor` and `title` are the names at that time; `changes`: field → (old, new)."""

    id: int
    at: datetime
    member_id: int | None
    actor: str
    action: str
    entity: str
    entity_id: int
    title: str
    changes: Mapping[str, tuple[Any, Any]]
    run_id: int | None


def entries(
    session: Session,
    *,
    entity: str | None = None,
    entity_id: int | None = None,
    member_id: int | None = None,
    run_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    action: str | None = None,
    text: str = "",
    limit: int = 500,
) -> tuple[AuditView, ...]:
    """The newest first.

    `since` is inclusive, `until` exclusive; `text` is looked for in titles, names of actors, fields and values.
    """
    exactly = {
        "entity": entity,
        "entity_id": entity_id,
        "member_id": member_id,
        "run_id": run_id,
        "action": action,
    }
    conditions = [getattr(AuditEntry, name) == value for name, value in exactly.items() if value is not None]
    if since is not None:
        conditions.append(AuditEntry.at >= since)
    if until is not None:
        conditions.append(AuditEntry.at < until)
    if text := one_line(text):
        conditions.append(_holding(session, text))
    newest = AuditEntry.at.desc(), AuditEntry.id.desc()
    wanted = select(AuditEntry).where(*conditions).order_by(*newest).limit(limit)
    return tuple(_view(entry) for entry in session.scalars(wanted))


def _holding(session: Session, text: str) -> ColumnElement[bool]:
    places: tuple[ColumnElement[Any], ...] = (
        AuditEntry.__table__.c.title,
        AuditEntry.__table__.c.actor,
        cast(AuditEntry.changes, Text),
    )
    return or_(*(holds(session, place, text) for place in places))


def _view(entry: AuditEntry) -> AuditView:
    return AuditView(
        entry.id,
        entry.at,
        entry.member_id,
        entry.actor,
        entry.action,
        entry.entity,
        entry.entity_id,
        entry.title,
        {name: (old, new) for name, (old, new) in entry.changes.items()},
        entry.run_id,
    )
