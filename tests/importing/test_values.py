"""Values of remote clients as they are compared and kept, and their JSON."""

import json
from dataclasses import replace

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.core.text import one_line
from app.importing.json_text import added_writer, writer
from app.importing.source import Reader, Source, source_of, unfit
from tests.importing.program import FIELDS, MANIFEST, remote

SOURCE = source_of(MANIFEST)


def read(client):
    (values,) = Reader(SOURCE).read([client])
    return values


ODD = st.text(st.characters(exclude_categories=()), max_size=12)


def test_nothing_and_blanks_are_one() -> None:
    assert read(remote("1", "  Sild  OÜ ", "", email=None, phone=" ")) == (
        "Sild OÜ",
        "",
        "",
        "EE",
        "",
        "",
        "",
        "",
    )


def test_codes_of_countries_and_languages_have_one_case() -> None:
    twice = [read(remote("1", "Sild", None, country="ee", language="ET")) for _ in range(2)]
    assert [(v[3], v[7]) for v in twice] == [("EE", "et")] * 2
    assert read(remote("1", "Sild", None, country="et", language="EE"))[3::4] == ("ET", "ee")


def test_what_cannot_be_seen_or_stored_is_gone() -> None:
    dirty = remote("1", "Si\u200bld\x00 \ud800OÜ\n", None, address="Lao 4\r\nTartu", phone="5\t5")
    assert read(dirty) == ("Sild OÜ", "", "", "EE", "", "5 5", "Lao 4 Tartu", "")
    assert read(remote("1", "Po\u0303hi"))[0] == "Põhi"


def test_texts_of_people_who_try_things_are_texts() -> None:
    names = ('=HYPERLINK("http://x","y")', "'); DROP TABLE client;--", "{name} %s %(x)s", "a|b | c")
    assert [read(remote("1", name))[0] for name in names] == list(names)


def test_fields_that_do_not_fit_are_named() -> None:
    values = read(
        remote("1", "Sild", "1" * 65, country="Eesti", language="estonian", phone="1" * 64, email="e" * 255)
    )
    assert unfit(SOURCE, values) == ("registration_code", "country", "email", "language")
    assert unfit(SOURCE, read(remote("1", "n" * 400, address="a" * 500))) == ()


def test_a_source_always_has_a_name_and_only_fields_of_ours() -> None:
    assert source_of(replace(MANIFEST, client_fields=("email", "shoe"))).fields == ("name", "email")


@given(st.lists(ODD, min_size=len(FIELDS), max_size=len(FIELDS)))
def test_seen_at_a_glance_is_what_cleaning_gives(texts) -> None:
    client = remote(
        "1", texts[0], texts[1], vat_number=texts[2], email=texts[4], phone=texts[5], address=texts[6]
    )
    values = read(client)
    assert values[:3] == tuple(map(one_line, texts[:3]))
    assert values[4:7] == tuple(map(one_line, texts[4:7]))


@given(st.lists(ODD, min_size=3, max_size=3))
def test_json_is_what_the_library_writes(texts) -> None:
    values = tuple(map(one_line, texts))
    fields = ("name", "e%smail", 'odd"field')
    assert writer(fields)(values).encode() == msgspec.json.encode(dict(zip(fields, values, strict=True)))
    assert json.loads(added_writer(fields)(values)) == {
        f: [None, v] for f, v in zip(fields, values, strict=True)
    }


def test_a_source_of_one_field() -> None:
    reader = Reader(Source("x", "X", "EE", ("name",)))
    assert reader.read([remote("1", "Sild "), remote("2", "Tamm")]) == [("Sild",), ("Tamm",)]


def test_one_that_is_not_clean_among_many_changes_no_other() -> None:
    them = [remote(str(i), f"Firma {i}", None, phone=None) for i in range(200)]
    them[70] = remote("70", "Firma  70 ", None, language="ET")
    values = Reader(SOURCE).read(them)
    assert [v[0] for v in values] == [f"Firma {i}" for i in range(200)]
    assert values[70][7] == "et"
