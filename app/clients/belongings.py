"""What goes with a client when it is deleted, and what keeps it from that (P2.4, P3.9).

Both are read off the foreign keys of all rooms, the later ones too: see the docstring of `app.clients.tables`.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session

from app.core.words import ngettext
from app.db.base import Base
from app.db.chunks import chunks

BELONGS, FORGETS = "CASCADE", "SET NULL"


def hanging(session: Session, client_ids: Collection[int]) -> dict[int, list[str]]:
    """For each client that cannot be removed: what hangs on it, in words ("3 tasks"). Others are left out."""
    return _counted(session, client_ids, None)


def belonging(session: Session, client_ids: Collection[int]) -> dict[int, list[str]]:
    """For each client: what goes with it, in words ("2 contacts"). Those without anything are left out."""
    return _counted(session, client_ids, BELONGS)


def children(session: Session, client_id: int) -> str:
    """Clients that lose their parent, in words; "" where there are none."""
    parent = Base.metadata.tables["client"].c.parent_id
    count = session.scalar(select(func.count()).where(parent == client_id)) or 0
    words = ngettext("{n} client loses its parent client", "{n} clients lose their parent client", count)
    return words.format(n=count) if count else ""


def _counted(session: Session, client_ids: Collection[int], rule: str | None) -> dict[int, list[str]]:
    words: dict[int, list[str]] = {}
    for column in _pointing(rule):
        for client_id, count in _counts(session, column, client_ids):
            words.setdefault(client_id, []).append(_in_words(column, count))
    return words


def _pointing(rule: str | None) -> Iterator[Column[Any]]:
    """Columns that point to a client under this rule of deletion; None: under none that lets it go."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name != "client":
                continue
            found = (key.ondelete or "").upper()
            if found == rule or (rule is None and found not in {BELONGS, FORGETS}):
                yield key.parent


def _counts(session: Session, column: Column[Any], client_ids: Collection[int]) -> Iterator[tuple[int, int]]:
    for part in chunks(client_ids):
        rows = session.execute(select(column, func.count()).where(column.in_(part)).group_by(column))
        yield from rows


def _in_words(column: Column[Any], count: int) -> str:
    """By the table's own words; a room that forgot them is still named."""
    named = column.table.info.get("in_words")
    return str(named(count)) if named else f"{count} × {column.table.name.replace('_', ' ')}"
