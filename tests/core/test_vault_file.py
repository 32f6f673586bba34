import asyncio
import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import file_vault, secrets_file
from app.core.errors import Refused
from app.core.file_vault import FileVault
from app.core.redaction import redact
from app.core.secrets_file import Cost, DamagedError, WrongPassphraseError, new_key, seal, take_apart, unseal

QUICK = Cost(passes=1, memory=8, lanes=1)  # so that a test takes no time; the form is the same
NAME = "5b0c/trigon"
SECRET = {"refresh_token": "rt_very_secret", "note": "õ"}
WORDS = "õun ja pirn"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "secrets.kontor"


@pytest.fixture
def vault(path: Path) -> FileVault:
    return FileVault(path, WORDS, QUICK)


async def refusal(work: object) -> Refused:
    with pytest.raises(Refused) as caught:
        await work  # type: ignore[misc]
    assert caught.value.message
    assert caught.value.hint
    return caught.value


async def test_gives_back_what_was_kept(vault: FileVault, path: Path) -> None:
    assert await vault.get(NAME) is None
    assert not path.exists(), "reading begins no file"
    await vault.set(NAME, SECRET)
    await vault.set("other", {"a": "1"})
    assert await vault.get(NAME) == SECRET
    again = FileVault(path, WORDS, QUICK)
    assert await again.get(NAME) == SECRET
    await again.delete(NAME)
    await again.delete("never there")
    assert await vault.get(NAME) is None
    assert await vault.get("other") == {"a": "1"}


async def test_nothing_is_readable_in_the_file(vault: FileVault, path: Path) -> None:
    await vault.set(NAME, SECRET)
    for file in path.parent.iterdir():
        content = file.read_bytes()
        for text in ("rt_very_secret", "refresh_token", NAME, WORDS):
            assert text.encode() not in content


@pytest.mark.skipif(os.name != "posix", reason="permissions of files are those of POSIX")
async def test_only_its_owner_may_read_it(vault: FileVault, path: Path) -> None:
    old = os.umask(0)
    try:
        await vault.set(NAME, SECRET)
        path.chmod(0o644)
        await vault.set(NAME, SECRET)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_cost_is_as_recommended_and_stands_in_the_file(path: Path) -> None:
    """RFC 9106, second recommended set: three passes, 64 MiB, four lanes."""
    await FileVault(path, WORDS).set(NAME, SECRET)
    header = json.loads(path.read_bytes().split(b"\n")[1])
    assert (header["kdf"], header["passes"], header["memory"], header["lanes"]) == ("argon2id", 3, 65_536, 4)
    assert await FileVault(path, WORDS, QUICK).get(NAME) == SECRET, "the file's own cost counts"


async def test_wrong_passphrase_changes_nothing(vault: FileVault, path: Path) -> None:
    await vault.set(NAME, SECRET)
    before = path.read_bytes()
    wrong = FileVault(path, "something else", QUICK)
    for work in (wrong.get(NAME), wrong.set(NAME, {"a": "b"}), wrong.delete(NAME), wrong.unlock("no")):
        assert (await refusal(work)).code == "wrong_passphrase"
    state = await wrong.state()
    assert (state.kind, state.usable, state.locked, state.code) == ("file", False, True, "wrong_passphrase")
    assert path.read_bytes() == before


async def test_passphrase_in_another_composition_opens_it(path: Path) -> None:
    await FileVault(path, "\u00f5un", QUICK).set(NAME, SECRET)
    assert await FileVault(path, "o\u0303un", QUICK).get(NAME) == SECRET


async def test_without_passphrase_and_file_there_is_no_vault(path: Path) -> None:
    vault = FileVault(path, None, QUICK)
    state = await vault.state()
    assert (state.kind, state.usable, state.locked) == ("none", False, False)
    for work in (vault.get(NAME), vault.set(NAME, SECRET), vault.delete(NAME)):
        no = await refusal(work)
        assert no.code == "no_vault"
        assert "KONTOR_SECRETS_PASSPHRASE" in no.hint
    assert not path.exists()


async def test_locked_until_the_passphrase_comes(vault: FileVault, path: Path) -> None:
    await vault.set(NAME, SECRET)
    other = FileVault(path, None, QUICK)
    state = await other.state()
    assert (state.kind, state.usable, state.locked) == ("file", False, True)
    assert (await refusal(other.get(NAME))).code == "vault_locked"
    assert (await refusal(other.unlock("  "))).code == "no_passphrase"
    assert (await refusal(other.unlock("wrong one"))).code == "wrong_passphrase"
    assert (await refusal(other.set(NAME, SECRET))).code == "vault_locked", "a wrong one is not kept"
    await other.unlock(WORDS)
    assert (await other.state()).usable
    assert await other.get(NAME) == SECRET
    other.lock()
    assert (await refusal(other.get(NAME))).code == "vault_locked"


async def test_unlocking_begins_a_file(path: Path) -> None:
    vault = FileVault(path, None, QUICK)
    await vault.unlock(WORDS)
    assert (await vault.state()).usable
    await vault.set(NAME, SECRET)
    assert await FileVault(path, WORDS, QUICK).get(NAME) == SECRET


async def test_passphrase_is_masked_in_texts_while_it_is_held(path: Path) -> None:
    vault = FileVault(path, "a rare passphrase", QUICK)
    assert "rare" not in redact("typed: a rare passphrase.")
    await refusal(FileVault(path, None, QUICK).unlock(" "))
    vault.lock()
    assert "rare" in redact("typed: a rare passphrase.")


