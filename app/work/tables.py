"""Topics, task fields and tasks (P5.1 to P5.3).

Tasks hang on their client: they have a foreign key to it without ON DELETE and keep it from being removed. So do
tasks on their topic, values on their field, and whatever a later room hangs on a task (`app.db.pointing`).
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.words import ngettext
from app.db.base import IDS_ONCE, Amount, Base, Moment, counted_as


class Topic(Base):
    """`billable`: what time on its tasks is by default; None is the firm's own default."""

    __tablename__ = "topic"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    billable: Mapped[bool | None]
    archived: Mapped[bool] = mapped_column(Boolean, default=False)


class TaskField(Base):
    """A custom field of tasks. `kind`: number, text, choice, checkbox, price. `weight`: of number fields alone."""

    __tablename__ = "task_field"
    __table_args__ = IDS_ONCE

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    monitored: Mapped[bool] = mapped_column(Boolean, default=False)
    weight: Mapped[Decimal | None] = mapped_column(Amount)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)


class Task(Base):
    """`status`: open, done, cancelled; overdue is derived. `source`: "" by hand, "workflow", an integration's key.

    `billing_date`: the day whose month it is billed in; of a summary task the last covered day (P6.6).
    """

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_client", "client_id"),
        Index("ix_task_due", "status", "due"),
        {**counted_as(lambda n: ngettext("{n} task", "{n} tasks", n).format(n=n)), **IDS_ONCE},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(400))
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))  # None: the firm's own work
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    status: Mapped[str] = mapped_column(String(16), default="open")
    start: Mapped[date | None]
    due: Mapped[date | None]
    due_minute: Mapped[int | None]  # of the day in the firm's zone; None: any time of the day
    billing_date: Mapped[date | None]
    description: Mapped[str] = mapped_column(Text, default="")
    important: Mapped[bool] = mapped_column(Boolean, default=False)
    extra_work: Mapped[bool] = mapped_column(Boolean, default=False)
    estimate_seconds: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(32), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))


class TaskAssignee(Base):
    __tablename__ = "task_assignee"
    __table_args__ = (Index("ix_task_assignee_member", "member_id"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)


class ChecklistItem(Base):
    __tablename__ = "checklist_item"
    __table_args__ = (Index("ix_checklist_item_task", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(400))
    done: Mapped[bool] = mapped_column(Boolean, default=False)


class TaskFieldValue(Base):
    """`number` of number and price fields, `text` of text and choice, "yes"/"no" of checkboxes.

    `as_of`: the moment a number was read where it has no past (P6.5).
    """

    __tablename__ = "task_field_value"
    __table_args__ = (
        Index("ix_task_field_value_field", "field_id"),
        counted_as(lambda n: ngettext("the values of {n} task", "the values of {n} tasks", n).format(n=n)),
    )

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id", ondelete="CASCADE"), primary_key=True)
    field_id: Mapped[int] = mapped_column(ForeignKey("task_field.id"), primary_key=True)
    number: Mapped[Decimal | None] = mapped_column(Amount)
    text: Mapped[str] = mapped_column(String(1000), default="")
    as_of: Mapped[datetime | None] = mapped_column(Moment)
