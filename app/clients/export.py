"""Any table as a file for a spreadsheet (P2.2). Blocking: call it in a thread.

CSV is for the double-click in an Estonian or Norwegian Excel: it splits at ";" (the comma is the decimal
sign there), takes a file for UTF-8 only with a byte order mark, and reads "1,5" as a number where "1.5"
would become a day in May. Dates are ISO 8601, which it knows in every language. Programs read it just as well.

A text that begins like a formula is never run: XLSX keeps it as text, CSV puts an apostrophe before it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.core.errors import Refused
from app.core.words import _

Cell = str | int | float | Decimal | bool | date | datetime | None
Rows = Iterable[Sequence[Cell]]

MOST_ROWS = 1_048_576  # of a sheet, the titles included
LONGEST = 32_767  # characters of a cell in Excel
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_WIDEST, _NARROWEST = 60, 6


def write_csv(path: Path, columns: Sequence[str], rows: Rows, *, zone: str = "UTC") -> int:
    """How many rows. `zone`: for moments. Raises `Refused`; a file of that name is replaced whole or not at all."""
    local = ZoneInfo(zone)
    count = 0
    with _beside(path) as new, new.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=";", lineterminator="\r\n")
        lines.writerow([_harmless(title) for title in columns])
        for row in rows:
            lines.writerow([_csv_cell(cell, local) for cell in row])
            count += 1
    return count


def write_xlsx(path: Path, columns: Sequence[str], rows: Rows, *, zone: str = "UTC") -> int:
    """The same as a workbook with one sheet: titles in bold that stay in view, a filter on each column."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    kept = list(rows)
    if len(kept) >= MOST_ROWS:
        raise Refused(
            "too_many_rows",
            _("A sheet holds {most} rows, and there are {count}.").format(most=MOST_ROWS, count=len(kept)),
            _("Filter the list, or export it as CSV."),
        )
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with _beside(path) as new:
        try:
            with Workbook(str(new), options) as book:
                _fill(book, columns, kept, ZoneInfo(zone))
        except XlsxWriterException as fault:  # its name for a file that cannot be written
            raise OSError(new) from fault
    return len(kept)


def _fill(book: Any, columns: Sequence[str], rows: Sequence[Sequence[Cell]], zone: tzinfo) -> None:
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    formats: dict[type, Any] = {
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
    }
    for at, width in enumerate(_widths(columns, rows)):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    for at, title in enumerate(columns):
        sheet.write_string(0, at, _fitting(title), bold)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            _write_cell(sheet, number, at, _local(cell, zone), formats)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[type, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, _fitting(cell))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[type(cell)])
    else:
        sheet.write_number(row, column, cell)


def _csv_cell(cell: Cell, zone: tzinfo) -> str:
    cell = _local(cell, zone)
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _harmless(cell)
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell).replace(".", ",")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _local(cell: Cell, zone: tzinfo) -> Cell:
    """Moments as the clock on the wall says; spreadsheets know no zones. A naive one counts as UTC."""
    if not isinstance(cell, datetime):
        return cell
    aware = cell if cell.tzinfo else cell.replace(tzinfo=UTC)
    return aware.astimezone(zone).replace(tzinfo=None, microsecond=0)


def _widths(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[int]:
    """In characters, by the title and the first rows."""
    for at, title in enumerate(columns):
        longest = max((len(str(row[at])) for row in rows[:500] if row[at] is not None), default=0)
        yield min(max(longest, len(title) + 3, _NARROWEST), _WIDEST)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A new file beside the old one, moved into its place at the end."""
    new = path.with_name(f"{path.name}.new")
    try:
        new.touch()  # says no before XlsxWriter has gathered all in a file that it then would not close
        yield new
        new.replace(path)
    except OSError as fault:
        raise Refused(
            "cannot_write",
            _("{file} could not be written.").format(file=path.name),
            _("Close it in the other program, check the folder and its free space, then try again."),
        ) from fault
    finally:
        with suppress(OSError):
            new.unlink()
