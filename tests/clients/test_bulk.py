"""Changes of many clients (P2.2, P2.4) and groups (P2.1)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.errors import KontorError, NotFound, Refused, WrongUsage
from app.core.events import ClientsChanged
from tests.clients.conftest import KADRI, LIIS, MARTEN, TRUSTED, Book
from tests.stores import NOW


@pytest.fixture
async def three(book: Book) -> list[int]:
    ids = [await book.client(name, manager_id=3) for name in ("One", "Two", "Three")]
    book.heard.since()
    book.clock.turn(timedelta(hours=1))
    return ids


async def test_deactivating_and_back(book: Book, three: list[int]):
    assert await book.service.deactivate(MARTEN, three[:2]) == 2
    assert [row.status for row in await book.rows()] == ["inactive", "inactive", "active"]
    assert book.heard.since() == [ClientsChanged(frozenset(three[:2]))]
    assert [row.changed_at - NOW for row in await book.rows()] == [timedelta(hours=1)] * 2 + [timedelta(0)]
    edits = await book.log(action="edit")
    assert [(e.entity_id, e.title, e.changes) for e in edits] == [
        (three[0], "One", {"status": ("active", "inactive")}),
        (three[1], "Two", {"status": ("active", "inactive")}),
    ]
    assert await book.service.activate(MARTEN, three) == 2  # the third one was
    assert [row.status for row in await book.rows()] == ["active"] * 3


async def test_what_is_so_already_is_left_alone(book: Book, three: list[int]):
    before, log = await book.rows(), await book.log()
    assert await book.service.activate(KADRI, three) == 0
    assert await book.service.assign_manager(KADRI, three, 3) == 0
    assert await book.service.set_groups(KADRI, three) == 0
    assert await book.service.set_groups(KADRI, three, remove=["Nowhere"]) == 0
    assert await book.service.deactivate(KADRI, []) == 0
    assert (await book.rows(), await book.log(), book.heard.since()) == (before, log, [])


async def test_assigning_a_manager(book: Book, three: list[int]):
    assert await book.service.assign_manager(TRUSTED, three, 4) == 3
    assert {row.manager for row in await book.rows()} == {"Ingrid Solheim"}
    assert (await book.last()).changes == {"manager_id": (3, 4)}
    assert await book.service.assign_manager(TRUSTED, [three[0], three[0]], None) == 1
    assert [row.manager for row in await book.rows()] == ["", "Ingrid Solheim", "Ingrid Solheim"]


@pytest.mark.parametrize(("member", "kind"), [(5, WrongUsage), (99, NotFound)])
async def test_who_cannot_manage(book: Book, three: list[int], member: int, kind):
    with pytest.raises(kind):
        await book.service.assign_manager(KADRI, three, member)
    assert {row.manager_id for row in await book.rows()} == {3}


async def test_all_or_nothing(book: Book, three: list[int]):
    log = await book.log()
    for work in (
        book.service.deactivate(KADRI, [*three, 99]),
        book.service.set_groups(KADRI, [*three, 99], add=["Monthly"]),
        book.service.set_groups(KADRI, three, add=["Monthly", " "]),
    ):
        with pytest.raises(KontorError):
            await work
    assert {row.status for row in await book.rows()} == {"active"}
    assert await book.queries.groups() == ()
    assert await book.log() == log


async def test_more_than_a_statement_takes_values(book: Book):
    """Each with its entry in the log."""
    book.store._write(lambda session: session.connection().exec_driver_sql(_MANY))
    ids = range(1, 33_001)
    assert await book.service.assign_manager(KADRI, ids, 3) == 33_000
    assert book.heard.since() == [ClientsChanged(None)]
    assert await book.service.set_groups(KADRI, ids, add=["All"]) == 33_000
    counted = text("SELECT count(DISTINCT entity_id), count(*) FROM audit_entry WHERE action = 'edit'")
    assert await book.store.read(lambda session: tuple(session.execute(counted).one())) == (33_000, 66_000)
    (group,) = await book.queries.groups()
    assert (group.name, group.clients) == ("All", 33_000)


_MANY = """
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 33000)
    INSERT INTO client (id, name, country, registration_code, vat_number, client_code, mark, status, language, address,
        phone, email, notes, time_mandatory, topic_mandatory, registry_flag, registry_reason, registry_facts,
        created_at, changed_at)
    SELECT n, 'Client ' || n, 'EE', '', '', '', '', 'active', '', '', '', '', '', 0, 0, 'grey', 'no_code', '{}',
        '2026-01-01 00:00:00.000000', '2026-01-01 00:00:00.000000' FROM n
