"""Deleting names what goes with it, asks for the name and makes a backup (P2.4)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.errors import DatabaseUnusable, Refused
from app.core.events import ClientsChanged
from app.db.backup import faults_in
from tests.clients.conftest import FULL, KADRI, Book


async def test_deleting_needs_the_name_and_makes_a_backup(book: Book):
    client_id = await book.service.add(KADRI, {**FULL, "groups": ["Monthly"]})
    await book.service.add_contact(KADRI, client_id, {"name": "Helve Raudsepp"})
    for typed in ("", "Kuldne Kringel", "kuldne kringel oü"):
        with pytest.raises(Refused) as caught:
            await book.service.delete(KADRI, client_id, typed)
        assert caught.value.code == "name_differs"
    assert not book.home.backups.exists()
    book.heard.since()
    await book.service.delete(KADRI, client_id, " Kuldne  Kringel OÜ ")
    assert await book.rows() == ()
    assert book.heard.since() == [ClientsChanged(frozenset({client_id}))]
    (backup,) = book.home.backups.iterdir()
    assert backup.name == f"kontor-20261120-081200-before-delete-{client_id}.sqlite"
    assert faults_in(backup) == ""
    assert faults_in(book.home.database) == ""
    entry = await book.last()
    assert (entry.action, entry.title) == ("delete", "Kuldne Kringel OÜ")
    assert entry.changes["registration_code"] == ("18204418", None)
    count = await book.store.read(lambda s: s.execute(text("SELECT count(*) FROM contact")).scalar())
    assert count == 0


async def test_P1_6_the_history_of_a_deleted_client_keeps_what_went_with_it(book: Book):
    region = await book.service.add_field(KADRI, "Region", "text")
    client_id = await book.service.add(
        KADRI,
        {**FULL, "groups": ["Payroll", "Monthly"], "members": [4, 3], "custom": {region: "Tartu"}},
    )
    contact_id = await book.service.add_contact(
        KADRI, client_id, {"name": "Helve Raudsepp", "email": "helve@kringel.example", "role": "Owner"}
    )
    await book.link(client_id, "trigon", "7")
    await book.link(client_id, "tripletex", "11")
    await book.link(client_id, "tripletex", "12")
    await book.service.delete(KADRI, client_id, "Kuldne Kringel OÜ")
    gone = {field: old for field, (old, new) in (await book.last()).changes.items() if new is None}
    assert (
        gone.items()
        >= {
            "groups": ["Monthly", "Payroll"],
            "members": [3, 4],
            "custom.Region": "Tartu",
            f"contact.{contact_id}": {
                "name": "Helve Raudsepp",
                "email": "helve@kringel.example",
                "phone": "",
                "role": "Owner",
                "is_primary": True,
            },
            "link.trigon": "7",
            "link.tripletex": ["11", "12"],
        }.items()
    )
    shown = (await book.queries.history(KADRI, client_id))[0].changes
    assert shown["members"] == (["Liis Kask", "Ingrid Solheim"], None)
    assert shown[f"contact.{contact_id}"] == ("Helve Raudsepp, helve@kringel.example, Owner", None)


async def test_P1_6_nothing_is_said_of_what_a_deleted_client_did_not_have(book: Book):
    client_id = await book.client("Bare", country="")
    await book.service.delete(KADRI, client_id, "Bare")
    assert set((await book.last()).changes) <= {"name", "mark", "status", "time_mandatory", "topic_mandatory"}


async def test_P1_6_children_of_a_deleted_client_remember_their_parent(book: Book):
    parent = await book.client("Parent")
    child = await book.client("Child", parent_id=parent)
    await book.client("Other")
    before = (await book.detail(child)).changed_at
    book.heard.since()
    book.clock.turn(timedelta(hours=1))
    await book.service.delete(KADRI, parent, "Parent")
    assert book.heard.since() == [ClientsChanged(frozenset({parent, child}))]
    assert (await book.detail(child)).changed_at > before
    entry = (await book.queries.history(KADRI, child))[0]
    assert (entry.action, entry.title, entry.changes) == ("edit", "Child", {"parent_id": ("Parent", None)})


async def test_without_a_backup_nothing_is_deleted(book: Book):
    client_id = await book.client()
    book.home.backups.write_text("a file where the folder should be")
    with pytest.raises(DatabaseUnusable) as caught:
        await book.service.delete(KADRI, client_id, "Kuldne Kringel OÜ")
    assert caught.value.code == "backup_failed"
    assert len(await book.rows()) == 1


async def test_what_goes_with_a_client(book: Book):
    client_id = await book.client(groups=["Monthly", "Payroll"], members=[1])
    await book.client("Daughter", parent_id=client_id)
    assert set(await book.service.consequences(KADRI, client_id)) == {
        "its place in 2 groups",
        "1 further member",
        "1 client loses its parent client",
    }
    for name in ("Helve", "Arvo"):
        await book.service.add_contact(KADRI, client_id, {"name": name})
    await book.link(client_id, "trigon", "7")
    assert {"2 contacts", "the link to 1 accounting program"} <= set(
        await book.service.consequences(KADRI, client_id)
    )
    assert await book.service.obstacles(KADRI, client_id) == ()
    await book.service.delete(KADRI, client_id, "Kuldne Kringel OÜ")
    (daughter,) = await book.rows()
    assert (await book.detail(daughter.id)).parent_id is None
    assert faults_in(book.home.database) == ""


async def test_an_id_is_never_given_again(book: Book):
    """Else the history of a deleted client would be the new one's."""
    first = await book.client("First")
    await book.service.delete(KADRI, first, "First")
    second = await book.client("Second")
    assert second > first
    assert [entry.title for entry in await book.queries.history(KADRI, second)] == ["Second"]
    assert [entry.title for entry in await book.queries.history(KADRI, first)] == ["First", "First"]
