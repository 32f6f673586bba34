"""Offering companies while a person types (P2.3)."""

from datetime import timedelta

import pytest

from app.core.errors import OtherSideFailed
from app.registers.copy import RegisterCopy
from tests.registers.conftest import OFFLINE, OWNER, Room
from tests.registers.world import entry, firms


async def names_for(room: Room, text: str, country: str = "EE") -> list[str]:
    return [found.name for found in await room.service.search(country, text)]


async def test_p2_3_search_in_the_copy(room: Room) -> None:
    room.register.add(
        entry("10421629", "Kuldne Kringel OÜ"),
        entry("10421630", "OÜ Kringel"),
        entry("10999999", "Kringli Kohvik AS"),
        entry("70000310", "Õunapuu Lasteaed MTÜ"),
        entry("80000311", "50% Kaubamaja OÜ"),
        entry(
            "80000312", "Oinapuu Laod MTÜ"
        ),  # fits the pattern that stands for any marks, but not the words
    )
    await room.service.load(OWNER, None)
    room.register.questions.clear()
    assert await names_for(room, "1042 16") == ["Kuldne Kringel OÜ", "OÜ Kringel"]
    assert await names_for(room, "kringel") == ["OÜ Kringel", "Kuldne Kringel OÜ"]
    assert await names_for(room, "kringel kuldne oü") == ["Kuldne Kringel OÜ"]
    assert await names_for(room, "ounapuu") == await names_for(room, "ÕUNAPUU L") == ["Õunapuu Lasteaed MTÜ"]
    assert await names_for(room, "50%") == ["50% Kaubamaja OÜ"]
    assert await names_for(room, "10421629") == ["Kuldne Kringel OÜ"]
    assert room.register.questions == []


async def test_search_asks_online_for_what_the_copy_lacks(room: Room) -> None:
    room.register.add(*firms(1))
    await room.service.load(OWNER, None)
    room.register.add(entry("10421629", "Üleeilne Idu OÜ"))  # founded after the copy was made
    room.register.questions.clear()
    assert await names_for(room, "üleeilne") == ["Üleeilne Idu OÜ"]
    assert await names_for(room, "10421629") == ["Üleeilne Idu OÜ"]
    assert await names_for(room, "Üleeilne ") == ["Üleeilne Idu OÜ"]  # remembered
    assert await names_for(room, "99999") == []  # the beginning of a code leads nowhere online
    assert await names_for(room, "x") == []
    assert room.register.questions == ["search üleeilne", "find 10421629"]


async def test_search_without_a_copy_and_without_a_register(room: Room) -> None:
    room.register.add(entry("10421629", "Kuldne Kringel OÜ"))
    assert await names_for(room, "kuldne") == ["Kuldne Kringel OÜ"]
    room.register.breaks(OFFLINE)
    with pytest.raises(OtherSideFailed):
        await names_for(room, "hõbe")
    assert await names_for(room, "kuldne", "LV") == []


async def test_search_with_a_copy_is_not_disturbed_by_a_register_out_of_reach(room: Room) -> None:
    room.register.add(*firms(1))
    await room.service.load(OWNER, None)
    room.register.breaks(OFFLINE)
    room.register.questions.clear()
    assert await names_for(room, "kuldne") == []
    assert await names_for(room, "kuldne kr") == []  # not asked for every letter
    assert len(room.register.questions) == 1
    room.clock.turn(timedelta(minutes=2))
    assert await names_for(room, "kuldne kri") == []
    assert len(room.register.questions) == 2


async def test_search_is_at_most_ten(room: Room) -> None:
    room.register.add(*firms(*range(40)))
    await room.service.load(OWNER, None)
    assert len(await names_for(room, "firma")) == 10
    assert len(await names_for(room, "100")) == 10
    assert RegisterCopy(room.cache, room.register.source()).state() is not None
