"""What a table shows of its rows: sorting, finding, filtering, counting and ticking, without a window."""

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.desktop.models.collation import collation_key
from ui.desktop.models.columns import Column
from ui.desktop.models.ranking import SLICE, rank, rank_in_slices
from ui.desktop.models.rows import Rows


class Client(NamedTuple):
    number: int
    name: str
    code: str = ""
    state: str = "new"


COLUMNS = [
    Column("name", "Name", lambda c: c.name),
    Column("code", "Code", lambda c: c.code),
    Column("number", "No.", lambda c: str(c.number), sort=lambda c: c.number, searched=False),
]


def rows(*clients: Client, **options) -> Rows[Client]:
    made = Rows(COLUMNS, lambda c: c.number, **options)
    made.add_facet("state", lambda c: c.state)
    made.replace(clients)
    return made


def names(found: Rows[Client]) -> list[str]:
    return [found.at(place).name for place in range(len(found.order))]


FIRM = (
    Client(1, "Rannakivi Ehitus OÜ", "18166557", "changed"),
    Client(2, "Kuldne Kringel OÜ", "1820441", "new"),
    Client(3, "Blåskjell Sjømat AS", "908412206", "new"),
    Client(4, "kuldne lõvi", "", "same"),
    Client(5, "Ülejõe Spordiklubi", "", "new"),
)


def test_names_are_ordered_as_in_estonia_and_norway():
    given_ = [
        "Zebra",
        "Ålesund",
        "Ülejõe",
        "šokolaad",
        "Õun",
        "Ärimees",
        "sadam",
        "Ørland",
        "Öökull",
        "tamm",
        "süld",
    ]
    wanted = [
        "sadam",
        "süld",
        "šokolaad",
        "tamm",
        "Zebra",
        "Õun",
        "Ärimees",
        "Öökull",
        "Ørland",
        "Ülejõe",
        "Ålesund",
    ]
    assert sorted(given_, key=collation_key) == wanted


def test_sorting_ignores_case_keeps_equal_rows_in_order_and_puts_empty_ones_last():
    found = rows(*FIRM)
    found.sort("name")
    assert names(found)[1:3] == ["Kuldne Kringel OÜ", "kuldne lõvi"]
    found.sort("code")
    assert [found.at(place).number for place in range(5)] == [1, 2, 3, 4, 5]
    found.sort("code", descending=True)
    assert [found.at(place).number for place in range(5)] == [3, 2, 1, 4, 5]
    found.sort(None)
    assert [found.at(place).number for place in range(5)] == [1, 2, 3, 4, 5]


@given(st.lists(st.one_of(st.none(), st.integers(0, 5))))
def test_ranking_is_stable_in_both_directions(values):
    ranking = rank(values)
    filled = [place for place, value in enumerate(values) if value is not None]
    rest = [place for place, value in enumerate(values) if value is None]
    assert ranking.ascending == sorted(filled, key=lambda place: values[place]) + rest
    assert ranking.descending == sorted(filled, key=lambda place: values[place], reverse=True) + rest


@pytest.mark.parametrize("count", [0, 1, SLICE, SLICE + 1, 3 * SLICE + 7])
def test_ranking_in_slices_gives_the_same_as_ranking_at_once(count):
    values = [place * 7919 % 101 if place % 11 else None for place in range(count)]
    slices = rank_in_slices(values, lambda value: value)
    while True:
        try:
            next(slices)
        except StopIteration as end:
            sliced = end.value
            break
    whole = rank(values)
    assert sliced.ascending == whole.ascending
    assert sliced.descending == whole.descending


def test_finding_looks_for_every_word_in_every_searched_column():
    found = rows(*FIRM)
    found.find("KULDNE oü")
    assert names(found) == ["Kuldne Kringel OÜ"]
    found.find("9084")
    assert names(found) == ["Blåskjell Sjømat AS"]
    found.find("5")  # a column that is not searched has it
    assert names(found) == ["Rannakivi Ehitus OÜ"]
    found.find("  ")
    assert len(found.order) == 5


@given(st.lists(st.text("abc ", max_size=6), max_size=12), st.lists(st.text("abc ", max_size=4), max_size=4))
def test_typing_on_and_back_finds_what_a_fresh_search_finds(texts, typed):
    clients = [Client(number, text) for number, text in enumerate(texts)]
    found = rows(*clients)
    found.sort("name", descending=True)
    for text in typed:
        found.find(text)
        fresh = rows(*clients)
        fresh.find(text)
        fresh.sort("name", descending=True)
        assert list(found.order) == list(fresh.order)


def test_filters_join_and_counts_follow_the_other_filters():
    found = rows(*FIRM)
    assert found.counts("state") == {"new": 3, "changed": 1, "same": 1}
    found.choose("state", {"new"})
    found.find("oü")
    assert names(found) == ["Kuldne Kringel OÜ"]
    assert found.counts("state") == {"new": 1, "changed": 1}
    found.filter("code", lambda c: len(c.code) == 8)
    assert names(found) == []
    assert found.counts("state") == {"changed": 1}
    assert found.filtering
    found.clear_filters()
    assert len(found.order) == 5
    assert not found.filtering


def test_sort_and_filter_hold_for_rows_that_are_read_anew():
    found = rows(*FIRM)
    found.sort("name")
    found.choose("state", {"new"})
    found.replace((*FIRM, Client(6, "Aasa", "", "new")))
    assert names(found) == ["Aasa", "Blåskjell Sjømat AS", "Kuldne Kringel OÜ", "Ülejõe Spordiklubi"]


def test_ticking_all_takes_what_is_filtered_and_leaves_locked_rows():
    found = rows(*FIRM, locked=lambda c: c.number == 5)
    found.choose("state", {"new"})
    found.check_shown(on=True)
    assert found.checked_ids() == {2, 3}
    assert found.checked_shown == 2
    found.choose("state", None)
    assert [found.is_checked(place) for place in range(5)] == [False, True, True, False, False]
    assert found.is_locked(4)
    found.check([4, 0], on=True)
    assert [row.number for row in found.checked_rows()] == [1, 2, 3]
    found.check_shown(on=False)
    assert found.checked_count == 0


def test_all_can_be_ticked_at_once_and_counted():
    found = rows(*FIRM)
    found.check_shown(on=True)
    assert (found.checked_count, found.checked_shown) == (5, 5)
    found.find("kuldne")
    assert found.checked_shown == 2
    assert found.checked_count == 5


def test_ticks_stay_with_their_rows_by_id():
    found = rows(*FIRM)
    found.check_ids([2, 4, 99])
    found.replace((Client(4, "other name"), Client(1, "x"), Client(2, "y")))
    assert found.checked_ids() == {2, 4}
    assert [found.is_checked(place) for place in range(3)] == [True, False, True]


def test_a_row_is_found_by_id_only_while_it_is_shown():
    found = rows(*FIRM)
    found.sort("number", descending=True)
    assert found.place(5) == 0
    found.find("kringel")
    assert found.place(2) == 0
    assert found.place(5) is None
    assert found.place("nobody") is None
    assert found.places(list(range(12))) == {1: 0}


def test_idle_work_leaves_nothing_for_the_first_search_or_sort():
    found = rows(*FIRM)
    asked = []
    column = Column("name", "Name", lambda c: asked.append(c) or c.name)
    found = Rows([column], lambda c: c.number)
    found.replace(FIRM)
    for _slice in found.slices():
        pass
    asked.clear()
    found.sort("name")
    found.find("k")
    assert found.place(2) is not None
    assert asked == []
