"""What screens show of clients (P2.2)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.clients.composing import NAMES
from app.clients.views import ClientCounts, ClientDetail, ClientRow, SameCode
from app.db.audit import Change, record
from app.importing.tables import ImportRow, ImportRun
from tests.clients.conftest import KADRI, LIIS, MARTEN, TRUSTED, Book
from tests.stores import NOW


async def test_a_row_has_what_the_list_shows(book: Book):
    client_id = await book.client(
        country="EE", registration_code="1820 4418", vat_number="EE102204418", client_code="K-17", mark="KRIN",
        manager_id=3, language="et", email="info@kringel.example", phone="555", groups=["öö", "Monthly", "annual"],
    )  # fmt: skip
    await book.link(client_id, "trigon", "7", NOW - timedelta(days=3))
    await book.link(client_id, "tripletex", "1", NOW - timedelta(days=1))
    await book.link(client_id, "trigon", "8", NOW - timedelta(days=2))
    await book.verdict(client_id, "amber", "in_liquidation")
    (row,) = await book.rows()
    assert row == ClientRow(
        id=client_id,
        name="Kuldne Kringel OÜ",
        mark="KRIN",
        country="EE",
        registration_code="1820 4418",
        vat_number="EE102204418",
        client_code="K-17",
        status="active",
        manager_id=3,
        manager="Liis Kask",
        groups=("annual", "Monthly", "öö"),
        integrations=("trigon", "tripletex"),
        language="et",
        email="info@kringel.example",
        phone="555",
        registry_flag="amber",
        registry_reason="in_liquidation",
        registry_facts={"source": "Äriregister"},
        imported_at=NOW - timedelta(days=1),
        changed_at=NOW,
    )
    assert row.imported_at.tzinfo is UTC
    assert row.changed_at.tzinfo is UTC


async def test_a_bare_row(book: Book):
    await book.client(country="")
    (row,) = await book.rows()
    assert (row.manager_id, row.manager, row.groups, row.integrations, row.imported_at) == (
        None,
        "",
        (),
        (),
        None,
    )


def test_the_columns_are_in_the_order_of_the_fields():
    put_in = {"manager", "groups", "integrations", "imported_at"}
    assert [name for name in ClientRow.__struct_fields__ if name not in put_in] == NAMES.split()
    assert ClientDetail.__struct_fields__[: len(ClientRow.__struct_fields__)] == ClientRow.__struct_fields__


async def test_rows_cannot_be_changed(book: Book):
    await book.client()
    (row,) = await book.rows()
    with pytest.raises(AttributeError):
        row.name = "X"


async def test_rows_come_in_the_order_of_ids(book: Book):
    ids = [await book.client(name) for name in ("C", "A", "B")]
    assert [row.id for row in await book.rows()] == ids


async def test_moments_are_read_as_the_database_types_read_them(book: Book):
    client_id = await book.client()
    for moment in (
        NOW,
        NOW + timedelta(microseconds=1),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ):

        def work(session: Session, moment=moment) -> None:
            from app.clients.tables import Client

            session.get_one(Client, client_id).changed_at = moment

        await book.has(work)
        assert (await book.rows())[0].changed_at == moment


async def test_the_number_of_queries_does_not_grow_with_the_clients(book: Book):
    asked: list[str] = []
    event.listen(book.store.reader, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await book.client(groups=["Monthly"])
    await book.rows()
    few = len(asked)
    for n in range(20):
        await book.link(
            await book.client(f"Client {n}", groups=[f"Group {n}"], members=[3]), "trigon", str(n)
        )
    asked.clear()
    await book.rows()
    assert len(asked) == few
    asked.clear()
    await book.rows(LIIS)
    assert len(asked) == few


async def test_what_an_import_wrote(book: Book):
    made, updated, skipped, other = [
        await book.client(name) for name in ("Made", "Updated", "Skipped", "Other")
    ]

    def work(session: Session) -> None:
        for run in (1, 2):
            session.add(
                ImportRun(id=run, source="trigon", fetched_at=NOW, confirmed_at=NOW, actor="Kadri Tamm")
            )
        session.flush()
        rows = ((1, made, "created"), (1, updated, "updated"), (1, skipped, "skipped"), (1, None, "failed"),
                (2, other, "updated"), (2, made, "updated"))  # fmt: skip
        for run, client, outcome in rows:
            session.add(
                ImportRow(run_id=run, client_id=client, outcome=outcome, remote_id="1", name="x", state="new")
            )

    await book.has(work)
    assert [row.name for row in await book.rows(run_id=1)] == ["Made", "Updated"]
    assert [row.name for row in await book.rows(run_id=2)] == ["Made", "Other"]
    assert await book.rows(run_id=3) == ()
    await book.service.assign_manager(KADRI, [updated], 3)
    assert [row.name for row in await book.rows(LIIS, run_id=1)] == ["Updated"]


async def test_everything_about_one_client(book: Book):
    parent = await book.client("Holding")
    client_id = await book.client(
        parent_id=parent, notes="a\n\nb", address="Lao 4", time_mandatory=True, members=[2]
    )
    await book.link(client_id, "tripletex", "55")
    await book.link(client_id, "trigon", "7")
    vanished = "readable = 0, remote_active = 0, vanished_at = '2026-11-19 00:00:00.000000'"
    change = text(f"UPDATE client_link SET {vanished} WHERE remote_id = '7'")
    await book.has(lambda session: session.execute(change))
    detail = await book.detail(client_id)
    (row,) = [row for row in await book.rows() if row.id == client_id]
    assert [getattr(detail, name) for name in ClientRow.__struct_fields__] == [
        getattr(row, name) for name in ClientRow.__struct_fields__
    ]
    assert (detail.parent, detail.notes, detail.address, detail.members) == (
        "Holding",
        "a\n\nb",
        "Lao 4",
        ("Marten Saar",),
    )
    assert (detail.time_mandatory, detail.topic_mandatory) == (True, False)
    gone, there = detail.links
    assert (gone.integration, gone.remote_id, gone.readable, gone.remote_active) == (
        "trigon",
        "7",
        False,
        False,
    )
    assert gone.vanished_at == datetime(2026, 11, 19, tzinfo=UTC)
    assert (there.integration, there.readable, there.remote_active, there.vanished_at) == (
        "tripletex",
        True,
        True,
        None,
    )


async def test_counts(book: Book):
    assert await book.queries.counts(KADRI) == ClientCounts(0, 0, 0, 0, 0, 0)
    ids = [await book.client(f"Client {n}", manager_id=3 if n < 3 else None) for n in range(6)]
    for client_id, flag in zip(ids, ("red", "red", "amber", "green", "grey", "red"), strict=True):
        await book.verdict(client_id, flag, "found")
    await book.service.deactivate(KADRI, ids[5:])
    assert await book.queries.counts(KADRI) == ClientCounts(
        active=5, inactive=1, red=2, amber=1, grey=1, without_manager=2
    )
    assert await book.queries.counts(LIIS) == ClientCounts(3, 0, 2, 1, 0, 0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("põhja", ["Põhjatäht Logistika AS", "Uus Põhjatäht OÜ", "Vana Põhjatäht OÜ"]),
        ("PÕHJATÄHT  logi", ["Põhjatäht Logistika AS"]),
        ("ühisÄRI", ["Eesti Ühisäri TÜ"]),
        ("908412206", ["Blåskjell Sjømat AS"]),
        ("908 412", ["Blåskjell Sjømat AS"]),
        ("412.206", ["Blåskjell Sjømat AS"]),
        ("k-17", ["Blåskjell Sjømat AS"]),
        ("blås", ["Blåskjell Sjømat AS"]),
        ("zz", ["Uus Põhjatäht OÜ"]),
        ("100%", ["100% [Laud] *?"]),
        ("[laud] *?", ["100% [Laud] *?"]),
        ("]", ["100% [Laud] *?"]),
        ("^", []),
        ("_", []),
        ("*", ["100% [Laud] *?"]),
        ("", []),
        ("   ", []),
        ("x" * 5000, []),
    ],
)
async def test_finding(book: Book, typed: str, found: list[str]):
    await book.client("Vana Põhjatäht OÜ", status="inactive")
    await book.client("Uus Põhjatäht OÜ", mark="ZZ")
    await book.client("Põhjatäht Logistika AS")
    await book.client("Blåskjell Sjømat AS", registration_code="908 412 206", client_code="K-17")
    await book.client("Eesti Ühisäri TÜ")
    await book.client("100% [Laud] *?")
    assert [client.name for client in await book.queries.find(KADRI, typed)] == found
    assert len(await book.queries.find(KADRI, "a", limit=2)) == 2


async def test_clients_with_the_same_code(book: Book):
    one = await book.client("One", country="EE", registration_code="1042 1629")
    two = await book.client("Two", country="EE", registration_code="EE10421629")
    await book.client("Norwegian", country="NO", registration_code="10421629")
    await book.client("None", country="EE")
    same = await book.queries.same_code(KADRI, "ee", "1042.1629")
    assert ([found.name for found in same.clients], same.others) == (["One", "Two"], 0)
    same = await book.queries.same_code(KADRI, "EE", "10421629", but=one)
    assert [found.id for found in same.clients] == [two]
    assert await book.queries.same_code(KADRI, "EE", "") == SameCode((), 0)
    assert await book.queries.same_code(KADRI, "EE", "10421628") == SameCode((), 0)


async def test_P1_4_who_has_the_same_code_is_named_to_those_who_may_see_it(book: Book):
    await book.client("Managed", country="EE", registration_code="10421629", manager_id=3)
    await book.client("Joined", country="EE", registration_code="1042 1629", members=[3])
    await book.client("Other", country="EE", registration_code="10421629", manager_id=2)
    same = await book.queries.same_code(LIIS, "EE", "10421629")
    assert ([found.name for found in same.clients], same.others) == (["Managed", "Joined"], 1)
    assert "Other" not in repr(same)
    for actor in (TRUSTED, MARTEN):
        same = await book.queries.same_code(actor, "EE", "10421629")
        assert (len(same.clients), same.others) == (3, 0)


# --- history --------------------------------------------------------------------------------------


async def test_history_speaks_in_names(book: Book):
    parent = await book.client("Holding")
    client_id = await book.client(manager_id=3)
    contact = await book.service.add_contact(
        KADRI, client_id, {"name": "Helve", "phone": "555", "role": "Owner"}
    )
    await book.service.change(
        KADRI,
        client_id,
        {
            "manager_id": 4,
            "parent_id": parent,
            "members": [1, 2],
            "time_mandatory": True,
            "groups": ["B", "A"],
        },
    )
    await book.service.deactivate(KADRI, [client_id])
    status, changed, helve, added = await book.queries.history(KADRI, client_id)
    assert status.changes == {"status": ("Active", "Inactive")}
    assert changed.changes == {
        "manager_id": ("Liis Kask", "Ingrid Solheim"),
        "parent_id": (None, "Holding"),
        "members": ([], ["Kadri Tamm", "Marten Saar"]),
        "time_mandatory": ("no", "yes"),
        "groups": ([], ["A", "B"]),
    }
    assert helve.changes == {f"contact.{contact}": (None, "Helve, 555, Owner")}
    assert added.changes["manager_id"] == (None, "Liis Kask")
    await book.service.delete(KADRI, parent, "Holding")
    orphaned, _status, changed = (await book.queries.history(KADRI, client_id))[:3]
    assert orphaned.changes == {"parent_id": ("Holding", None)}
    assert changed.changes["parent_id"] == (None, "Holding")  # by the name that it had
    lost = Change("edit", "client", client_id, "Sild", {"parent_id": (None, 999)})
    await book.has(lambda session: record(session, KADRI, book.clock.now(), [lost]))
    assert (await book.queries.history(KADRI, client_id))[0].changes == {"parent_id": (None, "#999")}


async def test_history_is_of_one_client(book: Book):
    one, other = await book.client("One"), await book.client("Other")
    await book.service.change(KADRI, other, {"phone": "5"})
    assert [entry.title for entry in await book.queries.history(KADRI, one)] == ["One"]
    assert await book.queries.history(KADRI, 99) == ()
