"""Many rows at once, as the driver takes them: the same rows as SQLAlchemy would have written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from app.clients.tables import Client
from app.core.errors import DatabaseUnusable
from app.core.rights import Actor, Level
from app.db.audit import AuditEntry, Recording
from app.db.bulk import AT_ONCE, TOGETHER, Insertion, ready, reserve_ids, update_rows
from app.db.store import Store
from app.firm.tables import FirmSetting, Notice

NOTICE = Notice.metadata.tables["notice"]
SETTING = FirmSetting.metadata.tables["firm_setting"]
CLIENT = Client.metadata.tables["client"]
NOON = datetime(2026, 11, 20, 12, 0, 0, 5, tzinfo=UTC)
ODD = 'it\'s 100 % "sure" ? :name %s \\ õ'


@pytest.mark.parametrize("count", [0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, AT_ONCE * 2 + TOGETHER + 7])
async def test_every_row_is_there_once_and_in_order(store: Store, count: int):
    def work(session):
        same = {"at": NOON, "tone": "info", "text": ODD, "read_at": None}
        into = Insertion(session, NOTICE, ("title", "place"), same)
        into.add((f"n{i}", ODD) for i in range(count))

    await store.write(work)
    found = await store.read(lambda s: s.scalars(select(Notice).order_by(Notice.id)).all())
    assert [notice.title for notice in found] == [f"n{i}" for i in range(count)]
    for notice in found:
        assert (notice.at, notice.read_at, notice.text, notice.place, notice.tone) == (
            NOON,
            None,
            ODD,
            ODD,
            "info",
        )


async def test_moments_of_any_zone_are_kept_in_utc(store: Store):
    here = NOON.astimezone(timezone(timedelta(hours=2)))

    def work(session):
        moment = ready(session, NOTICE, "at")
        into = Insertion(
            session, NOTICE, ("at", "read_at"), {"tone": "info", "title": "", "text": "", "place": ""}
        )
        into.add([(moment(here), moment(None))])

    await store.write(work)
    (notice,) = await store.read(lambda s: s.scalars(select(Notice)).all())
    assert (notice.at, notice.read_at) == (NOON, None)
    with pytest.raises(ValueError, match="time zone"):
        await store.write(lambda session: ready(session, NOTICE, "at")(NOON.replace(tzinfo=None)))


async def test_updating_changes_the_named_columns_of_the_named_rows(store: Store):
    def work(session):
        same = {"at": NOON, "tone": "info", "text": "", "place": ""}
        Insertion(session, NOTICE, ("title",), same).add((f"n{i}",) for i in range(3))
        update_rows(session, NOTICE, ("title", "place"), [(ODD, "here", 2), ("c", "", 3)], {"tone": "red"})

    await store.write(work)
    found = await store.read(lambda s: s.scalars(select(Notice).order_by(Notice.id)).all())
    assert [(n.title, n.place, n.tone) for n in found] == [
        ("n0", "", "info"),
        (ODD, "here", "red"),
        ("c", "", "red"),
    ]


async def test_what_was_added_as_objects_comes_first(store: Store):
    def work(session):
        session.add(FirmSetting(name="a", value=1))
        Insertion(session, SETTING, ("name", "value")).add([("b", '{"x":[1,null]}')])

    await store.write(work)
    assert await store.read(lambda s: {row.name: row.value for row in s.scalars(select(FirmSetting))}) == {
        "a": 1,
        "b": {"x": [1, None]},
    }


async def test_a_fault_comes_in_words_and_leaves_nothing(store: Store):
    def work(session):
        Insertion(session, SETTING, ("name", "value")).add([("a", "1")] * 150)

    with pytest.raises(DatabaseUnusable):
        await store.write(work)
    assert await store.read(lambda s: s.scalars(select(FirmSetting)).all()) == []


async def test_free_ids_are_above_all_that_were_ever_named(store: Store):
    def work(session):
        empty = reserve_ids(session, CLIENT, 3)
        Recording(session, Actor(None, "O'Neill", Level.OWNER), NOON, "add", entity="client", run_id=7).add(
            [(41, 'Sild "OÜ"', '{"name":[null,"Sild"]}')]
        )
        used = select(AuditEntry.entity_id).where(AuditEntry.entity == "client")
        return empty, reserve_ids(session, CLIENT, 3, used)

    assert await store.write(work) == (1, 42)
    (entry,) = await store.read(lambda s: s.scalars(select(AuditEntry)).all())
    assert (entry.actor, entry.title, entry.changes, entry.run_id) == (
        "O'Neill",
        'Sild "OÜ"',
        {"name": [None, "Sild"]},
        7,
    )
