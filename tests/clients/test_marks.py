"""The mark: up to four letters made from the name (P2.1)."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.clients.marks import BEHIND, IN_FRONT, mark_of, name_without_form, typed_mark


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        # as in the pictures of the design
        ("Blåskjell Sjømat AS", "BLÅS"),
        ("Fjellbekk Rør AS", "FJEL"),
        ("Haabersti Kiirtööd OÜ", "HAAB"),
        ("Lõunakaar Kinnisvara AS", "LÕUN"),
        ("Männiku Puitmajad OÜ", "MÄNN"),
        ("Sinilille Lastehoid MTÜ", "SINI"),
        ("Ülejõe Spordiklubi MTÜ", "ÜLEJ"),
        # the legal form is skipped wherever it stands and however it is written
        ("OÜ Kuldne Kringel", "KULD"),
        ("Osaühing Kuldne Kringel", "KULD"),
        ("kuldne kringel oü", "KULD"),
        ("Kuldne Kringel (OÜ)", "KULD"),
        ("Kuldne Kringel, OÜ", "KULD"),
        ("Fjellbekk A/S", "FJEL"),
        ("Fjellbekk a.s.", "FJEL"),
        ("SA Tartu Ülikooli Kliinikum", "TART"),
        ("AS Eesti Gaas", "EEST"),
        ("Nordavind ENK", "NORD"),
        ("Nordavind AS filiaal", "NORD"),
        ("FIE Mari Maasikas", "MARI"),
        # a Norwegian form in front is a word of the name
        ("Da Vinci AS", "DAVI"),
        # short words run on, signs do not count
        ("AB Autod OÜ", "ABAU"),
        ("U. S. Õun", "USÕU"),
        ("Mari-Liis", "MARI"),
        ("Ö OÜ", "Ö"),
        ("007 Autohaus osaühing", "AUTO"),
        ("1-2-3 OÜ", "123"),
        ("12345 OÜ", "1234"),
        # nothing but a legal form
        ("OÜ", "OÜ"),
        ("OÜ AS", "OÜAS"),
        ("", ""),
        ("!!!", ""),
        # letters that were typed as two signs
        ("O\u0303una OÜ", "ÕUNA"),
        ("Straße", "STRA"),
        ("ßen", "SSEN"),
    ],
)
def test_marks(name: str, mark: str):
    assert mark_of(name) == mark


@given(st.text())
@example("ŉ")
@example("ǰ")
@example("İstanbul")
@example("ﬁlm")
def test_a_mark_is_short_and_upper_case(name: str):
    mark = mark_of(name)
    assert len(mark) <= 4
    assert mark == mark.upper()
    assert all(c.isalpha() or c.isdecimal() for c in mark)
    assert not mark.isdecimal() or not any(c.isalpha() for c in "".join(name_without_form(name)).upper())
    assert bool(mark) == any(c.isalpha() or c.isdecimal() for c in unicodedata.normalize("NFC", name).upper())
    assert mark == mark_of(name)


letters = st.text("abcdefghijklmnopqrsšzžtuvwõäöüxyæøå", min_size=5, max_size=12).filter(
    lambda word: word not in BEHIND
)


@given(letters, st.sampled_from(sorted(IN_FRONT)), st.sampled_from(sorted(BEHIND)))
def test_the_legal_form_does_not_matter(word: str, front: str, behind: str):
    mark = mark_of(word)
    assert mark == word[:4].upper()
    assert {mark_of(f"{front} {word}"), mark_of(f"{word} {behind}"), mark_of(f"{front.upper()} {word}")} == {
        mark
    }


@given(st.text())
def test_a_typed_mark_fits_and_stays(text: str):
    mark = typed_mark(text)
    assert len(mark) <= 4
    assert typed_mark(mark) == mark
    assert not any(c.isspace() for c in mark)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" krin ", "KRIN"), ("k r i n g", "KRIN"), ("õ2", "Õ2"), ("", "")]
)
def test_what_people_type(typed: str, kept: str):
    assert typed_mark(typed) == kept
