"""The real keyring of a real desktop (GNOME's, over the Secret Service), and its absence."""

import json
import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.system.desktop import ROOT, Desktop

pytestmark = pytest.mark.system

BEGIN = """
import asyncio, json, os, signal, sys
from pathlib import Path
from app.core.errors import Refused
from app.core.keyring_vault import KeyringVault
from app.core.paths import Home
from app.core.vault import find_vault

NAME = "5b0c/trigon"
LONG = {"refresh_token": "r" * 5_000, "note": "õ" * 500}
home = Home(Path(os.environ["HOME"]) / "kontor")

def items():
    import secretstorage
    found = secretstorage.get_default_collection(secretstorage.dbus_init()).get_all_items()
    return sorted(item.get_attributes().get("service", "") for item in found)

def keyring_process():
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection
    with open_dbus_connection() as bus:
        ask = message_bus.GetConnectionUnixProcessID("org.freedesktop.secrets")
        return bus.send_and_get_reply(ask).body[0]
"""


def ask(desktop: Desktop, script: str, *arguments: str) -> Any:
    """What the script printed as JSON; it runs in the desktop with the keyring that the library finds there."""
    return json.loads(desktop.run(sys.executable, "-c", BEGIN + script, *arguments))


def test_keeps_gives_back_and_removes(desktop: Desktop) -> None:
    kept = ask(
        desktop,
        """
async def main():
    vault = await find_vault(home, "a passphrase that is not needed")
    state = await vault.state()
    seen = []
    for values in ({}, {"refresh_token": "rt_1"}, LONG, {"refresh_token": "rt_2"}, LONG):
        await vault.set(NAME, values)
        seen.append(await vault.get(NAME) == values)
    return [type(vault).__name__, state.kind, state.usable, seen, items(), home.secrets.exists()]
print(json.dumps(asyncio.run(main())))
""",
    )
    name, kind, usable, seen, items, is_file_there = kept
    assert (name, kind, usable, is_file_there) == ("KeyringVault", "keyring", True, False)
    assert seen == [True] * 5
    assert len(items) == 1 + 7, "a head and its parts, nothing of what was replaced"
    assert all(item.startswith("Kontor 5b0c/trigon") for item in items)
    left = ask(
        desktop,
        """
async def main():
    vault = KeyringVault()
    found = await vault.get(NAME) == LONG
    await vault.delete(NAME)
    await vault.delete(NAME)
    return [found, await vault.get(NAME), items()]
print(json.dumps(asyncio.run(main())))
""",
    )
    assert left == [True, None, []], "another process reads it, and nothing is left"


def test_is_quick_enough_not_to_be_noticed(desktop: Desktop) -> None:
    seconds = ask(
        desktop,
        """
import time
async def main():
    begin = time.perf_counter()
    vault = await find_vault(home, None)
    found = time.perf_counter()
    await vault.set(NAME, {"refresh_token": "r" * 60})
    kept = time.perf_counter()
    await vault.get(NAME)
    return [found - begin, kept - found, time.perf_counter() - kept]
print(json.dumps(asyncio.run(main())))
""",
    )
    print("found, kept, read:", [f"{1000 * s:.0f} ms" for s in seconds])
    assert seconds[0] < 5
    assert max(seconds[1:]) < 2


def test_a_keyring_that_hangs_is_given_up(desktop: Desktop) -> None:
    """Its process is stopped, as one that waits for ever. The program goes on and ends at once."""
    began = time.monotonic()
    said = ask(
        desktop,
        """
async def main():
    vault = KeyringVault(timeout=1)
    await vault.set(NAME, LONG)
    process = keyring_process()
    os.kill(process, signal.SIGSTOP)
    codes = []
    try:
        for work in (vault.get(NAME), vault.set(NAME, {})):
            try:
                await work
            except Refused as no:
                codes.append(no.code)
        waiting = await find_vault(home, None, keyring=KeyringVault(timeout=1))
        instead = await find_vault(home, "a passphrase", keyring=KeyringVault(timeout=1))
        return [codes, (await vault.state()).code, type(waiting).__name__, type(instead).__name__]
    finally:
        os.kill(process, signal.SIGCONT)
print(json.dumps(asyncio.run(main())))
""",
    )
    assert said == [["keyring_silent", "keyring_silent"], "keyring_silent", "KeyringVault", "FileVault"]
    assert time.monotonic() - began < 30
    assert ask(  # it goes on, and has the old values or the new ones
        desktop,
        """
async def main():
    return await KeyringVault().get(NAME) in (LONG, {})
print(json.dumps(asyncio.run(main())))
""",
    )


def test_a_locked_keyring_is_told_in_time(desktop: Desktop) -> None:
    state = ask(
        desktop,
        """
async def main():
    import secretstorage
    await KeyringVault().set(NAME, LONG)
    secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    state = await KeyringVault(timeout=3).state()
    return [state.kind, state.usable, state.code, "KONTOR_SECRETS_PASSPHRASE" in state.hint or state.locked]
print(json.dumps(asyncio.run(main())))
""",
    )
    assert state[:2] == ["keyring", False]
    assert state[2] in {"keyring_locked", "keyring_silent"}
    assert state[3]


def test_without_a_session_there_is_none() -> None:
    """As over ssh or in a container: the library itself finds nothing."""
    surroundings = {k: v for k, v in os.environ.items() if k != "PYTHON_KEYRING_BACKEND"}
    script = """
async def main():
    vault = await find_vault(home, None)
    state = await vault.state()
    direct = await KeyringVault().state()
    return [type(vault).__name__, state.kind, state.usable, direct.kind, direct.code]
print(json.dumps(asyncio.run(main())))
"""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        env=surroundings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == ["FileVault", "none", False, "none", "no_keyring"]
