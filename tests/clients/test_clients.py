"""Adding and changing a client (P2.1, P1.6)."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.clients.values import FIELDS, field_name
from app.core.errors import KontorError, NotFound, WrongUsage
from app.core.events import ClientsChanged
from tests.clients.conftest import FULL, KADRI, MARTEN, Book
from tests.stores import NOW

# --- adding ---------------------------------------------------------------------------------------


async def test_a_name_is_enough(book: Book):
    client_id = await book.service.add(KADRI, {"name": "  Kuldne  Kringel OÜ "})
    detail = await book.detail(client_id)
    assert (detail.name, detail.mark, detail.country, detail.status) == (
        "Kuldne Kringel OÜ",
        "KULD",
        "EE",
        "active",
    )
    assert (detail.registry_flag, detail.registry_reason, detail.registry_at) == ("grey", "no_code", None)
    assert (detail.manager_id, detail.manager, detail.parent_id, detail.parent) == (None, "", None, "")
    assert detail.created_at == detail.changed_at == NOW
    assert book.heard.since() == [ClientsChanged(frozenset({client_id}))]
    entry = await book.last()
    assert (entry.action, entry.entity, entry.entity_id, entry.title) == (
        "add",
        "client",
        client_id,
        "Kuldne Kringel OÜ",
    )
    assert entry.changes == {
        "name": (None, "Kuldne Kringel OÜ"),
        "mark": (None, "KULD"),
        "country": (None, "EE"),
    }


async def test_every_field_comes_back(book: Book):
    parent = await book.client("Kringel Holding AS")
    client_id = await book.service.add(
        MARTEN, {**FULL, "parent_id": parent, "groups": ["Payroll", "Monthly"], "members": [4, 1]}
    )
    detail = await book.detail(client_id)
    assert {name: getattr(detail, name) for name in FULL} == FULL
    assert (detail.parent_id, detail.parent, detail.manager) == (parent, "Kringel Holding AS", "Liis Kask")
    assert detail.groups == ("Monthly", "Payroll")
    assert (detail.member_ids, detail.members) == ((4, 1), ("Ingrid Solheim", "Kadri Tamm"))
    assert (detail.registry_flag, detail.registry_reason) == ("grey", "not_checked")
    entry = await book.last()
    assert set(entry.changes) == {*FULL, "parent_id", "groups", "members"}
    assert entry.changes["groups"] == (None, ["Monthly", "Payroll"])
    assert entry.actor == "Marten Saar"


async def test_an_own_mark_and_country(book: Book):
    detail = await book.detail(await book.client("Nordavind AS", mark="nord 7", country="no"))
    assert (detail.mark, detail.country) == ("NORD", "NO")
    assert (await book.detail(await book.client("X", country=""))).country == ""


DOES_NOT_FIT = [
    ({"name": " "}, "no_name"),
    ({"name": "x" * 401}, "too_long"),
    ({"email": "info"}, "not_an_email"),
    ({"country": "EST"}, "unknown_country"),
    ({"country": "E1"}, "unknown_country"),
    ({"language": "estonian"}, "unknown_language"),
    ({"status": "asleep"}, "unknown_value"),
    ({"registration_code": "1" * 65}, "too_long"),
    ({"notes": "x" * 20_001}, "too_long"),
    ({"manager_id": 99}, "unknown_member"),
    ({"manager_id": 5}, "inactive_member"),
    ({"parent_id": 99}, "unknown_client"),
    ({"members": [99]}, "unknown_member"),
    ({"groups": ["  "]}, "no_name"),
    ({"groups": ["x" * 101]}, "too_long"),
    ({"custom": {99: "x"}}, "unknown_field"),
    ({"colour": "red"}, "unknown_field"),
    ({"id": 7}, "unknown_field"),
    ({"registry_flag": "green"}, "unknown_field"),
]


@pytest.mark.parametrize(("values", "code"), DOES_NOT_FIT)
async def test_what_does_not_fit_adds_nothing(book: Book, values, code: str):
    before = await book.log()
    with pytest.raises(KontorError) as caught:
        await book.service.add(KADRI, {"name": "X", **values})
    assert caught.value.code == code
    assert caught.value.hint or code == "unknown_field"
    assert await book.rows() == ()
    assert await book.log() == before
    assert await book.queries.groups() == ()
    assert book.heard.since() == []


@pytest.mark.parametrize(("values", "code"), DOES_NOT_FIT)
async def test_what_does_not_fit_changes_nothing(book: Book, values, code: str):
    client_id = await book.client()
    before, log = await book.detail(client_id), await book.log()
    with pytest.raises(KontorError) as caught:
        await book.service.change(KADRI, client_id, {"phone": "1", **values})
    assert caught.value.code == code
    assert await book.detail(client_id) == before
    assert await book.log() == log


# --- changing -------------------------------------------------------------------------------------


async def test_only_what_differs_is_written(book: Book):
    client_id = await book.service.add(KADRI, FULL)
    book.heard.since()
    book.clock.turn(timedelta(hours=1))
    await book.service.change(MARTEN, client_id, {**FULL, "phone": "+372 555 01 90", "time_mandatory": False})
    detail = await book.detail(client_id)
    assert detail.phone == "+372 555 01 90"
    assert (detail.created_at, detail.changed_at) == (NOW, NOW + timedelta(hours=1))
    assert book.heard.since() == [ClientsChanged(frozenset({client_id}))]
    entry = await book.last()
    assert (entry.action, entry.actor, entry.at) == ("edit", "Marten Saar", NOW + timedelta(hours=1))
    assert entry.changes == {"phone": ("+372 555 01 44", "+372 555 01 90"), "time_mandatory": (True, False)}


async def test_a_change_that_changes_nothing_writes_nothing(book: Book):
    client_id = await book.service.add(KADRI, {**FULL, "groups": ["Monthly"], "members": [4]})
    before, log = await book.detail(client_id), await book.log()
    book.heard.since()
    book.clock.turn(timedelta(hours=1))
    loose = {
        "name": " Kuldne  Kringel OÜ",
        "mark": "krin",
        "country": "ee",
        "groups": ["monthly "],
        "members": [4, 4],
    }
    await book.service.change(KADRI, client_id, {**FULL, **loose})
    await book.service.change(KADRI, client_id, {})
    assert await book.detail(client_id) == before
    assert await book.log() == log
    assert book.heard.since() == []


async def test_each_field_alone(book: Book):
    other = {**dict.fromkeys(FIELDS, ""), "name": "Uus AS", "mark": "UUS", "status": "active", "manager_id": 4,
             "time_mandatory": False, "topic_mandatory": False}  # fmt: skip
    client_id = await book.service.add(KADRI, FULL)
    for name in FULL:
        old = getattr(await book.detail(client_id), name)
        await book.service.change(KADRI, client_id, {name: other[name]})
        assert getattr(await book.detail(client_id), name) == other[name]
        assert (await book.last()).changes == {name: (old, other[name])}


async def test_an_emptied_mark_is_made_anew(book: Book):
    client_id = await book.client(mark="ZZ")
    await book.service.change(KADRI, client_id, {"mark": " "})
    assert (await book.detail(client_id)).mark == "KULD"
    await book.service.change(KADRI, client_id, {"name": "Saarepuu", "mark": ""})
    assert (await book.detail(client_id)).mark == "SAAR"
    await book.service.change(KADRI, client_id, {"name": "Rannakivi"})
    assert (await book.detail(client_id)).mark == "SAAR"  # a name alone leaves it


async def test_an_odd_value_from_elsewhere_does_not_stand_in_the_way(book: Book):
    client_id = await book.client()
    await book.has(
        lambda s: s.execute(text("UPDATE client SET email = 'info@a.ee; b@a.ee', country = 'EST'"))
    )
    await book.service.change(
        KADRI, client_id, {"email": "info@a.ee; b@a.ee", "country": "EST", "phone": "5"}
    )
    assert (await book.last()).changes == {"phone": ("", "5")}


async def test_a_client_that_is_not_there(book: Book):
    works = [
        book.service.change(KADRI, 99, {"name": "X"}),
        book.service.delete(KADRI, 99, "X"),
        book.service.consequences(KADRI, 99),
        book.service.obstacles(KADRI, 99),
        book.queries.detail(KADRI, 99),
        book.service.deactivate(KADRI, [99]),
        book.service.add_contact(KADRI, 99, {"name": "X"}),
    ]
    for work in works:
        with pytest.raises(NotFound) as caught:
            await work
        assert caught.value.code == "unknown_client"


async def test_a_parent_is_not_below_its_child(book: Book):
    top, middle, bottom = [await book.client(name) for name in ("Top", "Middle", "Bottom")]
    await book.service.change(KADRI, middle, {"parent_id": top})
    await book.service.change(KADRI, bottom, {"parent_id": middle})
    for parent in (top, middle, bottom):
        with pytest.raises(WrongUsage) as caught:
            await book.service.change(KADRI, top, {"parent_id": parent})
        assert caught.value.code == "circle"
    await book.service.change(KADRI, bottom, {"parent_id": top})
    await book.service.change(KADRI, bottom, {"parent_id": None})
    assert (await book.detail(bottom)).parent == ""


# --- what the register said -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"registration_code": "18204419"}, "not_checked"),
        ({"registration_code": ""}, "no_code"),
        ({"country": "NO"}, "not_checked"),
    ],
)
async def test_a_verdict_does_not_outlive_its_code(book: Book, change, reason: str):
    client_id = await book.service.add(KADRI, FULL)
    await book.verdict(client_id, "red", "not_found")
    await book.service.change(KADRI, client_id, change)
    detail = await book.detail(client_id)
    assert (detail.registry_flag, detail.registry_reason, detail.registry_facts, detail.registry_at) == (
        "grey",
        reason,
        {},
        None,
    )


@pytest.mark.parametrize(("reason", "stays"), [("found", True), ("not_found", True), ("other_name", False)])
async def test_a_verdict_about_the_name_goes_with_it(book: Book, reason: str, stays: bool):
    client_id = await book.service.add(KADRI, FULL)
    await book.verdict(client_id, "amber", reason)
    await book.service.change(KADRI, client_id, {"phone": "1"})
    assert (await book.detail(client_id)).registry_reason == reason
    await book.service.change(KADRI, client_id, {"name": "Kuldne Kringel 2 OÜ"})
    assert (await book.detail(client_id)).registry_reason == (reason if stays else "not_checked")


def test_every_field_has_a_name_for_people():
    assert field_name("registration_code") == "Registration code"
    assert field_name("custom.Region") == "Region"
    assert field_name("contact.12") == "Contact"
    assert field_name("groups") == "Groups"
    assert field_name("link.trigon") == "Id in the program"
    assert set(FULL) | {"parent_id"} == set(FIELDS)
