"""The history of jobs, and who may run one now (P10.1)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Moment


class JobRun(Base):
    """`status`: running, done, partly (some items failed), failed, elsewhere (another machine had it)."""

    __tablename__ = "job_run"
    __table_args__ = (Index("ix_job_run_job", "job", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(48))  # counts/trigon, backup …
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[str] = mapped_column(String(16))
    done: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(1000), default="")
    details: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    host: Mapped[str] = mapped_column(String(100), default="")


class JobLease(Base):
    """One holder at a time on a shared database; a lease that has run out may be taken over."""

    __tablename__ = "job_lease"

    job: Mapped[str] = mapped_column(String(48), primary_key=True)
    holder: Mapped[str] = mapped_column(String(64))  # a process: made anew at each start
    host: Mapped[str] = mapped_column(String(100))
    until: Mapped[datetime] = mapped_column(Moment)
