"""The import wizard on a real sandbox (P3.4 to P3.11): by clicks and keys, closed and opened again at any moment."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt

from app.core.rights import Level
from app.importing.rows import State
from integrations.trigon.manifest import MANIFEST
from integrations.trigon.sandbox import Firm, generated_firms
from tests.ui.office import Office, button, click, dialog, press, segment, texts, type_in, until
from ui.desktop.ask import Question
from ui.desktop.desk import Place
from ui.desktop.widgets.choices import CheckBox, Radio
from ui.desktop.widgets.text import Link
from ui.desktop.wizards.import_wizard import ImportWizard, open_import

Key = Qt.Key
CODE = generated_firms(1)[0].registration_code


async def opened(office: Office) -> ImportWizard:
    office.shell.go(Place("settings", ("trigon", "start-import")))
    wizard = await office.window("import/trigon")
    assert isinstance(wizard, ImportWizard)
    return wizard


async def reviewing(office: Office) -> ImportWizard:
    wizard = await opened(office)
    await until(lambda: wizard.step() == "review")
    return wizard


def at_once(office: Office) -> ImportWizard:
    """Opened before anything else had its turn."""
    return open_import(office.desk, MANIFEST, office.shell)


async def imported(office: Office) -> None:
    """A first import of everything, behind the windows' back."""
    from app.importing.choices import Choices

    await office.connect()
    review = await office.program.imports.fetch(office.owner, "trigon")
    await office.program.imports.confirm(office.owner, review, Choices())
    office.program.imports.drop("trigon")


def row(wizard: ImportWizard, key: str):  # type: ignore[no-untyped-def]
    return next(each for each in wizard.review.rows() if each.key == key)


def shown(wizard: ImportWizard) -> list[str]:
    model = wizard.review.model
    return [str(model.id_at(place)) for place in range(model.shown)]


async def open_row(wizard: ImportWizard, key: str):  # type: ignore[no-untyped-def]
    """Open the row by keyboard; the widget that it opens to."""
    wizard.review.table.set_current(key)
    wizard.review.table.setFocus()
    press(Key.Key_Right, on=wizard.review.table)
    await until(lambda: key in wizard.review.table.details._open)
    return wizard.review.table.details._open[key]


def inside(wizard: ImportWizard, key: str, kind, words: str):  # type: ignore[no-untyped-def]
    """The box or button of that text in the open row, as it is now."""
    open_now = wizard.review.table.details._open[key]
    return next(each for each in open_now.findChildren(kind) if each.text().startswith(words))


