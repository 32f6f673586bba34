"""A Qt model over plain rows (architecture.md, *Known traps*: no sort proxy, fixed heights).

The view reads rows straight from here; `data()` serves accessibility, tests and whatever else asks Qt's way.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from ui.desktop.models.columns import Column
from ui.desktop.models.rows import Rows

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_PLAIN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_TICKABLE = _PLAIN | Qt.ItemFlag.ItemIsUserCheckable
_MANY = 5000  # below this the first sort is fast enough without preparation


class TableModel(QAbstractTableModel, Generic[R]):
    """Rows found, filtered, sorted and ticked (see `Rows`), with Qt's signals.

    `counts_changed` comes when what is shown changed, `ticks_changed` when a check mark did.
    """

    counts_changed = Signal()
    ticks_changed = Signal()

    def __init__(
        self,
        columns: Sequence[Column[R]],
        row_id: Callable[[R], Hashable],
        *,
        locked: Callable[[R], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows: Rows[R] = Rows(columns, row_id, locked=locked)
        self.columns = self.rows.columns
        self._check_column = next((i for i, c in enumerate(self.columns) if c.kind == "check"), -1)
        self._idle_work: Iterator[None] | None = None
        self._idle = QTimer(self)
        self._idle.setInterval(15)
        self._idle.timeout.connect(self._work_on)

    # -- what is shown ------------------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[R], *, prepare: bool = True) -> None:
        """Show other rows, or the same ones read anew: ticks, filters and order stay.

        Without `prepare`, whoever shows them says later when there is time for it.
        """
        self._idle_work = None
        self._arrange(lambda: self.rows.replace(rows))
        if prepare:
            self.prepare()

    def prepare(self) -> None:
        """Begin with what the first search and sort of many rows will need, between events."""
        self._idle_work = self.rows.slices() if len(self.rows.all) > _MANY else None
        if self._idle_work is not None:
            self._idle.start()

    def _work_on(self) -> None:
        """A slice of what the first search and sort will need, between two events."""
        if self._idle_work is None or next(self._idle_work, self) is self:
            self._idle_work = None
            self._idle.stop()

    @property
    def prepared(self) -> bool:
        """Whether nothing is left that the first search or sort would have to do first."""
        return self._idle_work is None

    def find(self, text: str) -> None:
        self._arrange(lambda: self.rows.find(text))

    def filter(self, name: str, rule: Callable[[R], bool] | None) -> None:
        self._arrange(lambda: self.rows.filter(name, rule))

    def choose(self, facet: str, values: Iterable[Hashable] | None) -> None:
        self._arrange(lambda: self.rows.choose(facet, values))

    def clear_filters(self) -> None:
        self._arrange(self.rows.clear_filters)

    def add_facet(self, name: str, value: Callable[[R], Hashable]) -> None:
        self.rows.add_facet(name, value)

    def counts(self, facet: str) -> Counter[Hashable]:
        return self.rows.counts(facet)

    def sort_by(self, key: str | None, *, descending: bool = False) -> None:
        self._arrange(lambda: self.rows.sort(key, descending=descending))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        key = self.columns[column].key if 0 <= column < len(self.columns) else None
        self.sort_by(key, descending=order == Qt.SortOrder.DescendingOrder)

    def _arrange(self, change: Callable[[], None]) -> None:
        self.beginResetModel()
        change()
        self.endResetModel()
        self.counts_changed.emit()

    @property
    def shown(self) -> int:
        return len(self.rows.order)

    @property
    def total(self) -> int:
        return len(self.rows.all)

    def row_at(self, place: int) -> R:
        return self.rows.at(place)

    def id_at(self, place: int) -> Hashable:
        return self.rows.id_at(place)

    def place_of(self, row_id: Hashable) -> int | None:
        return self.rows.place(row_id)

    # -- ticks --------------------------------------------------------------------------------------------

    def check(self, places: Iterable[int], *, on: bool) -> None:
        self.rows.check(places, on=on)
        self._ticked()

    def check_shown(self, *, on: bool) -> None:
        """Tick or untick all that is filtered."""
        self.rows.check_shown(on=on)
        self._ticked()

    def check_ids(self, ids: Iterable[Hashable], *, on: bool = True) -> None:
        self.rows.check_ids(ids, on=on)
        self._ticked()

    def _ticked(self) -> None:
        if self.shown and self._check_column >= 0:
            first = self.index(0, self._check_column)
            last = self.index(self.shown - 1, self._check_column)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.CheckStateRole])
        self.ticks_changed.emit()

    @property
    def check_state(self) -> Qt.CheckState:
        """Of what is shown: all, none or some ticked."""
        ticked = self.rows.checked_shown
        if not ticked:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if ticked == self.shown else Qt.CheckState.PartiallyChecked

    # -- Qt -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows.order)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(self.rows.at(index.row()))
        if role == Qt.ItemDataRole.CheckStateRole and column.kind == "check":
            checked = self.rows.is_checked(index.row())
            return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole and column.tooltip is not None:
            return column.tooltip(self.rows.at(index.row())) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or self.rows.is_locked(index.row()):
            return False
        self.check([index.row()], on=Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _TICKABLE if index.column() == self._check_column else _PLAIN

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None
