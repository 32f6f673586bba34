"""Widths, order and visibility of a table's columns, and how they come back another day."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from ui.desktop import theme

if TYPE_CHECKING:
    from ui.desktop.widgets.table import TableView


class ColumnLayout(QObject):
    def __init__(self, view: "TableView") -> None:
        super().__init__(view)
        self._view = view
        self._columns = view.table().columns
        self._places = {column.key: place for place, column in enumerate(self._columns)}
        self._working = False
        self._text_size = theme.look().text_size  # per cent, that the widths are for
        theme.look().changed.connect(self._fit_text)
        for place, column in enumerate(self._columns):
            view.setColumnWidth(place, theme.px(column.width))
            view.setColumnHidden(place, not column.shown)
        view.header().sectionMoved.connect(self._changed)
        view.header().sectionResized.connect(self._changed)

    def _changed(self, *_sizes: int) -> None:
        if not self._working:
            self._view.repaint_all()
            self._view.layout_changed.emit()

    def _fit_text(self) -> None:
        """Widths grow and shrink with the text, those that were dragged as well."""
        size = theme.look().text_size
        if size != self._text_size:
            self._working = True
            for place in range(len(self._columns)):
                self._view.setColumnWidth(place, round(self._width(place) * size / self._text_size))
            self._working = False
            self._text_size = size
            self.fit()

    def _width(self, place: int) -> int:
        """In px; of a hidden column what it would have, which the view does not say."""
        if self._view.isColumnHidden(place):
            return round(self._columns[place].width * self._text_size / 100)
        return self._view.columnWidth(place)

    def state(self) -> dict[str, Any]:
        header = self._view.header()
        return {
            "order": [self._columns[header.logicalIndex(visual)].key for visual in range(len(self._columns))],
            "widths": {key: self._view.columnWidth(place) for key, place in self._places.items()},
            "text_size": self._text_size,
            "hidden": [key for key, place in self._places.items() if self._view.isColumnHidden(place)],
        }

    def restore(self, state: dict[str, Any]) -> None:
        view, header = self._view, self._view.header()
        self._working = True
        hidden = set(state.get("hidden", ()))
        known = set(state.get("widths", ()))
        grown = self._text_size / (int(state.get("text_size", 0)) or self._text_size)
        for key, place in self._places.items():
            view.setColumnHidden(place, key in hidden if key in known else not self._columns[place].shown)
            if state.get("widths", {}).get(key):  # a hidden column reports 0
                view.setColumnWidth(place, round(int(state["widths"][key]) * grown))
        order = [key for key in state.get("order", ()) if key in self._places]
        for visual, key in enumerate(order):
            header.moveSection(header.visualIndex(self._places[key]), visual)
        self._working = False
        self.fit()

    def show(self, key: str, *, shown: bool) -> None:
        place = self._places[key]
        self._view.setColumnHidden(place, not shown)
        if shown and not self._view.columnWidth(place):
            self._view.setColumnWidth(place, theme.px(self._columns[place].width))
        self.fit()
        self._view.layout_changed.emit()

    def is_shown(self, key: str) -> bool:
        return key in self._places and not self._view.isColumnHidden(self._places[key])

    def as_lines(self, rows: Iterable[Any]) -> str:
        """Rows as lines of text, the shown columns in their order between tabs."""
        header = self._view.header()
        logical = (header.logicalIndex(visual) for visual in range(len(self._columns)))
        columns = [self._columns[i] for i in logical if not self._view.isColumnHidden(i)]
        columns = [column for column in columns if column.kind != "check"]
        return "\n".join("\t".join(" ".join(column.text(row).split()) for column in columns) for row in rows)

    def fit(self) -> None:
        """Give what the viewport has left over to the column that stretches."""
        view = self._view
        shown = [place for place in range(len(self._columns)) if not view.isColumnHidden(place)]
        place = next((each for each in shown if self._columns[each].stretch), None)
        if place is None:
            return
        others = sum(view.columnWidth(each) for each in shown if each != place)
        self._working = True
        view.setColumnWidth(
            place, max(theme.px(self._columns[place].width), view.viewport().width() - others)
        )
        self._working = False
        view.repaint_all()
