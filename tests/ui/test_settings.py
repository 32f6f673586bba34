"""Settings & Apps (P1.1, P1.3, P1.6, P3.1): its tabs, the audit log, and what a plain member may not (P1.4)."""

import asyncio
import time

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from app.core import settings as settings_file
from app.importing.choices import Choices
from integrations.trigon.sandbox import generated_firms
from integrations.trigon.sandbox_sessions import EMAIL, PASSWORD
from tests.ui.office import (
    Office,
    button,
    choose,
    click,
    dialog,
    popup,
    press,
    segment,
    texts,
    type_in,
    until,
)
from tests.ui.test_clients_page import shown, tick, with_clients
from ui.desktop import theme
from ui.desktop.ask import Question
from ui.desktop.desk import Place
from ui.desktop.dialogs.client_field import ClientFieldDialog
from ui.desktop.pages.settings_appearance import AppearanceTab
from ui.desktop.pages.settings_firm import FirmTab
from ui.desktop.pages.settings_lists import ListsTab
from ui.desktop.pages.settings_members import MembersTab
from ui.desktop.widgets.text import Link

Key = Qt.Key


def tab(office: Office, key: str, kind):
    office.shell.go(Place("settings", (key,)))
    return office.shell.page("settings").findChildren(kind)[0]


def named(inside, name: str) -> QAbstractButton:
    return next(
        b for b in inside.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisible()
    )


def test_the_firm_is_changed_and_the_rail_says_so(in_office):
    async def story(office: Office) -> None:
        firm = tab(office, "firm", FirmTab)
        firm.fields["name"].set_value("")
        click(firm.save_button)
        await until(lambda: firm._faults.count() == 1)
        type_in(firm.fields["name"].input, "Teine Büroo OÜ")
        click(firm.save_button)
        await until(lambda: "The firm is saved." in office.toast())
        await until(lambda: office.shell.rail.firm.accessibleName() == "Teine Büroo OÜ")
        assert firm._faults.count() == 0

    in_office(story)


def test_the_firm_changing_beneath_its_form_costs_nothing_typed(in_office):
    async def story(office: Office) -> None:
        firm = tab(office, "firm", FirmTab)
        firm.fields["name"].set_value("")
        type_in(firm.fields["name"].input, "Halfway typed")
        await office.program.firm.change(office.owner, {"registration_code": "19101005", "currency": "NOK"})
        await until(lambda: firm.fields["registration_code"].value() == "19101005")
        assert firm.fields["name"].value() == "Halfway typed"
        click(firm.save_button)
        await until(lambda: "The firm is saved." in office.toast())
        kept = await office.program.firm.required()
        assert (kept.name, kept.registration_code, kept.currency) == ("Halfway typed", "19101005", "NOK")

    in_office(story)


def test_appearance_holds_at_once_and_the_next_time(in_office):
    async def story(office: Office) -> None:
        looks = tab(office, "appearance", AppearanceTab)
        click(segment(looks.theme, "Dark"))
        assert theme.look().dark
        looks.text_size.set_value(130)
        kept = settings_file.load(office.program.home.settings)
        assert (kept.theme, kept.text_size) == ("dark", 130)

    in_office(story)


def test_a_field_of_ones_own_is_added_and_archived(in_office):
    async def story(office: Office) -> None:
        lists = tab(office, "lists", ListsTab)
        await until(lambda: lists.findChildren(Link))
        click(next(link for link in lists.findChildren(Link) if link.text() == "Add field"))
        form = await dialog(ClientFieldDialog)
        type_in(form.name.input, "Region")
        assert not form.choices.isVisible()
        form.kind.set_value("choice")
        assert form.choices.isVisible()
        type_in(form.choices.input, "North")
        click(form.save_button)
        await until(lambda: "Region  ·  Choice" in texts(lists))
        await office.active()
        click(named(lists, "Archive Region"))
        await until(lambda: "archived" in texts(lists))

    in_office(story)


def test_the_audit_log_is_found_by_words_member_and_kind(in_office):
    async def story(office: Office) -> None:
        await office.add("Aianduse OÜ", email="old@side.example")
        client = (await office.client("Aianduse OÜ")).id
        await office.program.clients.change(office.owner, client, {"email": "new@side.example"})
        audit = office.shell.page("settings").audit
        office.shell.go(Place("settings", ("audit",)))
        await until(lambda: audit.model.total > 3)
        everything = audit.model.total
        type_in(audit.finder, "new@side")
        await until(lambda: audit.model.total == 1)
        entry = audit.model.row_at(0)
        assert (entry.actor, entry.title) == ("Kadri Tamm", "Aianduse OÜ")
        changes = next(c for c in audit.model.columns if c.key == "changes")
        assert changes.text(entry) == "E-mail: old@side.example → new@side.example"
        audit.finder.clear()
        await until(lambda: audit.model.total == everything)
        click(audit.entity)
        choose(await popup(), "Client")
        await until(lambda: {e.entity for e in audit.model.rows.all} == {"client"})
        type_in(audit.until, "31.12.2001")
        await until(lambda: audit.model.total == 0)
        assert "No entries" in texts(audit)

    in_office(story)


