"""Backups of the SQLite file (P11.2): a consistent copy while others write, verified by opening it."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.core.errors import DatabaseUnusable
from app.core.words import _


def back_up(database: Path, target: Path) -> int:
    """Copy the database to `target`, whole or not at all; returns its size in bytes.

    The register copy, logs and secrets are files of their own and never in it. Raises
    `DatabaseUnusable`; an older file at `target` is replaced only by a verified one.
    """
    beside = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
        if found := faults_in(beside):
            raise sqlite3.DatabaseError(found)
        beside.replace(target)
    except (sqlite3.Error, OSError) as fault:
        beside.unlink(missing_ok=True)
        raise DatabaseUnusable(
            "backup_failed",
            _("The backup to {file} was not made.").format(file=target.name),
            _(
                "Check the free space and that the folder can be written to. The database itself is unchanged."
            ),
        ) from fault
    return target.stat().st_size


def name_for(moment: datetime, why: str) -> str:
    """`kontor-20261120-081200-before-migration.sqlite`; the moment in UTC."""
    return f"kontor-{moment:%Y%m%d-%H%M%S}-{why}.sqlite"


def faults_in(database: Path) -> str:
    """What SQLite's own check finds wrong; empty when the file is sound."""
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
            rows += connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as fault:
        return str(fault)
    return "; ".join(" ".join(map(str, row)) for row in rows if row != ("ok",))
