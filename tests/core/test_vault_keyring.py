import asyncio
import json
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backends import chainer, fail, null

from app.core.errors import Refused
from app.core.keyring_entries import Entries
from app.core.keyring_vault import KeyringVault, sound
from tests.core.rings import CutOffRing, HangingRing, LockedRing, PowerCut, Ring, TalkativeRing

NAME = "5b0c/trigon"
SHORT = {"refresh_token": "rt_1"}
LONG = {"refresh_token": "r" * 3_000, "note": "õ\U0001f511" * 400}
LONGER = {"refresh_token": "s" * 9_000}


@pytest.fixture
def ring() -> Ring:
    return Ring()


@pytest.fixture
def vault(ring: Ring, tmp_path: Path) -> KeyringVault:
    return KeyringVault(timeout=5, backend=ring, locks=tmp_path)


@pytest.mark.parametrize("values", [{}, SHORT, LONG, LONGER], ids=["empty", "short", "long", "longer"])
async def test_gives_back_what_was_kept(vault: KeyringVault, values: dict[str, str]) -> None:
    await vault.set(NAME, values)
    assert await vault.get(NAME) == values
    assert await vault.get("5b0c/tripletex") is None


def test_no_length_makes_an_entry_too_long_or_is_cut() -> None:
    """`Ring` refuses what Windows would refuse; the head also has to list what is left from a power cut."""
    lengths = [*range(950, 1_300), 2_390, 2_400, 2_401]
    for text in [*("x" * n for n in lengths), *('"' * (n // 2) for n in lengths)]:
        ring = Ring()
        Entries(ring).write(NAME, text)
        _cut_off(ring, 1, "y" * 5_000)
        _cut_off(ring, 1, "z" * 5_000)
        assert Entries(ring).read(NAME) == text
        Entries(ring).write(NAME, text)
        assert Entries(ring).read(NAME) == text
        assert all(len(entry) <= 1_200 for entry in ring.entries.values())


@pytest.mark.parametrize("values", [SHORT, LONG], ids=["short", "long"])
async def test_deleting_leaves_no_entry(vault: KeyringVault, ring: Ring, values: dict[str, str]) -> None:
    await vault.set(NAME, LONGER)
    await vault.set(NAME, values)
    await vault.delete(NAME)
    assert ring.entries == {}
    await vault.delete(NAME)  # nothing there is no fault
    assert await vault.get(NAME) is None


async def test_replacing_leaves_nothing_of_the_old_value(vault: KeyringVault, ring: Ring) -> None:
    for values in (LONG, LONGER, SHORT, LONG, LONG):
        await vault.set(NAME, values)
        kept = "".join(ring.entries.values())
        assert ("s" * 100 in kept) == (values is LONGER)
        assert await vault.get(NAME) == values
    assert len(ring.entries) == 1 + -(-len(json.dumps(LONG)) // 1_200)


@pytest.mark.parametrize("old", [None, SHORT, LONG, LONGER], ids=["none", "short", "long", "longer"])
@pytest.mark.parametrize("new", [SHORT | {"n": "2"}, LONG | {"n": "2"}], ids=["short", "long"])
def test_power_cut_at_any_step_leaves_old_or_new(old: dict[str, str] | None, new: dict[str, str]) -> None:
    seen = set()
    for changes in range(100):
        ring = Ring()
        if old is not None:
            Entries(ring).write(NAME, json.dumps(old))
        was_cut = _cut_off(ring, changes, json.dumps(new))
        kept = Entries(ring).read(NAME)
        assert kept in {None if old is None else json.dumps(old), json.dumps(new)}
        seen.add(kept)
        _nothing_is_left_lying_about(ring)
        if not was_cut:
            break
    else:
        pytest.fail("never came to the end")
    assert seen == {None if old is None else json.dumps(old), json.dumps(new)}


def _cut_off(ring: Ring, changes: int, text: str) -> bool:
    try:
        Entries(CutOffRing(ring.entries, changes)).write(NAME, text)
    except PowerCut:
        return True
    return False


def _nothing_is_left_lying_about(ring: Ring) -> None:
    """Writing once more and deleting after an interruption takes everything away."""
    Entries(ring).write(NAME, json.dumps(LONG))
    assert Entries(ring).read(NAME) == json.dumps(LONG)
    Entries(ring).remove(NAME)
    assert ring.entries == {}


@given(st.lists(st.tuples(st.text(alphabet='ab\\"', max_size=4_000), st.integers(0, 12)), max_size=5))
def test_any_run_of_interruptions(writes: list[tuple[str, int]]) -> None:
    ring, possible = Ring(), {None}
    for text, changes in writes:
        possible = possible | {text} if _cut_off(ring, changes, text) else {text}
        assert Entries(ring).read(NAME) in possible
        possible = {Entries(ring).read(NAME)}
    _nothing_is_left_lying_about(ring)


async def test_reader_follows_a_head_that_moves(tmp_path: Path) -> None:
    class Racing(Ring):
        """Another process replaces the value between the head and its parts."""

        raced = False

        def get_password(self, service: str, username: str) -> str | None:
            if service.count(" ") > 1 and not self.raced:
                self.raced = True
                Entries(self).write(NAME, json.dumps(LONGER))
            return super().get_password(service, username)

    ring = Racing()
    Entries(ring).write(NAME, json.dumps(LONG))
    assert await KeyringVault(backend=ring, locks=tmp_path).get(NAME) == LONGER
    assert ring.raced


async def test_what_is_no_entry_of_ours_counts_as_nothing(vault: KeyringVault, ring: Ring) -> None:
    for text in ("", "plain", "[]", '{"parts": ["x", 2000000]}', '{"parts": ["x", 2]}', '{"text": "no"}'):
        ring.entries[f"Kontor {NAME}", "Kontor"] = text
        assert await vault.get(NAME) is None
    await vault.set(NAME, SHORT)
    assert await vault.get(NAME) == SHORT


async def test_hung_keyring_is_given_up_in_time_and_holds_nobody(
    tmp_path: Path, until: Callable[..., Awaitable[None]]
) -> None:
    ring = HangingRing()
    vault = KeyringVault(timeout=0.2, backend=ring, locks=tmp_path)
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        await vault.get(NAME)
    with pytest.raises(Refused):  # one after it waits for no longer
        await vault.set(NAME, SHORT)
    state = await vault.state()
    assert time.monotonic() - began < 3
    assert caught.value.code == "keyring_silent"
    assert "KONTOR_SECRETS_PASSPHRASE" in caught.value.hint
    assert (state.kind, state.usable, state.code) == ("keyring", False, "keyring_silent")

    def hung() -> list[threading.Thread]:
        return [t for t in threading.enumerate() if t.name == "kontor-keyring"]

    await until(lambda: len(hung()) == 1)  # one hangs; those behind it do not pile up
    assert hung()[0].daemon, "would hold up the end of the program"
    ring.answer.set()


async def test_loop_goes_on_while_a_keyring_hangs(tmp_path: Path) -> None:
    ring = HangingRing()
    vault = KeyringVault(timeout=30, backend=ring, locks=tmp_path)
    asking = asyncio.create_task(vault.get(NAME))
    await asyncio.to_thread(ring.asked.wait)
    for _ in range(100):
        await asyncio.sleep(0)
    assert not asking.done()
    ring.answer.set()
    assert await asking is None


async def test_answers_again_once_it_was_unlocked(tmp_path: Path) -> None:
    ring = HangingRing()
    vault = KeyringVault(timeout=0.1, backend=ring, locks=tmp_path)
    assert not (await vault.state()).usable
    ring.answer.set()
    await vault.set(NAME, SHORT)
    assert await vault.get(NAME) == SHORT


async def test_cancelled_caller_does_not_break_the_vault(tmp_path: Path) -> None:
    ring = HangingRing()
    vault = KeyringVault(timeout=30, backend=ring, locks=tmp_path)
    asking = asyncio.create_task(vault.get(NAME))
    await asyncio.to_thread(ring.asked.wait)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    ring.answer.set()
    await vault.set(NAME, SHORT)
    assert await vault.get(NAME) == SHORT


async def test_locked_keyring_says_so(tmp_path: Path) -> None:
    state = await KeyringVault(backend=LockedRing(), locks=tmp_path).state()
    assert (state.kind, state.usable, state.locked, state.code) == ("keyring", False, True, "keyring_locked")


async def test_fault_of_a_keyring_does_not_carry_the_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    vault = KeyringVault(backend=TalkativeRing(), locks=tmp_path)
    with pytest.raises(Refused) as caught:
        await vault.set(NAME, {"refresh_token": "very-secret"})
    fault: BaseException | None = caught.value
    assert caught.value.code == "keyring_failed"
    while fault is not None:
        assert "very-secret" not in f"{fault!r} {fault}"
        fault = fault.__cause__ or fault.__context__
    assert "RuntimeError" in caplog.text
    assert "very-secret" not in caplog.text


class PlaintextKeyring(Ring):
    """Named like the one of keyrings.alt."""


def _alternative() -> Ring:
    kind = type("EncryptedKeyring", (Ring,), {"__module__": "keyrings.alt.file"})
    ring: Ring = kind()
    return ring


def _chain(*links: object) -> chainer.ChainerBackend:
    class Chain(chainer.ChainerBackend):
        priority = -5  # type: ignore[assignment]  # keyring's own search does not choose it
        backends = links  # type: ignore[assignment]

    return Chain()


@pytest.mark.parametrize(
    "backend",
    [
        fail.Keyring(),
        null.Keyring(),
        PlaintextKeyring(),
        _alternative(),
        _chain(),
        _chain(PlaintextKeyring()),
    ],
    ids=["fail", "null", "plaintext", "alternative", "empty chain", "plaintext chain"],
)
async def test_refuses_what_is_no_keyring(backend: object, tmp_path: Path) -> None:
    vault = KeyringVault(backend=backend, locks=tmp_path)  # type: ignore[arg-type]
    state = await vault.state()
    assert (state.kind, state.usable, state.code) == ("none", False, "no_keyring")
    assert "KONTOR_SECRETS_PASSPHRASE" in state.hint
    for work in (vault.get(NAME), vault.set(NAME, SHORT), vault.delete(NAME)):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_keyring"


def test_takes_the_sound_link_of_a_chain() -> None:
    good = Ring()
    assert sound(_chain(PlaintextKeyring(), good)) is good


async def test_takes_what_the_library_finds(tmp_path: Path) -> None:
    """The tests' environment has the library find the keyring that fails."""
    state = await KeyringVault(locks=tmp_path).state()
    assert (state.kind, state.usable) == ("none", False)


async def test_unwritable_folder_of_locks_is_told(tmp_path: Path, ring: Ring) -> None:
    (tmp_path / "file").write_text("")
    vault = KeyringVault(backend=ring, locks=tmp_path / "file" / "locks")
    with pytest.raises(Refused) as caught:
        async with vault.turn(NAME, 1):
            pass
    assert caught.value.code == "no_lock"
    with pytest.raises(Refused) as caught:
        await vault.set(NAME, SHORT)
    assert caught.value.code == "no_lock"
    assert ring.entries == {}
