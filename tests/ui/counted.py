"""A firm whose clients are counted each month, on the first of December 2026, and short ways into its windows."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from app.core.clock import SetClock
from app.importing.choices import Choices
from integrations.trigon.sandbox import Firm
from tests.ui.office import Office, click, until
from ui.desktop.desk import Place
from ui.desktop.dialogs.counts_tab import CountsTab
from ui.desktop.dialogs.integration import IntegrationDialog
from ui.desktop.pages.covered_days import CoveredDaysPage
from ui.desktop.widgets.choices import Radio
from ui.desktop.widgets.text import Link

NAMES = ("Aed OÜ", "Bensiin AS", "Café MTÜ")
SETTINGS: dict[str, Any] = {
    "title": "Volumes {period}",
    "topic": "Monthly volumes",
    "day": "last-day",
    "first_day": date(2026, 10, 1),
    "refresh": "off",
    "mapping": {"payment_created": "Payments", "sales_invoice_created": "Sales invoices"},
}


def wishes(**more: Any) -> dict[str, Any]:
    """Of the office: three firms in the accounting program, and a clock to turn."""
    clock = SetClock(datetime(2026, 12, 1, 10, tzinfo=ZoneInfo("Europe/Tallinn")))
    firms = [Firm(f"f_{n}", name, busy=0.3) for n, name in enumerate(NAMES, 1)]
    return {"clock": clock, "firms": firms, **more}


async def bring(office: Office) -> None:
    """Connect, and import what the review presets."""
    await office.connect()
    review = await office.program.imports.fetch(office.owner, "trigon")
    await office.program.imports.confirm(office.owner, review, Choices())
    office.program.imports.drop("trigon")


async def configure(office: Office, **changes: Any) -> None:
    await office.program.summaries.configure(office.owner, "trigon", changes)


async def counted(office: Office, **changes: Any) -> None:
    """October and November are counted."""
    await bring(office)
    await configure(office, **{**SETTINGS, **changes})
    report = await office.program.summaries.run(office.owner, "trigon")
    assert report.counted == 2 * len(NAMES)


async def with_reasons(office: Office) -> None:
    """Aed cannot be read, Bensiin is put aside here, and a client of ours is not known there."""
    office.trigon.edit("f_1", {"readable": False})
    await bring(office)
    await configure(office, **SETTINGS)
    await office.program.summaries.run(office.owner, "trigon")
    await office.program.clients.deactivate(office.owner, [(await office.client("Bensiin AS")).id])
    await office.add("Linkimata OÜ")
    await office.add("Norsk AS", country="NO")


def turn(office: Office, **by: float) -> None:
    clock = office.program.clock
    assert isinstance(clock, SetClock)
    clock.turn(timedelta(**by))


async def counts_dialog(office: Office) -> IntegrationDialog:
    office.shell.go(Place("settings", ("trigon", "counts")))
    window = await office.window("integration/trigon")
    assert isinstance(window, IntegrationDialog)
    await until(lambda: window.tabs.value() == "counts" and window.counts.plan is not None)
    return window


async def counts_tab(office: Office) -> CountsTab:
    window = await counts_dialog(office)
    assert window.counts is not None
    return window.counts


async def covered_page(office: Office) -> CoveredDaysPage:
    """The page, with what is kept in it."""
    office.shell.go(Place("covered", ("trigon",)))
    page = office.shell.page("covered")
    assert isinstance(page, CoveredDaysPage)
    await until(lambda: page.plan is not None and page.isVisible())
    await office.active()
    page.timeline.setFocus()
    return page


def pick(combo: QComboBox, words: str) -> None:
    """Open the list by keyboard and choose the entry."""
    row = combo.findText(words)
    assert row >= 0, f"{words!r} is not among {[combo.itemText(n) for n in range(combo.count())]}"
    assert combo.isEnabled(), combo.toolTip()
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Space)
    inside = combo.view()
    assert inside.isVisible()
    QTest.keyClick(inside, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(inside, Qt.Key.Key_Down)
    QTest.keyClick(inside, Qt.Key.Key_Return)


def tick(radio: Radio) -> None:
    click(radio, QPoint(8, radio.height() // 2))


def link(inside: QWidget, words: str) -> Link:
    found = [each for each in inside.findChildren(Link) if each.isVisible() and each.text() == words]
    assert found, f"no link {words!r} among {[each.text() for each in inside.findChildren(Link)]}"
    return found[0]


def follow(inside: QWidget, words: str) -> None:
    click(link(inside, words), QPoint(4, 6))
