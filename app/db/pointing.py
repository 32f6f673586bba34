"""What hangs on rows of a table and what goes with them, read off the foreign keys of all rooms, the later ones too.

A foreign key with ON DELETE CASCADE means "belongs to it", SET NULL "forgets it", and one without "hangs on it" and
keeps the row from being removed. What a table's rows are called in a sentence, the table says with `counted_as`.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.chunks import chunks

BELONGS, FORGETS = "CASCADE", "SET NULL"


def hanging(session: Session, table: str, ids: Collection[int]) -> dict[int, list[str]]:
    """For each row that cannot be removed: what hangs on it, in words ("3 tasks"). Others are left out."""
    return _counted(session, table, ids, None)


def belonging(session: Session, table: str, ids: Collection[int]) -> dict[int, list[str]]:
    """For each row: what goes with it, in words ("2 contacts"). Those without anything are left out."""
    return _counted(session, table, ids, BELONGS)


def _counted(session: Session, table: str, ids: Collection[int], rule: str | None) -> dict[int, list[str]]:
    words: dict[int, list[str]] = {}
    for column in _pointing(table, rule):
        for row_id, count in _counts(session, column, ids):
            words.setdefault(row_id, []).append(_in_words(column, count))
    return words


def _pointing(table: str, rule: str | None) -> Iterator[Column[Any]]:
    """Columns that point to the table under this rule of deletion; None: under none that lets it go."""
    for other in Base.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table.name != table:
                continue
            found = (key.ondelete or "").upper()
            if found == rule or (rule is None and found not in {BELONGS, FORGETS}):
                yield key.parent


def _counts(session: Session, column: Column[Any], ids: Collection[int]) -> Iterator[tuple[int, int]]:
    for part in chunks(ids):
        rows = session.execute(select(column, func.count()).where(column.in_(part)).group_by(column))
        yield from rows


def _in_words(column: Column[Any], count: int) -> str:
    """By the table's own words; a room that forgot them is still named."""
    named = column.table.info.get("in_words")
    return str(named(count)) if named else f"{count} × {column.table.name.replace('_', ' ')}"
