"""Tables of 100,000 × 8 beside the least code that could do the same (targets.md, rows 13 to 17).

    python tests/benchmarks/table.py

Every figure is a median; floor and Kontor take turns in one run, so a noisy machine is unfair to neither.
The floor is a bare `QAbstractTableModel` with Qt's own painting and the plainest algorithm in Python.
"""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from tests.benchmarks.rows import Measure
from ui.desktop import theme
from ui.desktop.models.columns import Column, check_column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.table import TableView

ROWS = 100_000
ROUNDS = 9
SIZE = (1000, 800)


class Client(NamedTuple):
    number: int
    name: str
    code: str
    manager: str
    program: str
    imported: str
    hours: str
    verdict: str


_FIRST = ("Põhjatäht", "Kuldne", "Lõunakaar", "Rannakivi", "Nordavind", "Fjellbekk", "Ülejõe", "Haabersti")
_SECOND = ("Logistika", "Kringel", "Kinnisvara", "Ehitus", "Bakeri", "Rør", "Spordiklubi", "Kiirtööd")
_PEOPLE = ("Kadri Tamm", "Liis Kask", "Marten Saar", "Ingrid Solheim")


def clients(count: int = ROWS) -> list[Client]:
    return [
        Client(
            place,
            f"{_FIRST[place * 7 % 8]} {_SECOND[place * 5 % 8]} {place * 7919 % count:06}",
            str(10_000_000 + place * 104_729 % 8_000_000),
            _PEOPLE[place % 4],
            "Arvila" if place % 3 else "Regnar",
            f"{place % 28 + 1:02}.{place % 12 + 1:02}.2026",
            f"{place % 40}:{place % 60:02}",
            ("green", "green", "green", "amber", "red", "grey")[place % 6],
        )
        for place in range(count)
    ]


COLUMNS: list[Column[Client]] = [
    check_column(),
    Column("name", "Client", lambda c: c.name, 226, "mark", look=lambda c: c.name[:4].upper(), strong=True),
    Column("code", "Reg. code", lambda c: c.code, 104),
    Column("manager", "Manager", lambda c: c.manager, 106),
    Column("program", "Program", lambda c: c.program, 80),
    Column("imported", "Imported", lambda c: c.imported, 98, right=True),
    Column("hours", "Nov, h", lambda c: c.hours, 82, right=True),
    Column("flag", "Registry", lambda c: c.verdict, 120, "verdict", look=lambda c: c.verdict),
]


