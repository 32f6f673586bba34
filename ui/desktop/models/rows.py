"""What a table shows of its rows: found, filtered, sorted, ticked. Plain Python, no Qt.

Rows are plain values; the order shown is a list of positions in them. The order by each column is kept, so
a second sort compares nothing; finding looks into one lower-cased text per row and narrows the last hits
while the user types on. 100,000 rows answer in milliseconds (targets.md, rows 15 to 17).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import compress
from typing import Any, Generic, TypeVar

from ui.desktop.models.collation import collation_key
from ui.desktop.models.columns import Column
from ui.desktop.models.ranking import SLICE, Ranking, rank, rank_in_slices

R = TypeVar("R")


class Rows(Generic[R]):
    def __init__(
        self,
        columns: Sequence[Column[R]],
        row_id: Callable[[R], Hashable],
        *,
        locked: Callable[[R], bool] | None = None,
    ) -> None:
        self.columns = tuple(columns)
        self.row_id = row_id
        self._locked_rule = locked
        self._by_key = {column.key: column for column in self.columns}
        self._sort_key: str | None = None
        self._descending = False
        self._words: tuple[str, ...] = ()
        self._rules: dict[str, Callable[[R], bool]] = {}
        self._facets: dict[str, Callable[[R], Hashable]] = {}
        self._chosen: dict[str, frozenset[Hashable]] = {}
        self._checked = bytearray()
        self._found: Sequence[int] = ()
        self.replace(())

    # -- rows ---------------------------------------------------------------------------------------------

    def replace(self, rows: Sequence[R]) -> None:
        """Take new rows; ticks stay with the rows they were on, by id."""
        ticked = self.checked_ids() if any(self._checked) else frozenset()
        self.all: Sequence[R] = rows
        self._positions: dict[Hashable, int] | None = None
        self._texts: list[str] | None = None
        self._facet_values: dict[str, list[Hashable]] = {}
        self._rankings: dict[str, Ranking] = {}
        self._locked: frozenset[int] | None = None
        self._checked = bytearray(len(rows))
        for each in ticked:
            place = self.position(each)
            if place is not None:
                self._checked[place] = 1
        self._arrange()

    def position(self, row_id: Hashable) -> int | None:
        """Where a row stands among all rows, shown or not."""
        if self._positions is None:
            row_id_of = self.row_id
            self._positions = {row_id_of(row): place for place, row in enumerate(self.all)}
        return self._positions.get(row_id)

    def place(self, row_id: Hashable) -> int | None:
        """Where a row stands in what is shown; None when a filter hides it."""
        position = self.position(row_id)
        return None if position is None else self.places([position]).get(position)

    def places(self, positions: Sequence[int]) -> dict[int, int]:
        """Position → place in what is shown, of those that are."""
        if len(positions) > 8:
            wanted = set(positions)
            return {each: place for place, each in enumerate(self.order) if each in wanted}
        found = {}
        for position in positions:
            with suppress(ValueError):
                found[position] = self.order.index(position)
        return found

    def at(self, place: int) -> R:
        return self.all[self.order[place]]

    def id_at(self, place: int) -> Hashable:
        return self.row_id(self.all[self.order[place]])

    # -- sorting ------------------------------------------------------------------------------------------

    @property
    def sorted_by(self) -> tuple[str | None, bool]:
        """Key of the column and whether the order is descending."""
        return self._sort_key, self._descending

    def sort(self, key: str | None, *, descending: bool = False) -> None:
        """Order by a column; rows that are equal in it keep the order they were given in."""
        self._sort_key = key if key in self._by_key else None
        self._descending = descending
        if self._sort_key is None:
            self._arrange()
            return
        self._found = self._in_order(self._found) if self._words else self._everything()
        self._show(self._in_order(self.order) if self._filtered() else self._found)

    def _everything(self) -> Sequence[int]:
        if self._sort_key is None:
            return range(len(self.all))
        ranking = self._ranking(self._sort_key)
        return ranking.descending if self._descending else ranking.ascending

    def _in_order(self, some: Sequence[int]) -> Sequence[int]:
        return some if self._sort_key is None else self._among(some, self._everything())

    def _ranking(self, key: str) -> Ranking:
        ranking = self._rankings.get(key)
        if ranking is None:
            value = self._sort_value(self._by_key[key])
            ranking = rank([value(row) for row in self.all])
            self._rankings[key] = ranking
        return ranking

    def _among(self, some: Sequence[int], order: Sequence[int]) -> list[int]:
        """Those of `order` that are in `some`."""
        flags = bytearray(len(self.all))
        for each in some:
            flags[each] = 1
        return [each for each in order if flags[each]]

    @staticmethod
    def _sort_value(column: Column[R]) -> Callable[[R], Any]:
        if column.sort is not None:
            return column.sort
        text = column.text
        return lambda row: collation_key(text(row))

    # -- finding and filtering ----------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Keep rows that hold every word of `text` in some searched column."""
        words = tuple(text.lower().split())
        if words == self._words:
            return
        narrows = self._narrows(words)
        self._words = words
        if not narrows:
            self._arrange()
            return
        self._found = self._holding(words, self._found)
        self._show(self._holding(words, self.order) if self._filtered() else self._found)

    def _narrows(self, words: tuple[str, ...]) -> bool:
        """Whether whatever holds `words` also held the words before (the user typed on)."""
        old = self._words
        return bool(old) and len(words) >= len(old) and all(a in b for a, b in zip(old, words, strict=False))

    def _holding(self, words: tuple[str, ...], some: Sequence[int]) -> Sequence[int]:
        texts = self._all_texts()
        for word in words:
            if len(some) * 3 < len(texts):
                some = [each for each in some if word in texts[each]]
                continue
            # Many are left: looking at all in the order of memory is faster than at some out of order.
            flags = [word in text for text in texts]
            some = [each for each in some if flags[each]]
        return some

    def _all_texts(self) -> list[str]:
        if self._texts is None:
            for _slice in self._text_slices():
                pass
        return self._texts or []

    def _text_slices(self) -> Iterator[None]:
        finders = [column.find_text for column in self.columns if column.searched]
        texts: list[str] = []
        for start in range(0, len(self.all), SLICE // 4):
            part = self.all[start : start + SLICE // 4]
            texts.extend(["\x1f".join([find(row) for find in finders]).lower() for row in part])
            yield
        self._texts = texts

    def filter(self, name: str, rule: Callable[[R], bool] | None) -> None:
        """Set or lift (None) a filter by rule."""
        if rule is None:
            self._rules.pop(name, None)
        else:
            self._rules[name] = rule
        self._arrange()

    def add_facet(self, name: str, value: Callable[[R], Hashable]) -> None:
        """Something rows can be filtered and counted by, such as their state."""
        self._facets[name] = value
        self._facet_values.pop(name, None)

    def choose(self, facet: str, values: Iterable[Hashable] | None) -> None:
        """Keep rows whose facet has one of the values; None lifts it."""
        if values is None:
            self._chosen.pop(facet, None)
        else:
            self._chosen[facet] = frozenset(values)
        self._arrange()

    def clear_filters(self) -> None:
        """Everything that hides rows is lifted: text, rules, chosen facets."""
        self._words = ()
        self._rules.clear()
        self._chosen.clear()
        self._arrange()

    def counts(self, facet: str) -> Counter[Hashable]:
        """Rows per value of a facet, under the text and all other filters."""
        values = self._values(facet)
        some = self._passing(self._found, without=facet)
        return Counter(values) if len(some) == len(values) else Counter([values[each] for each in some])

    @property
    def filtering(self) -> bool:
        return bool(self._words) or self._filtered()

    def _filtered(self) -> bool:
        return bool(self._rules or self._chosen)

    def _values(self, facet: str) -> list[Hashable]:
        found = self._facet_values.get(facet)
        if found is None:
            found = list(map(self._facets[facet], self.all))
            self._facet_values[facet] = found
        return found

    def _passing(self, some: Sequence[int], without: str = "") -> Sequence[int]:
        for facet, wanted in self._chosen.items():
            if facet != without:
                values = self._values(facet)
                some = [each for each in some if values[each] in wanted]
        for rule in self._rules.values():
            rows = self.all
            some = [each for each in some if rule(rows[each])]
        return some

    def _arrange(self) -> None:
        everything = self._everything()
        self._found = self._holding(self._words, everything) if self._words else everything
        self._show(self._passing(self._found))

    def _show(self, order: Sequence[int]) -> None:
        self.order: Sequence[int] = order
        self._checked_shown: int | None = None

    # -- ticks --------------------------------------------------------------------------------------------

    def is_locked(self, place: int) -> bool:
        """Whether the row's tick may not be changed."""
        return self.order[place] in self._locked_positions()

    def is_checked(self, place: int) -> bool:
        return bool(self._checked[self.order[place]])

    def check(self, places: Iterable[int], *, on: bool) -> None:
        """Tick or untick shown rows; locked ones stay as they are."""
        order = self.order
        self._change((order[place] for place in places), on=on)

    def check_shown(self, *, on: bool) -> None:
        if len(self.order) == len(self.all) and not self._locked_positions():
            self._checked = bytearray((b"\1" if on else b"\0") * len(self.all))
            self._checked_shown = None
        else:
            self._change(self.order, on=on)

    def check_ids(self, ids: Iterable[Hashable], *, on: bool = True) -> None:
        """Tick rows by id, shown or not; used for what starts ticked."""
        self._change((place for each in ids if (place := self.position(each)) is not None), on=on)

    def _change(self, positions: Iterable[int], *, on: bool) -> None:
        locked, checked = self._locked_positions(), self._checked
        for position in positions:
            if position not in locked:
                checked[position] = on
        self._checked_shown = None

    def _locked_positions(self) -> frozenset[int]:
        if self._locked is None:
            rule = self._locked_rule
            hits = (place for place, row in enumerate(self.all) if rule(row)) if rule else ()
            self._locked = frozenset(hits)
        return self._locked

    @property
    def checked_count(self) -> int:
        return self._checked.count(1)

    def checked_ids(self) -> frozenset[Hashable]:
        return frozenset(self.row_id(row) for row in self.checked_rows())

    def checked_rows(self) -> list[R]:
        """Ticked rows, hidden ones too, in the order in which they were given."""
        return list(compress(self.all, self._checked))

    @property
    def checked_shown(self) -> int:
        if self._checked_shown is None:
            if len(self.order) == len(self.all):
                self._checked_shown = self._checked.count(1)
            else:
                self._checked_shown = sum(map(self._checked.__getitem__, self.order))
        return self._checked_shown

    # -- idle work ----------------------------------------------------------------------------------------

    def slices(self) -> Iterator[None]:
        """What the first search, sort and look-up by id need, in slices of a few ms.

        To be dropped when the rows are replaced.
        """
        if self._texts is None:
            yield from self._text_slices()
        if self._positions is None:
            yield from self._position_slices()
        for column in self.columns:
            if column.sortable and column.key not in self._rankings:
                ranking = yield from rank_in_slices(self.all, self._sort_value(column))
                self._rankings[column.key] = ranking
                yield

    def _position_slices(self) -> Iterator[None]:
        positions: dict[Hashable, int] = {}
        for start in range(0, len(self.all), SLICE):
            part = self.all[start : start + SLICE]
            positions.update(zip(map(self.row_id, part), range(start, start + len(part)), strict=True))
            yield
        self._positions = positions
