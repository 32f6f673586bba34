"""The vault that is looked for late is looked for once, and again after a search that failed."""

import asyncio

import pytest

from app.core import late_vault
from app.core.late_vault import LateVault
from app.core.paths import Home
from app.core.vault import MemoryVault


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What each search finds, in order; an exception is raised."""
    outcomes: list[object] = []

    async def find_vault(_home: Home, _passphrase: str | None) -> object:
        await asyncio.sleep(0)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(late_vault, "find_vault", find_vault)
    return outcomes


async def test_many_who_ask_at_once_make_one_search(searches: list[object], tmp_path) -> None:
    searches.append(MemoryVault())
    vault = LateVault(Home(tmp_path))
    await asyncio.gather(vault.set("a", {"token": "1"}), vault.get("a"), vault.state())
    assert await vault.get("a") == {"token": "1"}
    assert searches == []


async def test_a_search_that_failed_is_made_again(searches: list[object], tmp_path) -> None:
    searches += [OSError("the bus is gone"), MemoryVault()]
    vault = LateVault(Home(tmp_path))
    with pytest.raises(OSError, match="the bus is gone"):
        await vault.state()
    assert (await vault.state()).usable


async def test_who_gives_up_does_not_end_the_search_of_others(searches: list[object], tmp_path) -> None:
    searches.append(MemoryVault())
    vault = LateVault(Home(tmp_path))
    first = asyncio.create_task(vault.found())
    await asyncio.sleep(0)
    first.cancel()
    assert (await vault.state()).usable
