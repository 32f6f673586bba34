"""Health of integrations, jobs and their history (P3.11, P3.12)."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.core.errors import OtherSideFailed
from app.importing.choices import Choices
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.ui.counted import (
    SETTINGS,
    bring,
    configure,
    counted,
    counts_tab,
    follow,
    turn,
    wishes,
    with_reasons,
)
from tests.ui.office import CTRL, Office, button, click, press, texts, type_in, until
from ui.desktop.desk import Place
from ui.desktop.dialogs.schedule_line import ScheduleLine
from ui.desktop.pages.health import HealthPage
from ui.desktop.pages.health_card import HealthCard
from ui.desktop.pages.health_lines import HealthLines

Key = Qt.Key


async def health(office: Office) -> HealthPage:
    office.shell.go(Place("health"))
    page = office.shell.page("health")
    assert isinstance(page, HealthPage)
    await until(lambda: page.loaded)
    await office.active()
    return page


def test_P3_12_how_it_is_connected_when_it_runs_next_and_who_is_left_out(in_office):
    async def story(office: Office) -> None:
        await with_reasons(office)
        page = await health(office)
        card = page.cards["trigon"]
        await until(lambda: card.unlinked.text() == "1 client without a link")
        said = texts(card)
        assert card.chip.accessibleName() == "Connected"
        assert card.success.text() == "01.12.2026 10:00"
        assert card.next_run.text() == "01.12.2026 11:00", "the retry of the one that failed"
        assert card.unmapped.text() == "12 of 14 fields"
        assert "Purchase invoices created" in card.fields.text()
        for words in (
            "No View permission in Trigon: 1 client",
            "Aed OÜ",
            "Inactive in Kontor: 1 client",
            "Bensiin AS",
            "No link to Trigon: 1 client",
            "Linkimata OÜ",
        ):
            assert words in said
        assert "Norsk AS" not in said, "clients of other countries are not expected there"
        follow(card.left_out.groups["no_view"], "Copy the request")
        await until(lambda: "Copied" in office.toast())
        copied = QApplication.clipboard().text()
        assert "View" in copied and "Aed OÜ" in copied and office.trigon.email in copied  # noqa: PT018
        follow(card.left_out.groups["no_link"], "Show them")
        clients = office.shell.page("clients")
        await until(lambda: clients.isVisible() and clients.model.shown == 1)
        assert clients.model.row_at(0).name == "Linkimata OÜ"
        page = await health(office)
        follow(card.left_out.groups["inactive"], "Show them")
        await until(lambda: clients.isVisible() and clients.model.row_at(0).name == "Bensiin AS")
        assert clients.model.shown == 1
        await health(office)
        click(card.unmapped, QPoint(4, 6))
        window = await office.window("integration/trigon")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)

    in_office(story, **wishes())


def test_the_filtered_list_is_right_on_the_first_visit_too(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        await office.add("Linkimata OÜ")
        office.shell._pages.pop("clients").hide()
        office.shell.go(Place("clients", ("unlinked", "trigon")))
        clients = office.shell.page("clients")
        await until(lambda: clients.loaded and clients.model.shown == 1)
        assert clients.filters.program.accessibleName() == "Program: No link to Trigon"
        clients.filters.program.clear()
        assert clients.model.shown == 4

    in_office(story, **wishes())


def test_a_program_without_counts_has_a_card_of_what_it_has(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        page = await health(office)
        manifest = replace(page.cards["trigon"].manifest, counts=None)
        card = HealthCard(office.desk, manifest, page)
        page.layout().addWidget(card)
        (told,) = await office.program.health.all(office.owner)
        windows = {each for each in QApplication.topLevelWidgets() if each.isVisible()}
        card.show()
        card.show_health(replace(told, counts=None))
        said = texts(card)
        assert "Last success" in said
        assert "Without a link" in said
        assert "Next run" not in said
        assert "Not imported" not in said
        assert "Left out" not in said
        assert {each for each in QApplication.topLevelWidgets() if each.isVisible()} == windows

    in_office(story, **wishes())


def test_P3_12_a_sign_in_that_ended_says_so_and_leads_to_signing_in(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        page = await health(office)
        card = page.cards["trigon"]
        await until(lambda: card.chip.accessibleName() == "Connected")
        assert card.banners.count() == 0
        office.trigon.sessions.revoke()
        turn(office, minutes=30)
        with pytest.raises(OtherSideFailed):
            await office.program.connections.test(office.owner, "trigon")
        await until(lambda: card.banners.count() == 1)
        assert "The sign-in to Trigon has ended." in texts(card)
        assert card.chip.accessibleName() == "Needs attention"
        click(button(card, "Sign in again"))
        wizard = await office.window("connect/trigon")
        wizard.done(0)

    in_office(story, **wishes())


def test_P3_12_what_was_out_of_reach_is_tried_again_by_a_click(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        page = await health(office)
        card = page.cards["trigon"]
        office.trigon.faults.page(503, times=None)
        await until(lambda: card.chip.accessibleName() == "Connected")
        with pytest.raises(OtherSideFailed):
            await office.program.connections.test(office.owner, "trigon")
        await until(lambda: card.chip.accessibleName() == "Retrying")
        office.trigon.faults.clear()
        click(button(card, "Try now"))
        await until(lambda: "Reached Mari Näidis" in office.toast())
        await until(lambda: card.banners.count() == 0 and card.chip.accessibleName() == "Connected")

    in_office(story, **wishes())


def test_P3_12_a_sign_in_is_amber_from_two_weeks_before_its_end(in_office):
    async def story(office: Office) -> None:
        office.trigon.sessions.refresh_life = 30 * 86_400
        await office.connect()
        page = await health(office)
        card = page.cards["trigon"]
        await until(lambda: len(card.sign_in.text()) == 10)
        assert card.sign_in.property("ink") == "text"
        assert not card._sign.isVisible()
        expires = (await office.program.connections.view("trigon")).token_expires
        assert expires is not None
        turn(office, seconds=(expires - office.program.clock.now()).total_seconds() - 14 * 86_400)
        await office.program.clients.add(office.owner, {"name": "Aed OÜ", "country": "EE"})
        await until(lambda: card.sign_in.property("ink") == "amber_ink" and card._sign.isVisible())
        office.shell.go(Place("settings", ("apps",)))
        lines = office.shell.page("settings").findChildren(HealthLines)[0]
        await until(lambda: "Sign in again by" in texts(lines))

    in_office(story, **wishes())


def test_the_card_says_it_in_short_and_leads_here(in_office):
    async def story(office: Office) -> None:
        await with_reasons(office)
        office.shell.go(Place("settings", ("apps",)))
        settings = office.shell.page("settings")
        lines = settings.findChildren(HealthLines)[0]
        await until(lambda: "3 clients are not counted" in texts(lines))
        assert "Next run 01.12.2026 11:00" in texts(lines)
        assert "1 client without a link" in texts(lines)
        follow(settings, "Health")
        page = office.shell.page("health")
        await until(lambda: page.isVisible() and page.loaded)
        follow(page, "Settings & Apps")
        assert settings.isVisible()

    in_office(story, **wishes())


def test_a_job_is_run_now_and_its_story_stands_in_the_history(in_office):
    async def story(office: Office) -> None:
        page = await health(office)
        await until(lambda: "backup" in page.jobs.rows and "No job has run yet" in texts(page.history))
        copy, backup = page.jobs.rows["register"], page.jobs.rows["backup"]
        assert not copy.run_button.isEnabled()
        assert "not set up" in copy.run_button.toolTip()
        click(backup.run_button)
        await until(lambda: page.history.model.shown == 1)
        await until(lambda: backup.chip.accessibleName() == "Done" and backup.run_button.isEnabled())
        assert "Backup: Made and checked" in office.toast()
        assert backup.words.text().startswith("Made and checked")
        run = page.history.model.row_at(0)
        assert (run.title, run.status, run.done) == ("Backup", "done", 1)
        page.history.table.setFocus()
        press(Key.Key_Return, on=page.history.table)
        await until(lambda: page.history.table.details.is_open(run.id))
        story = page.history.table.details.widget(run.id)
        assert run.details[0]["file"] in texts(story)
        assert run.host in texts(story)
        press(Key.Key_Left, on=page.history.table)
        assert not page.history.table.details.is_open(run.id)

    in_office(story, **wishes())


def test_a_run_that_went_partly_names_who_failed_and_why(in_office):
    async def story(office: Office) -> None:
        office.trigon.edit("f_1", {"readable": False})
        await bring(office)
        await configure(office, **SETTINGS)
        page = await health(office)
        await until(lambda: "counts/trigon" in page.jobs.rows)
        job = page.jobs.rows["counts/trigon"]
        await until(lambda: job.next.text() == "due now")
        click(job.run_button)
        await until(lambda: job.chip.accessibleName() == "Partly done")
        await until(lambda: page.history.model.shown == 1)
        run = page.history.model.row_at(0)
        page.history.table.setFocus()
        press(Key.Key_Right, on=page.history.table)
        story = page.history.table.details.widget(run.id)
        assert "Aed OÜ" in texts(story)
        assert "View" in texts(story)
        assert "(10/2026)" in texts(story)

    in_office(story, **wishes())


def test_P1_4_a_member_sees_it_and_is_told_what_is_not_theirs(in_office):
    office_only = "Integrations and imports are for the Owner and Admins."

    async def story(office: Office) -> None:
        page = await health(office)
        await until(lambda: "backup" in page.jobs.rows)
        row = page.jobs.rows["backup"]
        assert (row.run_button.isEnabled(), row.run_button.toolTip()) == (False, office_only)
        begin = page.cards["trigon"].begin_button
        assert (begin.isVisible(), begin.isEnabled(), begin.toolTip()) == (True, False, office_only)

    in_office(story, **wishes(member=True))


# --- elsewhere -------------------------------------------------------------------------------------------


def test_P3_11_after_an_import_the_counts_are_set_up_or_looked_at(in_office):
    async def story(office: Office) -> None:
        await office.connect()

        async def imported() -> object:
            office.shell.go(Place("settings", ("trigon", "start-import")))
            wizard = await office.window("import/trigon")
            await until(lambda: wizard.step() == "review" and wizard.review.model.shown)
            click(wizard.go_on)
            await until(lambda: wizard.step() == "summary")
            return wizard

        wizard = await imported()
        assert "No client of Trigon is counted monthly yet" in texts(wizard.summary)
        follow(wizard.summary, "Set up monthly counts")
        window = await office.window("integration/trigon")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)
        await configure(office, **SETTINGS)
        office.trigon.edit("f_1", {"readable": False, "phone": "+372 600 1234"})
        wizard = await imported()
        assert "1 client is left out of the monthly counts" in texts(wizard.summary)
        follow(wizard.summary, "See why")
        await until(office.shell.page("health").isVisible)

    in_office(story, **wishes())


def test_the_overview_says_whether_the_schedule_is_on(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        office.shell.go(Place("settings", ("trigon", "overview")))
        window = await office.window("integration/trigon")
        await until(lambda: window.overview.findChildren(ScheduleLine))

        def line() -> ScheduleLine:
            return window.overview.findChildren(ScheduleLine)[-1]

        await until(lambda: line().words.text() == "The monthly counts are on. Next run 31.12.2026 00:30.")
        await configure(office, title="")
        await until(lambda: line().words.text() == "The monthly counts are off. Still missing: task title.")
        follow(line(), "Set up monthly counts")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)

    in_office(story, **wishes())


def test_the_palette_leads_to_all_of_it(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        synced = []
        office.shell.sync_wanted.connect(lambda: synced.append(True))

        async def command(words: str) -> None:
            await office.active()
            press(Key.Key_K, CTRL, on=office.shell)
            palette = office.shell._live._palette
            await until(palette.isVisible)
            type_in(palette.field, words)
            await until(lambda: palette.list.count() == 1)
            press(Key.Key_Return, on=palette.field)

        await command("health of")
        await until(office.shell.page("health").isVisible)
        await command("covered days of trigon")
        await until(office.shell.page("covered").isVisible)
        await command("sync now")
        assert synced == [True]
        await command("data import of trigon")
        window = await office.window("integration/trigon")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)

    in_office(story, **wishes())


def test_connected_to_another_server_it_waits_for_an_import_and_says_so(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        firms = [Firm(f"f_{n}", name) for n, name in enumerate(("Uus OÜ", "Vana AS", "Õun MTÜ"), 1)]
        with TrigonSandbox(firms, moment=office.program.clock.now) as other:
            answers = {"email": other.email, "password": other.password}
            await office.program.connections.disconnect(office.owner, "trigon")
            await office.program.connections.connect(office.owner, "trigon", other.url, answers)
            card = (await health(office)).cards["trigon"]
            await until(lambda: card.next_run.text() == "Waits for an import")
            words = "Trigon is connected to another address than its clients were imported from"
            assert f"{words}: 3 clients" in texts(card)
            tab = await counts_tab(office)
            assert "The schedule waits." in texts(tab.missing)
            assert "Import clients once, so that the links are confirmed." in texts(tab.missing)
            tab.window().done(0)
            review = await office.program.imports.fetch(office.owner, "trigon")
            await office.program.imports.confirm(office.owner, review, Choices())
            await health(office)
            await until(lambda: card.next_run.text() not in {"Waits for an import", "–"})

    in_office(story, **wishes())
