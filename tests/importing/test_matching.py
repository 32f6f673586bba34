"""Who is who (P3.6), and names that are nearly the same."""

import random
import time

import pytest
from rapidfuzz import fuzz

from app.importing.alike import Names
from app.importing.known import Known, Link, Ours
from app.importing.matching import Codes, Kind, Match, match, unlisted
from app.importing.source import source_of
from app.registers.names import normalise
from tests.importing.program import MANIFEST, remote
from tests.importing.world import GOOD
from tests.registers.world import PaperRegister

SOURCE = source_of(MANIFEST)
CODES = Codes((PaperRegister().source(),))


def ours(client_id: int, name: str, code: str = "", country: str = "EE") -> Ours:
    return Ours(client_id, name, "", country, code, "active", ())


def link(client_id: int, remote_id: str) -> Link:
    return Link(client_id, client_id, remote_id, "{}", remote_active=True, readable=True, vanished=False)


def known(*clients: Ours, links: tuple[Link, ...] = ()) -> Known:
    return Known({c.id: c for c in clients}, {each.remote_id: each for each in links})


def matches(there, here: Known, doubtful=lambda _row: False) -> list[Match]:
    return match(SOURCE, there, [r.name for r in there], here, codes=CODES, doubtful=doubtful)


def kinds(*args, **more) -> list[Kind]:
    return [found.kind for found in matches(*args, **more)]


def test_a_link_comes_before_the_code() -> None:
    here = known(ours(1, "Sild", GOOD[0]), ours(2, "Tamm", GOOD[1]), links=(link(1, "r1"),))
    first, second = matches([remote("r1", "Tamm", GOOD[1]), remote("r2", "Tamm AS", None)], here)
    assert (first.kind, first.client_id) == (Kind.LINKED, 1)
    assert second.kind is Kind.ALIKE


def test_all_linked_needs_no_codes_at_all() -> None:
    here = known(ours(1, "Sild"), ours(2, "Tamm"), links=(link(1, "r1"), link(2, "r2")))
    found = match(SOURCE, [remote("r2", "x"), remote("r1", "y")], [], here, codes=Codes())
    assert [m.client_id for m in found] == [2, 1]


@pytest.mark.parametrize(
    "typed", [GOOD[0], f"EE{GOOD[0]}", f" {GOOD[0][:4]}-{GOOD[0][4:]} ", f"{GOOD[0][:2]}\u00a0{GOOD[0][2:]}"]
)
def test_codes_are_compared_as_codes(typed: str) -> None:
    (found,) = matches([remote("r1", "Sild", typed)], known(ours(7, "Muu", GOOD[0])))
    assert (found.kind, found.client_id) == (Kind.BY_CODE, 7)


def test_a_client_without_a_country_has_that_of_the_program() -> None:
    assert kinds([remote("r1", "Sild", GOOD[0], country="")], known(ours(7, "Muu", GOOD[0], ""))) == [
        Kind.BY_CODE
    ]


def test_countries_whose_register_is_unknown_match_by_codes_that_say_something() -> None:
    here = known(ours(1, "A", "40003245752", "LV"), ours(2, "B", "none", "LV"), ours(3, "C", "00000", "LV"))
    there = [
        remote(str(i), "x", code, country="LV") for i, code in enumerate(("40003245752", "none", "00000"))
    ]
    assert kinds(there, here) == [Kind.BY_CODE, Kind.NOBODY, Kind.NOBODY]


def test_one_linked_and_one_new_with_the_same_code() -> None:
    here = known(ours(1, "Sild", GOOD[0]), links=(link(1, "r1"),))
    linked, other = matches([remote("r1", "Sild", GOOD[0]), remote("r2", "Sild", GOOD[0])], here)
    assert (linked.kind, other.kind, other.candidates, other.count) == (Kind.LINKED, Kind.SAME_CODE, (), 2)


def test_only_clients_that_are_free_can_be_chosen() -> None:
    here = known(ours(1, "Sild A", GOOD[0]), ours(2, "Sild B", GOOD[0]), links=(link(1, "r1"),))
    _linked, other = matches([remote("r1", "Sild A", GOOD[1]), remote("r2", "Sild", GOOD[0])], here)
    assert (other.kind, [c.client_id for c in other.candidates]) == (Kind.SEVERAL, [2])


