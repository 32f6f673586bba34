"""What every table stands on: names of constraints (Alembic's batch mode needs them) and column types."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# For `__table_args__` where the audit log or a notice names rows by their id: SQLite would give the highest id
# again after its row was deleted, and the new row would inherit the old one's history. A migration that alters
# such a table in batch mode has to say so too: `batch_alter_table(…, table_kwargs=IDS_ONCE)`.
IDS_ONCE = {"sqlite_autoincrement": True}


def counted_as(in_words: Callable[[int], str]) -> dict[str, dict[str, Any]]:
    """For `__table_args__`: what some rows of the table are called in a sentence ("3 contacts")."""
    return {"info": {"in_words": in_words}}


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is a fault of the program and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """Money and rates: Decimal in code, whole units of 1/10,000 in the table (SQLite has no decimals)."""

    impl = BigInteger
    cache_ok = True
    UNIT = Decimal(10_000)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        units = value * self.UNIT
        if units != units.to_integral_value():
            raise ValueError("an amount finer than 1/10,000")
        return int(units)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / self.UNIT
