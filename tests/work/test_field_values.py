"""Values of task fields, the pure rule (P5.2)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import WrongUsage
from app.db.base import Amount
from app.work.field_values import BEYOND, EMPTY, KINDS, kept_value, plain, said

AMOUNTS = st.decimals(min_value=-BEYOND + 1, max_value=BEYOND - 1, places=4)


@given(AMOUNTS, st.sampled_from(["number", "price"]))
def test_a_number_to_four_decimals_is_kept_as_it_is_and_fits_the_table(number: Decimal, kind: str):
    kept, text = kept_value(kind, (), number)
    assert (kept, text) == (number, "")
    units = Amount().process_bind_param(kept, None)
    assert Amount().process_result_value(units, None) == number
    assert abs(units) < 2**63


@given(AMOUNTS)
def test_typed_with_a_comma_and_spaces_it_is_the_same_number(number: Decimal):
    typed = f"{number:,f}".replace(",", " ").replace(".", ",")
    assert kept_value("number", (), typed) == (number, "")


@given(AMOUNTS)
def test_what_the_audit_log_says_reads_back(number: Decimal):
    text = plain(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not text.startswith("-0") or text.startswith("-0.")


@given(AMOUNTS, st.integers(1, 9))
def test_a_finer_number_is_refused(number: Decimal, digit: int):
    with pytest.raises(WrongUsage) as caught:
        kept_value("number", (), number + Decimal(digit) / 100_000)
    assert caught.value.code == "too_fine"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("nothing", [None, "", "  \n"])
def test_nothing_empties_every_kind(kind: str, nothing):
    assert kept_value(kind, ("A",), nothing) == EMPTY
    assert said(EMPTY) is None


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("number", 5, (Decimal(5), "")),
        ("number", 0, (Decimal(0), "")),
        ("price", "12,5", (Decimal("12.5"), "")),
        ("text", "  two\nlines ", (None, "two lines")),
        ("text", 5, (None, "5")),
        ("choice", "NORTH", (None, "North")),
        ("checkbox", True, (None, "yes")),
        ("checkbox", False, (None, "no")),
        ("checkbox", "ja", (None, "yes")),
    ],
)
def test_each_kind_keeps_its_own(kind: str, value, kept):
    assert kept_value(kind, ("North", "South"), value) == kept


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("number", "many", "unfit_value"),
        ("number", True, "unfit_value"),
        ("number", Decimal("NaN"), "unfit_value"),
        ("price", Decimal("Infinity"), "unfit_value"),
        ("number", BEYOND, "unfit_value"),
        ("number", -BEYOND, "unfit_value"),
        ("price", "0,00001", "too_fine"),
        ("text", "x" * 1001, "too_long"),
        ("text", True, "unfit_value"),
        ("choice", "West", "unfit_value"),
        ("choice", False, "unfit_value"),
        ("checkbox", "perhaps", "unfit_value"),
    ],
)
def test_what_does_not_fit_is_refused_with_words(kind: str, value, code: str):
    with pytest.raises(WrongUsage) as caught:
        kept_value(kind, ("North",), value)
    assert caught.value.code == code
    assert caught.value.message
    assert caught.value.hint
