"""The client list before the program is there: read by sqlite3 alone.

SQLAlchemy takes longer to import than everything else up to a full list (targets.md 2.1), so the window asks
here first. What it gets is the same rows, to be looked at until the services can answer.
"""

import sqlite3
from pathlib import Path
from typing import Any

from app.clients.composing import NAMES, compose, groups_of, links_of
from app.clients.views import ClientRow
from app.db.revision import HEAD

_FIRM = "SELECT version_num, language, time_zone FROM alembic_version, firm"
_CLIENTS = f"SELECT {', '.join(NAMES.split())} FROM client ORDER BY id"  # noqa: S608 - names of our own columns


class FirstLook:
    """`language` and `time_zone` of the firm; `clients` as `ClientQueries.rows` gives them to the Owner.

    It holds on to the file until `close`, so that it can say whether these are still the clients.
    """

    def __init__(
        self, connection: sqlite3.Connection, language: str, time_zone: str, clients: tuple[ClientRow, ...]
    ) -> None:
        self.language = language
        self.time_zone = time_zone
        self.clients = clients
        self._connection = connection
        self._version = _version(connection)

    def still_true(self) -> bool:
        """Whether nobody has written anything since. Blocking: call it in a thread; False after `close`."""
        try:
            return _version(self._connection) == self._version
        except sqlite3.Error:
            return False

    def close(self) -> None:
        self._connection.close()


def first_look(database: Path) -> FirstLook | None:
    """None where there is nothing to be shown, or anything that only the program itself can put right or tell."""
    try:
        connection = sqlite3.connect(
            f"{database.as_uri()}?mode=ro", uri=True, timeout=0, check_same_thread=False, isolation_level=None
        )
    except (sqlite3.Error, ValueError):
        return None
    look = None
    try:
        look = _look(connection)
    except (sqlite3.Error, ValueError, LookupError, TypeError):
        return None
    finally:
        if look is None:
            connection.close()
    return look


def _look(connection: sqlite3.Connection) -> FirstLook | None:
    def ask(question: str) -> list[tuple[Any, ...]]:
        return connection.execute(question).fetchall()

    connection.execute("BEGIN")  # one state of everything
    ((revision, language, time_zone),) = ask(_FIRM)
    if revision != HEAD:
        return None
    groups = groups_of(
        dict(ask("SELECT id, name FROM client_group")), ask("SELECT client_id, group_id FROM client_in_group")
    )
    links = links_of(ask("SELECT client_id, integration, linked_at FROM client_link"))
    clients = compose(connection.execute(_CLIENTS), ask("SELECT id, name FROM member"), groups, links)
    look = FirstLook(connection, language, time_zone, clients) if clients else None
    connection.execute("COMMIT")
    return look


def _version(connection: sqlite3.Connection) -> int:
    """Another one after somebody else has written to the file."""
    ((version,),) = connection.execute("PRAGMA data_version")
    return int(version)
