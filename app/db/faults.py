"""What the database says, in words and with the way out (P11.4)."""

import sqlite3
from typing import NamedTuple

from app.core.errors import DatabaseUnusable
from app.core.words import N_, _


class Fault(NamedTuple):
    code: str
    message: str
    hint: str


# fmt: off
_DAMAGED = Fault("damaged", N_("The database file is damaged."),
    N_("Nothing was written. Restore the newest backup from the backups folder, or have the file looked at."))
_BY_CODE: dict[int, Fault] = {
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault("damaged",
        N_("The database file is not a Kontor database, or it is damaged."),
        N_("Nothing was written. Restore the newest backup from the backups folder, or choose another file.")),
    sqlite3.SQLITE_FULL: Fault("disk_full", N_("The disk is full, so nothing was saved."),
        N_("Free some space and try again. What was saved before is safe.")),
    sqlite3.SQLITE_READONLY: Fault("read_only", N_("The database cannot be written to."),
        N_("Ask for the right to write to the file and its folder, or start Kontor with another --home folder.")),
    sqlite3.SQLITE_PERM: Fault("read_only", N_("The database cannot be written to."),
        N_("Ask for the right to write to the file and its folder, or start Kontor with another --home folder.")),
    sqlite3.SQLITE_CANTOPEN: Fault("cannot_open", N_("The database cannot be opened."),
        N_("Check that its folder exists and that you may read and write there.")),
    sqlite3.SQLITE_BUSY: Fault("busy", N_("Another program has kept the database busy for half a minute."),
        N_("Close the other copy of Kontor or the program that reads the file, then try again.")),
    sqlite3.SQLITE_IOERR: Fault("disk_fault", N_("The disk did not take or give what was asked of it."),
        N_("Nothing was saved. Check the disk and its free space, then try again.")),
}
_INCOMPLETE = Fault("damaged", N_("The database is not complete: a table or a column is missing."),
    N_("Restore the newest backup from the backups folder."))
_NOT_TEXT = "Could not decode to UTF-8"  # Python's own, with the bytes that were there instead of text
_OTHER = Fault("database_error", N_("The database did not do what was asked, so nothing was saved."),
    N_("Try again. If it stays, send the log to whoever looks after Kontor for you."))
# fmt: on


def in_words(fault: Exception) -> DatabaseUnusable:
    """The driver's text stays in the exception chain for the log; values of rows are in neither."""
    code, message, hint = _kind(getattr(fault, "orig", None) or fault)
    return DatabaseUnusable(code, _(message), _(hint))


def told_safely(fault: Exception) -> Exception | None:
    """The fault, to be kept as the cause; None where its text holds a value of a row (P11.3)."""
    return None if str(getattr(fault, "orig", fault)).startswith(_NOT_TEXT) else fault


def damaged() -> DatabaseUnusable:
    return DatabaseUnusable(_DAMAGED.code, _(_DAMAGED.message), _(_DAMAGED.hint))


def _kind(said: BaseException) -> Fault:
    """By SQLite's result code: its texts also quote names of columns, which may hold any word."""
    number = getattr(said, "sqlite_errorcode", 0) & 0xFF  # the rest tells sub-kinds apart
    if number == sqlite3.SQLITE_ERROR and str(said).startswith(("no such table", "no such column")):
        return _INCOMPLETE
    if str(said).startswith(_NOT_TEXT):
        return _DAMAGED
    return _BY_CODE.get(number, _OTHER)
