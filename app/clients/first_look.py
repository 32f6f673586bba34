"""The client list before the program is there: read by sqlite3 alone.

SQLAlchemy takes longer to import than everything else up to a full list (targets.md 2.1), so the window asks
here first. What it gets is the same rows, to be looked at until the services can answer.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.clients.composing import NAMES, compose, groups_of, links_of
from app.clients.views import ClientRow
from app.db.revision import HEAD

_FIRM = "SELECT version_num, language, time_zone FROM alembic_version, firm"
_CLIENTS = f"SELECT {', '.join(NAMES.split())} FROM client ORDER BY id"  # noqa: S608 - names of our own columns


@dataclass(frozen=True, slots=True)
class FirstLook:
    """`language` and `time_zone` of the firm; the rows as `ClientQueries.rows` gives them to the Owner."""

    language: str
    time_zone: str
    clients: tuple[ClientRow, ...]


def first_look(database: Path) -> FirstLook | None:
    """None where there is nothing to be shown, or anything that only the program itself can put right or tell."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            connection.execute("BEGIN")  # one state of everything
            return _look(connection)
    except (sqlite3.Error, ValueError, LookupError, TypeError):
        return None


def _look(connection: sqlite3.Connection) -> FirstLook | None:
    def ask(question: str) -> list[tuple[Any, ...]]:
        return connection.execute(question).fetchall()

    ((revision, language, time_zone),) = ask(_FIRM)
    if revision != HEAD:
        return None
    groups = groups_of(
        dict(ask("SELECT id, name FROM client_group")), ask("SELECT client_id, group_id FROM client_in_group")
    )
    links = links_of(ask("SELECT client_id, integration, linked_at FROM client_link"))
    clients = compose(connection.execute(_CLIENTS), ask("SELECT id, name FROM member"), groups, links)
    return FirstLook(language, time_zone, clients) if clients else None
