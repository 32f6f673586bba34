"""The windows of an accounting program for the walks by keyboard: how a test comes to each, and the fewest stops that
it has.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget

from app.importing.choices import Choices
from tests.ui.office import Office, click, dialog, press, until
from ui.desktop.desk import Place
from ui.desktop.dialogs.count_from import CountFromDialog
from ui.desktop.dialogs.integration_log import RunDialog
from ui.desktop.pages.client_days import CoveredPart
from ui.desktop.widgets.buttons import Button

Key = Qt.Key


async def integration(office: Office, tab: str) -> QWidget:
    await office.connect()
    await imported(office)
    office.shell.go(Place("settings", ("trigon", tab)))
    window = await office.window("integration/trigon")
    await until(lambda: window.tabs.value() == tab and window.log.model.shown)
    return window  # type: ignore[no-any-return]


async def imported(office: Office) -> None:
    review = await office.program.imports.fetch(office.owner, "trigon")
    await office.program.imports.confirm(office.owner, review, Choices())
    office.program.imports.drop("trigon")


async def health(office: Office) -> QWidget:
    """With a program that leaves clients out, and a job that has run."""
    office.trigon.edit("g_0000001", {"readable": False})
    await office.connect()
    await imported(office)
    await office.add("Linkimata OÜ")
    await office.program.scheduler.run_now(office.owner, "backup")
    office.shell.go(Place("health"))
    page: Any = office.shell.page("health")
    await until(lambda: page.loaded and page.history.model.shown and "backup" in page.jobs.rows)
    return office.shell


async def counted_pane(office: Office) -> QWidget:
    """The pane of a client whose days are counted."""
    await office.connect()
    await imported(office)
    name = office.trigon.firms["g_0000001"].name
    page = await office.clients_page()
    office.shell.go(Place("clients", (str((await office.client(name)).id),)))
    await until(lambda: page.pane.detail is not None and page.pane.detail.name == name)
    page.pane.tabs.choose("integration")
    await until(lambda: page.pane.links.findChildren(CoveredPart))
    page.table.setFocus()
    return office.shell


async def first_day(office: Office) -> QWidget:
    await counted_pane(office)
    pane = (await office.clients_page()).pane
    click(next(each for each in pane.links.findChildren(Button) if each.text() == "Change the first day"))
    form = await dialog(CountFromDialog)
    click(form.by_day, QPoint(8, form.by_day.height() // 2))
    return form


async def run_summary(office: Office) -> QWidget:
    window = await integration(office, "log")
    click(window.log.open_button)  # type: ignore[attr-defined]
    return await dialog(RunDialog)


async def connecting(office: Office, step: str) -> QWidget:
    office.shell.go(Place("settings", ("trigon", "connect")))
    wizard = await office.window("connect/trigon")
    await until(wizard.go_on.isEnabled)
    if step == "sign_in":
        click(wizard.go_on)
        await until(lambda: wizard.step() == "sign_in")
    return wizard  # type: ignore[no-any-return]


async def importing(office: Office, step: str) -> QWidget:
    """At "review", "conflict" (its row open) or "summary"."""
    await office.connect()
    if step == "conflict":
        await imported(office)
        client = await office.client(office.trigon.firms["g_0000001"].name)
        office.trigon.change("g_0000001", email="their@side.example")
        await office.program.clients.change(office.owner, client.id, {"email": "our@side.example"})
    office.shell.go(Place("settings", ("trigon", "start-import")))
    wizard = await office.window("import/trigon")
    await until(lambda: wizard.step() == "review" and wizard.review.model.shown)
    if step == "conflict":
        wizard.review.table.set_current("g_0000001")
        press(Key.Key_Right, on=wizard.review.table)
        await until(lambda: wizard.review.table.details.is_open("g_0000001"))
    elif step == "summary":
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
    return wizard  # type: ignore[no-any-return]


PROGRAM_WINDOWS: dict[str, tuple[Callable[[Office], Awaitable[QWidget]], int]] = {
    **{f"integration {tab}": (partial(integration, tab=tab), fewest) for tab, fewest in (
        ("overview", 3), ("connection", 4), ("import", 2), ("log", 4))},
    "pane with covered days": (counted_pane, 26),
    "counted from": (first_day, 5),
    "health": (health, 15),
    "summary of a run": (run_summary, 2),
    "connect": (partial(connecting, step="before"), 2),
    "sign in": (partial(connecting, step="sign_in"), 6),
    "review": (partial(importing, step="review"), 10),
    "conflict": (partial(importing, step="conflict"), 11),
    "result": (partial(importing, step="summary"), 3),
}  # fmt: skip
