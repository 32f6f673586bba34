"""The tray's menu: what it says, in which order, and where each entry leads (P10.2, P10.3)."""

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.office import choose
from ui.desktop.tray import Recent, Tray

RECENT = (
    Recent("arrow-clockwise-bold", "amber", "1 client not counted yet", "08:31", "covered/trigon"),
    Recent("check-bold", "green", "Tamm & Pojad: done", "30.11.", "clients/3"),
)


@pytest.fixture
def window(screen, qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def tray(window: QWidget) -> Tray:
    made = Tray(window)
    made.show_firm("Tammik & Kuusk")
    made.show_state("idle", "Synced 08:12")
    return made


@pytest.fixture
def heard(tray: Tray) -> list[str]:
    said: list[str] = []
    tray.opened.connect(lambda: said.append("open"))
    tray.sync_wanted.connect(lambda: said.append("sync"))
    tray.quit_wanted.connect(lambda: said.append("quit"))
    tray.place.connect(said.append)
    return said


def entries(tray: Tray) -> list[str]:
    return ["-" if each.isSeparator() else each.text() for each in tray.menu.actions()]


def test_without_plans_and_results(tray: Tray):
    assert entries(tray) == [
        "Tammik && Kuusk", "Synced 08:12", "-", "Sync now", "-", "Open Kontor", "Quit",
    ]  # fmt: skip


def test_with_the_next_run_and_what_happened(tray: Tray):
    tray.show_next("Next run 31.12.2026 00:30")
    tray.show_recent(RECENT)
    tray.show_state("attention", "1 client could not be counted")
    assert entries(tray) == [
        "Tammik && Kuusk", "1 client could not be counted", "-", "Sync now", "Next run 31.12.2026 00:30", "-",
        "Recent", "1 client not counted yet\t08:31", "Tamm && Pojad: done\t30.11.", "-", "Open Kontor", "Quit",
    ]  # fmt: skip
    tray.show_next("")
    tray.show_recent(())
    assert "Recent" not in entries(tray)
    assert len(entries(tray)) == 7


@pytest.mark.parametrize(
    ("words", "leads_to"),
    [
        ("Tammik", "open"),
        ("Synced", "health"),
        ("Sync now", "sync"),
        ("Next run", "health"),
        ("1 client not", "covered/trigon"),
        ("Tamm && Pojad", "clients/3"),
        ("Open Kontor", "open"),
        ("Quit", "quit"),
    ],
)
def test_each_entry_leads_to_its_place(tray: Tray, heard: list[str], words: str, leads_to: str):
    tray.show_next("Next run 31.12.2026 00:30")
    tray.show_recent(RECENT)
    tray.menu.popup(tray.menu.pos())
    choose(tray.menu, words)
    assert heard == [leads_to]


def test_what_has_not_changed_is_not_drawn_again(tray: Tray):
    first = tray.menu.actions()[0]
    tray.show_state("idle", "Synced 08:12")
    assert tray.menu.actions()[0] is first
    tray.show_state("idle", "Synced 09:00")
    assert tray.menu.actions()[0] is not first


def test_drawing_for_nobody_there_is_no_icon(tray: Tray):
    assert tray.icon is None
    tray.notify("Title", "Text", "green", "clients")
    tray.show()
    tray.close()
