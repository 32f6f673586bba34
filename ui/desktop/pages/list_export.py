"""Writes a list as it is shown: its columns, filter and order (P2.2)."""

import asyncio
from pathlib import Path

from app.clients.export import write_csv, write_xlsx
from ui.desktop.widgets.table import TableView


async def write_table(view: TableView, kind: str, file: str) -> int:
    """`kind`: csv or xlsx. Returns the number of rows. Raises `KontorError` where the file cannot be written."""
    model = view.table()
    columns = [c for c in model.columns if c.kind != "check" and view.is_column_shown(c.key)]
    titles = [c.title or c.key for c in columns]
    rows = [[c.text(model.row_at(place)) for c in columns] for place in range(model.shown)]
    write = write_xlsx if kind == "xlsx" else write_csv
    await asyncio.to_thread(write, Path(file), titles, rows)
    return len(rows)
