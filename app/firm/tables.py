"""The firm, its members and its settings (P1)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Amount, Base, Moment


class Firm(Base):
    """One row: one database holds one firm (P1.1)."""

    __tablename__ = "firm"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(36))  # tells this firm's secrets in the keyring from another's
    name: Mapped[str] = mapped_column(String(200))
    registration_code: Mapped[str] = mapped_column(String(40), default="")
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    time_zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    working_week: Mapped[str] = mapped_column(String(7), default="12345")  # ISO days, Monday is 1
    created_at: Mapped[datetime] = mapped_column(Moment)


class Member(Base):
    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower-cased
    status: Mapped[str] = mapped_column(String(16), default="active")  # active, limited, inactive
    level: Mapped[str] = mapped_column(String(16), default="member")  # owner (exactly one), admin, member
    grants: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(Moment)


class MemberExternalId(Base):
    """The member's id in an accounting program (P1.3)."""

    __tablename__ = "member_external_id"
    __table_args__ = (UniqueConstraint("member_id", "integration"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    integration: Mapped[str] = mapped_column(String(32))
    external_id: Mapped[str] = mapped_column(String(64))


class Agreement(Base):
    """What is agreed with a member from a day on. `weekly_seconds`: working time a week (P1.3)."""

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("member_id", "from_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    from_day: Mapped[date]
    labour_cost: Mapped[Decimal | None] = mapped_column(Amount)  # per hour
    billable_rate: Mapped[Decimal | None] = mapped_column(Amount)  # per hour
    weekly_seconds: Mapped[int | None]


class FirmSetting(Base):
    """Settings of the firm by dotted name, e.g. `ariregister.url`."""

    __tablename__ = "firm_setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class Notice(Base):
    """An entry of the notification centre (P10.3). `place`: where it leads, e.g. `run/12`."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    tone: Mapped[str] = mapped_column(String(8))  # green, amber, red, info
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(1000), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    read_at: Mapped[datetime | None] = mapped_column(Moment)
