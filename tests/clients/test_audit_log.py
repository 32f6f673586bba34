"""The audit log for whoever looks after the firm (P1.6)."""

import pytest

from app.clients.audit_log import AuditLog
from app.clients.values import field_name
from app.core.errors import Refused
from app.firm.service import FirmService
from tests.clients.conftest import KADRI, LIIS, MARTEN, TRUSTED


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
    assert {"Working week": ("12345", "1234")} in said
    assert {"Id in the program": ("", "e_7")} in said
    assert {"Status": ("Active", "Limited"), "May also": ([], ["Billing"])} in said


async def test_a_field_of_a_kind_is_said_in_words(book, store):
    await book.service.add_field(KADRI, "Risk", kind="choice", choices=["high", "low"])
    (entry,) = await AuditLog(store).entries(KADRI, entity="client_field")
    assert {field_name(name): new for name, (_old, new) in entry.changes.items()} == {
        "Name": "Risk",
        "Kind": "Choice",
        "Choices": ["high", "low"],
    }