def test_from_start_to_the_clients_of_that_import(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        await office.add("Ours alone OÜ")
        wizard = await reviewing(office)
        assert wizard.go_on.text() == "Confirm import (5)"
        assert texts(wizard).count("5 of 5 selected") == 1
        wizard.review.table.setFocus()
        wizard.review.table.set_current(shown(wizard)[0])
        press(Key.Key_Space, on=wizard.review.table)
        assert wizard.go_on.text() == "Confirm import (4)"
        left_out = row(wizard, shown(wizard)[0]).remote.name
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert "4\ncreated" in texts(wizard)
        assert "4 clients have no manager" in texts(wizard) or "5 clients have no manager" in texts(wizard)
        click(wizard.go_on)
        page = office.shell.page("clients")
        await until(lambda: page.model.shown == 4)
        names = {page.model.row_at(place).name for place in range(4)}
        assert left_out not in names
        assert "Ours alone OÜ" not in names

    in_office(story)


def test_filters_count_find_and_select_what_is_shown(in_office):
    async def story(office: Office) -> None:
        await imported(office)
        office.trigon.change("g_0000001", phone="+372 600 0000")
        office.trigon.add(Firm("g_9", "Uus ja Uudne OÜ", None))
        wizard = await reviewing(office)
        assert segment(wizard.review.states, "New")._count == 1
        assert segment(wizard.review.states, "Unchanged")._count == 4
        click(segment(wizard.review.states, "Changed"))
        assert shown(wizard) == ["g_0000001"]
        click(wizard.review.none_button)
        assert wizard.go_on.text() == "Confirm import (1)"
        click(segment(wizard.review.states, "All"))
        wizard.review.table.setFocus()
        press(Key.Key_Slash, on=wizard.review.table)
        type_in(wizard.review.finder, "uudne")
        assert shown(wizard) == ["g_9"]
        click(wizard.review.none_button)
        assert not wizard.go_on.isEnabled()
        assert wizard.go_on.toolTip() == "Tick what is to be imported."
        click(wizard.review.all_button)
        assert wizard.go_on.text() == "Confirm import (1)"

    in_office(story)


def test_a_field_changed_on_both_sides_is_decided_by_the_person(in_office):
    async def story(office: Office) -> None:
        await imported(office)
        office.trigon.change("g_0000001", email="their@side.example")
        name = office.trigon.firms["g_0000001"].name
        await office.program.clients.change(
            office.owner, (await office.client(name)).id, {"email": "our@side.example"}
        )
        wizard = await reviewing(office)
        assert row(wizard, "g_0000001").state is State.CONFLICT
        details = await open_row(wizard, "g_0000001")
        theirs = next(r for r in details.findChildren(Radio) if r.text() == "their@side.example")
        ours = next(r for r in details.findChildren(Radio) if r.text() == "our@side.example")
        assert ours.isChecked()
        click(theirs)
        await until(lambda: row(wizard, "g_0000001").fields[0].choice == "theirs")
        assert "1 conflict decided" in texts(wizard)
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert (await office.client(name)).email == "their@side.example"

    in_office(story)


def test_two_rows_with_one_code_wait_for_a_choice(in_office):
    twins = [Firm("a", "Kaksik Üks OÜ", CODE), Firm("b", "Kaksik Kaks OÜ", CODE)]

    async def story(office: Office) -> None:
        await office.connect()
        wizard = await reviewing(office)
        assert wizard.go_on.text() == "Confirm import (0)"
        wizard.review.table.set_current("a")
        press(Key.Key_Space, on=wizard.review.table)  # ticking alone would say nothing
        assert wizard.go_on.text() == "Confirm import (0)"
        details = await open_row(wizard, "a")
        assert "2 clients in Trigon have this code" in texts(details)
        click(inside(wizard, "a", Radio, "Make a new client"))
        await until(lambda: wizard.go_on.text() == "Confirm import (1)")
        assert inside(wizard, "a", Radio, "Make a new client").isChecked()
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert await office.names() == ["Kaksik Üks OÜ"]

    in_office(story, firms=twins)


def test_a_nearly_equal_name_is_offered_as_a_link(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        ours = await office.add("Toomeoja Arhitektid OÜ", email="ours@example.example")
        wizard = await reviewing(office)
        assert "Toomeoja Arhitektid OÜ" in wizard.review.model.data(
            wizard.review.model.index(0, [c.key for c in wizard.review.model.columns].index("matched"))
        )
        await open_row(wizard, "t")
        click(inside(wizard, "t", Radio, "Link to Toomeoja Arhitektid OÜ"))
        await until(lambda: row(wizard, "t").client_id == ours)
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert len(await office.rows()) == 1
        detail = await office.program.client_queries.detail(office.owner, ours)
        assert [link.remote_id for link in detail.links] == ["t"]

    in_office(story, firms=[Firm("t", "Toomeoja Arhitektid", None)])


def test_archived_there_is_deactivated_here_only_when_ticked(in_office):
    async def story(office: Office) -> None:
        await imported(office)
        name = office.trigon.firms["g_0000002"].name
        office.trigon.archive("g_0000002")
        wizard = await reviewing(office)
        await open_row(wizard, "g_0000002")
        box = inside(wizard, "g_0000002", CheckBox, "Deactivate")
        assert not box.isChecked()
        click(box, QPoint(8, box.height() // 2))
        await until(lambda: wizard.go_on.text() == "Confirm import (1)")
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert (await office.client(name)).status == "inactive"

    in_office(story)


def test_an_empty_list_is_warned_of_above_the_table(in_office):
    async def story(office: Office) -> None:
        await imported(office)
        office.trigon.firms.clear()
        wizard = await reviewing(office)
        assert "Look at this first" in texts(wizard.review)
        assert "lost the right to list them" in texts(wizard.review)

    in_office(story)


def test_cancelling_a_fetch_and_starting_again_at_once(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        hold = office.trigon.faults.hold("*/firms")
        wizard = await opened(office)
        await until(hold.arrived.is_set)
        click(wizard.fetching.progress.cancel)
        assert not wizard.isVisible()
        again = at_once(office)
        assert again is not wizard
        await until(lambda: again.step() == "review")
        assert again.go_on.text() == "Confirm import (5)"
        hold.release.set()

    in_office(story)


def test_closed_while_it_fetches_it_goes_on_and_the_bell_tells(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        hold = office.trigon.faults.hold("*/firms")
        wizard = await opened(office)
        await until(hold.arrived.is_set)
        press(Key.Key_Escape, on=wizard)
        assert not wizard.isVisible()
        hold.release.set()
        await until(lambda: office.shell.top.bell.accessibleName() == "1 new notification")
        click(office.shell.top.bell)
        centre = office.shell._live._notices
        await until(centre.isVisible)
        assert "Import is ready to review" in texts(centre)
        click(next(link for link in centre.findChildren(Link) if link.text() == "Open review"))
        again = await office.window("import/trigon")
        assert again.step() == "review"
        await until(lambda: office.shell.top.bell.accessibleName() == "Notifications")

    in_office(story)


def test_the_same_review_with_the_same_choices_after_closing(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        wizard = await reviewing(office)
        key = shown(wizard)[2]
        wizard.review.table.set_current(key)
        press(Key.Key_Space, on=wizard.review.table)
        asked = len(office.trigon.exchanges)
        press(Key.Key_Escape, on=wizard)
        again = await reviewing(office)
        assert again is not wizard
        assert again.go_on.text() == "Confirm import (4)"
        assert not row(again, key).checked
        assert len(office.trigon.exchanges) == asked
        click(again.again)  # fetching again would forget it: asked first
        asks = await dialog(Question)
        click(button(asks, "Keep this review"))
        await until(lambda: not asks.isVisible())
        assert again.go_on.text() == "Confirm import (4)"
        click(again.back)
        click(button(await dialog(Question), "Fetch again"))
        await until(lambda: again.step() == "review" and again.go_on.text() == "Confirm import (5)")

    in_office(story)


def test_a_review_made_on_an_import_that_was_undone_is_fetched_anew(in_office):
    async def story(office: Office) -> None:
        await imported(office)
        wizard = await reviewing(office)
        assert wizard.go_on.text() == "Confirm import (0)"
        press(Key.Key_Escape, on=wizard)
        (run,) = await office.program.imports.runs(office.owner)
        await office.program.imports.undo(office.owner, run.id)
        again = await reviewing(office)
        await until(lambda: again.go_on.text() == "Confirm import (5)")

    in_office(story)


def test_a_refused_confirm_loses_nothing(in_office):
    async def story(office: Office) -> None:
        await office.connect()
        wizard = await reviewing(office)
        wizard.review.table.set_current(shown(wizard)[0])
        press(Key.Key_Space, on=wizard.review.table)
        owner = office.desk.actor
        office.desk.actor = replace(owner, level=Level.MEMBER)  # an Admin took the right away meanwhile
        click(wizard.go_on)
        await until(lambda: "Integrations and imports are for the Owner and Admins" in texts(wizard.review))
        assert wizard.step() == "review"
        assert wizard.go_on.text() == "Confirm import (4)"
        assert await office.names() == []
        office.desk.actor = owner
        click(wizard.go_on)
        await until(lambda: wizard.step() == "summary")
        assert len(await office.names()) == 4

    in_office(story)
