"""The audit log: written with the change, read with filters (P1.6)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.rights import SCHEDULER, Actor, Level
from app.db.audit import AuditEntry, Change, differences, record
from app.db.audit_queries import entries
from app.db.store import Store
from app.firm.tables import Member

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
KADRI = Actor(1, "Kadri Tamm", Level.OWNER)
LIIS = Actor(2, "Liis Kask", Level.MEMBER)


@pytest.fixture
def log(store: Store) -> Store:
    def work(session: Session) -> None:
        for id_, name in ((1, "Kadri Tamm"), (2, "Liis Kask")):
            session.add(Member(id=id_, name=name, email=f"m{id_}@firm.example", grants=[], created_at=AT))
        session.flush()
        hours = [AT + timedelta(hours=n) for n in range(5)]
        record(
            session,
            KADRI,
            hours[0],
            [Change("add", "client", 1, "Põhjatäht AS", {"name": (None, "Põhjatäht AS")})],
        )
        record(
            session, LIIS, hours[1], [Change("edit", "client", 1, "Põhjatäht AS", {"email": ("", "a@b.ee")})]
        )
        record(
            session,
            KADRI,
            hours[2],
            [Change("edit", "member", 1, "Kadri Tamm", {"name": ("Kadri", "Kadri Tamm")})],
        )
        record(
            session,
            SCHEDULER,
            hours[3],
            [Change("edit", "client", 2, "50% [x] *?", {"status": ("active", "inactive")}, 7)],
        )
        record(session, KADRI, hours[4], [Change("delete", "client", 2, "50% [x] *?", {})])

    store._write(work)
    return store


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [5, 4, 3, 2, 1]),
        ({"entity": "client"}, [5, 4, 2, 1]),
        ({"entity": "client", "entity_id": 1}, [2, 1]),
        ({"member_id": 1}, [5, 3, 1]),
        ({"action": "edit"}, [4, 3, 2]),
        ({"run_id": 7}, [4]),
        ({"since": AT + timedelta(hours=3)}, [5, 4]),
        ({"until": AT + timedelta(hours=1)}, [1]),
        ({"since": AT + timedelta(hours=1), "until": AT + timedelta(hours=2)}, [2]),
        ({"limit": 2}, [5, 4]),
        ({"text": "põhjaTÄHT"}, [2, 1]),
        ({"text": "  A@B.EE "}, [2]),
        ({"text": "liis"}, [2]),
        ({"text": "inactive"}, [4]),
        ({"text": "50%"}, [5, 4]),
        ({"text": "[x] *?"}, [5, 4]),
        ({"text": "x*"}, []),
        ({"text": "% ["}, [5, 4]),
        ({"text": "?"}, [5, 4]),
        ({"text": "nowhere"}, []),
        ({"entity": "client", "member_id": 2, "text": "email", "action": "edit"}, [2]),
    ],
)
def test_filters(log: Store, wanted, found):
    assert [entry.id for entry in log._read(lambda session: entries(session, **wanted))] == found


def test_an_entry_says_who_what_and_when(log: Store):
    (entry,) = log._read(lambda session: entries(session, run_id=7))
    assert (entry.actor, entry.member_id, entry.title, entry.action) == (
        "scheduler",
        None,
        "50% [x] *?",
        "edit",
    )
    assert entry.at == AT + timedelta(hours=3)
    assert entry.at.tzinfo is UTC
    assert entry.changes == {"status": ("active", "inactive")}


def test_an_edit_that_changed_nothing_is_not_written(log: Store):
    log._write(lambda session: record(session, KADRI, AT, [Change("edit", "client", 1, "x", {})]))
    log._write(lambda session: record(session, KADRI, AT, []))
    assert log._read(lambda session: session.scalar(select(func.count()).select_from(AuditEntry))) == 5


def test_an_entry_outlives_its_member(log: Store):
    log._write(lambda session: session.delete(session.get(Member, 2)))
    (_newer, entry, *_older) = log._read(lambda session: entries(session, entity_id=1, entity="client"))[::-1]
    assert (entry.actor, entry.member_id) == ("Liis Kask", None)


values = st.one_of(st.none(), st.text(), st.integers(), st.booleans())
fields = st.dictionaries(st.sampled_from("abcdef"), values)


@given(fields, fields)
def test_differences_lead_from_old_to_new(old, new):
    found = differences(old, new)
    assert {**old, **{name: after for name, (_before, after) in found.items()}} == {**old, **new} or any(
        name not in old and new[name] is None for name in new
    )
    assert all(before != after for before, after in found.values())
    assert set(found) <= set(new)
