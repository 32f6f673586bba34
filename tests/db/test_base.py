"""Types of columns: what goes in comes out, and what would lose something is refused."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import StatementError

from app.db.base import Amount, Moment

TABLE = Table("t", MetaData(), Column("at", Moment), Column("amount", Amount))


@pytest.fixture(scope="module")
def engine():
    engine = create_engine("sqlite://")
    TABLE.create(engine)
    yield engine
    engine.dispose()


def through(engine, **values):
    with engine.connect() as connection:
        connection.execute(insert(TABLE).values(**values))
        return connection.execute(select(TABLE)).one()


EARLIEST, LATEST = datetime(1900, 1, 2), datetime(2200, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(EARLIEST, LATEST, timezones=zones))
def test_moments_keep_their_instant_in_utc(engine, moment: datetime):
    kept = through(engine, at=moment).at
    assert kept == moment
    assert kept.tzinfo is UTC


@given(st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False))
def test_amounts_keep_four_decimals(engine, amount: Decimal):
    assert through(engine, amount=amount).amount == amount


def test_nothing_stays_nothing(engine):
    assert tuple(through(engine, at=None, amount=None)) == (None, None)


@pytest.mark.parametrize(
    "values",
    [{"at": datetime(2026, 1, 1)}, {"amount": Decimal("0.00001")}],  # noqa: DTZ001 - that is the point
)
def test_what_would_lose_something_is_refused(engine, values):
    with pytest.raises((StatementError, ValueError)):
        through(engine, **values)


def test_on_a_server_moments_keep_their_zone():
    moment = datetime(2026, 1, 1, 10, tzinfo=timezone(timedelta(hours=2)))
    kept = Moment().process_bind_param(moment, postgresql.dialect())
    assert kept == moment
    assert kept.utcoffset() == timedelta(0)
    assert Moment().process_result_value(moment, postgresql.dialect()).tzinfo is UTC
