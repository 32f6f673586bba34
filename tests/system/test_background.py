"""Kontor behind its window, on a real desktop: tray, notification, one window on a home, clean ends (P10.2, P10.3)."""

import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from integrations.trigon.sandbox import TrigonSandbox, generated_firms
from tests.system.desktop import Desktop, missing_programs, wait
from tests.system.person import MAIN, Person

pytestmark = pytest.mark.system
CLIENTS = 3
SOON = 5  # seconds
BEFORE, AFTER = "2026-11-30T00:05+02:00", "2026-11-30T00:31+02:00"  # of the run at half past midnight
COUNTED_FIRM = Path(__file__).with_name("counted_firm.py")


@pytest.fixture
def trigon() -> Iterator[TrigonSandbox]:
    """By its clock the day of the run has come too."""
    ahead = datetime.fromisoformat(AFTER) - datetime.now(UTC)
    with TrigonSandbox(generated_firms(CLIENTS), moment=lambda: datetime.now(UTC) + ahead) as sandbox:
        yield sandbox


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "kontor"


def make_firm(desktop: Desktop, home: Path) -> None:
    owner = ("--owner-name", "Kadri Tamm", "--owner-email", "kadri@tammik.example")
    desktop.run(sys.executable, "-m", "ui.main", "init", "--home", home, "--name", "Tammik OÜ",
                "--country", "EE", "--language", "en", *owner)  # fmt: skip


def test_the_month_is_counted_behind_the_closed_window(
    desktop: Desktop, trigon: TrigonSandbox, home: Path
) -> None:
    desktop.run(sys.executable, COUNTED_FIRM, home, trigon.url, BEFORE)
    person = Person(desktop, "--home", str(home), "--clock", BEFORE)
    wait(person.rows, "no clients")

    # the window is closed: said once, and Kontor stays in the tray
    wait(lambda: "30.11.2026 00:30" in person.tray_icon()["words"], "the tray does not tell of the next run")
    person.closes_the_window()
    person.sees("Counts are fetched on 30.11.2026 00:30")
    person.click("Keep running")
    person.has_no_window()
    assert person.program.poll() is None

    # the time has come: counted, and said
    assert not counted(home)
    person.sets_the_clock(AFTER)
    words = f"{CLIENTS} of {CLIENTS} clients counted for November"
    person.sees(words, seconds=45)
    assert counted(home) == [("2026-11-01", "2026-11-29")] * CLIENTS
    assert not desktop.windows(MAIN), "the run needs no window"

    # the notification leads to what was counted
    person.click(words)
    person.has_window_in_front("Covered days")

    # closed again, nothing is said any more; a second start brings this very window forward
    person.closes_the_window()
    person.has_no_window()
    second = desktop.kontor("--home", str(home))
    assert second.wait(20) == 0
    person.has_window_in_front("Covered days")

    # the menu of the tray ends it, with the window or without
    person.closes_the_window()
    person.has_no_window()
    person.clicks_the_tray(button=3)
    person.choose("Quit")
    person.sees_the_end()
    assert not desktop.processes_of(home)


def counted(home: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(home / "kontor.sqlite")) as connection:
        return connection.execute("SELECT first_day, last_day FROM ledger_entry").fetchall()


def test_begun_in_the_background_it_waits_in_the_tray(desktop: Desktop, home: Path) -> None:
    make_firm(desktop, home)
    person = Person(desktop, "--home", str(home), "--background")
    person.tray_icon()
    person.has_no_window()
    person.clicks_the_tray()
    person.has_window_in_front("Clients – Kontor")
    person.sees("No clients yet")
    person.closes_the_window()
    person.click("Quit instead")
    person.sees_the_end()

    # as chosen: from now on closing the window ends it
    again = Person(desktop, "--home", str(home))
    again.sees("No clients yet")
    again.tray_icon()
    again.closes_the_window()
    again.sees_the_end()
    assert not desktop.processes_of(home)


def test_who_logs_off_leaves_nothing_behind(desktop: Desktop, home: Path) -> None:
    make_firm(desktop, home)
    person = Person(desktop, "--home", str(home), "--background")
    person.tray_icon()
    person.program.send_signal(signal.SIGTERM)
    began = time.monotonic()
    person.sees_the_end()
    assert time.monotonic() - began < SOON, "a session that ends waits for nobody"
    following = Person(desktop, "--home", str(home), "--background")  # nothing keeps it from beginning again
    following.tray_icon()
    following.program.send_signal(signal.SIGTERM)
    following.sees_the_end()
    assert not desktop.processes_of(home)


def test_begun_in_the_background_a_fault_comes_forward(desktop: Desktop, home: Path) -> None:
    home.mkdir()
    (home / "kontor.sqlite").write_bytes(b"no database at all " * 500)
    person = Person(desktop, "--home", str(home), "--background")
    person.has_window_in_front("Kontor")
    person.sees("damaged")
    person.closes_the_window()
    person.sees_the_end()


def test_without_a_tray_the_window_is_minimised(bare_desktop: Desktop, home: Path) -> None:
    make_firm(bare_desktop, home)
    person = Person(bare_desktop, "--home", str(home), "--background")
    wait(lambda: person.ask("minimised"), "nothing is there, not even minimised")
    second = bare_desktop.kontor("--home", str(home))
    assert second.wait(20) == 0
    person.has_window_in_front("Clients – Kontor")
    person.closes_the_window()
    person.sees("Kontor keeps working")
    person.does_not_see("tray")
    person.click("Keep running")
    wait(lambda: person.ask("minimised"), "the window is not minimised")
    assert person.program.poll() is None
    bare_desktop.kontor("--home", str(home)).wait(20)
    person.leaves()
    assert not bare_desktop.processes_of(home)


@pytest.fixture
def bare_desktop(_home: Path) -> Iterator[Desktop]:
    """One whose panel, if it has any, knows no tray."""
    if missing := missing_programs():
        pytest.skip(f"no {', '.join(missing)}: packaging/test.py installs what a desktop is made of")
    with Desktop(_home, panel=False) as desktop:
        yield desktop