def test_a_moved_client_is_not_told_as_vanished_too() -> None:
    here = known(ours(1, "Sild", GOOD[0]), ours(2, "Tamm", GOOD[1]), links=(link(1, "r1"), link(2, "r2")))
    there = [remote("r9", "Sild", GOOD[0])]
    found = matches(there, here)
    assert (found[0].kind, found[0].link.remote_id) == (Kind.MOVED, "r1")
    assert [each.remote_id for each in unlisted(here, there, found)] == ["r2"]


def test_a_name_is_not_offered_where_two_codes_tell_them_apart() -> None:
    here = known(ours(1, "Rannaliiva Kalandus AS", GOOD[0]), ours(2, "Rannaliiva Kalandus", ""))
    (found,) = matches([remote("r1", "Rannaliiva Kalandus OÜ", GOOD[1])], here)
    assert (found.kind, [c.client_id for c in found.candidates]) == (Kind.ALIKE, [2])
    (found,) = matches([remote("r1", "Rannaliiva Kalandus OÜ", GOOD[1])], here, doubtful=lambda _row: True)
    assert {c.client_id for c in found.candidates} == {1, 2}  # nobody has their code: it may be mistyped


@pytest.mark.parametrize(
    ("there", "here", "alike"),
    [
        ("Toomeoja Arhitektid", "Toomeoja Arhitektid OÜ", True),
        ("Ehitus Rannakivi OÜ", "Rannakivi Ehitus", True),
        ("Kurepesa Talu", "Kuresaare Talu", False),
        ("Põhjatäht Logistika", "Pohjataht Logistika", True),
        ("Rannakivi", "Rannikivi", True),
        ("Xannakivi", "Rannakivi", True),
        ("KÜ Pargi tänava maja 12", "KÜ Pargi tänava maja 14", False),
        ("Lasteaed 7 Tartu", "Lasteaed 7 Tallinn", False),
        ("Sild", "Silt", False),
        ("OÜ", "AS", False),
        ("", "", False),
    ],
)
def test_nearly_the_same_names(there: str, here: str, alike: bool) -> None:
    assert bool(Names([ours(1, here)]).like(there)) is alike


def test_the_best_three_come_first() -> None:
    names = ["Toomeoja Arhitektid", "Toomeoja Arhitektit", "Toomeoja Arhitekt", "Toomeoja Arhitektide", "Muu"]
    best = Names([ours(i, name) for i, name in enumerate(names)]).like("Toomeoja Arhitektid OÜ")
    assert best[0].client_id == 0
    assert (len(best), best[0].score) == (3, 100)
    assert [c.score for c in best] == sorted((c.score for c in best), reverse=True)


WORDS = ("Põhja", "Ranna", "Metsa", "Kivi", "Lao", "Kuuse", "Tamme", "Vesi", "Mäe", "Oja")
ENDS = (
    "puit",
    "ehitus",
    "kaubandus",
    "logistika",
    "talu",
    "köök",
    "transport",
    "arhitektid",
    "hooldus",
    "vara",
)
MANY = [f"{a}{b} {c} {d}" for a in WORDS for b in WORDS for c in ENDS for d in ENDS]


def test_comparing_few_finds_what_comparing_all_finds() -> None:
    """Ten thousand names that are made of the same twenty words: the worst there is."""
    chance = random.Random(5)
    index = Names([ours(i, name) for i, name in enumerate(MANY)])
    plain = [normalise(name) for name in MANY]
    agreed = 0
    for name in chance.sample(MANY, 60):
        place = chance.randrange(len(name))
        mistyped = name[:place] + chance.choice("abdefghijk") + name[place + 1 :]
        best = max(fuzz.ratio(normalise(mistyped), other) for other in plain)
        agreed += [c.score for c in index.like(mistyped)[:1]] == [int(best)]
    assert agreed >= 57


def test_thousands_of_names_against_ten_thousand_take_seconds_at_most() -> None:
    here = known(*(ours(i, name) for i, name in enumerate(MANY)))
    there = [remote(str(i), name.replace("a", "", 1)) for i, name in enumerate(MANY[::5])]
    began = time.perf_counter()
    found = matches(there, here)
    assert time.perf_counter() - began < 10  # all with all would take minutes
    assert sum(m.kind is Kind.ALIKE for m in found) > 1_700