def test_a_plain_member_sees_what_is_not_theirs_with_the_reason(in_office):
    async def story(office: Office) -> None:
        owner = await office.program.firm.actor()
        liis = next(m.id for m in await office.program.firm.members() if m.name == "Liis Kask")
        values = {"country": "EE", "manager_id": liis}
        await office.program.clients.add(owner, {"name": "Minu OÜ", **values})
        await office.program.clients.add(owner, {"name": "Teise OÜ", "country": "EE"})
        page = await office.clients_page()
        await until(lambda: shown(page) == ["Minu OÜ"])
        theirs = "You can change the clients that are assigned to you."
        office_only = "Integrations and imports are for the Owner and Admins."
        assert (page.add_button.isEnabled(), page.add_button.toolTip()) == (False, theirs)
        assert (page.import_button.isEnabled(), page.import_button.toolTip()) == (False, office_only)
        tick(page, "Minu OÜ")
        for words in ("Manager…", "Deactivate"):
            part = next(b for b in page.footer.findChildren(QAbstractButton) if b.text() == words)
            assert (part.isVisible(), part.isEnabled(), part.toolTip()) == (True, False, theirs)
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail)
        click(page.pane.more_button)
        menu = await popup()
        reasons = {a.text(): a.toolTip() for a in menu.actions() if not a.isEnabled() and a.text()}
        assert reasons == {
            "Manager…": theirs,
            "Deactivate": theirs,
            "Delete…": "Only the Owner can delete a client.",
        }
        menu.close()
        members = tab(office, "members", MembersTab)
        settings_only = "Settings and members are for the Owner and Admins."
        assert (members.add_button.isEnabled(), members.add_button.toolTip()) == (False, settings_only)
        firm = tab(office, "firm", FirmTab)
        assert (firm.save_button.isEnabled(), firm.save_button.toolTip()) == (False, settings_only)
        office.shell.go(Place("settings", ("audit",)))
        audit = office.shell.page("settings").audit
        assert "The audit log is not among your rights" in texts(audit)
        office.shell.go(Place("settings", ("trigon", "overview")))
        window = await office.window("integration/trigon")
        await until(lambda: "Activate" in [b.text() for b in window.findChildren(QAbstractButton)])
        activate = next(b for b in window.findChildren(QAbstractButton) if b.text() == "Activate")
        assert (activate.isEnabled(), activate.toolTip()) == (False, office_only)

    in_office(story, member=True)


def test_P1_4_a_member_sees_no_imports_and_is_told_why(in_office):
    """What imports brought names the clients of others."""
    office_only = "Integrations and imports are for the Owner and Admins."

    async def story(office: Office) -> None:
        owner = await office.program.firm.actor()
        answers = {"email": EMAIL, "password": PASSWORD}
        await office.program.connections.connect(owner, "trigon", office.trigon.url, answers)
        imports = office.program.imports
        await imports.confirm(owner, await imports.fetch(owner, "trigon"), Choices())
        page = await office.clients_page()
        assert (page.filters.run.isEnabled(), page.filters.run.toolTip()) == (False, office_only)
        office.shell.go(Place("settings", ("trigon", "log")))
        window = await office.window("integration/trigon")
        await until(lambda: "The log of imports is not among your rights" in texts(window))
        assert window.log.model.rows.all == ()
        for each in (window.log.open_button, window.log.undo_button):
            assert (each.isVisible(), each.isEnabled(), each.toolTip()) == (True, False, office_only)

    in_office(story, member=True)


def test_every_code_is_checked_with_progress_and_can_be_stopped(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        hold = office.register.faults.hold()
        click(page.more_button)
        choose(await popup(), "Check all codes")
        await until(hold.arrived.is_set)
        assert page.deeds.checking.isVisible()
        click(page.deeds.checking.row.cancel)
        await until(lambda: not page.deeds.checking.isVisible())
        hold.release.set()
        click(page.more_button)
        choose(await popup(), "Check all codes")
        await until(lambda: "checked:" in office.toast())
        assert not page.deeds.checking.isVisible()

    in_office(story)


def test_a_client_is_deleted_only_with_its_name_typed(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail)
        name = page.pane.detail.name
        click(page.pane.more_button)
        choose(await popup(), "Delete")
        asks = await dialog(Question)
        assert not button(asks, "Delete the client").isEnabled()
        type_in(asks._field, name)
        click(button(asks, "Delete the client"))
        await until(lambda: f"{name} is deleted." in office.toast())
        await until(lambda: page.pane.detail.name != name)  # the pane follows to the next row
        assert name not in await office.names()

    in_office(story)


def test_ten_thousand_clients_leave_the_window_alive(in_office):
    """The loop is never held up for long while they are fetched, reviewed, imported, listed, found and sorted."""

    async def story(office: Office) -> None:
        await office.connect()
        office.trigon.firms = {firm.id: firm for firm in generated_firms(10_000)}
        page = await office.clients_page()
        worst = 0.0

        async def watch() -> None:
            nonlocal worst
            while True:
                before = time.perf_counter()
                await asyncio.sleep(0.01)
                worst = max(worst, time.perf_counter() - before - 0.01)

        watching = asyncio.create_task(watch())
        office.shell.go(Place("settings", ("trigon", "start-import")))
        wizard = await office.window("import/trigon")
        await until(lambda: wizard.step() == "review", seconds=60)
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary", seconds=60)
        click(wizard.go_on)
        await until(lambda: page.model.shown == 10_000, seconds=20)
        page.filters.finder.setText("aed")
        page.model.sort_by("code")
        page.filters.finder.clear()
        watching.cancel()
        assert worst < 0.5, f"held up for {worst:.3f} s"

    in_office(story)
