"""Registration codes in one form, for matching (P3.6) and for the register (P4.2)."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.clients.codes import code_key, normal_code


@pytest.mark.parametrize(
    ("code", "country", "normal"),
    [
        ("10421629", "EE", "10421629"),
        (" 1042 1629 ", "EE", "10421629"),
        ("1042.1629", "EE", "10421629"),
        ("1042-1629", "EE", "10421629"),
        ("1042–1629", "EE", "10421629"),
        ("1042\u00a01629", "EE", "10421629"),
        ("\u200b10421629\ufeff", "EE", "10421629"),
        ("EE10421629", "EE", "10421629"),
        ("ee 10421629", "ee", "10421629"),
        ("１０４２１６２９", "EE", "10421629"),
        ("NO 908 412 206 MVA", "NO", "908412206"),
        ("908412206MVA", "NO", "908412206"),
        ("NO908412206", "EE", "NO908412206"),  # another country's letters stay
        ("908412206MVA", "EE", "908412206MVA"),
        ("HRB 12/3", "DE", "HRB12/3"),
        ("EE", "EE", "EE"),
        ("EEEE1", "EE", "EEEE1"),
        ("abc", "", "ABC"),
        ("", "EE", ""),
        (" .-– ", "EE", ""),
    ],
)
def test_normal_codes(code: str, country: str, normal: str):
    assert normal_code(code, country) == normal


countries = st.sampled_from(["", "EE", "NO", "ee", "DE"])


@given(st.text(), countries)
@example("A\u00b4", "")
@example("\u0149", "")
@example("\ufb01\u1e9b\u0323", "EE")
def test_a_normal_code_is_normal(code: str, country: str):
    normal = normal_code(code, country)
    assert normal_code(normal, country) == normal
    assert normal == normal.upper()
    assert not any(c.isspace() or c in ".-–" for c in normal)


@given(st.text("0123456789", min_size=1), st.sampled_from(["EE", "NO"]), st.data())
def test_however_digits_are_set_it_is_the_same_code(digits: str, country: str, data):
    signs = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u2009"])
    typed = "".join(digit + data.draw(signs) for digit in digits)
    prefix = data.draw(st.sampled_from(["", country, country.lower() + " "]))
    assert normal_code(prefix + typed, country) == digits


@given(st.text("0123456789", min_size=1), st.text("0123456789", min_size=1))
def test_different_digits_are_different_codes(one: str, other: str):
    assert (normal_code(one, "EE") == normal_code(other, "EE")) == (one == other)


def test_the_key_has_the_country():
    assert code_key("ee", "1042 1629") == ("EE", "10421629")
    assert code_key("NO", "10421629") != code_key("EE", "10421629")
    assert code_key("EE", " - ") is None
