"""Values of custom fields in one form (P2.1)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clients.custom import KINDS, kept_form
from app.core.errors import WrongUsage

CHOICES = ("Monthly", "Quarterly", "Öö")


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  a  b ", "a b"),
        ("number", "12,50", "12.5"),
        ("number", "1 234", "1234"),
        ("number", "1\u00a0234,00", "1234"),
        ("number", "-0,0", "0"),
        ("number", "\u22125", "-5"),
        ("number", "+007", "7"),
        ("number", "100", "100"),
        ("date", "31.12.2026", "2026-12-31"),
        ("date", "1.2.2026", "2026-02-01"),
        ("date", "2026-12-31", "2026-12-31"),
        ("yes_no", "Jah", "yes"),
        ("yes_no", "0", "no"),
        ("yes_no", "nei", "no"),
        ("choice", "quarterly", "Quarterly"),
        ("choice", "ÖÖ", "Öö"),
    ],
)
def test_what_people_type(kind: str, typed: str, kept: str):
    assert kept_form(kind, CHOICES, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("number", "twelve"), ("number", "1.234,50"), ("number", "1e5"), ("number", "1_0"), ("number", "NaN"),
     ("number", "-"), ("number", "1."), ("number", "٣"), ("number", "9" * 40), ("date", "31.02.2026"),
     ("date", "12/31/2026"), ("date", "tomorrow"), ("yes_no", "maybe"), ("choice", "Weekly"), ("text", "x" * 501)],
)  # fmt: skip
def test_what_does_not_fit(kind: str, typed: str):
    with pytest.raises(WrongUsage) as caught:
        kept_form(kind, CHOICES, typed)
    assert caught.value.hint


@given(st.sampled_from(list(KINDS)), st.text())
def test_what_was_kept_is_kept(kind: str, typed: str):
    try:
        kept = kept_form(kind, CHOICES, typed)
    except WrongUsage:
        return
    assert kept_form(kind, CHOICES, kept) == kept
    assert len(kept) <= 500


@given(st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=5))
def test_numbers_keep_their_value(number: Decimal):
    kept = kept_form("number", (), f"{number:f}")
    assert Decimal(kept) == number
    assert kept_form("number", (), f"{number:f}".replace(".", ",")) == kept


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_days_keep_their_day(day: date):
    assert kept_form("date", (), f"{day.day}.{day.month}.{day.year}") == day.isoformat()


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_text_empties(kind: str):
    assert kept_form(kind, CHOICES, "  ") == ""