class FloorModel(QAbstractTableModel):
    """Nothing but rows, an order and a list of ticks."""

    def __init__(self, rows: list[Client]) -> None:
        super().__init__()
        self.rows_, self.order = rows, range(len(rows))
        self.ticks = bytearray(len(rows))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return len(self.order)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 8

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.rows_[self.order[index.row()]][index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if self.ticks[self.order[index.row()]] else Qt.CheckState.Unchecked
        return None

    def show_order(self, order: list[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        self.order = order
        self.layoutChanged.emit()


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def paint(view: QTableView) -> None:
    view.viewport().repaint()
    view.horizontalHeader().viewport().repaint()


def floor_view(rows: list[Client]) -> QTableView:
    view = QTableView()
    view.setStyleSheet("")
    view.setModel(FloorModel(rows))
    view.model().setParent(view)
    return _show(view)


def kontor_view(rows: list[Client]) -> TableView:
    model = TableModel(COLUMNS, lambda c: c.number)
    model.set_rows(rows)
    view = TableView(model)
    model.setParent(view)
    _show(view)
    return view


def _show(view: QTableView) -> QTableView:
    view.resize(*SIZE)
    view.grab()  # polish, layout and every pixel, without waiting for a window system
    return view


def _expose(view: QTableView) -> None:
    """On screen for good: from here on `repaint` paints at once."""
    view.show()
    QTest.qWaitForWindowExposed(view)
    assert timed(lambda: paint(view)) > 0.2, "nothing is painted, so nothing would be measured"


def turns(
    floor: Callable[[], object], kontor: Callable[[], object], rounds: int = ROUNDS
) -> tuple[float, float]:
    """Medians of both, measured in turns; the first round only warms up."""
    pairs = [(timed(floor), timed(kontor)) for _round in range(rounds + 1)][1:]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def first_paint(rows: list[Client]) -> Measure:
    floor, kontor = turns(lambda: floor_view(rows).deleteLater(), lambda: kontor_view(rows).deleteLater())
    return Measure("13 model and first paint, 100,000 × 8", floor, kontor, 30, 16)


def scrolling(bare: QTableView, ours: TableView) -> Measure:
    """The 95th percentile of going somewhere far away and painting it."""

    def jumps(view: QTableView) -> float:
        bar = view.verticalScrollBar()
        far = [bar.maximum() * (step * 37 % 100) // 100 for step in range(60)]
        took = sorted(timed(lambda to=to: (bar.setValue(to), paint(view))) for to in far)
        return took[int(len(took) * 0.95)]

    pairs = [(jumps(bare), jumps(ours)) for _round in range(3)]
    return Measure(
        "14 scroll anywhere and paint, p95", *(median(side) for side in zip(*pairs, strict=True)), 33, 16
    )


def sorting(bare: QTableView, ours: TableView, rows: list[Client]) -> Measure:
    """By a text column whose rank is kept, up and down in turn."""
    ranked = sorted(range(len(rows)), key=lambda place: rows[place].name)
    rank = [0] * len(rows)
    for place, each in enumerate(ranked):
        rank[each] = place
    floor_model, model, up = bare.model(), ours.table(), _alternate()

    def floor() -> None:
        floor_model.show_order(sorted(range(len(rows)), key=rank.__getitem__, reverse=next(up)))
        paint(bare)

    def kontor() -> None:
        key, descending = model.rows.sorted_by
        model.sort_by("name", descending=key == "name" and not descending)
        paint(ours)

    return Measure("15 sort by a text column and paint", *turns(floor, kontor), 100, 35)


def _alternate() -> Iterator[bool]:
    while True:
        yield False
        yield True


def filtering(bare: QTableView, ours: TableView, rows: list[Client]) -> Measure:
    """The worst keystroke of a word typed letter by letter, over all columns."""
    texts = ["\x1f".join(map(str, row[1:])).lower() for row in rows]
    floor_model, model = bare.model(), ours.table()

    def floor(typed: str) -> None:
        floor_model.show_order([place for place, text in enumerate(texts) if typed in text])
        paint(bare)

    def kontor(typed: str) -> None:
        model.find(typed)
        paint(ours)

    def worst(work: Callable[[str], None]) -> float:
        took = [timed(lambda end=end: work("kringel 01"[:end])) for end in range(1, 11)]
        model.find("")
        return max(took)

    pairs = [(worst(floor), worst(kontor)) for _round in range(ROUNDS)]
    floor_model.show_order(list(range(len(rows))))
    return Measure(
        "16 filter, worst keystroke, all columns",
        *(median(side) for side in zip(*pairs, strict=True)),
        50,
        16,
    )


def ticking(bare: QTableView, ours: TableView) -> Measure:
    floor_model = bare.model()

    def floor() -> None:
        floor_model.ticks[:] = (b"\0" if floor_model.ticks[0] else b"\1") * len(floor_model.ticks)
        last = floor_model.index(len(floor_model.ticks) - 1, 0)
        floor_model.dataChanged.emit(floor_model.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
        paint(bare)

    def kontor() -> None:
        ours.toggle_all()
        paint(ours)

    return Measure("17 check all, one signal, and paint", *turns(floor, kontor), 33, 10)


def prepare(model: TableModel[Client]) -> float:
    """Do the idle work at once; gives back its longest slice in ms."""
    longest = 0.0
    while not model.prepared:
        longest = max(longest, timed(model._work_on))
    return longest


def measures() -> list[Measure]:
    """All rows of the table; needs a QApplication only while it runs."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.start(app)
    rows = clients()
    found = [first_paint(rows)]
    QApplication.sendPostedEvents()
    bare, ours = floor_view(rows), kontor_view(rows)
    prepare(ours.table())
    _expose(bare)
    _expose(ours)
    found += [
        scrolling(bare, ours),
        sorting(bare, ours, rows),
        filtering(bare, ours, rows),
        ticking(bare, ours),
    ]
    for view in (bare, ours):
        view.close()
        view.deleteLater()
    return found


def main() -> None:
    print(f"{'':42}{'floor ms':>9}{'Kontor ms':>11}{'ratio':>7}{'must':>6}{'goal':>6}")
    for each in measures():
        ratio = each.ratio
        print(
            f"{each.name:42}{each.floor:9.1f}{each.kontor:11.1f}{ratio:7.2f}{each.must:6.0f}{each.goal:6.0f}"
        )
    model = TableModel(COLUMNS, lambda c: c.number)
    model.set_rows(clients())
    print(f"longest slice of idle preparation: {prepare(model):.1f} ms")
    cold = TableModel(COLUMNS, lambda c: c.number)
    cold.set_rows(clients())
    print(f"sort before anything is prepared: {timed(lambda: cold.sort_by('name')):.0f} ms")
    print(f"first keystroke before anything is prepared: {timed(lambda: cold.find('k')):.0f} ms")


if __name__ == "__main__":
    main()
