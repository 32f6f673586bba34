"""Recount by clicks (P6.7): old beside new, written only when it is confirmed; cancelled and closed at any moment."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from sqlalchemy import select, update

from app.summaries.tables import Correction, LedgerEntry
from integrations.trigon.sandbox_records import Record, midnight
from tests.ui.counted import SETTINGS, bring, configure, counted, covered_page, pick, wishes
from tests.ui.office import Office, button, click, dialog, open_dialogs, press, texts, until
from ui.desktop.ask import gone
from ui.desktop.dialogs.recount import RecountDialog

Key = Qt.Key


def found_later(office: Office) -> None:
    """Two more payments of October turn up at Aed OÜ."""
    at = midnight(date(2026, 10, 10)) + 3600
    office.trigon.firms["f_1"].records = [Record(0, at), Record(0, at)]


async def opened(office: Office) -> RecountDialog:
    page = await covered_page(office)
    await until(lambda: page.timeline.current_line() is not None)
    click(page.recount_button)
    return await dialog(RecountDialog)


async def asked(office: Office, period: str = "October 2026") -> RecountDialog:
    window = await opened(office)
    pick(window.slot.input, period)
    click(window.ask_button)
    await until(lambda: window.found is not None)
    return window


def rows(window: RecountDialog) -> list[tuple[str, ...]]:
    model = window.model
    found = [model.row_at(place) for place in range(model.shown)]
    return [tuple(column.text(row) for column in model.columns) for row in found if row is not None]


async def payments(office: Office, slot: date) -> int:
    """In the task of Aed OÜ for that slot."""
    ledger = await office.program.summaries.ledger(office.owner, "trigon")
    task_id = next(row.task_id for row in ledger if row.client == "Aed OÜ" and row.slot == slot)
    assert task_id is not None
    detail = await office.program.task_queries.detail(office.owner, task_id)
    return int(next(f.number for f in detail.fields if f.name == "Payments") or 0)


async def invoice_october(office: Office) -> None:
    """As billing will do it."""
    at = office.program.clock.now()
    done = update(LedgerEntry).where(LedgerEntry.slot == date(2026, 10, 1)).values(invoiced_at=at)
    await office.program.store.write(lambda session: session.execute(done))


async def corrections(office: Office) -> list[Any]:
    return await office.program.store.read(
        lambda s: [(row.field, row.difference) for row in s.scalars(select(Correction))]
    )


def test_old_and_new_are_seen_and_written_when_confirmed(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        before = await payments(office, date(2026, 10, 1))
        found_later(office)
        window = await asked(office)
        assert rows(window) == [
            ("Aed OÜ", "Payments created", str(before), str(before + 2), "Replaces the count in the task")
        ]
        assert "3 clients were asked again." in texts(window)
        assert await payments(office, date(2026, 10, 1)) == before, "nothing is written yet"
        click(window.confirm_button)
        await until(lambda: office.toast() == "1 period was written.")
        await until(lambda: gone(window) or not window.isVisible())
        assert await payments(office, date(2026, 10, 1)) == before + 2
        again = await asked(office)
        assert rows(again) == []
        assert "Every count is as it was" in texts(again)
        assert not again.confirm_button.isEnabled()
        assert again.confirm_button.toolTip() == "There is nothing to write."

    in_office(story, **wishes())


def test_an_invoiced_period_stays_and_the_difference_is_kept_for_the_next(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        before = await payments(office, date(2026, 10, 1))
        await invoice_october(office)
        found_later(office)
        window = await asked(office)
        assert rows(window)[0][-1] == "Invoiced: the difference goes into the next period"
        click(window.confirm_button)
        await until(lambda: gone(window) or not window.isVisible())
        assert await payments(office, date(2026, 10, 1)) == before
        assert await corrections(office) == [("payment_created", 2)]

    in_office(story, **wishes())


def test_it_begins_with_the_period_and_the_client_that_were_looked_at(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        found_later(office)
        page = await covered_page(office)
        await until(lambda: page.timeline.current_line() is not None)
        page.timeline.set_current((await office.client("Bensiin AS")).id)
        press(Key.Key_Left, on=page.timeline)
        window = await opened(office)
        assert window.slot.input.currentText() == "October 2026"
        pick(window.clients.input, "Bensiin AS")
        click(window.ask_button)
        await until(lambda: window.found is not None)
        assert "1 client was asked again." in texts(window)
        assert rows(window) == []
        pick(window.clients.input, "All clients")
        assert window.found is None, "what stood below belonged to the one client"
        assert "Not asked yet" in texts(window)
        click(window.ask_button)
        await until(lambda: len(rows(window)) == 1)
        pick(window.slot.input, "November 2026")
        assert rows(window) == []
        assert not window.confirm_button.isEnabled()

    in_office(story, **wishes())


def test_one_that_cannot_be_asked_is_named_beside_the_others(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        found_later(office)
        office.trigon.edit("f_3", {"readable": False})
        window = await asked(office)
        assert "Café MTÜ\nNo View permission in Trigon" in texts(window)
        assert len(rows(window)) == 1
        assert window.confirm_button.isEnabled()

    in_office(story, **wishes())


def test_the_connection_that_ended_is_told_and_asked_again(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        window = await opened(office)
        office.trigon.sessions.revoke()
        click(window.ask_button)
        await until(lambda: "sign in again" in texts(window).lower())
        assert window.ask_button.isEnabled()
        assert window.found is None
        await office.connect()
        click(window.ask_button)
        await until(lambda: window.found is not None)
        assert "sign in again" not in texts(window).lower()

    in_office(story, **wishes())


def test_cancelled_in_the_middle_and_asked_again(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        found_later(office)
        window = await opened(office)
        hold = office.trigon.faults.hold("*/activity-counts")
        click(window.ask_button)
        await until(hold.arrived.is_set)
        assert window.progress is not None
        click(window.progress.cancel)
        await until(window.ask_button.isEnabled)
        assert window.progress is None
        assert window.found is None
        hold.release.set()
        pick(window.slot.input, "October 2026")
        click(window.ask_button)
        await until(lambda: len(rows(window)) == 1)

    in_office(story, **wishes())


def test_closed_while_it_asks(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        window = await opened(office)
        hold = office.trigon.faults.hold("*/activity-counts")
        click(window.ask_button)
        await until(hold.arrived.is_set)
        press(Key.Key_Escape, on=window)
        await until(lambda: gone(window) or not window.isVisible())
        hold.release.set()
        again = await opened(office)
        click(again.ask_button)
        await until(lambda: again.found is not None)
        click(again.ask_button)
        again.reject()  # before it has asked anything

    in_office(story, **wishes())


def test_another_period_is_chosen_while_it_asks(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        found_later(office)
        window = await opened(office)
        hold = office.trigon.faults.hold("*/activity-counts")
        pick(window.slot.input, "October 2026")
        click(window.ask_button)
        await until(hold.arrived.is_set)
        pick(window.slot.input, "November 2026")
        hold.release.set()
        await until(window.ask_button.isEnabled)
        assert window.found is None, "an answer for October is not shown under November"
        assert rows(window) == []

    in_office(story, **wishes())


def test_nothing_is_counted_yet(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await configure(office, **SETTINGS)
        page = await covered_page(office)
        await until(page.timeline.isVisible)
        click(page.recount_button)
        await until(lambda: office.toast() == "Nothing is counted yet, so there is nothing to count again.")
        assert [each for each in open_dialogs() if isinstance(each, RecountDialog)] == []

    in_office(story, **wishes())


def test_close_by_its_button(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        window = await opened(office)
        click(button(window, "Close"))
        await until(lambda: gone(window) or not window.isVisible())

    in_office(story, **wishes())
