"""The forms of clients and members (P1.3, P2.1, P2.3): filled in by the register, refused, left, saved."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton

from integrations.sandbox.companies import company
from tests.ui.office import (
    CTRL,
    Office,
    button,
    choose,
    click,
    dialog,
    popup,
    press,
    texts,
    type_in,
    until,
    until_some,
)
from ui.desktop.ask import Question, gone, shown
from ui.desktop.desk import Place
from ui.desktop.dialogs.agreement import AgreementDialog
from ui.desktop.dialogs.client import ClientDialog
from ui.desktop.dialogs.client_field import ClientFieldDialog
from ui.desktop.dialogs.contact import ContactDialog
from ui.desktop.dialogs.member import MemberDialog
from ui.desktop.dialogs.member_more import Agreements
from ui.desktop.dialogs.name import NameDialog
from ui.desktop.pages.client_contacts import Contacts
from ui.desktop.pages.settings_members import MembersTab

Key = Qt.Key


async def new_client(office: Office) -> ClientDialog:
    page = await office.clients_page()
    click(page.add_button)
    return await dialog(ClientDialog)


async def edited(office: Office, name: str) -> ClientDialog:
    page = await office.clients_page()
    office.shell.go(Place("clients", (str((await office.client(name)).id),)))
    await until(lambda: page.pane.detail and page.pane.detail.name == name)
    click(page.pane.edit_button)
    return await dialog(ClientDialog)


def test_the_register_fills_in_what_it_knows(in_office):
    known = company(3)

    async def story(office: Office) -> None:
        await office.program.registers.load(office.owner, None)
        form = await new_client(office)
        type_in(form.fields["name"].input, known.name[:9])
        await until(lambda: form._suggestions.isVisible() and form._suggestions.count())
        place = next(
            i for i in range(form._suggestions.count()) if known.code in form._suggestions.item(i).text()
        )
        spot = form._suggestions.visualItemRect(form._suggestions.item(place)).center()
        click(form._suggestions.viewport(), spot)
        assert form.fields["registration_code"].value() == known.code
        assert form.fields["name"].value() == known.name
        assert not form._suggestions.isVisible()
        click(form.save_button)
        page = office.shell.page("clients")
        await until(lambda: page.pane.detail and page.pane.detail.name == known.name)
        await until(lambda: page.pane.detail.registry_flag == "green")

    in_office(story)


def test_a_register_out_of_reach_is_no_hindrance(in_office):
    async def story(office: Office) -> None:
        office.register.down = True
        form = await new_client(office)
        type_in(form.fields["name"].input, "Uus Klient OÜ")
        await until(lambda: len(office.register.exchanges) > 0)
        click(form.save_button)
        await until_some(office.rows)
        assert await office.names() == ["Uus Klient OÜ"]

    in_office(story)


def test_what_is_refused_is_said_and_nothing_is_lost(in_office):
    async def story(office: Office) -> None:
        form = await new_client(office)
        type_in(form.fields["email"].input, "not an address")
        press(Key.Key_Return, CTRL, form)
        await until(
            lambda: form.save_button.isEnabled() and "name" in texts(form).casefold() and form._faults.count()
        )
        type_in(form.fields["name"].input, "Uus OÜ")
        click(form.save_button)
        await until(lambda: "is not an e-mail address" in texts(form))
        assert form.fields["name"].value() == "Uus OÜ"
        form.fields["email"].set_value("")
        type_in(form.more.parent.input, "Nobody at all")
        click(form.save_button)
        await until(lambda: "No client is called Nobody at all." in texts(form))
        form.more.parent.set_value("")
        click(form.save_button)
        await until_some(office.rows)
        assert await office.names() == ["Uus OÜ"]

    in_office(story)


def test_saving_sends_what_was_edited_and_nothing_else(in_office):
    """An import or a colleague may have changed the rest while the form stood open; a language that the form does
    not offer is not its to clear."""

    async def story(office: Office) -> None:
        clients = office.program.clients
        client_id = await clients.add(office.owner, {"name": "Avatud OÜ", "language": "ru", "phone": "1"})
        form = await edited(office, "Avatud OÜ")
        await clients.change(office.owner, client_id, {"phone": "2", "notes": "written meanwhile"})
        type_in(form.fields["client_code"].input, "K-7")
        click(form.save_button)
        await until(lambda: gone(form) or not form.isVisible())
        detail = await office.program.client_queries.detail(office.owner, client_id)
        assert (detail.client_code, detail.phone, detail.notes) == ("K-7", "2", "written meanwhile")
        assert detail.language == "ru"

    in_office(story)


def test_leaving_asks_where_something_was_typed(in_office):
    async def story(office: Office) -> None:
        form = await new_client(office)
        press(Key.Key_Escape, on=form)
        await until(lambda: gone(form) or not form.isVisible())
        form = await new_client(office)
        type_in(form.fields["name"].input, "Pooleli OÜ")
        press(Key.Key_Escape, on=form)
        asks = await dialog(Question)
        click(button(asks, "Keep editing"))
        await until(lambda: gone(asks) or not asks.isVisible())
        assert form.fields["name"].value() == "Pooleli OÜ"
        form.close()
        click(button(await dialog(Question), "Discard the changes"))
        await until(lambda: gone(form) or not form.isVisible())
        assert await office.names() == []

    in_office(story)


def test_groups_members_parent_duties_and_own_fields(in_office):
    async def story(office: Office) -> None:
        clients, owner = office.program.clients, office.owner
        region = await clients.add_field(owner, "Region", "choice", ["North", "South"])
        since = await clients.add_field(owner, "Client since", "date")
        await office.add("Ema OÜ")
        await office.add("Tütar OÜ", groups=["Monthly"])
        form = await edited(office, "Tütar OÜ")
        click(form.more.groups.button)
        choose(await popup(), "New group")
        asks = await dialog(NameDialog)
        type_in(asks.field.input, "Retail")
        click(asks.save)
        await until(lambda: form.more.groups.value() == ("Monthly", "Retail"))
        click(form.more.members.button)
        choose(await popup(), "Marten Saar")
        type_in(form.more.parent.input, "ema oü")
        box = form.more.duties["time_mandatory"]
        form._scroll.ensureWidgetVisible(box)
        click(box, QPoint(8, box.height() // 2))
        form.more.custom[region].set_value("South")
        type_in(form.more.custom[since].input, "31.12.2020")
        click(form.save_button)
        await until(lambda: gone(form) or not form.isVisible())
        detail = await office.program.client_queries.detail(owner, (await office.client("Tütar OÜ")).id)
        assert (detail.parent, detail.members, detail.groups) == (
            "Ema OÜ",
            ("Marten Saar",),
            ("Monthly", "Retail"),
        )
        assert (detail.time_mandatory, detail.topic_mandatory) == (True, False)
        assert {v.name: v.value for v in detail.custom} == {"Region": "South", "Client since": "2020-12-31"}
        again = await edited(office, "Tütar OÜ")
        assert again.more.parent.value() == "Ema OÜ"
        assert again.more.custom[since].value().isoformat() == "2020-12-31"
        click(again.save_button)  # unchanged: nothing is written
        await until(lambda: gone(again) or not again.isVisible())
        history = await office.program.client_queries.history(owner, detail.id)
        assert len(history) == 2

    in_office(story)


def test_contacts_are_added_changed_and_removed_with_undo(in_office):
    async def story(office: Office) -> None:
        client = await office.add("Klient OÜ")
        page = await office.clients_page()
        office.shell.go(Place("clients", (str(client),)))
        await until(lambda: page.pane.detail)

        def contacts() -> Contacts:
            return page.pane.overview.findChildren(Contacts)[-1]

        contacts()._edit(None)
        form = await dialog(ContactDialog)
        type_in(form.fields["name"].input, "Helve Raudsepp")
        type_in(form.fields["email"].input, "helve@klient.example")
        click(form.save_button)
        await until(lambda: "Helve Raudsepp" in texts(page.pane))
        click(button_named(contacts(), "More about Helve Raudsepp"))
        choose(await popup(), "Remove")
        await until(lambda: "Nobody yet." in texts(page.pane))
        await office.active()
        press(Key.Key_Z, CTRL, on=page.table)
        await until(lambda: "Helve Raudsepp" in texts(page.pane))

    in_office(story)


def button_named(inside, name: str):
    return next(
        b for b in inside.findChildren(QAbstractButton) if b.accessibleName() == name and b.isVisible()
    )


async def member_form(office: Office, name: str) -> MemberDialog:
    office.shell.go(Place("settings", ("members",)))
    tab = office.shell.page("settings").findChildren(MembersTab)[0]
    await until(lambda: tab.model.total == 3)
    member = next(row for row in tab.model.rows.all if row.name == name)
    tab.table.set_current(member.id)
    press(Key.Key_Return, on=tab.table)
    return await dialog(MemberDialog)


def test_who_leaves_needs_somebody_to_take_over(in_office):
    async def story(office: Office) -> None:
        liis = next(m.id for m in await office.program.firm.members() if m.name == "Liis Kask")
        await office.add("Klient OÜ", manager_id=liis)
        form = await member_form(office, "Liis Kask")
        assert not form.successor.isVisible()
        form.status.set_value("inactive")
        assert form.successor.isVisible()
        click(form.save_button)
        await until(lambda: form.successor.error)
        assert form.isVisible()
        form.successor.set_value(
            next(m.id for m in await office.program.firm.members() if m.name == "Marten Saar")
        )
        click(form.save_button)
        await until(lambda: gone(form) or not form.isVisible())
        assert (await office.client("Klient OÜ")).manager == "Marten Saar"

    in_office(story)


def test_a_member_has_ids_elsewhere_and_agreements(in_office):
    async def story(office: Office) -> None:
        form = await member_form(office, "Liis Kask")
        type_in(form.external_ids["trigon"].input, "4711")
        part = form.findChild(Agreements)
        await until(lambda: "None: the firm's own terms hold." in texts(part))
        part._start_edit(None)
        agreement = await dialog(AgreementDialog)
        click(agreement.save_button)
        await until(lambda: "The agreement has no first day." in texts(agreement))
        type_in(agreement.from_day.input, "01.01.2026")
        type_in(agreement.rate.input, "48,5")
        type_in(agreement.hours.input, "37,5")
        click(agreement.save_button)
        await until(lambda: "from 01.01.2026 · rate 48,5 EUR · 37:30 a week" in texts(part))
        click(form.save_button)
        await until(lambda: gone(form) or not form.isVisible())
        liis = next(m for m in await office.program.firm.members() if m.name == "Liis Kask")
        assert liis.external_ids == {"trigon": "4711"}
        (kept,) = await office.program.firm.agreements(office.owner, liis.id)
        assert kept.weekly_seconds == 37.5 * 3600

    in_office(story)


@pytest.mark.parametrize("form", ["client", "member"])
def test_the_main_window_may_close_with_a_form_half_filled(in_office, form):
    async def story(office: Office) -> None:
        opened = await new_client(office) if form == "client" else await member_form(office, "Liis Kask")
        type_in(opened.fields["name"].input, "Half")

    in_office(story)


def test_a_form_is_as_high_as_what_it_holds(in_office):
    """And grows with what comes later, up to a height beyond which it scrolls."""

    async def story(office: Office) -> None:
        form = ClientFieldDialog(office.shell, office.desk)
        office.desk.start(_over(form))
        await until(form.isVisible)
        short = form.height()
        assert not _scrolls(form)
        form.kind.set_value("choice")
        await until(lambda: form.height() >= short + 100)
        assert not _scrolls(form)
        form.reject()
        button_of = await dialog(Question)
        click(button(button_of, "Discard the changes"))
        await until(lambda: gone(form) or not form.isVisible())
        tall = await new_client(office)
        assert short < tall.height() <= 760
        tall.reject()

    in_office(story)


async def _over(form: ClientFieldDialog) -> None:
    await shown(form)


def _scrolls(form: ClientFieldDialog) -> bool:
    return form._scroll.verticalScrollBar().maximum() > 0
