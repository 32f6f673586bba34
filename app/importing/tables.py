"""Import runs: what was fetched, decided and written, and what undo needs (P3.9)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Moment


class ImportRun(Base):
    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(64))  # key of an integration, or a file's name
    fetched_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime] = mapped_column(Moment)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    actor: Mapped[str] = mapped_column(String(200))
    created: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    conflicts: Mapped[int] = mapped_column(Integer, default=0)
    red_x: Mapped[int] = mapped_column(Integer, default=0)
    failed: Mapped[int] = mapped_column(Integer, default=0)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    # from which a person has taken the links: the newest of these is where they lead
    address: Mapped[str | None] = mapped_column(String(400))


class ImportRow(Base):
    """One remote client of a run, except the unchanged ones, which the run only counts.

    `client_id` is no foreign key: the log names the client that it was, also when that is deleted (ids are never
    given again). So neither writing a run nor deleting a client has to look into the other table.
    `outcome`: created, updated, skipped, conflict, failed. `undo`: what was before (client fields and the
    link's base), or {} where the row created the client.
    """

    __tablename__ = "import_row"
    __table_args__ = (Index("ix_import_row_run", "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    remote_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(400))
    registration_code: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(16))  # new, changed, conflict, attention
    outcome: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(400), default="")
    registry_flag: Mapped[str] = mapped_column(String(8), default="grey")
    registry_reason: Mapped[str] = mapped_column(String(24), default="not_checked")
    client_id: Mapped[int | None]
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON, default=dict)
    undo: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
