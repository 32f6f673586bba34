"""The notification centre (P10.3): by day, what is new, where each entry leads, by mouse and by keyboard."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt

from app.core.clock import SetClock
from tests.ui.office import Office, button, click, press, texts, until
from ui.desktop import notice_words
from ui.desktop.notices import MOST, Dot, Entry, NoticeCentre
from ui.desktop.widgets.text import Link

Key = Qt.Key


async def opened(office: Office) -> NoticeCentre:
    click(office.shell.top.bell)
    centre = office.shell._live._notices
    await until(centre.isVisible)
    return centre


def links(centre: NoticeCentre) -> list[str]:
    return [link.text() for link in centre.findChildren(Link) if link.isVisible()]


def dots(centre: NoticeCentre) -> list[bool]:
    return [dot.accessibleName() == "New" for dot in centre.findChildren(Dot) if dot.isVisible()]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("covered/trigon", "Open covered days"),
        ("import/trigon", "Open review"),
        ("clients/12", "Open client"),
        ("clients", "Open clients"),
        ("clients/run/3", "Open imported clients"),
        ("tasks/7", "Open task"),
        ("settings", "Open settings"),
        ("settings/trigon/counts", "Open Data import"),
        ("settings/trigon/connection", "Open connection"),
        ("settings/trigon", "Open settings"),
        ("health", "Open integration health"),
        ("somewhere/else", "Open"),
    ],
)
def test_a_link_names_its_place(place: str, words: str):
    assert notice_words.link(place) == words


def test_what_is_tried_again_looks_like_it():
    assert notice_words.look("amber", "covered/trigon")[0] == "arrow-clockwise-bold"
    assert notice_words.look("amber", "settings")[0] == "warning-fill"
    assert notice_words.look("red", "clients/3")[0] == "x-circle-fill"
    assert notice_words.look("red", "settings")[0] == "warning-octagon-fill"
    assert notice_words.look("green", "")[0] == "check-bold"
    assert notice_words.look("of a later version", "")[0] == "info"


def test_days_have_their_names():
    assert notice_words.day(date(2026, 12, 1), date(2026, 12, 1)) == "Today"
    assert notice_words.day(date(2026, 11, 30), date(2026, 12, 1)) == "Monday, 30.11.2026"


def test_by_day_with_what_is_new(in_office):
    async def story(office: Office) -> None:
        notices, clock = office.program.notices, SetClock(datetime.now().astimezone())
        notices._clock = clock
        clock.turn(timedelta(days=-400))
        await notices.add("amber", "1 of 2 clients counted", "1 has no View permission.", "covered/trigon")
        await notices.mark_read(None)
        clock.turn(timedelta(days=400))
        await notices.add("info", "Import is ready to review", "12 new.", "import/trigon")
        await until(lambda: office.shell.top.bell.accessibleName() == "1 new notification")
        centre = await opened(office)
        said = texts(centre)
        assert "Today" in said
        assert (
            notice_words.day((clock.now() - timedelta(days=400)).date(), clock.now().astimezone().date())
            in said
        )
        assert links(centre) == ["Open review", "Open covered days"]
        assert dots(centre) == [True, False]

        click(button(centre, "Mark all as read"))
        await until(lambda: dots(centre) == [False, False])
        assert not button(centre, "Mark all as read").isEnabled()
        assert office.shell.top.bell.accessibleName() == "Notifications"

    in_office(story)


def test_as_high_as_its_content_up_to_a_limit(in_office):
    async def story(office: Office) -> None:
        centre = await opened(office)
        empty = centre.height()
        centre.hide()
        heights = []
        for _each in range(2):
            await office.program.notices.add("green", "Done", "All of it.", "settings")
            centre = await opened(office)
            assert not centre._area.verticalScrollBar().isVisible(), "all of it can be seen"
            heights.append(centre.height())
            centre.hide()
        assert empty < heights[0] < heights[1]
        centre = await opened(office)
        await office.program.notices.add("green", "Done", "All of it.", "settings")
        await until(lambda: len(links(centre)) == 3)
        assert centre.height() > heights[1], "measured anew while it is open"
        centre.hide()
        for _each in range(12):
            await office.program.notices.add("green", "Done", "All of it.", "settings")
        centre = await opened(office)
        assert heights[1] < centre.height() <= MOST
        assert centre._area.verticalScrollBar().maximum() > 0
        assert centre.geometry().bottom() <= centre.screen().availableGeometry().bottom()

    in_office(story)


def test_by_keyboard(in_office):
    async def story(office: Office) -> None:
        for title, place in (("One", "settings/lists"), ("Two", "settings/about"), ("Three", "clients")):
            await office.program.notices.add("info", title, "", place)
        centre = await opened(office)
        focused = []
        for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up):
            press(key, on=centre.focusWidget() or centre)
            link = centre.focusWidget()
            assert isinstance(link, Link)
            focused.append(link.accessibleDescription())
        assert focused == ["Three", "Two", "One", "One", "Two"]
        press(Key.Key_Return, on=centre.focusWidget())
        assert not centre.isVisible()
        assert office.shell.windowTitle().startswith("Settings")
        await until(lambda: office.shell.top.bell.accessibleName() == "2 new notifications")
        centre = await opened(office)
        press(Key.Key_Escape, on=centre)
        assert not centre.isVisible()

    in_office(story)


def test_a_click_anywhere_on_an_entry_opens_it(in_office):
    async def story(office: Office) -> None:
        await office.program.notices.add("info", "One", "Some words.", "settings/about")
        await office.program.notices.add("info", "Two", "Leads nowhere.")
        centre = await opened(office)
        two, one = [entry for entry in centre.findChildren(Entry) if entry.isVisible()]
        click(two)
        await until(lambda: dots(centre) == [False, True])
        one = [entry for entry in centre.findChildren(Entry) if entry.isVisible()][1]
        click(one)
        assert not centre.isVisible()
        assert office.shell.windowTitle().startswith("Settings")

    in_office(story)
