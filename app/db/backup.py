"""Backups of the SQLite file (P11.2): a consistent copy while others write, verified by opening it."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from app.core.errors import DatabaseUnusable
from app.core.words import _
from app.db.keeping import daily_moment, kept

BUSY_SECONDS = 30


def back_up(database: Path, target: Path) -> int:
    """Copy the database to `target`, whole or not at all; returns its size in bytes.

    The copy is one file without side files. The register copy, logs and secrets are files of their own and
    never in it. Raises `DatabaseUnusable`; an older file at `target` is replaced only by a verified one.
    """
    beside = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # left by a backup that was killed
        _copy(database, beside)
        _refuse_damaged(beside)
        beside.replace(target)
        _settle_folder(target.parent)
    except (sqlite3.Error, OSError) as fault:
        raise _not_made(target) from fault
    finally:
        for left in (beside, beside.with_name(beside.name + "-journal")):
            with suppress(OSError):
                left.unlink()
    return target.stat().st_size


def name_for(moment: datetime, why: str) -> str:
    """`kontor-20261120-081200-before-migration.sqlite`; in UTC, so that names sort by time."""
    return f"kontor-{moment.astimezone(UTC):%Y%m%d-%H%M%S}-{why}.sqlite"


def daily_backups(folder: Path) -> dict[datetime, Path]:
    """The daily ones of this folder by their moment; empty where there is no folder, or none that can be read."""
    try:
        files = sorted(folder.iterdir())
    except OSError:
        return {}
    moments = ((daily_moment(file.name), file) for file in files)
    return {moment: file for moment, file in moments if moment is not None}


def prune(folder: Path, zone: str) -> int:
    """Remove the daily backups that are not worth keeping any more (`kept`), and nothing else; how many went.

    One that cannot be removed stays until the next time.
    """
    made = daily_backups(folder)
    gone = 0
    for moment in sorted(made.keys() - kept(made.keys(), zone)):
        with suppress(OSError):
            made[moment].unlink()
            gone += 1
    return gone


def faults_in(database: Path) -> str:
    """What SQLite's own checks find wrong, also in references between tables; empty when it is sound.

    Raises nothing: a file that cannot be opened is a fault.
    """
    return _findings(database, "integrity_check", "foreign_key_check")


def _copy(database: Path, beside: Path) -> None:
    with closing(_open(database)) as source, closing(sqlite3.connect(beside)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # else opening it anywhere leaves -wal and -shm there


def _refuse_damaged(copy: Path) -> None:
    """References are not looked at: a backup is to be as good as its source, not better."""
    if found := _findings(copy, "integrity_check"):
        raise DatabaseUnusable(
            "damaged",
            _("The database file is damaged, so no backup was made of it."),
            _("Keep the older backups. Restore the newest one, or have the file looked at."),
        ) from sqlite3.DatabaseError(found)


def _not_made(target: Path) -> DatabaseUnusable:
    return DatabaseUnusable(
        "backup_failed",
        _("The backup to {file} was not made.").format(file=target.name),
        _("Check the free space and that the folder can be written to. The database itself is unchanged."),
    )


def _findings(database: Path, *checks: str) -> str:
    try:
        with closing(_open(database)) as connection:
            connection.execute("PRAGMA query_only=ON")
            rows = [row for check in checks for row in connection.execute(f"PRAGMA {check}")]
    except sqlite3.Error as fault:
        return str(fault)
    return "; ".join(" ".join(map(str, row)) for row in rows if row != ("ok",))


def _open(database: Path) -> sqlite3.Connection:
    """Never makes a file that is not there. Not `mode=ro`, which would leave -wal and -shm behind."""
    uri = f"{database.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS)


def _settle_folder(folder: Path) -> None:
    """The new name outlives a power cut too. Windows has no such call and does not need it."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
