"""Who sees and changes which clients (P1.4)."""

import pytest

from app.core.errors import Refused
from app.core.rights import SCHEDULER
from tests.clients.conftest import LIIS, MARTEN, TRUSTED, Book


async def test_members_change_their_own_clients(book: Book):
    managed = await book.client("Managed", manager_id=3)
    joined = await book.client("Joined", members=[3])
    other = await book.client("Other", manager_id=2)
    for client_id in (managed, joined):
        await book.service.change(LIIS, client_id, {"phone": "5", "groups": ["Monthly"]})
        assert (await book.detail(client_id)).phone == "5"
    before = await book.detail(other)
    with pytest.raises(Refused) as caught:
        await book.service.change(LIIS, other, {"phone": "5"})
    assert caught.value.code == "no_right"
    assert await book.detail(other) == before
    await book.service.change(TRUSTED, other, {"phone": "5"})
    await book.service.change(SCHEDULER, other, {"phone": "6"})
    assert (await book.last()).actor == "scheduler"


@pytest.mark.parametrize(
    "change", [{"manager_id": None}, {"status": "inactive"}, {"members": []}, {"parent_id": 1}]
)
async def test_but_not_who_sees_them_and_where_they_stand(book: Book, change):
    await book.client("Parent")
    own = await book.client("Own", manager_id=3, members=[3, 4])
    before = await book.detail(own)
    with pytest.raises(Refused) as caught:
        await book.service.change(LIIS, own, change)
    assert caught.value.code == "no_right"
    assert await book.detail(own) == before
    await book.service.change(
        LIIS, own, {"manager_id": 3, "status": "active", "members": [3, 4], "phone": "5"}
    )
    assert (await book.last()).changes == {"phone": ("", "5")}


async def test_members_without_the_right_add_nothing(book: Book):
    own = await book.client("Own", manager_id=3)
    works = [
        book.service.add(LIIS, {"name": "X"}),
        book.service.deactivate(LIIS, [own]),
        book.service.activate(LIIS, [own]),
        book.service.assign_manager(LIIS, [own], 3),
        book.service.delete(LIIS, own, "Own"),
        book.service.delete(MARTEN, own, "Own"),
        book.service.delete(TRUSTED, own, "Own"),
        book.service.add_field(TRUSTED, "Region", "text"),
        book.service.change_field(TRUSTED, 1, {}),
        book.service.remove_field(TRUSTED, 1),
        book.service.rename_group(TRUSTED, 1, "X"),
        book.service.remove_group(TRUSTED, 1),
    ]
    for work in works:
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
    assert [row.name for row in await book.rows()] == ["Own"]
    assert not book.home.backups.exists()


async def test_what_members_see(book: Book):
    await book.client("Managed", manager_id=3)
    joined = await book.client("Joined", members=[3], status="inactive")
    other = await book.client("Other", manager_id=2)
    assert [row.name for row in await book.rows(LIIS)] == ["Managed", "Joined"]
    assert len(await book.rows(TRUSTED)) == len(await book.rows(MARTEN)) == 3
    counts = await book.queries.counts(LIIS)
    assert (counts.active, counts.inactive) == (1, 1)
    assert [found.name for found in await book.queries.find(LIIS, "e")] == ["Managed", "Joined"]
    assert (await book.detail(joined, LIIS)).name == "Joined"
    for work in (
        book.detail(other, LIIS),
        book.queries.history(LIIS, other),
        book.service.consequences(LIIS, other),
        book.service.obstacles(LIIS, other),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
