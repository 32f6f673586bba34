"""What the database says, in words and with the way out (P11.4)."""

from app.core.errors import DatabaseUnusable
from app.core.words import N_, _

# part of the driver's message → code, what happened, what to do
_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    ("malformed", "damaged", N_("The database file is damaged."),
     N_("Nothing was written. Restore the newest backup from the backups folder, or have the file looked at.")),
    ("not a database", "damaged", N_("The database file is not a Kontor database, or it is damaged."),
     N_("Nothing was written. Restore the newest backup from the backups folder, or choose another file.")),
    ("full", "disk_full", N_("The disk is full, so nothing was saved."),
     N_("Free some space and try again. What was saved before is safe.")),
    ("readonly", "read_only", N_("The folder of the database cannot be written to."),
     N_("Ask for the right to write there, or start Kontor with another --home folder.")),
    ("unable to open", "cannot_open", N_("The database cannot be opened."),
     N_("Check that its folder exists and that you may read and write there.")),
    ("locked", "busy", N_("Another program has kept the database busy for half a minute."),
     N_("Close the other copy of Kontor or the program that reads the file, then try again.")),
    ("disk i/o", "disk_fault", N_("The disk did not take what was written."),
     N_("Nothing was saved. Check the disk and its free space, then try again.")),
    ("no such table", "foreign", N_("The database is not complete: a table is missing."),
     N_("Restore the newest backup from the backups folder.")),
)  # fmt: skip
_OTHER = (
    "database_error",
    N_("The database did not do what was asked, so nothing was saved."),
    N_("Try again. If it stays, send the log to whoever looks after Kontor for you."),
)


def in_words(fault: Exception) -> DatabaseUnusable:
    """The driver's text stays in the exception chain for the log; values of rows are not in `message`."""
    said = str(getattr(fault, "orig", fault)).lower()
    code, message, hint = next((known[1:] for known in _KNOWN if known[0] in said), _OTHER)
    return DatabaseUnusable(code, _(message), _(hint))
