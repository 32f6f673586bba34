"""P3.5: registered under a clearly different name, and what counts as the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.names import clearly_different, legal_form, like_pattern, likeness, normalise

SAME = [
    ("007 Autohaus osaühing", "OÜ 007 Autohaus"),  # measured in the facts, section D
    ("PÕHJATÄHT LOGISTIKA AS", "Aktsiaselts Põhjatäht  Logistika"),
    ("Pohjataht Logistika", "Põhjatäht Logistika AS"),
    ("Po\u0303hjata\u0308ht", "Põhjatäht"),  # accents as signs of their own, as some computers write them
    ("Füüsilisest isikust ettevõtja Mari Maasikas", "MARI MAASIKAS FIE"),
    ("Maasikas Mari", "Mari Maasikas"),
    ("KÜ Pae 5", "Pae 5 korteriühistu"),
    ("\u201eKask\u201c, OÜ", "Kask OÜ"),
    ("Blåskjell Sjømat AS", "BLÅSKJELL SJØMAT AS"),
]
CLEARLY_DIFFERENT = [
    ("Tallinna Ehitus OÜ", "Tartu Ehitus OÜ"),
    ("Taxify OÜ", "Bolt Technology OÜ"),
    ("Vesiroosi Köök OÜ", "Vesiroosi Catering OÜ"),
    ("ABC Invest OÜ", "XYZ Invest OÜ"),
    ("Ehitus OÜ", "Puit OÜ"),
]
NOT_CLEARLY = [
    ("Põhjatäht", "Põhjatäht Logistika AS"),  # cut short
    ("Merelaine Kalatööstus AS", "Merelaine Kala AS"),
    ("Kuldne Kringel OÜ", "Kuldse Kringli OÜ"),
    ("Kask Ehitus OÜ", "Kase Ehitus OÜ"),
    ("Auto Haus OÜ", "Autohaus AS"),
    ("RIK", "Registrite ja Infosüsteemide Keskus"),
    ("", "Kask OÜ"),
    ("Kask OÜ", ""),
    ("Ромашка", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_form_case_accents_and_order_do_not_matter(one: str, other: str) -> None:
    assert likeness(one, other) == 100
    assert not clearly_different(one, other)


@pytest.mark.parametrize(("one", "other"), CLEARLY_DIFFERENT)
def test_another_company_is_told(one: str, other: str) -> None:
    assert clearly_different(one, other)
    assert clearly_different(other, one)


@pytest.mark.parametrize(("one", "other"), NOT_CLEARLY)
def test_a_slip_or_a_short_name_is_not_held_against_anyone(one: str, other: str) -> None:
    assert not clearly_different(one, other)
    assert not clearly_different(other, one)


def test_legal_form_in_short() -> None:
    names = ["Aktsiaselts Kask", "Kask AS", "Kask", "OÜ Kask", "kask osaühing", ""]
    assert [legal_form(name) for name in names] == ["as", "as", "", "ou", "ou", ""]


def test_a_name_that_is_only_a_form_keeps_it() -> None:
    assert normalise("AS OÜ") == "as"
    assert normalise("As") == "as"
    assert normalise("–") == ""


@given(
    st.lists(st.text("aekmnõäöüšž7", min_size=4), min_size=1).map(" ".join),
    st.sampled_from(["OÜ", "osaühing", "AS", "MTÜ", "Sihtasutus", "ASA", "FIE"]),
)
def test_a_form_at_either_end_changes_nothing(name: str, form: str) -> None:
    assert normalise(f"{form} {name}") == normalise(f"{name.upper()}, {form}") == normalise(name)


@given(st.text(), st.text())
def test_likeness_is_within_0_and_100_and_has_no_order(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 100
    assert clearly_different(one, other) == clearly_different(other, one)
    assert not clearly_different(one, one)


def test_like_pattern_finds_what_sqlite_cannot_fold() -> None:
    import sqlite3

    found = sqlite3.connect(":memory:").execute(
        "SELECT 'PÕHJATÄHT 50% OÜ' LIKE ?", [like_pattern("pohjataht")]
    )
    assert found.fetchone() == (1,)
    assert like_pattern("5%_") == "%5__%"
