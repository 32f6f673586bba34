"""The first main job on a real desktop, with the real keyring, by real clicks and keys (P1.2, P3.2, P3.4, P3.9)."""

import asyncio
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack, closing

import pytest

from app.core.text import one_line
from integrations.registry import sandboxes
from tests.system.desktop import Desktop, wait
from tests.system.person import Person

pytestmark = pytest.mark.system

FIRM, NAME, E_MAIL = "Tammik ja Kuusk OU", "Kadri Tamm", "kadri@tammik.example"


@pytest.fixture
def served() -> Iterator[Mapping[str, Mapping[str, str]]]:
    """The sandboxes of Trigon and of the register, on loopback in a thread of their own."""
    ready, leave, found = threading.Event(), threading.Event(), {}

    async def serve() -> None:
        async with AsyncExitStack() as stack:
            for sandbox in sandboxes():
                found[sandbox.key] = dict((await stack.enter_async_context(sandbox.serve(0))).access)
            ready.set()
            await asyncio.to_thread(leave.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    yield found
    leave.set()
    thread.join(20)


def test_from_first_start_to_the_clients_of_the_first_import(desktop: Desktop, served, tmp_path) -> None:
    home = tmp_path / "home"
    desktop.surroundings["KONTOR_ARIREGISTER_URL"] = served["ariregister"]["url"]
    person = Person(desktop, "--home", str(home))

    # a firm
    person.sees("Begin with Kontor")
    person.click("Continue")
    person.fill("Name of the firm", FIRM)
    person.click("Continue")
    person.fill("Your name", NAME)
    person.fill("Your e-mail", E_MAIL)
    person.click("Make the firm")
    person.sees("No clients yet")

    # connected, once with a wrong password first
    trigon = served["trigon"]
    person.click("Connect a program")
    person.click("Open Trigon")
    person.click("Activate")
    person.sees("Before you start")
    person.click("Continue")
    person.fill("Address", trigon["url"])
    person.fill("E-mail", trigon["email"])
    person.fill("Password", "wrong horse")
    person.click("Connect")
    person.sees("Trigon does not accept")
    person.fill("Password", trigon["password"])
    person.click("Connect")
    person.sees("Trigon is connected")
    assert _in_the_keyring(desktop), "the token is not in the keyring"

    # reviewed: a filter, a toggle, a row opened
    person.click("Start import")
    person.sees("Choose what to import", 60)
    everything = person.rows()
    assert len(everything) >= 60
    person.click("Conflict")
    conflicts = wait(lambda: _fewer(person, len(everything)), "the filter shows nothing else")
    assert {row[2] for row in conflicts} == {"Conflict"}
    name = conflicts[0][4]
    person.click_cell(name, "changes")
    person.sees("Make a new client of it")
    person.click("All")
    wait(lambda: len(person.rows()) == len(everything), "the filter is not lifted")
    left_out = next(row[4] for row in everything if row[0] == "True" and row[3] == "Found")
    person.click_cell(left_out, "check")
    wait(lambda: _row(person, left_out)[0] == "False", "the tick did not go")
    red = next(row[4] for row in everything if row[3] == "Not found")
    assert _row(person, red)[0] == "True", "a red X is a heads-up: the row stays ticked (P3.5)"
    expected = {one_line(row[4]) for row in person.rows() if row[0] == "True"}  # as names are kept

    # confirmed, and exactly that run is shown
    person.click(f"Confirm import ({len(expected)})")
    person.sees("Import done", 60)
    person.click("View clients")
    shown = wait(lambda: _as_many(person, len(expected)), "the list does not show the run", 30)
    assert {row[3] for row in shown} == expected
    assert left_out not in expected
    assert red in expected
    person.leaves()
    _sound(home / "kontor.sqlite", len(expected))
    _no_secret_in(home, trigon["password"], "wrong horse")

    # and the next start shows them again
    again = Person(desktop, "--home", str(home))
    again.sees(FIRM)
    wait(again.rows, "the clients are not there after a restart")
    again.leaves()


def _fewer(person: Person, than: int) -> list[list[str]]:
    rows = person.rows()
    return rows if 0 < len(rows) < than else []


def _as_many(person: Person, count: int) -> list[list[str]]:
    rows = person.rows()
    return rows if len(rows) == count and len(rows[0]) > 10 else []


def _row(person: Person, name: str) -> list[str]:
    return next(row for row in person.rows() if row[4] == name)


def _in_the_keyring(desktop: Desktop) -> bool:
    """The real keyring holds an entry of Kontor, with a token in it."""
    code = (
        "import secretstorage as s; items = s.get_default_collection(s.dbus_init()).get_all_items();"
        "ours = [i for i in items if 'ontor' in str(i.get_attributes())];"
        "print(any(b'refresh_token' in i.get_secret() for i in ours))"
    )
    return desktop.run(sys.executable, "-c", code).strip() == "True"


def _sound(database, clients: int) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM client").fetchone() == (clients,)


def _no_secret_in(home, *secrets: str) -> None:
    """No file under the home holds a secret (P11.3)."""
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for secret in secrets:
                assert secret.encode() not in content, f"a secret is in {file.name}"
