"""Contacts of a client (P2.1)."""

from datetime import timedelta

import pytest

from app.core.errors import KontorError, NotFound, Refused
from app.core.events import ClientsChanged
from tests.clients.conftest import KADRI, LIIS, Book
from tests.stores import NOW

HELVE = {"name": "Helve Raudsepp", "email": "helve@kringel.example", "phone": "555 01 44", "role": "Owner"}


async def contacts(book: Book, client_id: int) -> list[tuple[str, bool]]:
    return [(c.name, c.is_primary) for c in (await book.detail(client_id)).contacts]


async def test_adding_one(book: Book):
    client_id = await book.client()
    book.heard.since()
    book.clock.turn(timedelta(hours=1))
    contact_id = await book.service.add_contact(KADRI, client_id, {**HELVE, "name": " Helve  Raudsepp "})
    detail = await book.detail(client_id)
    (contact,) = detail.contacts
    assert contact.id == contact_id
    assert {name: getattr(contact, name) for name in HELVE} == HELVE
    assert contact.is_primary
    assert detail.changed_at == NOW + timedelta(hours=1)
    assert book.heard.since() == [ClientsChanged(frozenset({client_id}))]
    entry = await book.last()
    assert (entry.action, entry.entity, entry.entity_id, entry.title) == (
        "edit",
        "client",
        client_id,
        "Kuldne Kringel OÜ",
    )
    assert entry.changes == {f"contact.{contact_id}": (None, {**HELVE, "is_primary": True})}


async def test_there_is_one_primary_contact(book: Book):
    client_id, other = await book.client(), await book.client("Other")
    helve, arvo = [await book.service.add_contact(KADRI, client_id, {"name": n}) for n in ("Helve", "Arvo")]
    await book.service.add_contact(KADRI, other, {"name": "Elsewhere"})
    assert await contacts(book, client_id) == [("Helve", True), ("Arvo", False)]
    ott = await book.service.add_contact(KADRI, client_id, {"name": "Ott", "is_primary": True})
    assert await contacts(book, client_id) == [("Ott", True), ("Arvo", False), ("Helve", False)]
    await book.service.change_contact(KADRI, arvo, {"is_primary": True})
    assert await contacts(book, client_id) == [("Arvo", True), ("Helve", False), ("Ott", False)]
    await book.service.change_contact(KADRI, arvo, {"is_primary": False})  # another is chosen instead
    assert (await contacts(book, client_id))[0] == ("Arvo", True)
    extra = await book.service.add_contact(KADRI, client_id, {"name": "Extra"})
    await book.service.remove_contact(KADRI, extra)
    assert (await contacts(book, client_id))[0] == ("Arvo", True)
    await book.service.remove_contact(KADRI, arvo)
    assert await contacts(book, client_id) == [("Helve", True), ("Ott", False)]
    await book.service.remove_contact(KADRI, ott)
    await book.service.remove_contact(KADRI, helve)
    assert await contacts(book, client_id) == []
    assert await contacts(book, other) == [("Elsewhere", True)]


async def test_changing_one(book: Book):
    client_id = await book.client()
    contact_id = await book.service.add_contact(KADRI, client_id, HELVE)
    book.heard.since()
    await book.service.change_contact(KADRI, contact_id, {"phone": "555 01 90"})
    ((old, new),) = (await book.last()).changes.values()
    assert (old["phone"], new["phone"]) == ("555 01 44", "555 01 90")
    assert book.heard.since() == [ClientsChanged(frozenset({client_id}))]
    log = await book.log()
    await book.service.change_contact(KADRI, contact_id, {**HELVE, "phone": " 555 01 90", "is_primary": True})
    assert await book.log() == log
    assert book.heard.since() == []


@pytest.mark.parametrize(
    ("values", "code"),
    [({"name": " "}, "no_name"), ({"name": "x" * 201}, "too_long"), ({"email": "helve"}, "not_an_email"),
     ({"role": "x" * 101}, "too_long"), ({"age": 5}, "unknown_field")],
)  # fmt: skip
async def test_what_does_not_fit(book: Book, values, code: str):
    client_id = await book.client()
    contact_id = await book.service.add_contact(KADRI, client_id, HELVE)
    before = await book.detail(client_id)
    for work in (
        book.service.add_contact(KADRI, client_id, {**HELVE, **values}),
        book.service.change_contact(KADRI, contact_id, {"phone": "1", **values}),
    ):
        with pytest.raises(KontorError) as caught:
            await work
        assert caught.value.code == code
    assert await book.detail(client_id) == before


async def test_a_contact_needs_a_name(book: Book):
    client_id = await book.client()
    with pytest.raises(KontorError) as caught:
        await book.service.add_contact(KADRI, client_id, {"email": "a@b.ee"})
    assert caught.value.code == "no_name"


async def test_members_change_contacts_of_their_own_clients(book: Book):
    own, other = await book.client("Own", manager_id=3), await book.client("Other")
    mine = await book.service.add_contact(LIIS, own, HELVE)
    await book.service.change_contact(LIIS, mine, {"phone": "1"})
    await book.service.remove_contact(LIIS, mine)
    theirs = await book.service.add_contact(KADRI, other, HELVE)
    for work in (
        book.service.add_contact(LIIS, other, HELVE),
        book.service.change_contact(LIIS, theirs, {"phone": "1"}),
        book.service.remove_contact(LIIS, theirs),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
    assert (await book.detail(other)).contacts[0].phone == HELVE["phone"]


async def test_a_contact_that_is_not_there(book: Book):
    for work in (book.service.change_contact(KADRI, 99, {}), book.service.remove_contact(KADRI, 99)):
        with pytest.raises(NotFound):
            await work


async def test_a_contacts_id_is_never_given_again(book: Book):
    client_id = await book.client()
    first = await book.service.add_contact(KADRI, client_id, HELVE)
    await book.service.remove_contact(KADRI, first)
    assert await book.service.add_contact(KADRI, client_id, HELVE) > first
