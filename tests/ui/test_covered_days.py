"""Covered days by clicks and keys (P6.4): what is counted, what is owed, its story, and what can be done about it."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.core.events import SummariesChanged
from app.summaries.views import ClientLine
from integrations.trigon.sandbox import Firm
from tests.ui.counted import (
    SETTINGS,
    bring,
    configure,
    counted,
    counts_dialog,
    covered_page,
    turn,
    wishes,
)
from tests.ui.office import Office, button, click, press, segment, texts, type_in, until
from ui.desktop.desk import Place
from ui.desktop.pages.covered_days import CoveredDaysPage
from ui.desktop.widgets.timeline_painter import note_words

Key = Qt.Key


def lines(page: CoveredDaysPage) -> list[tuple[str, str]]:
    return [(line.client, line.state) for line in page.timeline._lines]


def bars(page: CoveredDaysPage, client: str) -> list[tuple[str, str]]:
    """Kind and days of each bar of the client."""
    line = next(line for line in page.timeline._lines if line.client == client)
    return [(bar.kind, f"{bar.first_day:%d.%m}–{bar.last_day:%d.%m}") for bar in line.bars]


async def failing(office: Office) -> None:
    """Two clients are counted, the third may not be seen."""
    await bring(office)
    office.trigon.edit("f_3", {"readable": False})
    await configure(office, **SETTINGS)
    await office.program.summaries.run(office.owner, "trigon")


async def on_the_failed_one(office: Office) -> CoveredDaysPage:
    page = await covered_page(office)
    office.shell.go(Place("covered", ("trigon", str((await office.client("Café MTÜ")).id))))
    await until(lambda: "Café MTÜ" in page.timeline.accessibleDescription())
    await until(lambda: "next one" in texts(page.story))
    return page


def test_what_is_due_is_run_and_seen(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await configure(office, **SETTINGS)
        page = await covered_page(office)
        await until(lambda: len(lines(page)) == 3)
        assert "Rule: last calendar day" in texts(page)
        assert bars(page, "Aed OÜ") == [("planned", "01.10–30.10")]
        assert "Due since 31.10.2026: it is counted with the next run." in texts(page.story)
        click(page.run_button)
        assert not page.run_button.isEnabled(), "it cannot be pressed twice"
        await until(lambda: office.toast() != "")
        assert "6" in office.toast()
        expected = [("covered", "01.10–30.10"), ("covered", "31.10–29.11"), ("planned", "30.11–30.12")]
        await until(lambda: bars(page, "Aed OÜ") == expected)
        click(page.run_button)
        await until(lambda: office.toast() == "Nothing is due now.")
        assert page.run_button.isEnabled()

    in_office(story, **wishes())


def test_filters_count_find_and_are_cleared(in_office):
    async def story(office: Office) -> None:
        await failing(office)
        page = await covered_page(office)
        await until(lambda: segment(page.states, "Retrying")._count == 1)
        click(segment(page.states, "Retrying"))
        assert lines(page) == [("Café MTÜ", "retrying")]
        page.timeline.setFocus()
        press(Key.Key_Slash, on=page.timeline)
        assert page.finder.hasFocus()
        type_in(page.finder, "aed")
        assert segment(page.states, "All")._count == 1
        assert segment(page.states, "Retrying")._count == 0
        assert "No client is like that" in texts(page)
        click(button(page, "Clear filters"))
        assert lines(page) == [("Aed OÜ", "covered"), ("Bensiin AS", "covered"), ("Café MTÜ", "retrying")]
        assert page.finder.text() == ""
        assert page.timeline.hasFocus()
        type_in(page.finder, "Bens")
        assert [name for name, _state in lines(page)] == ["Bensiin AS"]
        press(Key.Key_Down, on=page.finder)
        assert page.timeline.hasFocus()
        press(Key.Key_Escape, on=page.timeline)
        assert len(lines(page)) == 3

    in_office(story, **wishes())


def test_the_story_of_what_was_counted_and_its_task(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        page = await covered_page(office)
        await until(lambda: "Aed OÜ" in texts(page.story) and "November, " in told(page))
        assert "31.10–29.11.2026 · November 2026" in texts(page.story)
        assert "30 days, " in texts(page.story)
        press(Key.Key_Left, on=page.timeline)
        assert "01.10–30.10.2026 · October 2026" in texts(page.story)
        bar = page.timeline.current_bar()
        assert bar is not None
        press(Key.Key_Return, on=page.timeline)
        tasks = office.shell.page("tasks")
        await until(lambda: office.shell.stack.currentWidget() is tasks)
        await until(lambda: "Volumes 10/2026" in texts(tasks))
        await covered_page(office)
        assert page.timeline.current_bar() == bar, "what was current is it still"
        click(page.story.client_button)
        await until(lambda: office.shell.stack.currentWidget() is office.shell.page("clients"))
        await covered_page(office)
        press(Key.Key_Right, on=page.timeline, times=2)
        assert "Will be counted on 31.12.2026 at 00:30" in texts(page.story)
        assert not page.story.task_button.isVisible()
        press(Key.Key_Return, on=page.timeline)
        await until(lambda: office.shell.stack.currentWidget() is office.shell.page("clients"))

    in_office(story, **wishes())


def told(page: CoveredDaysPage) -> str:
    """The tries, which cut their words to the room and are whole in them."""
    return texts(page.story._past)


def test_one_that_failed_is_tried_now(in_office):
    async def story(office: Office) -> None:
        await failing(office)
        page = await on_the_failed_one(office)
        assert "No View permission in Trigon" in texts(page.story)
        assert "The period keeps its place and is asked for again" in texts(page.story)
        assert "next one 01.12.2026 11:00" in texts(page.story)
        assert told(page).count("No View permission in Trigon") == 1
        turn(office, minutes=5)
        click(page.story.try_button)
        await until(lambda: office.toast() == "Café MTÜ: No View permission in Trigon")
        await until(lambda: told(page).count("No View permission in Trigon") == 2)
        office.trigon.edit("f_3", {"readable": True})
        click(page.story.try_button)
        await until(lambda: segment(page.states, "Covered")._count == 3)
        assert [kind for kind, _days in bars(page, "Café MTÜ")] == ["covered", "covered", "planned"]
        await until(lambda: "Café MTÜ" in texts(page.story) and not page.story.try_button.isVisible())
        await until(lambda: "November, " in told(page))

    in_office(story, **wishes())


def test_the_request_for_rights_is_copied(in_office):
    async def story(office: Office) -> None:
        await failing(office)
        page = await on_the_failed_one(office)
        await until(page.story.copy_button.isVisible)
        click(page.story.copy_button)
        wanted = f"Give List + View for Café MTÜ in Trigon to {office.trigon.email}."
        await until(lambda: QGuiApplication.clipboard().text() == wanted)
        assert wanted in office.toast()

    in_office(story, **wishes())


def test_no_rights_are_asked_for_where_the_other_side_is_down(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        office.trigon.firms["f_3"].counts_fail = True
        await configure(office, **SETTINGS)
        await office.program.summaries.run(office.owner, "trigon")
        page = await on_the_failed_one(office)
        assert page.story.try_button.isVisible()
        assert not page.story.copy_button.isVisible()

    in_office(story, **wishes())


def test_months_are_turned_faster_than_they_are_read(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        page = await covered_page(office)
        await until(lambda: len(lines(page)) == 3)
        for _ in range(12):
            click(page.earlier)
        for _ in range(13):
            click(page.later)
        await until(lambda: "01.11. – 31.01.2027" in texts(page))
        assert [days for _kind, days in bars(page, "Aed OÜ")] == ["31.10–29.11", "30.11–30.12"]
        click(page.today)
        await until(lambda: "01.10. – 31.12.2026" in texts(page))
        assert len(bars(page, "Aed OÜ")) == 3
        click(page.earlier)
        type_in(page.finder, "a")  # before the month is read: what is seen stays on its days
        assert page.timeline.scale().first == date(2026, 10, 1)
        await until(lambda: page.timeline.scale().first == date(2026, 9, 1))

    in_office(story, **wishes())


def test_an_answer_that_comes_late_does_not_turn_the_months_back(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        page = await covered_page(office)
        await until(lambda: len(lines(page)) == 3)
        summaries, asked, late = office.program.summaries, asyncio.Event(), asyncio.Event()
        told = summaries.timeline

        async def slowly(*of: Any) -> Any:
            if of[2] == date(2026, 9, 1):
                asked.set()
                await late.wait()
            return await told(*of)

        summaries.timeline = slowly  # type: ignore[method-assign] # a busy database, and what it tells all the same
        click(page.earlier)
        await until(asked.is_set)
        click(page.later)
        click(page.later)
        await until(lambda: page.timeline.scale().first == date(2026, 11, 1))
        late.set()
        await office.program.summaries.plan("trigon")
        await asyncio.sleep(0.05)
        assert page.timeline.scale().first == date(2026, 11, 1)
        assert "01.11. – 31.01.2027" in texts(page)

    in_office(story, **wishes())


def test_many_changes_at_once_are_read_once(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        page = await covered_page(office)
        await until(lambda: not page._stale)
        before = page._reading
        for _ in range(200):
            office.program.events.publish(SummariesChanged("trigon"))
        await until(lambda: page._reading > before and not page._stale)
        assert page._reading == before + 1
        await office.clients_page()
        office.program.events.publish(SummariesChanged("trigon"))
        assert not page._stale, "unseen, nothing is read"

    in_office(story, **wishes())


def test_nothing_is_set_up_yet(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        page = await covered_page(office)
        await until(lambda: "No days are counted yet" in texts(page))
        click(button(page, "Open Data import"))
        window = await office.window("integration/trigon")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)
        page = await covered_page(office)
        await configure(office, **SETTINGS)
        await until(lambda: len(lines(page)) == 3 and page.timeline.isVisible())

    in_office(story, **wishes())


def test_no_clients_yet(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        await configure(office, **SETTINGS)
        page = await covered_page(office)
        await until(lambda: "No clients yet" in texts(page))

    in_office(story, **wishes(firms=[]))


def test_a_member_looks_and_may_not_run(in_office):
    async def story(office: Office) -> None:
        page = await covered_page(office)
        for off in (page.run_button, page.recount_button):
            assert not off.isEnabled()
            assert off.toolTip().startswith("Integrations and imports are for the Owner and Admins")

    in_office(story, **wishes(member=True))


def test_from_the_tab_to_the_days_and_back(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        window = await counts_dialog(office)
        assert window.counts is not None
        window.counts.days_link.setFocus()
        press(Key.Key_Return, on=window.counts.days_link)
        page = office.shell.page("covered")
        await until(lambda: office.shell.stack.currentWidget() is page)
        window.done(0)
        assert page._crumb.text() == "Trigon"
        page._crumb.setFocus()
        press(Key.Key_Return, on=page._crumb)
        again = await office.window("integration/trigon")
        await until(lambda: again.tabs.value() == "counts")

    in_office(story, **wishes())


def test_why_a_line_is_empty():
    linked = datetime(2026, 11, 12, 8, tzinfo=UTC)
    first = date(2026, 10, 1)
    assert note_words(ClientLine(1, "A", first, linked, (), "covered"), first) == ""
    assert (
        note_words(ClientLine(1, "A", date(2026, 10, 31), linked, (), "covered"), first)
        == "Linked 12.11.2026, starts in the open period"
    )
    assert (
        note_words(ClientLine(1, "A", date(2026, 11, 20), linked, (), "gap"), first)
        == "Counted from 20.11.2026"
    )
    assert note_words(ClientLine(1, "A", None, None, (), "left_out", "No link"), first) == "No link"


def test_a_client_that_came_later_and_one_that_is_left_out(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        turn(office, days=1)
        office.trigon.add(Firm("f_4", "Uus OÜ", busy=0.3))
        await bring(office)
        await office.add("Ours alone OÜ")
        page = await covered_page(office)
        await until(lambda: len(lines(page)) == 5)
        assert bars(page, "Uus OÜ") == [("planned", "30.11–30.12")]
        assert ("Ours alone OÜ", "left_out") in lines(page)
        click(segment(page.states, "Left out"))
        assert [name for name, _state in lines(page)] == ["Ours alone OÜ"]
        assert "No link to Trigon" in texts(page.story)

    in_office(story, **wishes())
