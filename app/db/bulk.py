"""Many rows at once, as the driver takes them.

`executemany` of SQLAlchemy Core asks every column's type about every value: 10,000 clients with their links and audit
entries took 0.7 s so, and take 0.1 s here. What is the same for all rows is written into the statement once,
by its column's own type; what differs is given ready for the driver: texts, whole numbers and booleans as they are,
JSON as text, other types through `ready`. A hundred rows share a statement, which saves a quarter of the time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select, text
from sqlalchemy.orm import Session

Row = tuple[Any, ...]
AT_ONCE = 500  # rows; thousands of them kept at once would only keep the garbage collector busy
TOGETHER = 100  # rows in one INSERT; times the columns it stays far below the 32,766 values that SQLite takes


class Insertion:
    """INSERT into one table, row after row of the same columns."""

    def __init__(
        self, session: Session, table: Table, columns: Sequence[str], same: Mapping[str, Any] | None = None
    ) -> None:
        """`same`: values of further columns, alike for all rows."""
        self._connection = _connection(session)
        same = same or {}
        quote = self._connection.dialect.identifier_preparer.quote
        names = ", ".join(map(quote, (*columns, *same)))
        values = [_mark(self._connection)] * len(columns)
        values += [_literal(self._connection, table, name, value) for name, value in same.items()]
        row = f"({', '.join(values)})"
        # names and literals are our own tables' and their types'
        self._one = f"INSERT INTO {quote(table.name)} ({names}) VALUES {row}"  # noqa: S608
        self._many = self._one + f", {row}" * (TOGETHER - 1)

    def add(self, rows: Iterable[Row]) -> None:
        """`rows`: values in the order of the columns."""
        rest = iter(rows)
        while part := list(islice(rest, AT_ONCE)):
            whole = len(part) // TOGETHER * TOGETHER
            groups = [tuple(chain(*part[i : i + TOGETHER])) for i in range(0, whole, TOGETHER)]
            for sql, values in ((self._many, groups), (self._one, part[whole:])):
                if values:
                    self._connection.exec_driver_sql(sql, values)


def update_rows(
    session: Session,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[Row],
    same: Mapping[str, Any] | None = None,
) -> None:
    """`rows`: values in the order of `columns`, then the id of the row to change."""
    connection = _connection(session)
    quote, mark = connection.dialect.identifier_preparer.quote, _mark(connection)
    sets = [f"{quote(name)} = {mark}" for name in columns]
    sets += [
        f"{quote(name)} = {_literal(connection, table, name, value)}" for name, value in (same or {}).items()
    ]
    sql = f"UPDATE {quote(table.name)} SET {', '.join(sets)} WHERE id = {mark}"  # noqa: S608 - as above
    rest = iter(rows)
    while part := list(islice(rest, AT_ONCE)):
        connection.exec_driver_sql(sql, part)


def ready(session: Session, table: Table, column: str) -> Callable[[Any], Any]:
    """Turns a value into what the driver takes for this column. Equal values are turned once."""
    dialect = _connection(session).dialect
    turn = table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    known: dict[Any, Any] = {None: None}

    def make(value: Any) -> Any:
        if value not in known:
            known[value] = turn(value) if turn else value
        return known[value]

    return make


def keep_others_out(session: Session, *tables: Table) -> None:
    """Until the transaction ends nobody else writes to these tables; reading goes on. On SQLite that is so anyway."""
    if _on_server(session):
        names = ", ".join(table.name for table in tables)
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def reserve_ids(session: Session, table: Table, count: int, *others: Select[Any]) -> int:
    """The first of so many ids in a row that nobody else gets; others are kept out of the table.

    `others`: selects of ids that are not to be used again although no row has them any more.
    """
    highest = (session.scalar(wanted) for wanted in (select(func.max(table.c.id)), *others))
    first = max((found for found in highest if found is not None), default=0) + 1
    if count and _on_server(session):
        sequence = func.pg_get_serial_sequence(table.name, "id")
        session.execute(select(func.setval(sequence, first + count - 1)))
    return first


def _on_server(session: Session) -> bool:
    return _connection(session).dialect.name == "postgresql"


def _literal(connection: Connection, table: Table, column: str, value: Any) -> str:
    if value is None:
        return "NULL"
    write = table.c[column].type.dialect_impl(connection.dialect).literal_processor(connection.dialect)
    if write is None:
        raise TypeError(f"{column} has no literal form")
    return str(write(value))


def _connection(session: Session) -> Connection:
    session.flush()  # what was added as objects comes first
    return session.connection()


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
