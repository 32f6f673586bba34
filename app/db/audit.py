"""The audit log (P1.6): every change of data says when, who, what, which field, old → new.

Services call `record` inside the same transaction as the change itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.rights import Actor
from app.db.base import Base, Moment
from app.db.bulk import Insertion

Changes = Mapping[str, tuple[Any, Any]]  # field → (old, new); values as JSON can carry them


class AuditEntry(Base):
    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_entity", "entity", "entity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(200))  # the name at that time, or "scheduler"
    action: Mapped[str] = mapped_column(String(16))  # add, edit, delete, undo
    entity: Mapped[str] = mapped_column(String(32))  # client, member, firm, connection …
    entity_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))  # the entity's name at that time
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    run_id: Mapped[int | None] = mapped_column(index=True)  # import run that made it


@dataclass(frozen=True, slots=True)
class Change:
    """One entity's change, to be written to the log."""

    action: str
    entity: str
    entity_id: int
    title: str
    changes: Changes
    run_id: int | None = None


def record(session: Session, actor: Actor, at: datetime, changes: Iterable[Change]) -> None:
    """Write the entries in one statement. Nothing changed, nothing written."""
    rows = [
        {
            "at": at,
            "member_id": actor.member_id,
            "actor": actor.name,
            "action": c.action,
            "entity": c.entity,
            "entity_id": c.entity_id,
            "title": c.title,
            "changes": {name: [old, new] for name, (old, new) in c.changes.items()},
            "run_id": c.run_id,
        }
        for c in changes
        if c.changes or c.action != "edit"
    ]
    if rows:
        # the table and not the class: half the time for thousands of them
        session.execute(insert(Base.metadata.tables[AuditEntry.__tablename__]), rows)


class Recording:
    """Thousands of entries of one kind, row after row."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        at: datetime,
        action: str,
        *,
        entity: str,
        run_id: int | None = None,
    ) -> None:
        same = {
            "at": at,
            "member_id": actor.member_id,
            "actor": actor.name,
            "action": action,
            "entity": entity,
            "run_id": run_id,
        }
        table = Base.metadata.tables[AuditEntry.__tablename__]
        self._into = Insertion(session, table, ("entity_id", "title", "changes"), same)

    def add(self, rows: Iterable[tuple[int, str, str]]) -> None:
        """A row: the entity's id, its name, the changes as JSON text: field → [old, new]."""
        self._into.add(rows)


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Fields of `new` whose value differs from `old`."""
    return {name: (old.get(name), value) for name, value in new.items() if old.get(name) != value}
