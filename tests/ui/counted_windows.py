"""The windows of monthly summaries, for the walk by keyboard: how each is opened, and the fewest stops that it has."""

from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from integrations.trigon.sandbox_records import Record, midnight
from tests.ui.counted import SETTINGS, bring, configure, counted, counts_dialog, counts_tab, covered_page
from tests.ui.office import Office, click, dialog, until
from ui.desktop.dialogs.left_out import LeftOutDialog
from ui.desktop.dialogs.recount import RecountDialog


async def data_import(office: Office, *, saved: bool = True) -> QWidget:
    """With all it needs, or with nothing: what is missing is asked for then."""
    if saved:
        await counted(office)
    else:
        await bring(office)
    window = await counts_dialog(office)
    assert window.counts is not None
    tab = window.counts
    await until(lambda: not saved or len(tab.strip.periods()) == 6)
    if saved:
        tab.form.title.set_value("Volumes {month}")
    return window


async def covered(office: Office, *, of: str = "", begun: bool = True) -> QWidget:
    """Covered days; of a client that failed where one is named."""
    await bring(office)
    if of:
        office.trigon.edit("f_3", {"readable": False})
    if begun:
        await configure(office, **SETTINGS)
        await office.program.summaries.run(office.owner, "trigon")
    page = await covered_page(office)
    if of:
        page.timeline.set_current((await office.client(of)).id)
        await until(page.story.copy_button.isVisible)
    return office.shell


async def recounting(office: Office) -> QWidget:
    """With an answer below."""
    await counted(office)
    office.trigon.firms["f_1"].records = [Record(0, midnight(date(2026, 11, 10)) + 3600)]
    click((await covered_page(office)).recount_button)
    window = await dialog(RecountDialog)
    click(window.ask_button)
    await until(lambda: window.model.shown == 1)
    return window


async def left_out(office: Office) -> QWidget:
    await bring(office)
    await office.add("Ours alone OÜ")
    tab = await counts_tab(office)
    await until(tab._show_left_out.isVisible)
    click(tab._show_left_out)
    return await dialog(LeftOutDialog)


COUNTED_WINDOWS: dict[str, tuple[Callable[[Office], Awaitable[QWidget]], int]] = {
    "data import": (data_import, 25),
    "data import with nothing": (partial(data_import, saved=False), 26),
    "covered days": (covered, 18),
    "covered days failed": (partial(covered, of="Café MTÜ"), 19),
    "no covered days": (partial(covered, begun=False), 16),
    "recount": (recounting, 5),
    "left out": (left_out, 2),
}
