"""The client list as people use it (P2.2): found, filtered, sorted, ticked, changed in bulk, taken back."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from tests.ui.office import (
    CTRL,
    NO_KEY,
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
    until_some,
)
from ui.desktop.dialogs.client import ClientDialog
from ui.desktop.dialogs.name import NameDialog
from ui.desktop.pages.clients import ClientsPage

Key = Qt.Key


async def with_clients(office: Office) -> ClientsPage:
    liis = next(m.id for m in await office.program.firm.members() if m.name == "Liis Kask")
    await office.add("Aianduse OÜ", registration_code="10421629", manager_id=liis)
    await office.add("Betooni AS", groups=["Monthly"])
    await office.add("Õunapuu MTÜ", groups=["Monthly", "Yearly"])
    gone = await office.add("Zoo Pood OÜ")
    await office.program.clients.deactivate(office.owner, [gone])
    page = await office.clients_page()
    await until(lambda: (page.model.total, page.model.shown) == (4, 3))
    return page


def shown(page: ClientsPage) -> list[str]:
    return [page.model.row_at(place).name for place in range(page.model.shown)]


def tick(page: ClientsPage, *names: str) -> None:
    for name in names:
        place = shown(page).index(name)
        x = page.table.columnViewportPosition(0) + 26
        click(page.table.viewport(), QPoint(x, page.table.rowViewportPosition(place) + 17))


def row_click(page: ClientsPage, name: str) -> None:
    place = shown(page).index(name)
    click(page.table.viewport(), QPoint(200, page.table.rowViewportPosition(place) + 17))


def test_the_slash_finds_and_escape_goes_back_step_by_step(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        assert shown(page) == ["Aianduse OÜ", "Betooni AS", "Õunapuu MTÜ"]
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.isVisible() and page.pane.detail)
        press(Key.Key_Slash, on=page.table)
        assert QApplication.focusWidget() is page.filters.finder
        type_in(page.filters.finder, "õunap")
        assert shown(page) == ["Õunapuu MTÜ"]
        press(Key.Key_Down)
        assert QApplication.focusWidget() is page.table
        press(Key.Key_Escape)
        assert page.filters.finder.text() == ""
        assert page.pane.isVisible()
        press(Key.Key_Escape)
        assert not page.pane.isVisible()
        assert len(shown(page)) == 3

    in_office(story)


def test_status_manager_and_group_filter_together(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        click(segment(page.filters.status, "All"))
        assert len(shown(page)) == 4
        click(page.filters.group)
        menu = await popup()
        choose(menu, "Monthly")
        assert shown(page) == ["Betooni AS", "Õunapuu MTÜ"]
        click(page.filters.manager)
        choose(await popup(), "Liis Kask")
        assert shown(page) == []
        click(button(page.table, "Clear filters"))
        assert len(shown(page)) == 4
        assert page.filters.group.value() == page.filters.manager.value() == frozenset()

    in_office(story)


def test_a_filter_whose_last_client_is_gone_lets_go(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        page.filters.manager.choose([row.manager_id for row in page.model.rows.all if row.manager_id])
        assert shown(page) == ["Aianduse OÜ"]
        await office.program.clients.assign_manager(
            office.owner, [(await office.client("Aianduse OÜ")).id], None
        )
        await until(lambda: len(shown(page)) == 3)
        assert page.filters.manager.value() == frozenset()

    in_office(story)


def test_a_filter_is_saved_used_again_and_removed_with_undo(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        page.filters.group.choose(["Yearly"])
        click(page.saved)
        choose(await popup(), "Save this filter")
        asked = await dialog(NameDialog)
        assert not asked.save.isEnabled()
        type_in(asked.field.input, "Once a year")
        click(asked.save)
        await until(lambda: "is saved" in office.toast())
        page.filters.clear()
        assert len(shown(page)) == 4
        click(page.saved)
        choose(await popup(), "Once a year")
        assert shown(page) == ["Õunapuu MTÜ"]
        assert page.filters.status.value() == "active"
        saved = office.program.clients.saved_filters
        (kept,) = await saved(office.owner, "clients")
        page.saved._start_remove(kept)
        await until(lambda: "is removed" in office.toast())
        assert await saved(office.owner, "clients") == ()
        office.undo()
        back = await until_some(lambda: saved(office.owner, "clients"))
        assert [each.content for each in back] == [kept.content]

    in_office(story)


def test_columns_and_order_are_kept_for_the_next_time(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        click(page.columns)
        choose(await popup(), "Group")
        assert page.table.is_column_shown("groups")
        header = page.table.header()
        name = [c.key for c in page.model.columns].index("name")
        click(header.viewport(), QPoint(header.sectionViewportPosition(name) + 60, 10))
        assert shown(page) == ["Õunapuu MTÜ", "Betooni AS", "Aianduse OÜ"]
        kept = office.desk.settings.tables["clients"]
        assert (kept["sort"], kept["descending"]) == ("name", True)
        again = ClientsPage(office.desk, office.shell)
        assert again.table.is_column_shown("groups")
        await until(lambda: again.loaded)
        assert shown(again) == ["Õunapuu MTÜ", "Betooni AS", "Aianduse OÜ"]
        again.deleteLater()

    in_office(story)


def test_ticked_clients_get_a_manager_and_each_its_own_one_back(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        tick(page, "Aianduse OÜ", "Betooni AS")
        assert "2 of 3 ticked" in texts(page.footer)
        click(button(page.footer, "Manager…"))
        choose(await popup(), "Marten Saar")
        await until(lambda: "Marten Saar manages 2 clients" in office.toast())
        await until(lambda: {r.manager for r in page.model.rows.checked_rows()} == {"Marten Saar"})
        office.undo()
        await until(lambda: {r.manager for r in page.model.rows.checked_rows()} == {"Liis Kask", ""})
        assert (await office.client("Aianduse OÜ")).manager == "Liis Kask"

    in_office(story)


def test_a_new_group_for_those_ticked_and_back(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        tick(page, "Aianduse OÜ", "Õunapuu MTÜ")
        click(button(page.footer, "Group…"))
        choose(await popup(), "New group")
        asked = await dialog(NameDialog)
        type_in(asked.field.input, "VAT payers")
        click(asked.save)
        await until(lambda: "2 clients are in VAT payers" in office.toast())
        assert "VAT payers" in (await office.client("Õunapuu MTÜ")).groups
        office.undo()
        await until(lambda: all("VAT payers" not in r.groups for r in page.model.rows.all))

    in_office(story)


def test_ctrl_z_takes_the_last_change_back_even_after_the_toast_has_gone(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        tick(page, "Betooni AS")
        click(button(page.footer, "Deactivate"))
        await until(lambda: "1 client is inactive now" in office.toast())
        await until(lambda: "Betooni AS" not in shown(page))
        office.shell._toast.hide()
        press(Key.Key_Z, CTRL, on=page.table)
        await until(lambda: "Betooni AS" in shown(page))
        history = await office.program.client_queries.history(
            office.owner, (await office.client("Betooni AS")).id
        )
        press(Key.Key_Z, CTRL, on=page.table)  # once is enough: there is nothing left to take back
        assert len(history) == 3

    in_office(story)


def test_the_pane_follows_the_keyboard(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        row_click(page, "Aianduse OÜ")
        assert not page.pane.isVisible()
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail and page.pane.detail.name == "Aianduse OÜ")
        press(Key.Key_Down, on=page.table, times=2)
        await until(lambda: page.pane.detail and page.pane.detail.name == "Õunapuu MTÜ")
        assert "Monthly" in texts(page.pane)

    in_office(story)


def test_f6_walks_through_the_regions(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        row_click(page, "Aianduse OÜ")
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail)
        parts = {"rail": office.shell.rail, "find": page.filters, "table": page.table, "pane": page.pane}
        seen = []
        for _ in range(4):
            press(Key.Key_F6)
            focus = QApplication.focusWidget()
            assert focus is not None
            seen.append(
                next(name for name, part in parts.items() if part is focus or part.isAncestorOf(focus))
            )
        assert seen == ["pane", "rail", "find", "table"]

    in_office(story)


def test_ctrl_n_opens_one_form_however_often_it_is_pressed(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        press(Key.Key_N, CTRL, on=page.table, times=3)
        form = await dialog(ClientDialog)
        await until(lambda: QApplication.focusWidget() is form.fields["name"].editor)
        assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, ClientDialog)]) == 1
        press(Key.Key_Escape, on=form)
        await until(lambda: not form.isVisible())
        await office.active()
        press(Key.Key_N, CTRL, on=page.table)
        again = await dialog(ClientDialog)
        press(Key.Key_Escape, NO_KEY, again)

    in_office(story)


def test_the_palette_finds_a_client_and_runs_a_command(in_office):
    async def story(office: Office) -> None:
        page = await with_clients(office)
        press(Key.Key_K, CTRL, on=page.table)
        palette = office.shell._live._palette
        await until(palette.isVisible)
        type_in(palette.field, "õunap")
        await until(lambda: palette.list.count() == 1 and "Õunapuu" in palette.list.item(0).text())
        press(Key.Key_Return, on=palette.field)
        await until(lambda: page.pane.isVisible() and page.pane.detail)
        assert page.pane.detail.name == "Õunapuu MTÜ"
        await office.active()
        press(Key.Key_K, CTRL, on=page.table)
        type_in(palette.field, "members")
        press(Key.Key_Return, on=palette.field)
        settings = office.shell.page("settings")
        assert settings.isVisible()
        assert settings.tabs.value() == "members"

    in_office(story)


def test_a_place_opens_a_client_that_a_filter_hides(in_office):
    from ui.desktop.desk import Place

    async def story(office: Office) -> None:
        page = await with_clients(office)
        hidden = (await office.client("Zoo Pood OÜ")).id
        page.filters.finder.setText("betooni")
        office.shell.go(Place("clients", (str(hidden),)))
        await until(lambda: page.pane.detail and page.pane.detail.name == "Zoo Pood OÜ")
        office.shell.go(Place("clients", ("987654",)))  # was deleted meanwhile: nothing happens
        added = await office.add("Uus OÜ")
        office.shell.go(Place("clients", (str(added),)))  # not in the list yet
        await until(lambda: page.pane.detail and page.pane.detail.name == "Uus OÜ")

    in_office(story)
