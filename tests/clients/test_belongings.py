"""What hangs on a client is read off the foreign keys, those of rooms to come too (P2.4, P3.9)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, ForeignKey, Integer, Table, insert

from app.clients.belongings import belonging, hanging
from app.core.errors import Refused
from app.db.base import Base, counted_as
from tests.clients.conftest import KADRI, Book


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


@pytest.fixture
def rooms_to_come(book: Book) -> Iterator[dict[str, Table]]:
    """Tasks hang on a client (with words), entries too (without), views belong to it, hits forget it."""
    made = {
        name: Table(
            name,
            Base.metadata,
            _id(),
            Column("client_id", ForeignKey("client.id", ondelete=rule)),
            **more,
        )
        for name, rule, more in (
            ("x_task", None, counted_as(lambda n: f"{n} task" if n == 1 else f"{n} tasks")),
            ("x_time_entry", "RESTRICT", {}),
            ("x_view", "CASCADE", {}),
            ("x_hit", "SET NULL", {}),
        )
    }
    made["x_pair"] = Table(
        "x_pair",
        Base.metadata,
        _id(),
        Column("payer_id", ForeignKey("client.id")),
        Column("client_id", ForeignKey("client.id")),
    )
    Base.metadata.create_all(book.store.writer, tables=list(made.values()))
    yield made
    for table in made.values():
        Base.metadata.remove(table)


async def test_what_hangs_and_what_belongs(book: Book, rooms_to_come: dict[str, Table]):
    one, two, free = [await book.client(name) for name in ("One", "Two", "Free")]
    assert await book.service.obstacles(KADRI, one) == ()

    def work(session):
        for name, client in (("x_task", one), ("x_task", one), ("x_task", two), ("x_time_entry", one), ("x_view", one),
                             ("x_view", free), ("x_hit", free)):  # fmt: skip
            session.execute(insert(rooms_to_come[name]).values(client_id=client))
        session.execute(insert(rooms_to_come["x_pair"]).values(payer_id=two, client_id=None))

    await book.has(work)
    found = await book.store.read(lambda session: hanging(session, [one, two, free]))
    assert {client: sorted(words) for client, words in found.items()} == {
        one: ["1 × x time entry", "2 tasks"],
        two: ["1 task", "1 × x pair"],
    }
    assert await book.store.read(lambda session: hanging(session, [])) == {}
    assert await book.store.read(lambda session: hanging(session, [free])) == {}
    assert await book.store.read(lambda session: belonging(session, [one, two])) == {one: ["1 × x view"]}


async def test_what_hangs_keeps_a_client(book: Book, rooms_to_come: dict[str, Table]):
    client_id = await book.client()
    await book.has(lambda s: s.execute(insert(rooms_to_come["x_task"]).values(client_id=client_id)))
    with pytest.raises(Refused) as caught:
        await book.service.delete(KADRI, client_id, "Kuldne Kringel OÜ")
    assert caught.value.code == "in_use"
    assert "1 task" in caught.value.message
    assert "Deactivate" in caught.value.hint
    assert len(await book.rows()) == 1
    assert not book.home.backups.exists()


async def test_many_clients_at_once(book: Book, rooms_to_come: dict[str, Table]):
    """More than a statement takes values."""
    client_id = await book.client()
    await book.has(lambda s: s.execute(insert(rooms_to_come["x_task"]).values(client_id=client_id)))
    found = await book.store.read(lambda session: hanging(session, range(100_000)))
    assert found == {client_id: ["1 task"]}


def test_every_table_that_belongs_has_its_words():
    from app.db.pointing import BELONGS, _pointing

    assert {
        column.table.name for column in _pointing("client", BELONGS) if "in_words" not in column.table.info
    } == set()
