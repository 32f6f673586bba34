"""What goes on behind the window (P10): how it stands, what is notified and how often, what closing does."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt

from app.connections.views import ConnectionView
from app.core.progress import Progress
from app.firm.views import NoticeView
from app.schedule.views import JobState, Running
from tests.ui.office import Office, button, click, dialog, press, texts, until
from ui.desktop.ask import Question
from ui.desktop.background import AT_ONCE, Background, next_words, running_words, standing, worst
from ui.desktop.stepping_back import say_once

ZONE = ZoneInfo("Europe/Tallinn")
NOW = datetime(2026, 12, 1, 6, 40, tzinfo=UTC)
CONNECTED = ConnectionView(
    "trigon", "Trigon", "EE", True, "connected", "https://t.example", "a@b.example", "1", "Kadri", NOW, None,
    NOW - timedelta(minutes=28), "", "", "", None, 0,
)  # fmt: skip
AWAY = replace(CONNECTED, state="unreachable", last_error_words="Trigon cannot be reached.")
ASKING = replace(CONNECTED, state="sign_in_again", last_error_words="Sign in again.")


# --- in words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("views", "owed", "waits", "kind", "words"),
    [
        ([], 0, False, "idle", "Nothing was synced yet"),
        ([CONNECTED], 0, False, "idle", "Synced 08:12"),
        ([replace(CONNECTED, last_success=NOW - timedelta(days=1))], 0, False, "idle", "Synced 30.11.2026"),
        ([CONNECTED], 1, False, "attention", "1 client could not be counted"),
        ([CONNECTED], 2, False, "attention", "2 clients could not be counted"),
        ([AWAY], 0, False, "offline", "Trigon: Trigon cannot be reached."),
        ([AWAY], 3, False, "attention", "3 clients could not be counted"),
        ([CONNECTED, ASKING], 3, True, "attention", "Trigon: Sign in again."),
        ([CONNECTED], 3, True, "offline", "No network. What is due waits for it"),
    ],
)
def test_how_it_stands(screen, views, owed: int, waits: bool, kind: str, words: str):
    assert standing(views, owed, ZONE, NOW, waits=waits) == (kind, words)


def test_what_runs(screen):
    assert running_words(Running("backup", "Backup")) == "Backup"
    assert running_words(Running("counts/x", "Counts", Progress("Counting", 4, None))) == "Counting, 4"
    assert running_words(Running("counts/x", "Counts", Progress("Counting", 4, 9))) == "Counting, 4 of 9"


def test_the_next_run_is_that_of_the_counts(screen):
    backup = JobState("backup", "Backup", NOW + timedelta(hours=1), None)
    counts = JobState("counts/trigon", "Counts", datetime(2026, 12, 30, 22, 30, tzinfo=UTC), None)
    never = JobState("counts/other", "Counts", None, None)
    assert next_words([never, backup, counts], ZONE, NOW) == "Next run 31.12.2026 00:30"
    assert next_words([never, backup], ZONE, NOW) == "Next run 01.12.2026 09:40"
    assert (
        next_words([replace(counts, next=NOW - timedelta(days=9))], ZONE, NOW) == "Next run 01.12.2026 08:40"
    )
    assert next_words([never], ZONE, NOW) == ""


def test_of_several_tones_the_worst_is_shown():
    notices = [
        NoticeView(n, NOW, tone, "", "", "", False) for n, tone in enumerate(("info", "amber", "green"))
    ]
    assert worst(notices) == "amber"


# --- behind a real window ---------------------------------------------------------------------------


class Behind:
    """The background of an office, and what it has notified."""

    def __init__(self, office: Office) -> None:
        self.said: list[tuple[str, str]] = []
        self.made = Background(office.shell, office.desk)
        notify = self.made.tray.notify

        def overheard(title: str, text: str, tone: str, place: str) -> None:
            self.said.append((title, place))
            notify(title, text, tone, place)

        self.made.tray.notify = overheard  # type: ignore[method-assign] # the tray does it all the same

    async def begins(self, office: Office) -> None:
        office.desk.start(self.made.begin())
        await until(lambda: "Sync now" in self.entries())
        await until(office.shell.top.sync.isVisible)

    def entries(self) -> list[str]:
        return [action.text() for action in self.made.tray.menu.actions()]


def test_what_is_new_is_notified_once(in_office):
    async def story(office: Office) -> None:
        notices = office.program.notices
        await notices.add("info", "Long known", "", "settings")
        behind = Behind(office)
        await behind.begins(office)
        assert any(entry.startswith("Long known\t") for entry in behind.entries())
        await asyncio.gather(*(notices.add("green", f"New {n}", "", f"clients/{n}") for n in range(2)))
        await until(lambda: len(behind.said) == 2)
        await notices.mark_read(None)
        await notices.add("amber", "Last", "", "covered/trigon")
        await until(lambda: behind.said[-1:] == [("Last", "covered/trigon")])
        await until(lambda: any(entry.startswith("Last\t") for entry in behind.entries()))
        assert sorted(behind.said[:2]) == [("New 0", "clients/0"), ("New 1", "clients/1")]
        assert len(behind.said) == 3

    in_office(story)


def test_a_look_that_is_overtaken_does_not_make_old_news_new(in_office):
    async def story(office: Office) -> None:
        notices = office.program.notices
        behind = Behind(office)
        await behind.begins(office)
        recent, held, gate = notices.recent, asyncio.Event(), asyncio.Event()

        async def slowly(limit: int = 100) -> tuple[NoticeView, ...]:
            notices.recent = recent  # type: ignore[method-assign] # the looks that follow are quick
            found = await recent(limit)
            held.set()
            await gate.wait()
            return found

        await notices.add("info", "One")
        await until(lambda: len(behind.said) == 1)
        notices.recent = slowly  # type: ignore[method-assign]
        late = asyncio.ensure_future(behind.made._show_news())
        await held.wait()
        await notices.add("info", "Two")
        await until(lambda: len(behind.said) == 2)
        gate.set()
        await late
        await notices.add("info", "Three")
        await until(lambda: ("Three", "") in behind.said)
        assert behind.said == [("One", ""), ("Two", ""), ("Three", "")]

    in_office(story)


def test_many_at_once_are_told_in_one(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        shown = behind.made._show_news
        behind.made._show_news = lambda: asyncio.sleep(0)  # type: ignore[method-assign] # not yet
        for n in range(AT_ONCE + 1):
            await office.program.notices.add("info", f"New {n}")
        await shown()
        assert behind.said == [(f"{AT_ONCE + 1} new notifications", "")]

    in_office(story)


def test_a_result_leads_to_its_place_and_brings_the_window(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        office.shell.hide()
        behind.made.tray.place.emit("settings/about")
        assert office.shell.isVisible()
        assert office.shell.windowTitle().startswith("Settings")
        office.shell.hide()
        behind.made.tray.place.emit("")
        assert office.shell.isVisible()
        assert office.shell.windowTitle().startswith("Settings"), "it is as it was left"

    in_office(story)


def test_sync_now_says_what_came_of_it_where_the_person_is(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        await until(lambda: office.program.scheduler.running is None)
        await office.active()
        press(Qt.Key.Key_F5, on=office.shell)
        await until(lambda: bool(office.toast()))
        assert behind.said == []
        office.shell.hide()
        synced, begun = behind.made._synced, []

        async def counted() -> str:
            begun.append(1)
            return await synced()

        behind.made._synced = counted  # type: ignore[method-assign] # it is done all the same
        behind.made.sync_now()
        behind.made.sync_now()
        await until(lambda: behind.said == [("Sync now", "")])
        assert begun == [1], "asked twice, done once"
        office.shell.show()

    in_office(story)


def test_the_state_leads_to_what_needs_attention(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        await until(lambda: office.program.scheduler.running is None)
        behind.made._show("attention", "1 client could not be counted")
        office.shell.top.sync.click()
        await until(lambda: office.shell.stack.currentWidget() is office.shell.page("health"))
        assert office.toast() == ""

    in_office(story)


def test_a_missing_network_is_seen_in_tray_and_top_bar(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        await until(lambda: office.shell.top.sync.text() == "Nothing was synced yet")
        office.program.scheduler._note_waiting(True)
        await until(lambda: office.shell.top.sync.text() == "No network. What is due waits for it")
        assert behind.entries()[1] == "No network. What is due waits for it"
        office.program.scheduler._note_waiting(False)
        await until(lambda: office.shell.top.sync.text() == "Nothing was synced yet")

    in_office(story)


def test_the_sync_state_is_reached_by_keyboard(in_office):
    async def story(office: Office) -> None:
        behind = Behind(office)
        await behind.begins(office)
        sync = office.shell.top.sync
        assert "Sync now (F5)" in sync.toolTip()
        assert sync.focusPolicy() & Qt.FocusPolicy.TabFocus
        asked = []
        behind.made.sync_now = lambda: asked.append(1)  # type: ignore[method-assign]
        sync.clicked.connect(lambda: asked.append(2))
        sync.setFocus()
        press(Qt.Key.Key_Return, on=sync)
        press(Qt.Key.Key_Space, on=sync)
        assert asked.count(2) == 2

    in_office(story)


# --- closing the window -----------------------------------------------------------------------------


def test_closing_is_explained_once_and_the_answer_is_kept(in_office):
    async def story(office: Office) -> None:
        left: list[int] = []
        office.shell.left.connect(lambda: left.append(1))
        office.shell.keeps_running = True
        office.shell.close()
        question = await dialog(Question)
        assert "Missed runs are caught up." in texts(question)
        assert office.shell.isVisible()
        press(Qt.Key.Key_Escape, on=question)
        await until(lambda: not question.isVisible())
        assert not office.desk.settings.told_of_tray, "closing the question is no answer"

        office.shell.close()
        question = await dialog(Question)
        assert question.focusWidget() is button(question, "Keep running"), "Enter does not quit"
        click(button(question, "Keep running"))
        await until(office.shell.isMinimized)  # here is no tray
        assert office.desk.settings.told_of_tray
        assert office.desk.settings.keep_in_tray
        office.shell.come_forward()
        assert not office.shell.isMinimized()
        office.shell.close()
        assert office.shell.isMinimized(), "without a question"
        assert not left
        office.shell.quit()
        await until(lambda: left == [1])

    in_office(story)


def test_quitting_instead_is_remembered(in_office):
    async def story(office: Office) -> None:
        left: list[int] = []
        office.shell.left.connect(lambda: left.append(1))
        office.shell.keeps_running = True
        asked = asyncio.ensure_future(say_once(office.shell, office.desk))
        click(button(await dialog(Question), "Quit instead"))
        await asked
        await until(lambda: left == [1])
        assert not office.desk.settings.keep_in_tray
        assert not office.shell.isVisible()

    in_office(story)
