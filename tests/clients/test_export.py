"""Tables as files for spreadsheets (P2.2): read back by other programs' means."""

import csv
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.clients import export
from app.clients.export import FORMULA_STARTS, write_csv, write_xlsx
from app.core.errors import Refused

COLUMNS = ["Client", "Reg. code", "Hours", "Since", "Changed", "Mandatory", "Notes"]
LATE = datetime(2026, 11, 20, 22, 30, 5, tzinfo=UTC)  # half past midnight in Tallinn
ROWS = [
    ["Kuldne Kringel OÜ", "18204418", Decimal("9.05"), date(2026, 10, 1), LATE, True, None],
    ['Blåskjell; "Sjømat"\nAS', "00123", -3, None, None, False, ""],
]
HARMFUL = ["=1+1", "+372 555", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")', "＝1+1"]


def read_csv(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines, delimiter=";"))


def read_xlsx(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python(skip_empty_area=False)


# --- CSV ------------------------------------------------------------------------------------------


def test_a_csv_as_an_estonian_excel_reads_it(tmp_path: Path):
    file = tmp_path / "clients.csv"
    assert write_csv(file, COLUMNS, ROWS, zone="Europe/Tallinn") == 2
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfClient;Reg. code;")
    assert raw.endswith(b"\r\n")
    assert read_csv(file) == [
        COLUMNS,
        ["Kuldne Kringel OÜ", "18204418", "9,05", "2026-10-01", "2026-11-21 00:30", "yes", ""],
        ['Blåskjell; "Sjømat"\nAS', "00123", "-3", "", "", "no", ""],
    ]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_csv_runs_no_formula(tmp_path: Path, text: str):
    file = tmp_path / "a.csv"
    write_csv(file, [text], [[text], ["fine " + text]])
    assert read_csv(file) == [["'" + text], ["'" + text], ["fine " + text]]


cells = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.none(), st.booleans())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
def test_any_table_comes_back_from_a_csv(tmp_path: Path, rows):
    file = tmp_path / "a.csv"
    write_csv(file, ["a", "b", "c"], rows)
    _titles, *read = read_csv(file)
    assert len(read) == len(rows)
    for row, back in zip(rows, read, strict=True):
        for cell, found in zip(row, back, strict=True):
            if isinstance(cell, str):
                assert found == ("'" + cell if cell.startswith(FORMULA_STARTS) else cell)
                assert not found.startswith(FORMULA_STARTS)


# --- XLSX -----------------------------------------------------------------------------------------


def test_a_workbook_keeps_kinds(tmp_path: Path):
    file = tmp_path / "clients.xlsx"
    assert write_xlsx(file, COLUMNS, ROWS, zone="Europe/Tallinn") == 2
    titles, kringel, other = read_xlsx(file)
    assert titles == COLUMNS
    assert kringel[:4] == ["Kuldne Kringel OÜ", "18204418", 9.05, date(2026, 10, 1)]
    assert kringel[4] == datetime(2026, 11, 21, 0, 30, 5)  # noqa: DTZ001 - as on the wall
    assert kringel[5:] == [True, ""]
    assert other == ['Blåskjell; "Sjømat"\nAS', "00123", -3.0, "", "", False, ""]


@pytest.mark.parametrize("text", [*HARMFUL, "http://example.com", "mailto:a@b.ee", "{=1+1}", "00123", "1e5"])
def test_a_workbook_runs_nothing(tmp_path: Path, text: str):
    file = tmp_path / "a.xlsx"
    write_xlsx(file, [text], [[text]])
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not any("hyperlink" in name for name in parts.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.replace("HYPERLINK", "")
    assert "inlineStr" in sheet or 't="s"' in sheet
    assert read_xlsx(file)[1][0] == text.replace("\r", "\n") or read_xlsx(file)[1][0] == text


def test_titles_stay_in_view(tmp_path: Path):
    file = tmp_path / "a.xlsx"
    write_xlsx(file, COLUMNS, ROWS)
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:G3"' in sheet


def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path):
    file = tmp_path / "a.xlsx"
    write_xlsx(file, ["a"], [["x" * 40_000]])
    found = read_xlsx(file)[1][0]
    assert len(found) == 32_767
    assert found.endswith("…")


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    write_xlsx(tmp_path / "a.xlsx", ["a"], [["1"], ["2"]])
    with pytest.raises(Refused) as caught:
        write_xlsx(tmp_path / "b.xlsx", ["a"], [["1"], ["2"], ["3"]])
    assert caught.value.code == "too_many_rows"
    assert [f.name for f in tmp_path.iterdir()] == ["a.xlsx"]


# --- both -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_an_empty_table(tmp_path: Path, write):
    assert write(tmp_path / "a", ["a", "b"], iter(())) == 0
    assert write(tmp_path / "b", [], []) == 0


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, write):
    file = tmp_path / "a"
    write(file, ["a"], [["old"]])
    old = file.read_bytes()

    def breaks():
        yield ["new"]
        raise OSError(28, "No space left on device")

    with pytest.raises((Refused, OSError)):
        write(file, ["a"], breaks())
    assert file.read_bytes() == old
    assert [f.name for f in tmp_path.iterdir()] == ["a"]
    write(file, ["a"], [["new"]])
    assert file.read_bytes() != old


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_folder_that_is_not_there(tmp_path: Path, write):
    with pytest.raises(Refused) as caught:
        write(tmp_path / "gone" / "clients.xlsx", ["a"], [["1"]])
    assert caught.value.code == "cannot_write"
    assert "clients.xlsx" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_a_folder_in_place_of_the_file(tmp_path: Path, write):
    (tmp_path / "a").mkdir()
    with pytest.raises(Refused) as caught:
        write(tmp_path / "a", ["a"], [["1"]])
    assert caught.value.code == "cannot_write"
    assert [f.name for f in tmp_path.iterdir()] == ["a"]
