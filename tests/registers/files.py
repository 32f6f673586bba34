"""Local copies made without the service around them."""

import threading
from collections.abc import Iterable
from pathlib import Path

from app.registers.copy import CopyState, RegisterCopy
from app.registers.loading import write_copy
from integrations.contract import RegisterEntry, RegisterSource
from tests.registers.conftest import NOW
from tests.registers.world import LETTER_OF


def copy_of(folder: Path, source: RegisterSource, entries: Iterable[RegisterEntry]) -> RegisterCopy:
    copy = RegisterCopy(folder, source)
    rows = (
        (e.code, e.name, LETTER_OF.get(e.status, "X"), e.vat_number, e.address, e.postal_code)
        for e in entries
    )
    about = CopyState(source.country, 0, NOW, NOW, "")
    write_copy(copy.file, rows, about, lambda _rows: None, threading.Event())
    return copy
