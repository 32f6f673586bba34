"""The three-way merge (P3.7): each case by name, and what must hold whatever the values are."""

from hypothesis import given
from hypothesis import strategies as st

from app.clients.tables import Client
from app.importing.merge import FieldMerge, merge, next_base, outdated, same
from app.importing.source import LONGEST, fits

FIELDS = ("name", "registration_code", "email", "phone", "address")
TEXTS = st.sampled_from(["", "a", "b", "c", "1 2", "12", "A", "x" * 70])
VALUES = st.tuples(*[TEXTS] * len(FIELDS))
BASES = st.dictionaries(st.sampled_from(FIELDS), TEXTS)


def one(base: str | None, theirs: str, ours: str, field: str = "address") -> FieldMerge | None:
    merged = merge((field,), {} if base is None else {field: base}, (theirs,), (ours,))
    return merged[0] if merged else None


def test_P3_7_only_theirs_changed_is_taken() -> None:
    assert one("a", "b", "a") == FieldMerge("address", "a", "b", "a", "theirs", False)
    assert one("a", "", "a") == FieldMerge("address", "a", "", "a", "theirs", False)  # they emptied it


def test_P3_7_only_ours_changed_is_kept() -> None:
    assert one("a", "a", "b") == FieldMerge("address", "a", "a", "b", "ours", False)
    assert one("a", "a", "") == FieldMerge("address", "a", "a", "", "ours", False)


def test_P3_7_both_changed_differently_is_a_conflict_with_keep_ours_preset() -> None:
    assert one("a", "b", "c") == FieldMerge("address", "a", "b", "c", "ours", True)
    assert one("a", "", "c") == FieldMerge("address", "a", "", "c", "ours", True)


def test_P3_7_both_changed_to_the_same_is_nothing() -> None:
    assert one("a", "b", "b") is None


def test_never_imported_empty_here_is_taken_filled_on_both_sides_is_a_conflict() -> None:
    assert one(None, "b", "") == FieldMerge("address", None, "b", "", "theirs", False)
    assert one(None, "b", "c") == FieldMerge("address", None, "b", "c", "ours", True)
    assert one(None, "", "c") == FieldMerge("address", None, "", "c", "ours", False)
    assert one(None, "b", "b") is None


def test_a_name_and_a_country_are_never_emptied() -> None:
    assert one("a", "", "a", "name") is None
    assert one("EE", "", "EE", "country") is None


def test_what_may_not_be_looked_at_empties_nothing_but_what_is_shown_counts() -> None:
    merged = merge(("email", "phone"), {"email": "a", "phone": "1"}, ("", "2"), ("a", "1"), readable=False)
    assert [(m.field, m.choice) for m in merged] == [("phone", "theirs")]
    base = next_base(("email", "phone"), {"email": "a", "phone": "1"}, ("", "2"), readable=False)
    assert base == {"email": "a", "phone": "2"}


def test_a_text_that_does_not_fit_is_left_out() -> None:
    assert one("1", "2" * 65, "1", "phone") is None
    assert one("et", "estonian", "et", "language") is None
    assert next_base(("phone",), {"phone": "1"}, ("2" * 65,)) == {"phone": "1"}


def test_what_counts_as_the_same() -> None:
    assert same("registration_code", "1 234 5678", "12345678", "EE")
    assert same("registration_code", "NO 908 412 206 MVA", "908412206", "NO")
    assert not same("registration_code", "12345678", "12345679", "EE")
    assert same("phone", "+372 555 01 90", "+3725550190")
    assert same("vat_number", "EE 100 000 000", "ee100000000")
    assert same("email", "Info@Sild.example", "info@sild.example")
    assert not same("name", "Sild OÜ", "SILD OÜ")
    assert not same("address", "Lao 4", "Lao 4a")


def test_texts_may_be_as_long_as_their_columns() -> None:
    columns = Client.metadata.tables["client"].c
    assert {field: columns[field].type.length for field in LONGEST} == LONGEST


@given(BASES, VALUES, VALUES, st.booleans())
def test_keeping_ours_changes_nothing_and_is_not_asked_again(base, theirs, ours, readable) -> None:
    following = next_base(FIELDS, base, theirs, readable=readable)
    again = merge(FIELDS, following, theirs, ours, readable=readable)
    assert all(m.choice == "ours" and not m.conflict for m in again)
    assert not outdated(FIELDS, following, next_base(FIELDS, following, theirs, readable=readable))


@given(BASES, VALUES, VALUES, st.booleans(), st.booleans())
def test_merging_twice_changes_nothing(base, theirs, ours, readable, take) -> None:
    merged = {m.field: m for m in merge(FIELDS, base, theirs, ours, readable=readable)}
    after = tuple(
        (merged[f].theirs if take and merged[f].conflict else merged[f].result) if f in merged else our
        for f, our in zip(FIELDS, ours, strict=True)
    )
    following = next_base(FIELDS, base, theirs, readable=readable)
    again = merge(FIELDS, following, theirs, after, readable=readable)
    assert all(m.choice == "ours" and not m.conflict for m in again)


@given(BASES, VALUES, VALUES)
def test_ours_is_only_ever_replaced_where_it_was_as_imported_or_empty(base, theirs, ours) -> None:
    for m in merge(FIELDS, base, theirs, ours):
        assert (m.theirs, m.ours) == (theirs[FIELDS.index(m.field)], ours[FIELDS.index(m.field)])
        if m.choice == "theirs":
            assert same(m.field, m.ours, base[m.field]) if m.field in base else m.ours == ""
            assert fits(m.field, m.theirs)
        if m.conflict:
            assert m.choice == "ours"


@given(BASES, VALUES)
def test_what_they_changed_comes_over_whole(base, theirs) -> None:
    full = {f: base.get(f, "zero") for f in FIELDS}
    ours = tuple(full.values())
    taken = {m.field: m.theirs for m in merge(FIELDS, full, theirs, ours) if m.choice == "theirs"}
    for field, their, our in zip(FIELDS, theirs, ours, strict=True):
        expected = not same(field, their, our) and fits(field, their) and bool(their or field != "name")
        assert (field in taken) == expected
