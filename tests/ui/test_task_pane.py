"""One task beside the list (P5.3): its checklist, its fields, what stands against Done, where it came from."""

from datetime import UTC, datetime
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from app.work.views import MadeTask
from app.work.writing import insert_tasks
from tests.ui.office import (
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
from tests.ui.task_list import add, page_of_tasks, row_of, with_tasks
from ui.desktop.desk import Place
from ui.desktop.dialogs.task import TaskDialog
from ui.desktop.pages.tasks import TasksPage
from ui.desktop.widgets.text import Link

Key = Qt.Key
SNAPSHOT = datetime(2024, 10, 30, 22, 31, tzinfo=UTC)  # half past midnight in Tallinn


async def opened(office: Office, title: str) -> TasksPage:
    page = await with_tasks(office)
    await open_task(office, page, row_of(page, title).id)
    return page


async def open_task(office: Office, page: TasksPage, task_id: int) -> None:
    office.shell.go(Place("tasks", (str(task_id),)))
    await until(lambda: page.pane.detail is not None and page.pane.detail.row.id == task_id)
    await until(lambda: page.pane.overview.facts.findChildren(object))


def test_the_pane_tells_everything_about_a_task(in_office):
    async def story(office: Office) -> None:
        page = await opened(office, "VAT return")
        await until(lambda: "Monthly counts of Trigon" in texts(page.pane))
        said = texts(page.pane)
        for words in ("VAT return", "Alfa OÜ", "Liis Kask", "30.10.2026", "Monthly counts of Trigon"):
            assert words in said
        assert page.pane.done_button.isEnabled()
        source = next(link for link in page.pane.overview.findChildren(Link) if "Trigon" in link.text())
        click(source)
        await until(lambda: office.shell.stack.currentWidget() is office.shell.page("covered"))
        office.shell.go(Place("tasks"))
        click(page.pane.client)
        clients = office.shell.page("clients")
        await until(lambda: clients.isVisible() and clients.pane.detail)
        assert clients.pane.detail.name == "Alfa OÜ"

    in_office(story)


def test_done_is_off_with_its_reason_until_the_checklist_is_ticked(in_office):
    async def story(office: Office) -> None:
        page = await opened(office, "Payroll")
        pane = page.pane
        assert pane.done_button.toolTip() == "2 items of the checklist are open."
        first, second = pane.overview.checklist.boxes.values()
        first.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Space, on=first)
        await until(lambda: "1 item of the checklist is open." in texts(pane))
        assert QApplication.focusWidget() is first  # a fresh read leaves the keyboard where it is
        click(second)
        await until(pane.done_button.isEnabled)
        press(Key.Key_D, on=second)
        await until(lambda: "Payroll (Beeta AS) is done." in office.toast())
        await until(
            lambda: pane.detail.row.title != "Payroll"
        )  # it left the list, the pane goes on with the bar
        assert QApplication.focusWidget() is page.table
        await open_task(office, page, row_of(page, "Payroll").id)
        assert pane.done_button.text() == "Reopen"
        click(pane.done_button)
        await until(lambda: pane.done_button.text() == "Mark done")

    in_office(story)


def test_values_of_task_fields_are_edited_where_they_stand(in_office):
    async def story(office: Office) -> None:
        tasks, me = office.program.tasks, office.owner
        page = await opened(office, "VAT return")
        rows = await tasks.add_task_field(me, "Rows", "number")
        kind = await tasks.add_task_field(me, "Kind", "choice", ("Short", "Long"))
        box = page.pane.overview.fields
        await until(lambda: len(box._views) == 2)
        link = box._head.link
        press(Key.Key_Return, on=link)
        choose(await popup(), "Rows")
        line = box.editors[rows.id].editor
        assert QApplication.focusWidget() is line
        type_in(line, "12 apples")
        press(Key.Key_Return, on=line)
        await until(lambda: "does not fit" in box.editors[rows.id].error)
        line.selectAll()
        type_in(line, "1 200,50")
        press(Key.Key_Return, on=line)
        await until(
            lambda: page.pane.detail.fields and page.pane.detail.fields[0].number == Decimal("1200.5")
        )
        assert box.editors[rows.id].error == ""
        press(Key.Key_Return, on=link)
        choose(await popup(), "Kind")
        combo = box.editors[kind.id].editor
        press(Key.Key_Down, on=combo, times=2)
        await until(lambda: {v.text for v in page.pane.detail.fields} == {"", "Long"})
        history = await office.program.task_queries.history(me, page.pane.detail.row.id)
        assert list(history[0].changes.values()) == [("Short", "Long")]

    in_office(story)


