import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.core.file_vault import FileVault
from app.core.keyring_vault import KeyringVault
from app.core.paths import Home
from app.core.secrets_file import Cost
from app.core.turns import alone, to_the_end
from app.core.vault import MemoryVault, Vault, find_vault, require_usable
from tests.core.rings import HangingRing, LockedRing, Ring

NAME = "5b0c/trigon"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def keyring(backend: Ring, home: Home, timeout: float = 5) -> KeyringVault:
    return KeyringVault(timeout, backend, home.root / "locks")


async def test_memory_keeps_copies() -> None:
    vault = MemoryVault()
    values = {"a": "1"}
    await vault.set(NAME, values)
    values["a"] = "2"
    (await vault.get(NAME) or {})["a"] = "3"
    assert await vault.get(NAME) == {"a": "1"}
    await vault.delete(NAME)
    await vault.delete(NAME)
    assert await vault.get(NAME) is None
    assert (await vault.state()).kind == "memory"
    await require_usable(vault)


async def test_a_keyring_that_answers_is_taken(home: Home) -> None:
    ring = keyring(Ring(), home)
    assert await find_vault(home, "passphrase", keyring=ring) is ring


async def test_without_keyring_the_file_is_opened_by_the_passphrase(home: Home) -> None:
    vault = await find_vault(home, "a good passphrase")
    assert isinstance(vault, FileVault)
    await require_usable(vault)
    await vault.set(NAME, {"a": "1"})
    assert home.secrets.exists()
    assert (await (await find_vault(home, None)).state()).locked


async def test_without_both_it_says_so_before_anything_is_typed(home: Home) -> None:
    vault = await find_vault(home, None)
    assert (await vault.state()).kind == "none"
    with pytest.raises(Refused) as caught:
        await require_usable(vault)
    assert caught.value.code == "no_vault"
    assert "KONTOR_SECRETS_PASSPHRASE" in caught.value.hint


@pytest.mark.parametrize("passphrase", [None, "given"])
@pytest.mark.parametrize("is_file_there", [False, True])
async def test_locked_keyring_waits_for_its_owner_unless_there_is_a_file(
    home: Home, passphrase: str | None, is_file_there: bool
) -> None:
    if is_file_there:
        await FileVault(home.secrets, "given", Cost(1, 8, 1)).set(NAME, {})
    ring = keyring(LockedRing(), home)
    vault = await find_vault(home, passphrase, keyring=ring)
    assert (vault is ring) == (passphrase is None and not is_file_there)


async def test_silent_keyring_gives_way_to_the_file(home: Home) -> None:
    ring = HangingRing()
    vault = await find_vault(home, "given", keyring=keyring(ring, home, 0.1))
    assert isinstance(vault, FileVault)
    ring.answer.set()


def _vaults(home: Home) -> list[Vault]:
    return [MemoryVault(), keyring(Ring(), home), FileVault(home.secrets, "p", Cost(1, 8, 1))]


@pytest.mark.parametrize("which", range(3), ids=["memory", "keyring", "file"])
async def test_turns_are_one_at_a_time(home: Home, which: int) -> None:
    vault = _vaults(home)[which]
    order: list[str] = []

    async def work(who: str) -> None:
        async with vault.turn(NAME, 10):
            order.append(who)
            for _ in range(5):
                await asyncio.sleep(0)
            order.append(who)

    await asyncio.gather(*(work(who) for who in "abc"))
    assert len(order) == 6
    assert all(order[i] == order[i + 1] for i in (0, 2, 4))


@pytest.mark.parametrize("which", range(3), ids=["memory", "keyring", "file"])
async def test_turns_of_one_name_exclude_and_of_another_do_not(home: Home, which: int) -> None:
    vault = _vaults(home)[which]
    async with vault.turn(NAME, 1):
        async with vault.turn("5b0c/tripletex", 1):
            pass
        with pytest.raises(TimeoutError):
            async with vault.turn(NAME, 0.1):
                pass
    async with vault.turn(NAME, 0.1):
        pass


HOLDER = """
import asyncio, sys
from pathlib import Path
from app.core.turns import alone

async def main():
    async with alone(Path(sys.argv[1]), 5):
        print("held", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

asyncio.run(main())
"""


@pytest.mark.parametrize("is_killed", [False, True], ids=["lets go", "is killed"])
async def test_turn_of_another_process(tmp_path: Path, is_killed: bool) -> None:
    file = tmp_path / "a.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "held\n"
    with pytest.raises(TimeoutError):
        async with alone(file, 0.1):
            pass
    if is_killed:
        other.kill()
    other.communicate("\n" if not is_killed else None, timeout=10)
    async with alone(file, 5):
        pass


async def test_waiting_for_a_turn_can_be_cancelled(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    async with alone(file, 1):
        for steps in range(12):
            waiting = asyncio.create_task(alone(file, 30).__aenter__())
            for _ in range(steps):
                await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
    for steps in range(12):  # free now: whoever is cancelled while getting it holds nothing
        turn = alone(file, 30)
        getting = asyncio.create_task(turn.__aenter__())
        for _ in range(steps):
            await asyncio.sleep(0)
        getting.cancel()
        await asyncio.gather(getting, return_exceptions=True)
        if not getting.cancelled():  # it was quicker than the cancelling
            await turn.__aexit__(None, None, None)
        async with alone(file, 1):
            pass


async def test_to_the_end_outlives_cancelling() -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), []

    async def work() -> str:
        begun.set()
        await go_on.wait()
        done.append(1)
        return "result"

    caller = asyncio.create_task(to_the_end(work()))
    await begun.wait()
    for _ in range(3):
        caller.cancel()
        await asyncio.sleep(0)
    assert not caller.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert done == [1]
    assert await to_the_end(work()) == "result"


async def test_to_the_end_hands_on_what_went_wrong() -> None:
    async def work() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        await to_the_end(work())


def test_nothing_heavy_is_imported_with_the_module() -> None:
    modules = "app.core.vault, app.core.keyring_vault, app.core.file_vault, app.core.logs"
    heavy = "{'keyring', 'cryptography', 'argon2', 'filelock', 'httpx', 'sqlalchemy'}"
    code = f"import sys, {modules}; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
