"""One database, one firm (P1.1)."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.core.errors import Refused, WrongUsage
from app.core.events import FirmChanged
from app.db.audit import AuditEntry
from app.firm.service import FirmService
from app.firm.views import FirmView
from tests.firm.conftest import NEW, Office
from tests.stores import Heard


async def test_before_there_is_one(firm: FirmService):
    assert await firm.firm() is None
    for asked in (firm.required(), firm.actor(), firm.actor("kadri@firm.example")):
        with pytest.raises(Refused) as caught:
            await asked
        assert caught.value.code == "no_firm"
        assert "init" in caught.value.hint


async def test_creating_it(firm: FirmService, heard: Heard):
    made, owner = await firm.create(NEW)
    assert made == FirmView(1, "uid-1", NEW.name, "", "EE", "EUR", "Europe/Tallinn", "et", "12345")
    assert await firm.firm() == await firm.required() == made
    assert (owner.name, owner.email, owner.level, owner.status) == (
        "Kadri Tamm",
        "kadri@firm.example",
        "owner",
        "active",
    )
    assert await firm.members() == (owner,)
    assert (await firm.actor()).member_id == owner.id
    assert heard.since() == [FirmChanged()]


async def test_a_norwegian_one_has_norways_usual(firm: FirmService):
    made, _owner = await firm.create(replace(NEW, country=" no "))
    assert (made.country, made.currency, made.time_zone, made.language) == ("NO", "NOK", "Europe/Oslo", "nb")


async def test_what_was_chosen_comes_before_the_usual(firm: FirmService):
    made, _owner = await firm.create(
        replace(NEW, currency="usd", time_zone="Europe/London", language="en", registration_code=" 102 ")
    )
    assert (made.currency, made.time_zone, made.language) == ("USD", "Europe/London", "en")
    assert made.registration_code == "102"


async def test_there_is_one_only(firm: FirmService, heard: Heard):
    await firm.create(NEW)
    heard.since()
    with pytest.raises(Refused) as caught:
        await firm.create(replace(NEW, name="Another"))
    assert caught.value.code == "firm_exists"
    assert [m.name for m in await firm.members()] == ["Kadri Tamm"]
    assert heard.since() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "  "}, "no_name"),
        ({"name": "x" * 201}, "too_long"),
        ({"country": "SE"}, "unknown_country"),
        ({"country": ""}, "unknown_country"),
        ({"owner_name": ""}, "no_name"),
        ({"owner_email": "kadri"}, "not_an_email"),
        ({"currency": "EURO"}, "unknown_currency"),
        ({"currency": "XQX"}, "unknown_currency"),
        ({"time_zone": "Europe/Tartu"}, "unknown_time_zone"),
        ({"time_zone": "Europe"}, "unknown_time_zone"),
        ({"time_zone": "../../etc/passwd"}, "unknown_time_zone"),
        ({"language": "fi"}, "unknown_value"),
    ],
)
async def test_what_does_not_fit_makes_nothing(firm: FirmService, fields: dict[str, str], code: str):
    with pytest.raises(WrongUsage) as caught:
        await firm.create(replace(NEW, **fields))
    assert caught.value.code == code
    assert caught.value.hint
    assert await firm.firm() is None
    assert await firm.members() == ()


async def test_changing_it(office: Office):
    changed = await office.service.change(
        office.admin, {"name": "Uus OÜ", "currency": "EUR", "working_week": "54321 1"[:5], "country": "EE"}
    )
    assert (changed.name, changed.working_week) == ("Uus OÜ", "12345")
    assert office.heard.since() == [FirmChanged()]
    (entry,) = await office.log(entity="firm", action="edit")
    assert entry.changes == {"name": (NEW.name, "Uus OÜ")}
    assert (entry.actor, entry.title) == ("Marten Saar", "Uus OÜ")


async def test_a_change_that_changes_nothing_writes_nothing(office: Office):
    await office.service.change(office.owner, {"name": f" {NEW.name} ", "currency": "eur"})
    assert await office.log(entity="firm", action="edit") == []
    assert office.heard.since() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"working_week": ""}, "no_working_week"),
        ({"working_week": "018"}, "no_working_week"),
        ({"uid": "other"}, "unknown_field"),
        ({"time_zone": "Mars"}, "unknown_time_zone"),
        ({"name": "New", "currency": "?"}, "unknown_currency"),
    ],
)
async def test_a_change_that_does_not_fit_changes_nothing(office: Office, changes, code: str):
    before = await office.service.required()
    with pytest.raises(WrongUsage) as caught:
        await office.service.change(office.owner, changes)
    assert caught.value.code == code
    assert await office.service.required() == before


async def test_members_change_nothing_here(office: Office):
    for work in (
        office.service.change(office.member, {"name": "Mine"}),
        office.service.set_setting(office.member, "a.b", 1),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
    assert (await office.service.required()).name == NEW.name


async def test_everything_is_in_the_log(office: Office):
    first, second, *_rest = await office.log()
    assert (first.action, first.entity, first.title) == ("add", "member", "Kadri Tamm")
    assert (second.action, second.entity, second.title) == ("add", "firm", NEW.name)
    assert second.actor == "Kadri Tamm"
    assert second.member_id == office.owner.member_id
    assert second.changes["currency"] == (None, "EUR")


# --- settings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["https://register.example", 1, 0, False, True, 1.5, ["a", {"b": None}], {}]
)
async def test_settings_come_back_as_they_were(office: Office, value):
    service = office.service
    assert await service.setting("ariregister.url", "usual") == "usual"
    await service.set_setting(office.owner, "ariregister.url", value)
    found = await service.setting("ariregister.url", "usual")
    assert (found, type(found)) == (value, type(value))
    assert office.heard.since() == [FirmChanged()]
    await service.set_setting(office.owner, "ariregister.url", value)  # the same again
    assert office.heard.since() == []
    (entry,) = await office.log(entity="firm", action="edit")
    assert entry.changes == {"ariregister.url": (None, value)}


async def test_a_setting_of_one_is_not_true(office: Office):
    await office.service.set_setting(office.owner, "a", True)
    await office.service.set_setting(office.owner, "a", 1)
    assert await office.service.setting("a") is not True


async def test_taking_a_setting_away(office: Office):
    await office.service.set_setting(office.owner, "a", "x")
    await office.service.set_setting(office.owner, "a", None)
    assert await office.service.setting("a", "usual") == "usual"
    assert (await office.log(entity="firm"))[-1].changes == {"a": ("x", None)}
    office.heard.since()
    await office.service.set_setting(office.owner, "a", None)
    assert office.heard.since() == []


async def test_a_name_that_is_too_long(office: Office):
    with pytest.raises(WrongUsage):
        await office.service.set_setting(office.owner, "a" * 65, 1)
    count = await office.store.read(lambda s: s.scalar(select(func.count()).select_from(AuditEntry)))
    assert count == 4
