"""Clients and what belongs to them (P2.1).

A foreign key to `client.id` with ON DELETE CASCADE means "belongs to the client"; one without means
"hangs on the client" and keeps it from being removed (P2.4, P3.9). Later rooms rely on that. What a table's
rows are called there in a sentence, the table says with `counted_as`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.words import ngettext
from app.db.base import IDS_ONCE, Base, Moment, counted_as


class Client(Base):
    __tablename__ = "client"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    # no index on name or code: they are found by part or as codes are compared, over all clients in memory
    name: Mapped[str] = mapped_column(String(400))
    country: Mapped[str] = mapped_column(String(2), default="")
    registration_code: Mapped[str] = mapped_column(String(64), default="")  # as typed
    vat_number: Mapped[str] = mapped_column(String(64), default="")
    client_code: Mapped[str] = mapped_column(String(64), default="")
    mark: Mapped[str] = mapped_column(String(4), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("client.id", ondelete="SET NULL"), index=True)
    manager_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(16), default="active")  # active, inactive
    language: Mapped[str] = mapped_column(String(8), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    time_mandatory: Mapped[bool] = mapped_column(Boolean, default=False)
    topic_mandatory: Mapped[bool] = mapped_column(Boolean, default=False)
    # what the business register said last (P4): flag green, amber, red, grey; reason as in app.registers.verdicts
    registry_flag: Mapped[str] = mapped_column(String(8), default="grey")
    registry_reason: Mapped[str] = mapped_column(String(24), default="not_checked")
    registry_facts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    registry_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)


class ClientMember(Base):
    """A further member who works for the client, beside its manager."""

    __tablename__ = "client_member"
    __table_args__ = (
        counted_as(lambda n: ngettext("{n} further member", "{n} further members", n).format(n=n)),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)


class ClientGroup(Base):
    __tablename__ = "client_group"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)


class ClientInGroup(Base):
    __tablename__ = "client_in_group"
    __table_args__ = (
        counted_as(lambda n: ngettext("its place in {n} group", "its place in {n} groups", n).format(n=n)),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("client_group.id", ondelete="CASCADE"), primary_key=True)


class Contact(Base):
    __tablename__ = "contact"
    __table_args__ = (
        {**counted_as(lambda n: ngettext("{n} contact", "{n} contacts", n).format(n=n)), **IDS_ONCE},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    role: Mapped[str] = mapped_column(String(100), default="")
    is_primary: Mapped[bool] = mapped_column(Boolean, default=False)


class ClientField(Base):
    """A custom field of clients. `kind`: text, number, date, yes_no, choice."""

    __tablename__ = "client_field"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)


class ClientFieldValue(Base):
    """Text as ISO 8601 for dates, plain digits with a point for numbers, "yes"/"no"."""

    __tablename__ = "client_field_value"
    __table_args__ = (
        counted_as(
            lambda n: ngettext("the value of {n} custom field", "the values of {n} custom fields", n).format(
                n=n
            )
        ),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("client_field.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(String(500))


class ClientLink(Base):
    """The client in an accounting program. `base`: the values as last imported, for the three-way merge (P3.7)."""

    __tablename__ = "client_link"
    __table_args__ = (
        UniqueConstraint("integration", "remote_id"),
        Index("ix_client_link_client", "client_id"),
        counted_as(
            lambda n: ngettext(
                "the link to {n} accounting program", "the links to {n} accounting programs", n
            ).format(n=n)
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    integration: Mapped[str] = mapped_column(String(32))
    remote_id: Mapped[str] = mapped_column(String(64))
    base: Mapped[dict[str, Any]] = mapped_column(JSON)
    remote_active: Mapped[bool] = mapped_column(Boolean, default=True)
    readable: Mapped[bool] = mapped_column(Boolean, default=True)  # False: List without View
    linked_at: Mapped[datetime] = mapped_column(Moment)
    vanished_at: Mapped[datetime | None] = mapped_column(Moment)  # no longer listed since this import


class SavedFilter(Base):
    """A filter of a list that a member keeps (P2.2). `content` is the page's own."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("member_id", "page", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    page: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