"""


# --- groups ---------------------------------------------------------------------------------------


async def test_a_group_typed_with_other_spaces_is_the_same_group(book: Book, three: list[int]):
    await book.service.change(KADRI, three[0], {"groups": ["Big clients"]})
    for typed in ("Big  clients", "Big\u00a0Clients"):
        await book.service.change(KADRI, three[0], {"groups": [typed]})
        assert [row.groups for row in await book.rows()] == [("Big clients",), (), ()]


async def test_groups_are_made_by_name(book: Book, three: list[int]):
    assert await book.service.set_groups(KADRI, three[:2], add=[" Monthly ", "Öö", "monthly"]) == 2
    assert [(g.name, g.clients) for g in await book.queries.groups()] == [("Monthly", 2), ("Öö", 2)]
    assert book.heard.since() == [ClientsChanged(frozenset(three[:2]))]
    assert [row.changed_at - NOW for row in await book.rows()] == [timedelta(hours=1)] * 2 + [timedelta(0)]
    made = await book.log(entity="client_group")
    assert [(e.action, e.title) for e in made] == [("add", "Monthly"), ("add", "Öö")]
    assert (await book.last()).changes == {"groups": ([], ["Monthly", "Öö"])}
    assert await book.service.set_groups(KADRI, three, add=["MONTHLY", "ÖÖ"], remove=["öö"]) == 3
    assert [row.groups for row in await book.rows()] == [("Monthly",)] * 3
    assert len(await book.queries.groups()) == 2


async def test_members_group_their_own_clients(book: Book, three: list[int]):
    other = await book.client("Other", manager_id=2)
    assert await book.service.set_groups(LIIS, three, add=["Mine"]) == 3
    with pytest.raises(Refused):
        await book.service.set_groups(LIIS, [*three, other], add=["Yours"])
    assert [g.name for g in await book.queries.groups()] == ["Mine"]


async def test_renaming_a_group(book: Book, three: list[int]):
    await book.service.set_groups(KADRI, three, add=["Monthly", "Payroll"])
    monthly, payroll = await book.queries.groups()
    book.heard.since()
    await book.service.rename_group(MARTEN, monthly.id, " monthly  reports")
    assert {row.groups for row in await book.rows()} == {("monthly reports", "Payroll")}
    assert book.heard.since() == [ClientsChanged()]
    assert (await book.last()).changes == {"name": ("Monthly", "monthly reports")}
    await book.service.rename_group(MARTEN, monthly.id, "monthly reports")
    assert book.heard.since() == []
    await book.service.rename_group(MARTEN, payroll.id, "PAYROLL")
    for name, code in (("payroll", "name_taken"), (" ", "no_name"), ("x" * 101, "too_long")):
        with pytest.raises(KontorError) as caught:
            await book.service.rename_group(MARTEN, monthly.id, name)
        assert caught.value.code == code
    with pytest.raises(NotFound):
        await book.service.rename_group(MARTEN, 99, "X")


async def test_removing_a_group(book: Book, three: list[int]):
    await book.service.set_groups(KADRI, three, add=["Monthly"])
    (group,) = await book.queries.groups()
    with pytest.raises(Refused) as caught:
        await book.service.remove_group(KADRI, group.id)
    assert caught.value.code == "group_in_use"
    await book.service.set_groups(KADRI, three, remove=["Monthly"])
    book.heard.since()
    await book.service.remove_group(KADRI, group.id)
    assert await book.queries.groups() == ()
    assert book.heard.since() == [ClientsChanged()]
    assert (await book.last()).action == "delete"
    with pytest.raises(NotFound):
        await book.service.remove_group(KADRI, group.id)
