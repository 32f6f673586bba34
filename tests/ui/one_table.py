"""A table of a few clients, and what a person does in it."""

from typing import NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from ui.desktop import theme
from ui.desktop.models.columns import ChipLook, Column, check_column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.table import TableView


class Client(NamedTuple):
    number: int
    name: str
    code: str
    verdict: str = "green"


COLUMNS = [
    check_column("Action", 72),
    Column(
        "state", "State", lambda c: "New", 100, "chip", look=lambda _c: ChipLook("New", "plus-bold", "accent")
    ),
    Column("flag", "Flag", lambda c: c.verdict, 100, "verdict", look=lambda c: c.verdict),
    Column("name", "Client", lambda c: c.name, 160, "mark", look=lambda c: c.name[:4].upper(), strong=True),
    Column(
        "code", "Code", lambda c: c.code, 80, right=True, tooltip=lambda c: "no code" if not c.code else ""
    ),
    Column("link", "What", lambda c: "Open" if c.number < 3 else "", 100, "link"),
]


FIRM = [
    Client(1, "Rannakivi", "18166557"),
    Client(2, "Kringel", "1820441", "red"),
    Client(3, "Blåskjell", "908412206"),
    Client(4, "Ülejõe Spordiklubi ja sõpruskond MTÜ", "", "grey"),
]


@pytest.fixture
def view(qapp, qtbot):
    theme.start(qapp).choose(scheme="light", text_size=100, reduce_motion=True)
    model = TableModel(COLUMNS, lambda c: c.number, locked=lambda c: c.number == 3)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.set_rows(FIRM)
    made = TableView(model)
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def cell(view: TableView, place: int, key: str, dx: int = 20) -> QPoint:
    logical = [column.key for column in view.table().columns].index(key)
    return QPoint(view.columnViewportPosition(logical) + dx, view.rowViewportPosition(place) + 14)


def click(
    qtbot, view: TableView, place: int, key: str, dx: int = 20, hold=Qt.KeyboardModifier.NoModifier
) -> None:
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, hold, cell(view, place, key, dx))


def shown(view: TableView) -> list[str]:
    return [view.table().row_at(place).name for place in range(view.table().shown)]


def ticked(view: TableView) -> set[int]:
    return set(view.table().rows.checked_ids())


class Story(QLabel):
    def __init__(self, client, parent):
        super().__init__(client.name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(60)
