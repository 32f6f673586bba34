"""The task list as people use it (P5.3, P5.6): found, filtered, ticked, done, taken back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.office import (
    CTRL,
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
from tests.ui.task_list import (
    add,
    ahead,
    cell,
    page_of_tasks,
    row_of,
    select,
    shown,
    states,
    tick,
    today,
    with_tasks,
)
from ui.desktop.ask import Question
from ui.desktop.desk import Place
from ui.desktop.dialogs.task import TaskDialog

Key = Qt.Key


def test_the_states_count_what_is_on_each_list(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        assert shown(page) == ["Ask for statements", "VAT return", "Payroll", "Tidy the archive"]
        assert states(page) == ["Today 1", "Overdue 1", "Open 4", "Done 1", "All"]
        for words, expected in (
            ("Today", ["VAT return"]),
            ("Overdue", ["Ask for statements"]),
            ("Done", ["Close October"]),
        ):
            click(segment(page.filters.state, words))
            assert shown(page) == expected
        click(segment(page.filters.state, "All"))
        assert len(shown(page)) == 6
        assert "1 overdue" in texts(page.footer)
        await until(lambda: office.shell.rail._items["tasks"].accessibleDescription() == "1")

    in_office(story)


def test_filters_work_together_and_let_go_when_cleared(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        click(page.filters.assignee)
        choose(await popup(), "Mine")
        assert shown(page) == ["Ask for statements", "Payroll"]
        assert states(page)[2] == "Open 2"
        click(page.filters.topic)
        choose(await popup(), "Payroll")
        assert shown(page) == ["Payroll"]
        click(page.filters.source)
        choose(await popup(), "Trigon")
        assert shown(page) == []
        click(button(page.table, "Clear filters"))
        assert len(shown(page)) == 6
        click(page.filters.month)
        choose(await popup(), "October 2026")
        assert shown(page) == ["VAT return"]
        press(Key.Key_Delete, on=page.filters.month)
        assert len(shown(page)) == 6

    in_office(story)


def test_the_client_is_found_by_typing(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        click(page.filters.client)
        panel = page.filters.client.panel
        await until(panel.isVisible)
        type_in(panel.finder, "beet")
        assert panel.list.count() == 1
        press(Key.Key_Return, on=panel.finder)
        assert not panel.isVisible()
        assert shown(page) == ["Payroll"]
        press(Key.Key_Return, on=page.filters.client)
        await until(panel.isVisible)
        press(Key.Key_Down, on=panel.finder)
        assert QApplication.focusWidget() is panel.list
        press(Key.Key_Escape, on=panel.list)
        assert not panel.isVisible()
        assert QApplication.focusWidget() is page.filters.client

    in_office(story)


def test_the_slash_finds_in_titles_clients_and_marks(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        press(Key.Key_Slash, on=page.table)
        assert QApplication.focusWidget() is page.filters.finder
        type_in(page.filters.finder, "alfa vat")
        assert shown(page) == ["VAT return"]
        press(Key.Key_Escape)
        assert len(shown(page)) == 4

    in_office(story)


def test_the_circle_marks_done_and_undo_opens_again(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        click(page.table.viewport(), cell(page, "VAT return", "status"))
        await until(lambda: "VAT return (Alfa OÜ) is done." in office.toast())
        await until(lambda: "VAT return" not in shown(page))
        office.undo()
        await until(lambda: "VAT return" in shown(page))
        click(segment(page.filters.state, "Done"))
        click(page.table.viewport(), cell(page, "Close October", "status"))
        await until(lambda: "Close October (Alfa OÜ) is open again." in office.toast())
        await until(lambda: row_of(page, "Close October").status == "open")
        press(Key.Key_Z, CTRL, on=page.table)
        await until(lambda: row_of(page, "Close October").status == "done")

    in_office(story)


def test_d_marks_the_selected_rows_and_says_of_each_why_it_is_not_done(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        await add(office, "No topic", client_id=row_of(page, "Payroll").client_id, due=ahead(office, 9))
        await until(lambda: page.model.shown == 5)
        select(page, "VAT return")
        press(Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, on=page.table, times=2)
        press(Key.Key_D, on=page.table)
        asks = await dialog(Question)
        assert "2 tasks are not done yet" in texts(asks)
        assert "Payroll (Beeta AS): 2 items of the checklist are open." in texts(asks)
        assert "No topic (Beeta AS): The client wants a topic on every task." in texts(asks)
        await until(lambda: row_of(page, "VAT return").status == "done")
        click(button(asks, "Open the first"))
        await until(lambda: page.pane.isVisible() and page.pane.detail)
        assert page.pane.detail.row.title == "Payroll"
        assert "2 items of the checklist are open." in texts(page.pane)
        assert not page.pane.done_button.isEnabled()
        assert page.pane.done_button.toolTip() == "2 items of the checklist are open."

    in_office(story)


def test_ticked_tasks_are_assigned_cancelled_and_taken_back(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        tick(page, "Ask for statements", "VAT return")
        assert "2 of 4 ticked" in texts(page.footer)
        click(button(page.footer, "Assign…"))
        choose(await popup(), "Marten Saar")
        await until(lambda: "Marten Saar does 2 tasks." in office.toast())
        await until(lambda: row_of(page, "VAT return").assignees == ("Marten Saar",))
        office.undo()
        await until(lambda: row_of(page, "VAT return").assignees == ("Liis Kask",))
        assert row_of(page, "Ask for statements").assignees == ("Kadri Tamm",)
        click(button(page.footer, "Cancel tasks"))
        await until(lambda: "2 tasks are cancelled." in office.toast())
        await until(lambda: len(shown(page)) == 2)
        office.undo()
        await until(lambda: len(shown(page)) == 4)
        assert {row.status for row in page.model.rows.checked_rows()} == {"open"}

    in_office(story)


def test_everything_that_is_ticked_goes_back_to_the_state_it_had(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        click(segment(page.filters.state, "All"))
        tick(page, "VAT return", "Close October", "Write to nobody")
        click(button(page.footer, "Reopen"))
        await until(lambda: "2 tasks are open again." in office.toast())
        await until(lambda: {row.status for row in page.model.rows.checked_rows()} == {"open"})
        office.undo()
        await until(lambda: row_of(page, "Write to nobody").status == "cancelled")
        await until(lambda: row_of(page, "Close October").status == "done")

    in_office(story)


def test_deleting_asks_first(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        tick(page, "VAT return", "Payroll")
        click(button(page.footer, "Delete…"))
        asks = await dialog(Question)
        assert "Delete 2 tasks" in texts(asks)
        click(button(asks, "Keep the tasks"))
        await until(lambda: not asks.isVisible())
        assert page.model.total == 6
        click(button(page.footer, "Delete…"))
        click(button(await dialog(Question), "Delete 2 tasks"))
        await until(lambda: page.model.total == 4)
        assert "2 tasks are deleted." in office.toast()
        assert page.footer.strong.text() == ""

    in_office(story)


def test_columns_order_and_saved_filters_are_kept(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        click(page.columns)
        choose(await popup(), "Source")
        assert page.table.is_column_shown("source")
        assert office.desk.settings.tables["tasks"]["sort"] == "due"
        page.filters.assignee.choose([office.owner.member_id])
        kept = page.filters.content()
        page.filters.clear()
        assert len(shown(page)) == 6
        page.filters.apply(kept)
        assert shown(page) == ["Ask for statements", "Payroll"]

    in_office(story)


def test_what_is_shown_is_written_to_a_file(in_office, tmp_path):
    from ui.desktop.pages.list_export import write_table

    async def story(office: Office) -> None:
        page = await with_tasks(office)
        assert await write_table(page.table, "csv", str(tmp_path / "tasks.csv")) == 4
        lines = (tmp_path / "tasks.csv").read_text("utf-8-sig").splitlines()
        assert "Status" in lines[0]
        assert "Ask for statements" in lines[1]
        assert f"overdue {ahead(office, -3):%d.%m.%Y}" in lines[1]
        assert f"{today(office):%d.%m.%Y} 16:00" in lines[2]

    in_office(story)


def test_nothing_yet_says_what_to_do(in_office):
    async def story(office: Office) -> None:
        page = await page_of_tasks(office)
        await until(lambda: page.table.states.covers)
        click(button(page.table, "Add the first task"))
        form = await dialog(TaskDialog)
        press(Key.Key_Escape, on=form)
        await until(lambda: not form.isVisible())

    in_office(story)


def test_a_place_opens_a_task_that_a_filter_hides_and_one_that_was_just_made(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        hidden = row_of(page, "Close October").id
        page.filters.finder.setText("payroll")
        office.shell.go(Place("tasks", (str(hidden),)))
        await until(lambda: page.pane.detail and page.pane.detail.row.title == "Close October")
        assert page.table.current_id() == hidden
        made = await add(office, "New one")
        office.shell.go(Place("tasks", (str(made),)))
        await until(lambda: page.pane.detail and page.pane.detail.row.title == "New one")
        await until(lambda: page.table.current_id() == made)
        office.shell.go(Place("tasks", ("987654",)))  # was deleted meanwhile
        await until(lambda: not page.pane.isVisible())

    in_office(story)


def test_the_keys_of_the_page(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        press(Key.Key_Space, on=page.table)
        assert [row.title for row in page.model.rows.checked_rows()] == ["Ask for statements"]
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail and page.pane.detail.row.title == "Ask for statements")
        press(Key.Key_Down, on=page.table, times=2)
        await until(lambda: page.pane.detail and page.pane.detail.row.title == "Payroll")
        press(Key.Key_Escape, on=page.table)
        assert not page.pane.isVisible()
        press(Key.Key_N, CTRL, on=page.table, times=2)
        form = await dialog(TaskDialog)
        assert len([w for w in QApplication.topLevelWidgets() if isinstance(w, TaskDialog)]) == 1
        press(Key.Key_Escape, on=form)
        await until(lambda: not form.isVisible())

    in_office(story)


def test_the_palette_finds_a_task(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        press(Key.Key_K, CTRL, on=page.table)
        palette = office.shell._live._palette
        await until(palette.isVisible)
        type_in(palette.field, "vat ret")
        await until(lambda: palette.list.count() == 1 and "VAT" in palette.list.item(0).text())
        press(Key.Key_Return, on=palette.field)
        await until(lambda: page.pane.isVisible() and page.pane.detail)
        assert page.pane.detail.row.title == "VAT return"

    in_office(story)


def test_a_few_that_changed_are_read_alone_and_new_or_lost_ones_with_all(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        vat = row_of(page, "VAT return")
        before = row_of(page, "Payroll")
        await office.program.tasks.change(office.owner, vat.id, {"title": "VAT return, late"})
        await until(lambda: any(row.title == "VAT return, late" for row in page.model.rows.all))
        assert row_of(page, "Payroll") is before
        march = await office.program.tasks.add_topic(office.owner, "March")
        await until(lambda: not page._reader._reading)
        assert not page.filters.topic.has(march.id)
        await office.program.tasks.change(office.owner, vat.id, {"topic_id": march.id})
        await until(lambda: page.filters.topic.has(march.id))
        await office.program.tasks.delete(office.owner, [vat.id])
        await until(lambda: page.model.total == 5)
        await add(office, "New here")
        await until(lambda: page.model.total == 6)

    in_office(story)
