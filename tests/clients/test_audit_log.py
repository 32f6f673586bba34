"""The audit log for whoever looks after the firm (P1.6)."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update

from app.clients.audit_log import AuditLog
from app.clients.values import field_name
from app.core import words
from app.core.errors import Refused
from app.db.audit import Change, record
from app.firm.service import FirmService
from app.firm.tables import Firm
from tests.clients.conftest import KADRI, LIIS, MARTEN, TRUSTED
from tests.stores import NOW


async def test_names_stand_for_ids_and_words_find_them(book, store):
    client = await book.client(manager_id=3)
    await book.service.change(MARTEN, client, {"manager_id": 1})
    (entry,) = await AuditLog(store).entries(KADRI, member_id=MARTEN.member_id)
    assert entry.changes == {"manager_id": ("Liis Kask", "Kadri Tamm")}
    assert len(await AuditLog(store).entries(KADRI, text="kringel")) == 2
    assert await AuditLog(store).entries(KADRI, entity="firm", text="kringel") == ()


@pytest.mark.parametrize("actor", [LIIS, TRUSTED])
async def test_members_do_not_read_it(store, book, actor):
    with pytest.raises(Refused):
        await AuditLog(store).entries(actor)


async def test_what_was_changed_on_members_and_the_firm_is_said_in_words(book, store):
    firm = FirmService(store, book.clock, book.heard.events)
    await firm.change_member(KADRI, 3, {"status": "limited", "grants": ["billing"]})
    await firm.set_external_id(KADRI, 3, "trigon", "e_7")
    await firm.change(KADRI, {"working_week": "1234"})
    log = await AuditLog(store).entries(KADRI)
    said = [{field_name(name): values for name, values in entry.changes.items()} for entry in log]
    assert {"Working week": ("Mon–Fri", "Mon–Thu")} in said
    assert {"Id in the program": ("", "e_7")} in said
    assert {"Status": ("Active", "Limited"), "May also": ([], ["Billing"])} in said


async def test_P1_6_moments_are_told_in_the_zone_of_the_firm(book, store):
    """As connections put them into the log; in summer and in winter, and over midnight."""
    moments = ("2026-07-01T21:30:00+00:00", "2026-11-20T08:12:07.123456+00:00")
    change = Change(
        "edit", "connection", 1, "Trigon", {"connected_at": moments, "account": (None, "2026-07-01")}
    )
    await book.has(lambda session: record(session, KADRI, NOW, [change]))
    (entry,) = await AuditLog(store).entries(KADRI)
    assert entry.changes["connected_at"] == ("02.07.2026 00:30", "20.11.2026 10:12")
    assert entry.changes["account"] == (None, "2026-07-01")  # a text that looks like a day is a text
    await book.has(lambda session: session.execute(update(Firm).values(time_zone="Europe/Oslo")))
    (entry,) = await AuditLog(store).entries(KADRI)
    assert entry.changes["connected_at"] == ("01.07.2026 23:30", "20.11.2026 09:12")


async def test_P1_6_custom_fields_are_told_as_people_typed_them(book, store):
    since = await book.service.add_field(KADRI, "Client since", "date")
    risky = await book.service.add_field(KADRI, "Risky", "yes_no")
    text = await book.service.add_field(KADRI, "Text", "text")
    client = await book.client(custom={since: "31.12.2025", risky: "yes", text: "2025-12-31"})
    lost = {"custom.Client since": ("before it was a date", None)}
    await book.has(lambda s: record(s, KADRI, NOW, [Change("edit", "client", client, "X", lost)]))
    edited, added = await book.queries.history(KADRI, client)
    assert added.changes["custom.Client since"] == (None, "31.12.2025")
    assert added.changes["custom.Risky"] == (None, "yes")
    assert added.changes["custom.Text"] == (None, "2025-12-31")
    assert edited.changes["custom.Client since"] == ("before it was a date", None)


async def test_P1_6_agreements_with_members_are_told_in_words(book, store, tmp_path):
    firm = FirmService(store, book.clock, book.heard.events)
    day = date(2026, 12, 31)
    await firm.set_agreement(KADRI, 3, day, Decimal("20.5"), None, 40 * 3600)
    await firm.set_agreement(KADRI, 3, day, Decimal(21), Decimal("1234.5678"), 37 * 3600 + 1800)
    edited, added = await AuditLog(store).entries(KADRI, entity="member")
    ((field, (_before, first)),) = added.changes.items()
    assert field_name(field) == "Agreement from 31.12.2026"
    assert first == "Labour cost per hour 20.5 · Weekly hours 40"
    second = "Labour cost per hour 21 · Billable rate per hour 1234.5678 · Weekly hours 37.5"
    assert edited.changes[field] == (first, second)
    words.use("nb", tmp_path)
    try:
        told = (await AuditLog(store).entries(KADRI, entity="member"))[1].changes[field][1]
    finally:
        words.use("en", tmp_path)
    assert told == "Lønnskostnad per time 20,5 · Timer per uke 40"


async def test_a_field_of_a_kind_is_said_in_words(book, store):
    await book.service.add_field(KADRI, "Risk", kind="choice", choices=["high", "low"])
    (entry,) = await AuditLog(store).entries(KADRI, entity="client_field")
    assert {field_name(name): new for name, (_old, new) in entry.changes.items()} == {
        "Name": "Risk",
        "Kind": "Choice",
        "Choices": ["high", "low"],
    }
