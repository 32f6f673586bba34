"""A client's covered days beside the list: what is kept, what is owed, what stands against it (P6.4, P6.8)."""

from datetime import date

from tests.ui.counted import bring, counted, follow, tick, wishes, with_reasons
from tests.ui.office import Office, button, click, dialog, texts, type_in, until
from ui.desktop.desk import Place
from ui.desktop.dialogs.count_from import CountFromDialog
from ui.desktop.pages.client_links import ClientLinks


async def client_links(office: Office, name: str) -> ClientLinks:
    """The pane's tab Integration on that client."""
    page = await office.clients_page()
    office.shell.go(Place("clients", (str((await office.client(name)).id),)))
    await until(lambda: page.pane.detail is not None and page.pane.detail.name == name)
    page.pane.tabs.choose("integration")
    tab = page.pane.links
    await until(lambda: "Monthly counts" in texts(tab))
    return tab


def test_P6_4_a_client_shows_its_days_and_from_when_it_is_counted(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        tab = await client_links(office, "Aed OÜ")
        said = texts(tab)
        assert "31.10–29.11.2026 · November 2026" in said
        assert "31.12.2026 00:30, for 30.11–30.12.2026" in said
        assert "01.10.2026, as it follows from the link" in said
        (row,) = [
            row
            for row in await office.program.summaries.ledger(office.owner, "trigon")
            if row.client == "Aed OÜ" and row.slot == date(2026, 11, 1)
        ]
        assert f"Payments created: {row.counts['payment_created']}" in said
        click(button(tab, "Change the first day"))
        form = await dialog(CountFromDialog)
        assert not form.day.isEnabled()
        tick(form.by_day)
        for typed, refusal in (
            ("", "Enter a day first."),
            ("99.99", "This is no date."),
            ("15.11.2026", "The client's days are counted up to 29.11.2026 already. Choose a later day."),
            ("01.09.2026", "Trigon is counted from 01.10.2026 on."),
        ):
            form.day.input.clear()
            type_in(form.day.input, typed)
            click(form.save_button)
            await until(lambda refusal=refusal: form.day.error.startswith(refusal))
            assert form._faults.count() == 0
        form.day.input.clear()
        type_in(form.day.input, "10.12.2026")
        assert form.day.error == ""
        click(form.save_button)
        await until(lambda: "31.12.2026 00:30, for 10.12–30.12.2026" in texts(tab))
        await office.active()
        click(button(tab, "Change the first day"))
        form = await dialog(CountFromDialog)
        assert form.by_day.isChecked()
        assert form.day.value() == date(2026, 12, 10)
        tick(form.by_link)
        click(form.save_button)
        await until(lambda: "01.10.2026, as it follows from the link" in texts(tab))
        await office.active()
        follow(tab, "Show in covered days")
        covered = office.shell.page("covered")
        await until(lambda: covered.isVisible() and covered.timeline.current_line() is not None)
        assert covered.timeline.current_line().client == "Aed OÜ"

    in_office(story, **wishes())


def test_P6_8_what_stands_against_counting_a_client_is_said_there(in_office):
    async def story(office: Office) -> None:
        await with_reasons(office)
        tab = await client_links(office, "Aed OÜ")
        assert "No View permission in Trigon" in texts(tab)
        assert "Next try" in texts(tab)
        assert "01.12.2026 11:00" in texts(tab)
        assert "01.10–30.10.2026\n31.10–29.11.2026" in texts(tab), "both months are owed"
        tab = await client_links(office, "Linkimata OÜ")
        assert "No link to Trigon" in texts(tab)
        assert "An import links it by its registration code." in texts(tab)
        office.shell.page("clients").filters.clear()
        tab = await client_links(office, "Bensiin AS")
        assert "Inactive in Kontor" in texts(tab)

    in_office(story, **wishes())


def test_without_a_plan_the_client_leads_to_it(in_office):
    async def story(office: Office) -> None:
        await bring(office)
        tab = await client_links(office, "Aed OÜ")
        follow(tab, "Set up monthly counts")
        window = await office.window("integration/trigon")
        await until(lambda: window.tabs.value() == "counts")
        window.done(0)

    in_office(story, **wishes())
