"""The notification centre (P10.3)."""

from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.events import Noticed
from app.firm import notices as room
from app.firm.notices import Notices
from tests.stores import NOW, Heard


async def test_the_newest_first(notices: Notices, clock: SetClock, heard: Heard):
    first = await notices.add("green", "22 clients imported", "from Arvila", "run/12")
    clock.turn(timedelta(minutes=5))
    second = await notices.add("red", "Sign in again")
    assert heard.since() == [Noticed(), Noticed()]
    newest, older = await notices.recent()
    assert (newest.id, newest.at, newest.tone, newest.title) == (
        second,
        NOW + timedelta(minutes=5),
        "red",
        "Sign in again",
    )
    assert (older.id, older.text, older.place, older.read) == (first, "from Arvila", "run/12", False)
    assert await notices.recent(limit=1) == (newest,)


async def test_reading_some_and_all(notices: Notices, heard: Heard):
    ids = [await notices.add("info", f"News {n}") for n in range(4)]
    heard.since()
    await notices.mark_read(ids[:2])
    assert heard.since() == [Noticed()]
    assert [n.read for n in (await notices.recent())[::-1]] == [True, True, False, False]
    await notices.mark_read([])
    assert sum(n.read for n in await notices.recent()) == 2
    await notices.mark_read(None)
    assert all(n.read for n in await notices.recent())


async def test_reading_again_tells_nobody(notices: Notices, heard: Heard):
    """Screens fetch anew when they hear of it; two of them that mark what they show would never rest."""
    notice = await notices.add("info", "News")
    await notices.mark_read([notice])
    heard.since()
    await notices.mark_read([notice])
    await notices.mark_read(None)
    await notices.mark_read([])
    assert heard.since() == []


async def test_long_texts_are_cut(notices: Notices):
    await notices.add("info", "x" * 300, "y" * 2000, "z" * 200)
    (notice,) = await notices.recent()
    assert (len(notice.title), len(notice.text), notice.place) == (200, 1000, "")
    assert notice.title.endswith("…")


async def test_old_ones_go(notices: Notices, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(room, "KEPT", 3)
    for n in range(6):
        await notices.add("info", f"News {n}")
    assert [n.title for n in await notices.recent()] == ["News 5", "News 4", "News 3"]
