"""P3.5: for a red X near matches are offered ("did you mean 10421629?")."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ee import registrikood

from app.registers.copy import RegisterCopy
from app.registers.near import (
    SUSPECTS_AT_MOST,
    Suggestion,
    Suspect,
    choose,
    codes_near,
    nearest_by_name,
    patterns,
    suggestions,
)
from tests.registers.files import copy_of
from tests.registers.world import PaperRegister, entry

CODE = "10421629"


def possible(code: str) -> bool:
    return len(code) == 8 and registrikood.is_valid(code)


@pytest.mark.parametrize(
    "typed",
    [
        "1042162",
        "0421629",
        "104216299",
        "14021629",
        "10421692",
        "10421620",
        "1042I1629",
        "reg 10421629",
        "1042162910"[:9],
    ],
)
def test_codes_one_slip_away(typed: str) -> None:
    assert registrikood.is_valid(CODE)
    assert CODE in codes_near(typed, possible)


def test_only_codes_that_can_be_and_never_the_same() -> None:
    near = codes_near(CODE, possible)
    assert CODE not in near
    assert all(possible(code) for code in near)
    assert codes_near("7" * 64, possible) == frozenset()
    assert codes_near("", lambda _code: True) <= set("0123456789")


@given(st.integers(10_000_000, 99_999_999).map(str), st.integers(0, 7))
def test_a_code_with_a_digit_missing_is_found_again(code: str, place: int) -> None:
    assert code in codes_near(code[:place] + code[place + 1 :], lambda c: len(c) == 8)


ROWS = [
    ("10421629", "Kuldne Kringel OÜ"),
    ("10421630", "Hõbe Kringel OÜ"),
    ("10421631", "Aktsiaselts Põhjatäht"),
    ("10421632", "OÜ Põhjatäht"),
    ("10421633", "Arko OÜ"),
]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("kuldne kringel", "10421629"),
        ("Kuldne Kringl OÜ", "10421629"),
        ("Põhjatäht OÜ", "10421632"),  # two of the same name: the one whose form fits
        ("Põhjatäht AS", "10421631"),
        ("Pohjatäth", "10421631"),
        ("Arka OÜ", None),  # one letter of four: that may be anybody
        ("Kringel", None),
        ("", None),
    ],
)
def test_nearest_by_name(name: str, code: str | None) -> None:
    (found,) = nearest_by_name([Suspect("1", name)], ROWS)
    assert (found and found.code) == code


def test_the_form_decides_between_names_that_are_far_apart_in_the_file() -> None:
    others = ((str(20_000_000 + i), f"Firma {i} OÜ") for i in range(20_000))
    (found,) = nearest_by_name([Suspect("1", "Põhjatäht AS")], [ROWS[3], *others, ROWS[2]])
    assert found is not None
    assert found.code == "10421631"


def test_the_code_itself_is_no_suggestion() -> None:
    assert nearest_by_name([Suspect("10421629", "Kuldne Kringel")], ROWS[:1]) == [None]


def test_the_code_counts_only_where_the_name_fits() -> None:
    suspect = Suspect("1042162", "Kuldne Kringel OÜ")
    by_name = Suggestion("18204418", "Kuldne Kringel AS", 100.9)
    assert choose(suspect, {"10421629": "Puit AS"}, None) is None
    both = choose(suspect, {"10421629": "Kuldne Kringel Tartu OÜ"}, None)
    assert both is not None
    assert both.code == "10421629"
    better = choose(suspect, {"10421629": "Kuldne Kringel OÜ"}, by_name)
    assert better is not None
    assert better.code == "10421629"
    assert choose(Suspect("1042162", ""), {"10421629": "Kuldne Kringel OÜ"}, None) is None
    assert choose(suspect, {}, by_name) == by_name


def test_in_a_copy_few_and_many(tmp_path: Path) -> None:
    register = PaperRegister()
    copy = copy_of(
        tmp_path, register.source(), [*(entry(*row) for row in ROWS), entry("70000310", "Üks Õde MTÜ")]
    )
    wanted = [
        Suspect("1042162", "Kuldne Kringel"),
        Suspect("99999999", "Pohjataht AS"),  # the register writes it with õ and ä
        Suspect("7000031", "üks ode"),
        Suspect("99999999", "Nobody's Company"),
        Suspect("99999999", ""),
        Suspect("99999999", "Kudlne Kringel"),
    ]
    codes = ["10421629", "10421631", "70000310", None, None, "10421629"]
    found = suggestions(wanted, copy, possible)
    assert [s and s.code for s in found] == codes
    many = suggestions(wanted * 4, copy, possible)
    assert patterns(wanted * 4) == ()  # the whole file was read
    assert patterns(wanted) != ()
    assert [s and s.code for s in many] == codes * 4


def test_without_a_copy_nothing_is_suggested(tmp_path: Path) -> None:
    copy = RegisterCopy(tmp_path, PaperRegister().source())
    assert suggestions([Suspect("1042162", "Kuldne Kringel")], copy, possible) == [None]
    assert SUSPECTS_AT_MOST == 100