def test_reprs_tell_no_secret() -> None:
    key = new_key(WORDS, QUICK)
    assert repr(key.key) not in repr(key)


async def test_damage_anywhere_is_told_and_left_alone(vault: FileVault, path: Path) -> None:
    await vault.set(NAME, SECRET)
    whole = path.read_bytes()
    damaged = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    damaged += [whole[:at] for at in range(0, len(whole), 7)] + [b"", whole + b"x"]
    for content in damaged:
        with pytest.raises(DamagedError):
            take_apart(content)
    for content in (damaged[0], damaged[60], damaged[-3], b""):
        path.write_bytes(content)
        for passphrase in (WORDS, None):
            here = FileVault(path, passphrase, QUICK)
            state = await here.state()
            assert (state.kind, state.usable, state.locked, state.code) == (
                "file",
                False,
                False,
                "secrets_damaged",
            )
            for work in (here.get(NAME), here.set(NAME, SECRET), here.delete(NAME)):
                assert (await refusal(work)).code == "secrets_damaged"
        assert path.read_bytes() == content


def test_header_is_authenticated() -> None:
    """Somebody who makes the sum fit again still cannot change the header."""
    key = new_key(WORDS, QUICK)
    sealed = take_apart(seal({NAME: SECRET}, key))
    assert unseal(sealed, key) == {NAME: SECRET}
    for head in (sealed.head + b" ", sealed.head.replace(b"argon2id", b"argon2d ")):
        with pytest.raises(WrongPassphraseError):
            unseal(replace(sealed, head=head), key)


@pytest.mark.parametrize(
    ("field", "value"),
    [("memory", 2**21), ("memory", 4), ("passes", 0), ("passes", 10**6), ("lanes", 10**6), ("memory", "64"),
     ("salt", ""), ("nonce", "AAAA"), ("kdf", "none"), ("cipher", "none"), ("salt", "%"), ("passes", None)],
)  # fmt: skip
def test_header_of_another_kind_is_not_obeyed(field: str, value: object) -> None:
    content = seal({}, new_key(WORDS, QUICK))
    magic, line, body = content[: -secrets_file.SUM].split(b"\n", 2)
    changed = magic + b"\n" + json.dumps(json.loads(line) | {field: value}).encode() + b"\n" + body
    with pytest.raises(DamagedError):
        take_apart(changed + secrets_file.hashlib.sha256(changed).digest())


async def test_every_writing_has_a_nonce_of_its_own(vault: FileVault, path: Path) -> None:
    nonces = set()
    for _ in range(5):
        await vault.set(NAME, SECRET)
        nonces.add(take_apart(path.read_bytes()).nonce)
    assert len(nonces) == 5


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.dictionaries(st.text(max_size=8), st.dictionaries(st.text(), st.text()), max_size=4))
def test_any_values_survive(values: dict[str, dict[str, str]]) -> None:
    key = new_key("any", QUICK)
    assert unseal(take_apart(seal(values, key)), key) == values


async def test_interruption_before_the_replacement_leaves_the_old(
    vault: FileVault, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await vault.set(NAME, SECRET)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(file_vault.os, "fsync", full)
        assert (await refusal(vault.set(NAME, {"a": "b"}))).code == "secrets_unwritable"
    assert await vault.get(NAME) == SECRET
    await vault.set(NAME, {"a": "b"})  # what lay about from before is no hindrance
    assert await vault.get(NAME) == {"a": "b"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
async def test_read_only_folder_is_told(vault: FileVault, path: Path) -> None:
    await vault.set(NAME, SECRET)
    path.parent.chmod(0o500)
    try:
        assert (await refusal(vault.set(NAME, {}))).code == "secrets_unwritable"
        assert await vault.get(NAME) == SECRET
    finally:
        path.parent.chmod(0o700)


async def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    vault = FileVault(tmp_path / "home" / "secrets.kontor", WORDS, QUICK)
    assert (await refusal(vault.set(NAME, SECRET))).code == "secrets_unwritable"


async def test_many_at_once_in_one_process(vault: FileVault) -> None:
    await asyncio.gather(*(vault.set(f"n{i}", {"i": str(i)}) for i in range(20)))
    for i in range(20):
        assert await vault.get(f"n{i}") == {"i": str(i)}


WRITER = """
import asyncio, sys
from pathlib import Path
from app.core.file_vault import FileVault
from app.core.secrets_file import Cost

async def main(path, who):
    vault = FileVault(Path(path), "õun ja pirn", Cost(1, 8, 1))
    print("ready", flush=True)
    sys.stdin.readline()
    for i in range(25):
        await vault.set(f"{who}/{i}", {"from": who})

asyncio.run(main(*sys.argv[1:]))
"""


async def test_two_processes_lose_none_of_each_others_entries(path: Path) -> None:
    """They begin the file at the same moment, each with a salt of its own."""
    run = [sys.executable, "-c", WRITER, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([*run, who], **pipes) for who in ("left", "right")]  # type: ignore[call-overload]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    kept = FileVault(path, WORDS, QUICK)
    for who in ("left", "right"):
        for i in range(25):
            assert await kept.get(f"{who}/{i}") == {"from": who}
