"""The audit log for whoever looks after the firm (P1.6)."""

import pytest

from app.clients.audit_log import AuditLog
from app.core.errors import Refused
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
