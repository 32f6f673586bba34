import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import WrongUsage
from app.core.text import email_address, fitting, is_email, many_lines, one_line, one_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Kuldne   Kringel\tOÜ \n", "Kuldne Kringel OÜ"),
        ("Kuldne\u00a0Kringel", "Kuldne Kringel"),
        ("O\u0303una", "Õuna"),
        ("\ufeffKringel\u200b OÜ\u202e", "Kringel OÜ"),
        ("Kringel\x00OÜ", "Kringel OÜ"),
        ("\u200b \ufeff", ""),
        ("", ""),
    ],
)
def test_one_line(typed: str, kept: str):
    assert one_line(typed) == kept


@given(st.text())
def test_a_cleaned_line_is_clean(text: str):
    line = one_line(text)
    assert one_line(line) == line
    assert unicodedata.is_normalized("NFC", line)
    assert line == line.strip()
    assert "  " not in line
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in line)
    line.encode("utf-8")  # goes into any database


@given(st.text())
def test_cleaned_lines_are_clean(text: str):
    lines = many_lines(text)
    assert many_lines(lines) == lines
    assert "\n\n\n" not in lines
    assert all(one_line(line) == line for line in lines.split("\n"))


def test_lines_stay_lines():
    assert many_lines(" a \r\n\r\n\r\n\r\nb\n  c  \n\n") == "a\n\nb\nc"


@pytest.mark.parametrize("text", ["kadri@firm.example", "k.t+x@a.b.ee", "õun@õun.ee", "a@b-c.no"])
def test_addresses(text: str):
    assert is_email(text)
    assert email_address(f" {text} ") == text


@pytest.mark.parametrize(
    "text",
    ["", "kadri", "kadri@", "@firm.ee", "kadri@firm", "a@b@c.ee", "a b@c.ee", "a@c.ee, b@c.ee", "<a@c.ee>",
     "a@.ee", "a@b..ee", "a@b.ee.", f"{'a' * 250}@b.ee"],
)  # fmt: skip
def test_what_is_no_address(text: str):
    assert not is_email(text)
    with pytest.raises(WrongUsage) as caught:
        email_address(text)
    assert caught.value.code == "not_an_email"


def test_what_fits_and_what_does_not():
    assert fitting("abc", 3) == "abc"
    with pytest.raises(WrongUsage) as caught:
        fitting("abcd", 3)
    assert caught.value.code == "too_long"
    assert "4" in caught.value.message
    assert "3" in caught.value.hint


def test_one_of_some():
    assert one_of(["a", "b"], "b") == "b"
    with pytest.raises(WrongUsage) as caught:
        one_of(["a", "b"], "c")
    assert "a, b" in caught.value.hint
