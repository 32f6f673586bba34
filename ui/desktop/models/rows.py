"""What a table shows of its rows: found, filtered, sorted, ticked. Plain Python, no Qt.

Rows are plain values; the order shown is a list of positions in them. Sorting keeps ranks per column, so a
second sort compares small integers; finding looks into one lower-cased text per row and narrows the last
hits while the user types on. 100,000 rows answer in milliseconds (targets.md, rows 15 to 17).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from ui.desktop.models.collation import collation_key
from ui.desktop.models.columns import Column

R = TypeVar("R")
_SLICE = 4000  # rows prepared per idle slice: about 5 ms


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
        self._checked: set[int] = set()
        self._found: Sequence[int] = ()
        self.replace(())

    # -- rows ---------------------------------------------------------------------------------------------

    def replace(self, rows: Sequence[R]) -> None:
        """Take new rows; ticks stay with the rows they were on, by id."""
        ticked = self.checked_ids() if self._checked else frozenset()
        self.all: Sequence[R] = rows
        self._positions: dict[Hashable, int] | None = None
        self._places: dict[int, int] | None = None
        self._texts: list[str] | None = None
        self._facet_values: dict[str, list[Hashable]] = {}
        self._ranks: dict[str, list[int]] = {}
        self._ascending: dict[str, list[int]] = {}
        self._locked: frozenset[int] | None = None
        self._checked = {place for each in ticked if (place := self.position(each)) is not None}
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
        if position is None:
            return None
        if self._places is None:
            self._places = {each: place for place, each in enumerate(self.order)}
        return self._places.get(position)

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
        self._found = self._in_order(self._found) if self._words else self._everything()
        self._show(self._in_order(self.order) if self._filtered() else self._found)

    def _everything(self) -> Sequence[int]:
        if self._sort_key is None:
            return range(len(self.all))
        self._rank(self._sort_key)
        if not self._descending:
            return self._ascending[self._sort_key]
        return self._in_order(self._ascending[self._sort_key])

    def _in_order(self, some: Sequence[int]) -> Sequence[int]:
        if self._sort_key is None:
            return sorted(some)
        rank = self._rank(self._sort_key)
        if not self._descending:
            return sorted(some, key=rank.__getitem__)
        last = len(self.all)
        filled = [each for each in some if rank[each] < last]
        filled.sort()
        filled.sort(key=rank.__getitem__, reverse=True)
        return filled + [each for each in some if rank[each] == last]

    def _rank(self, key: str) -> list[int]:
        """Rank of every row in a column; rows without a value have the rank len(all)."""
        if key not in self._ranks:
            for _slice in self._rank_slices(key):
                pass
        return self._ranks[key]

    def _rank_slices(self, key: str) -> Iterator[None]:
        """Sort runs of rows and merge them two by two, so that no slice takes long."""
        rows, value = self.all, self._sort_value(self._by_key[key])
        values: list[Any] = []
        runs: list[list[int]] = []
        for start in range(0, len(rows), _SLICE):
            part = rows[start : start + _SLICE]
            values.extend(map(value, part))
            filled = [each for each in range(start, start + len(part)) if values[each] not in (None, "")]
            runs.append(sorted(filled, key=values.__getitem__))
            yield
        while len(runs) > 1:
            merged = []
            for left, right in zip(runs[::2], [*runs[1::2], []], strict=False):
                merged.append(sorted(left + right, key=values.__getitem__) if right else left)
                yield
            runs = merged
        self._keep_ranks(key, runs[0] if runs else [], values)

    def _keep_ranks(self, key: str, ordered: list[int], values: list[Any]) -> None:
        ranks = [len(values)] * len(values)
        rank, before = -1, object()
        for each in ordered:
            if values[each] != before:
                rank, before = rank + 1, values[each]
            ranks[each] = rank
        last = len(values)
        empty = [each for each in range(last) if ranks[each] == last] if len(ordered) < last else []
        self._ranks[key] = ranks
        self._ascending[key] = ordered + empty

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
            some = [each for each in some if word in texts[each]]
        return some

    def _all_texts(self) -> list[str]:
        if self._texts is None:
            for _slice in self._text_slices():
                pass
        return self._texts or []

    def _text_slices(self) -> Iterator[None]:
        finders = [column.find_text for column in self.columns if column.searched]
        texts: list[str] = []
        for start in range(0, len(self.all), _SLICE // 4):
            part = self.all[start : start + _SLICE // 4]
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
        self._places = None
        self._checked_shown: int | None = None

    # -- ticks --------------------------------------------------------------------------------------------

    def is_locked(self, place: int) -> bool:
        """Whether the row's tick may not be changed."""
        return self.order[place] in self._locked_positions()

    def is_checked(self, place: int) -> bool:
        return self.order[place] in self._checked

    def check(self, places: Iterable[int], *, on: bool) -> None:
        """Tick or untick shown rows; locked ones stay as they are."""
        order = self.order
        self._change((order[place] for place in places), on=on)

    def check_shown(self, *, on: bool) -> None:
        self._change(self.order, on=on)

    def check_ids(self, ids: Iterable[Hashable], *, on: bool = True) -> None:
        """Tick rows by id, shown or not; used for what starts ticked."""
        self._change((place for each in ids if (place := self.position(each)) is not None), on=on)

    def _change(self, positions: Iterable[int], *, on: bool) -> None:
        locked = self._locked_positions()
        some = set(positions)
        if locked:
            some -= locked
        if on:
            self._checked |= some
        else:
            self._checked -= some
        self._checked_shown = None

    def _locked_positions(self) -> frozenset[int]:
        if self._locked is None:
            rule = self._locked_rule
            hits = (place for place, row in enumerate(self.all) if rule(row)) if rule else ()
            self._locked = frozenset(hits)
        return self._locked

    @property
    def checked_count(self) -> int:
        return len(self._checked)

    def checked_ids(self) -> frozenset[Hashable]:
        return frozenset(self.row_id(self.all[each]) for each in self._checked)

    def checked_rows(self) -> list[R]:
        """Ticked rows, hidden ones too, in the order in which they were given."""
        return [self.all[each] for each in sorted(self._checked)]

    @property
    def checked_shown(self) -> int:
        if self._checked_shown is None:
            if len(self.order) == len(self.all):
                self._checked_shown = len(self._checked)
            else:
                self._checked_shown = sum(map(self._checked.__contains__, self.order))
        return self._checked_shown

    # -- idle work ----------------------------------------------------------------------------------------

    def slices(self) -> Iterator[None]:
        """What the first search and the first sort of each column need, in slices of a few ms."""
        rows = self.all
        if self._texts is None:
            yield from self._text_slices()
        for column in self.columns:
            if self.all is not rows:
                return
            if column.sortable and column.key not in self._ranks:
                yield from self._rank_slices(column.key)
