"""Custom fields (P2.1) and saved filters (P2.2)."""

import pytest

from app.core.errors import KontorError, NotFound, Refused, WrongUsage
from app.core.events import ClientsChanged
from app.core.rights import SCHEDULER
from tests.clients.conftest import KADRI, LIIS, MARTEN, Book


async def test_fields_and_their_values(book: Book):
    region = await book.service.add_field(KADRI, " Region ", "choice", ["North", " South", "North", ""])
    since = await book.service.add_field(KADRI, "Client since", "date")
    people = await book.service.add_field(KADRI, "People", "number", ["ignored"])
    assert book.heard.since() == [ClientsChanged()] * 3
    assert [(f.id, f.name, f.kind, f.choices, f.archived, f.used) for f in await book.queries.fields()] == [
        (since, "Client since", "date", (), False, 0),
        (people, "People", "number", (), False, 0),
        (region, "Region", "choice", ("North", "South"), False, 0),
    ]
    client_id = await book.client(custom={region: "south", since: "1.2.2026"})
    assert (await book.last()).changes["custom.Region"] == (None, "South")
    assert (await book.detail(client_id)).custom == (
        (since, "Client since", "date", "2026-02-01"),
        (region, "Region", "choice", "South"),
    )
    log = await book.log()
    await book.service.change(
        KADRI, client_id, {"custom": {region: "SOUTH", since: "2026-02-01", people: ""}}
    )
    assert await book.log() == log
    await book.service.change(KADRI, client_id, {"custom": {region: "", people: "1 200,50"}})
    assert (await book.last()).changes == {"custom.Region": ("South", ""), "custom.People": ("", "1200.5")}
    assert [value.name for value in (await book.detail(client_id)).custom] == ["Client since", "People"]
    assert [f.used for f in await book.queries.fields()] == [1, 1, 0]


async def test_a_value_that_does_not_fit_changes_nothing(book: Book):
    people = await book.service.add_field(KADRI, "People", "number")
    client_id = await book.client(custom={people: "5"})
    before = await book.detail(client_id)
    with pytest.raises(WrongUsage) as caught:
        await book.service.change(KADRI, client_id, {"phone": "1", "custom": {people: "many"}})
    assert caught.value.code == "unfit_value"
    assert await book.detail(client_id) == before


@pytest.mark.parametrize(
    ("name", "kind", "choices", "code"),
    [(" ", "text", (), "no_name"), ("x" * 101, "text", (), "too_long"), ("X", "colour", (), "unknown_value"),
     ("X", "choice", (), "no_choices"), ("REGION", "text", (), "name_taken")],
)  # fmt: skip
async def test_fields_that_cannot_be(book: Book, name: str, kind: str, choices, code: str):
    await book.service.add_field(KADRI, "Region", "text")
    with pytest.raises(KontorError) as caught:
        await book.service.add_field(KADRI, name, kind, choices)
    assert caught.value.code == code
    assert len(await book.queries.fields()) == 1


async def test_changing_a_field(book: Book):
    region = await book.service.add_field(KADRI, "Region", "choice", ["North"])
    await book.service.add_field(KADRI, "People", "number")
    book.heard.since()
    await book.service.change_field(
        MARTEN, region, {"name": "District", "choices": ["North", "East"], "archived": True}
    )
    field = next(f for f in await book.queries.fields() if f.id == region)
    assert (field.name, field.choices, field.archived) == ("District", ("North", "East"), True)
    assert (await book.last()).changes == {
        "name": ("Region", "District"),
        "choices": (["North"], ["North", "East"]),
        "archived": (False, True),
    }
    assert book.heard.since() == [ClientsChanged()]
    await book.service.change_field(MARTEN, region, {"name": "District", "archived": True})
    assert book.heard.since() == []
    for changes, code in (
        ({"name": "people"}, "name_taken"),
        ({"choices": []}, "no_choices"),
        ({"kind": "text"}, "unknown_field"),
    ):
        with pytest.raises(KontorError) as caught:
            await book.service.change_field(MARTEN, region, changes)
        assert caught.value.code == code
    with pytest.raises(NotFound):
        await book.service.change_field(MARTEN, 99, {})


async def test_a_used_field_is_archived_and_not_removed(book: Book):
    region = await book.service.add_field(KADRI, "Region", "text")
    client_id = await book.client(custom={region: "North"})
    with pytest.raises(Refused) as caught:
        await book.service.remove_field(KADRI, region)
    assert caught.value.code == "field_in_use"
    await book.service.change_field(KADRI, region, {"archived": True})
    assert (await book.detail(client_id)).custom[0].value == "North"
    await book.service.change(KADRI, client_id, {"custom": {region: ""}})
    await book.service.remove_field(KADRI, region)
    assert await book.queries.fields() == ()
    entry = await book.last()
    assert (entry.action, entry.title) == ("delete", "Region")


# --- saved filters --------------------------------------------------------------------------------


async def test_filters_are_ones_own(book: Book):
    content = {"status": "active", "groups": ["Öö"], "nested": {"a": [1, None]}}
    saved = await book.service.save_filter(LIIS, "clients", "  Mine ", content)
    await book.service.save_filter(LIIS, "tasks", "Mine", {})
    await book.service.save_filter(KADRI, "clients", "Mine", {"x": 1})
    assert [(f.id, f.name, f.content) for f in await book.service.saved_filters(LIIS, "clients")] == [
        (saved, "Mine", content)
    ]
    assert [f.content for f in await book.service.saved_filters(KADRI, "clients")] == [{"x": 1}]
    assert await book.service.saved_filters(SCHEDULER, "clients") == ()


async def test_one_of_the_same_name_is_replaced(book: Book):
    first = await book.service.save_filter(LIIS, "clients", "Mine", {"a": 1})
    assert await book.service.save_filter(LIIS, "clients", "Mine", {"b": [2]}) == first
    await book.service.save_filter(LIIS, "clients", "Also mine", {})
    assert [(f.name, f.content) for f in await book.service.saved_filters(LIIS, "clients")] == [
        ("Also mine", {}),
        ("Mine", {"b": [2]}),
    ]


async def test_removing_a_filter(book: Book):
    saved = await book.service.save_filter(LIIS, "clients", "Mine", {})
    with pytest.raises(NotFound):
        await book.service.remove_filter(KADRI, saved)  # not hers
    await book.service.remove_filter(LIIS, saved)
    assert await book.service.saved_filters(LIIS, "clients") == ()
    with pytest.raises(NotFound):
        await book.service.remove_filter(LIIS, saved)


@pytest.mark.parametrize(("actor", "name"), [(LIIS, " "), (LIIS, "x" * 101), (SCHEDULER, "Mine")])
async def test_filters_that_cannot_be(book: Book, actor, name: str):
    with pytest.raises(WrongUsage):
        await book.service.save_filter(actor, "clients", name, {})
