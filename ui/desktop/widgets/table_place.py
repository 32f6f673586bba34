"""Where the user is in a table: current row, selection and scroll position, kept through every change."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange

if TYPE_CHECKING:
    from ui.desktop.widgets.table import TableView

_MOST = 2000  # more selected rows than this, if not all, are let go when the order changes


@dataclass(frozen=True, slots=True)
class Place:
    """Rows by position, and by id in case that other rows come."""

    rows: Sequence[Any]
    current: Hashable
    position: int | None
    selected: list[int]
    selected_ids: list[Hashable]
    everything: bool
    scrolled: int


def note(view: "TableView") -> Place:
    """Before the order changes."""
    rows, places = view.table().rows, view.selected_places()
    current = view.currentIndex().row()
    few = places if len(places) <= _MOST else []
    return Place(
        rows=rows.all,
        current=view.current_id(),
        position=rows.order[current] if 0 <= current < len(rows.order) else None,
        selected=[rows.order[place] for place in few],
        selected_ids=[rows.id_at(place) for place in few],
        everything=len(places) == len(rows.order) > 1,
        scrolled=view.verticalScrollBar().value(),
    )


def go_back(view: "TableView", kept: Place) -> None:
    """After it changed: the same rows wherever they are now; hidden ones are left out."""
    rows = view.table().rows
    position, selected = kept.position, kept.selected
    if rows.all is not kept.rows:
        position = rows.position(kept.current) if kept.current is not None else None
        found = (rows.position(each) for each in kept.selected_ids)
        selected = [each for each in found if each is not None]
    view.verticalScrollBar().setValue(kept.scrolled)
    if position is not None:
        _set_current(view, position)
    _select(view, selected, everything=kept.everything)


def _set_current(view: "TableView", position: int) -> None:
    place = view.table().rows.places([position]).get(position)
    if place is not None:
        index = view.table().index(place, view.first_column())
        view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        view.scrollTo(index)


def _select(view: "TableView", positions: list[int], *, everything: bool) -> None:
    model, chosen = view.table(), QItemSelection()
    last = len(model.columns) - 1
    runs: Iterable[tuple[int, int]] = [(0, model.shown - 1)] if everything and model.shown else ()
    for first, final in runs or _runs(sorted(model.rows.places(positions).values())):
        chosen.append(QItemSelectionRange(model.index(first, 0), model.index(final, last)))
    if chosen.size():
        view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _runs(places: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Neighbours joined: 1 2 3 7 8 gives (1, 3) and (7, 8)."""
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or places[end] != places[end - 1] + 1:
            yield places[start], places[end - 1]
            start = end