def test_a_number_without_a_past_says_when_it_was_read(in_office):
    async def story(office: Office) -> None:
        page = await page_of_tasks(office)
        persons = await office.program.tasks.add_task_field(office.owner, "Persons", "number")
        made = MadeTask(
            "Counts", fields={persons.id: Decimal(7)}, as_of={persons.id: SNAPSHOT}, source="trigon"
        )
        at = office.program.clock.now()
        (task_id,) = await office.program.store.write(
            lambda session: insert_tasks(session, office.owner, at, [made])
        )
        await open_task(office, page, task_id)
        await until(lambda: "as of 31.10.2024 00:31" in texts(page.pane))

    in_office(story)


def test_what_is_being_typed_is_not_written_over(in_office):
    async def story(office: Office) -> None:
        tasks, me = office.program.tasks, office.owner
        page = await opened(office, "VAT return")
        task_id = page.pane.detail.row.id
        note = await tasks.add_task_field(me, "Note", "text")
        await tasks.set_field(me, task_id, note.id, "first")
        box = page.pane.overview.fields
        await until(lambda: note.id in box.editors)
        await office.active()
        line = box.editors[note.id].editor
        line.setFocus()
        line.selectAll()
        type_in(line, "mine, half")
        await tasks.change(me, task_id, {"title": "VAT return, late"})
        await until(lambda: "VAT return, late" in texts(page.pane))
        assert line.text() == "mine, half"
        page.table.setFocus()
        await until(lambda: page.pane.detail.fields[0].text == "mine, half")

    in_office(story)


def test_what_was_typed_for_one_task_is_never_written_to_another(in_office):
    async def story(office: Office) -> None:
        tasks, me = office.program.tasks, office.owner
        page = await opened(office, "VAT return")
        vat, other = page.pane.detail.row.id, row_of(page, "Tidy the archive").id
        note = await tasks.add_task_field(me, "Note", "text")
        for task_id in (vat, other):
            await tasks.set_field(me, task_id, note.id, "kept")
        box = page.pane.overview.fields
        await until(lambda: note.id in box.editors)
        await office.active()
        line = box.editors[note.id].editor
        line.selectAll()
        type_in(line, "for the return")
        page.pane.show_task(other)
        await until(lambda: box.editors[note.id].editor is not line)

        async def note_of(task_id: int) -> str:
            return (await office.program.task_queries.detail(me, task_id)).fields[0].text

        async def written() -> list[str]:
            return [text for text in (await note_of(vat), await note_of(other)) if text != "kept"]

        assert await until_some(written) == ["for the return"]
        assert await note_of(other) == "kept"

    in_office(story)


def test_a_task_is_edited_and_deleted_from_its_pane(in_office):
    async def story(office: Office) -> None:
        page = await opened(office, "Tidy the archive")
        click(page.pane.edit_button)
        form = await dialog(TaskDialog)
        form.title.input.selectAll()
        type_in(form.title.input, "Tidy the cellar")
        press(Key.Key_Return, on=form.title.input)
        await until(lambda: page.pane.detail.row.title == "Tidy the cellar")
        page.pane.tabs.choose("history")
        assert "Tidy the archive → Tidy the cellar" in texts(page.pane)
        await office.active()
        click(page.pane.more_button)
        choose(await popup(), "Delete")
        from ui.desktop.ask import Question

        click(button(await dialog(Question), "Delete the task"))
        await until(lambda: not page.pane.isVisible() or page.pane.detail.row.title != "Tidy the cellar")
        assert page.model.total == 5

    in_office(story)


def test_a_screen_reader_hears_the_circle_and_the_boxes(in_office):
    async def story(office: Office) -> None:
        page = await opened(office, "Payroll")
        box = next(iter(page.pane.overview.checklist.boxes.values()))
        assert QAccessible.queryAccessibleInterface(box).text(QAccessible.Text.Name) == "Hours"
        at = [c.key for c in page.model.columns].index("status")
        assert page.model.index(0, at).data(Qt.ItemDataRole.AccessibleTextRole) == "Open"
        await add(office, "x")

    in_office(story)
