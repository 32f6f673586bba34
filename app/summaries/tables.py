"""The plan of an integration's counts, its periods, and the ledger of covered days (P6).

Nothing says what is owed: a client's missing slots are the periods without an entry in the ledger.
"""

from datetime import date, datetime

from sqlalchemy import JSON, Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.words import ngettext
from app.db.base import IDS_ONCE, Base, Moment, counted_as


class SummaryPlan(Base):
    """What the Data import tab says (P6.1). `day`: "last-work-day", "last-day", "1" … "31", or "" while not chosen.

    `assignee`: "manager", "nobody", or "member" with `member_id`. `refresh`: off, notify, import.
    `begun_at`: when title, topic, day and first day were all there for the first time: clients linked until then
    are counted from the first day on.
    """

    __tablename__ = "summary_plan"
    __table_args__ = (
        counted_as(
            lambda n: ngettext("the plan of {n} integration", "the plans of {n} integrations", n).format(n=n)
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    integration: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    day: Mapped[str] = mapped_column(String(16), default="")
    first_day: Mapped[date | None]
    assignee: Mapped[str] = mapped_column(String(16), default="manager")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    auto_complete: Mapped[bool] = mapped_column(Boolean, default=False)
    refresh: Mapped[str] = mapped_column(String(8), default="notify")
    begun_at: Mapped[datetime | None] = mapped_column(Moment)


class SummaryField(Base):
    """Which task field one of the counts fills; counts without one are not imported. A field takes one count."""

    __tablename__ = "summary_field"
    __table_args__ = (
        UniqueConstraint("plan_id", "task_field_id"),
        counted_as(lambda n: ngettext("{n} imported count", "{n} imported counts", n).format(n=n)),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("summary_plan.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(64), primary_key=True)  # e.g. payment_created
    task_field_id: Mapped[int] = mapped_column(ForeignKey("task_field.id"))


class SlotPeriod(Base):
    """A slot whose run has begun: its days stand from then on, whatever becomes of the rule (P6.3, P6.4).

    `slot`: the first day of its month. Both days are included.
    """

    __tablename__ = "slot_period"
    __table_args__ = (
        UniqueConstraint("integration", "slot"),
        UniqueConstraint("integration", "first_day", name="uq_slot_period_first_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    integration: Mapped[str] = mapped_column(String(32))
    slot: Mapped[date]
    run_date: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    begun_at: Mapped[datetime] = mapped_column(Moment)


class LedgerEntry(Base):
    """Days of one client that are counted, both included, and what was counted (P6.4).

    `counts`: field → number as it was told, without corrections. `fields`: field → id of the task field that it went
    into, whatever the plan says since. `as_of`: the moment of the numbers that have no past (P6.5). `invoiced_at`:
    from then on the entry stays as it is (P6.7).
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint("client_id", "integration", "slot"),
        UniqueConstraint(
            "client_id", "integration", "first_day", name="uq_ledger_entry_first_day"
        ),
        {**counted_as(lambda n: ngettext("{n} covered period", "{n} covered periods", n).format(n=n)), **IDS_ONCE},
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    integration: Mapped[str] = mapped_column(String(32))
    remote_id: Mapped[str] = mapped_column(String(64))
    slot: Mapped[date]
    run_date: Mapped[date]
    first_day: Mapped[date]
    last_day: Mapped[date]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    fields: Mapped[dict[str, int]] = mapped_column(JSON)
    as_of: Mapped[datetime | None] = mapped_column(Moment)
    fetched_at: Mapped[datetime] = mapped_column(Moment)
    # without ON DELETE: it hangs on its task and keeps that from being deleted (`app.db.pointing`)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    invoiced_at: Mapped[datetime | None] = mapped_column(Moment)


class LedgerTry(Base):
    """A try to count a client's slot that did not work. `problem`: a Problem, or why it was not tried at all."""

    __tablename__ = "ledger_try"
    __table_args__ = (
        Index("ix_ledger_try_client", "client_id", "integration", "slot"),
        counted_as(lambda n: ngettext("{n} try to count it", "{n} tries to count it", n).format(n=n)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"))
    integration: Mapped[str] = mapped_column(String(32))
    slot: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    problem: Mapped[str] = mapped_column(String(32))


class CountFrom(Base):
    """The first day of one client's counts, where it is not the one that follows from its link (P6.4)."""

    __tablename__ = "count_from"
    __table_args__ = (
        counted_as(lambda n: ngettext("its first day of counts", "its first days of counts", n).format(n=n)),
    )

    client_id: Mapped[int] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), primary_key=True)
    integration: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[date]


class Correction(Base):
    """What a recount of an invoiced entry found: the difference goes into the client's next entry (P6.7).

    What would bring that entry's task below 0 waits for the one after it (`corrections.leave_open`).
    """

    __tablename__ = "ledger_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    field: Mapped[str] = mapped_column(String(64))
    difference: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    settled_in: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
