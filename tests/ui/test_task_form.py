"""Adding and changing a task (P5.3): nothing typed is lost, what is wrong is said beside its field."""

from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCompleter

from tests.ui.office import NO_KEY, Office, choose, click, dialog, popup, press, texts, type_in, until
from tests.ui.task_list import add, page_of_tasks, with_tasks
from ui.desktop.ask import Question, gone
from ui.desktop.desk import Place
from ui.desktop.dialogs.name import NameDialog
from ui.desktop.dialogs.task import TaskDialog
from ui.desktop.pages.task_words import NOTHING_TYPED, read_clock, read_duration

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


async def new_form(office: Office, client: str = "") -> TaskDialog:
    await page_of_tasks(office)
    office.shell.go(Place("tasks", ("new", client) if client else ("new",)))
    form = await dialog(TaskDialog)
    form.activateWindow()
    await until(lambda: QApplication.activeWindow() is form)
    return form


async def closed(form: TaskDialog) -> None:
    await until(lambda: gone(form) or not form.isVisible())


async def newest(office: Office):
    rows = await office.program.task_queries.rows(office.owner, scope="all")
    return await office.program.task_queries.detail(office.owner, max(row.id for row in rows))


def test_a_whole_task_is_added(in_office):
    async def story(office: Office) -> None:
        await office.add("Alfa OÜ")
        await office.add("Beeta AS")
        rows = await office.program.tasks.add_task_field(office.owner, "Rows", "number")
        sent = await office.program.tasks.add_task_field(office.owner, "Sent", "checkbox")
        form = await new_form(office)
        type_in(form.title.input, "VAT return")
        type_in(form.client.input, "beet")
        assert form.client.input.completer().completionCount() == 1
        click(form.topic.new_button)
        asked = await dialog(NameDialog)
        type_in(asked.field.input, "VAT")
        click(asked.save)
        await until(lambda: form.topic.input.currentText() == "VAT")
        click(form.assignees.button)
        choose(await popup(), "Liis Kask")
        for field, typed in ((form.start, "1.12.2026"), (form.due, "20.12.2026"), (form.billing, "30.11.2026"),
                             (form.time, "16:30"), (form.estimate, "1:45")):  # fmt: skip
            type_in(field.input, typed)
        click(form.marks["important"])
        click(form.marks["extra_work"])
        form.description.input.setFocus()
        type_in(form.description.input, "Two lines")
        click(form.checklist.add_link)
        type_in(form.checklist.lines[0].edit, "Declare")
        type_in(form.values[rows.id].input, "12,5")
        form.values[sent.id].set_value("yes")
        click(form.save_button)
        await closed(form)
        detail = await newest(office)
        row = detail.row
        assert (row.title, row.client, row.topic) == ("VAT return", "Beeta AS", "VAT")
        assert row.assignees == ("Kadri Tamm", "Liis Kask")
        assert (row.start, row.due, row.due_minute) == (date(2026, 12, 1), date(2026, 12, 20), 990)
        assert (row.billing_date, row.important, row.extra_work) == (date(2026, 11, 30), True, True)
        assert (detail.estimate_seconds, detail.description) == (6300, "Two lines")
        assert [item.text for item in detail.checklist] == ["Declare"]
        assert {v.name: v.number or v.text for v in detail.fields} == {"Rows": Decimal("12.5"), "Sent": "yes"}
        page = office.shell.page("tasks")
        await until(lambda: page.pane.detail and page.pane.detail.row.id == row.id)

    in_office(story)


def test_everything_wrong_is_said_beside_its_field_and_nothing_is_lost(in_office):
    async def story(office: Office) -> None:
        rows = await office.program.tasks.add_task_field(office.owner, "Rows", "number")
        form = await new_form(office)
        type_in(form.client.input, "Nobody Ltd")
        type_in(form.due.input, "31.02.2026")
        type_in(form.time.input, "25:00")
        type_in(form.estimate.input, "long")
        type_in(form.values[rows.id].input, "many")
        click(form.save_button)
        await until(lambda: form.title.error == "Enter a title.")
        assert "No client is called Nobody Ltd." in form.client.error
        assert "no date" in form.due.error
        assert "no time" in form.time.error
        assert "no duration" in form.estimate.error
        assert "does not fit" in form.values[rows.id].error
        assert QApplication.focusWidget() is form.title.input
        assert form._faults.count() == 0
        await until(form.save_button.isEnabled)
        type_in(form.title.input, "x")
        assert form.title.error == ""
        assert form.client.value() == "Nobody Ltd"
        press(Key.Key_Escape, on=form)
        asks = await dialog(Question)
        assert "not saved yet" in texts(asks)
        click(next(b for b in asks._buttons if "Discard" in b.text()))
        await closed(form)

    in_office(story)


def test_what_only_the_service_knows_is_said_beside_its_field_too(in_office):
    async def story(office: Office) -> None:
        form = await new_form(office)
        type_in(form.title.input, "Backwards")
        type_in(form.start.input, "20.12.2026")
        type_in(form.due.input, "1.12.2026")
        press(Key.Key_Return, on=form.due.input)
        await until(lambda: "due before it starts" in form.due.error)
        form.due.input.selectAll()
        type_in(form.due.input, "21.12.2026")
        press(Key.Key_Return, on=form.due.input)
        await closed(form)
        assert (await newest(office)).row.due == date(2026, 12, 21)

    in_office(story)


def test_the_checklist_is_written_ordered_and_thinned_out_by_keyboard(in_office):
    async def story(office: Office) -> None:
        form = await new_form(office)
        type_in(form.title.input, "Close")
        checklist = form.checklist
        checklist.add_link.setFocus()
        press(Key.Key_Return, on=checklist.add_link)
        for number, text in enumerate(("one", "two", "three")):
            type_in(checklist.lines[number].edit, text)
            press(Key.Key_Return)
        assert form.isVisible()
        assert QApplication.focusWidget() is checklist.lines[3].edit
        press(Key.Key_Backspace)
        assert QApplication.focusWidget() is checklist.lines[2].edit
        press(Key.Key_Up, ALT, times=2)
        assert checklist.value() == ("three", "one", "two")
        press(Key.Key_Up, ALT)
        press(Key.Key_Down, ALT)
        assert checklist.value() == ("one", "three", "two")
        click(checklist.lines[0].remove)
        assert checklist.value() == ("three", "two")
        click(checklist.lines[1].up)
        press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier, on=form)
        await closed(form)
        assert [item.text for item in (await newest(office)).checklist] == ["two", "three"]

    in_office(story)


def test_only_what_was_changed_is_written(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        tasks = office.program.tasks
        task_id = next(row.id for row in page.model.rows.all if row.title == "Payroll")
        page.deeds.edit(task_id)
        form = await dialog(TaskDialog)
        assert form.client.value() == "Beeta AS"
        assert form.topic.input.currentText() == "Payroll"
        await tasks.change(office.owner, task_id, {"description": "by a colleague"})
        type_in(form.time.input, "9:05")
        click(form.save_button)
        await closed(form)
        detail = await office.program.task_queries.detail(office.owner, task_id)
        assert (detail.row.due_minute, detail.description) == (545, "by a colleague")
        assert len(detail.checklist) == 2
        assert detail.row.important

    in_office(story)


def test_a_client_is_found_by_a_part_of_its_name_or_by_its_code_where_two_have_one_name(in_office):
    async def story(office: Office) -> None:
        await office.add("Sama OÜ", registration_code="10421629")
        second = await office.add("Sama OÜ", registration_code="10137319", country="EE")
        gone_id = await office.add("Vana OÜ")
        await office.program.clients.deactivate(office.owner, [gone_id])
        form = await new_form(office, str(second))
        assert form.client.value() == "Sama OÜ · 10137319"
        assert form.client.client_id() == second
        form.client.set_value("sama")
        assert form.client.wrong
        form.client.set_value("10421629")
        assert form.client.client_id() not in (None, second)
        form.client.set_value("Vana OÜ")
        assert form.client.wrong
        assert form.client.input.completer().filterMode() == Qt.MatchFlag.MatchContains
        assert isinstance(form.client.input.completer(), QCompleter)
        form._changed = False
        press(Key.Key_Escape, NO_KEY, form)
        await closed(form)

    in_office(story)


def test_a_member_sees_why_topics_are_not_theirs_to_add(in_office):
    async def story(office: Office) -> None:
        form = await new_form(office)
        assert not form.topic.new_button.isEnabled()
        assert form.topic.new_button.toolTip() == "Settings and members are for the Owner and Admins."
        assert form.assignees.value() == (office.owner.member_id,)
        type_in(form.title.input, "My own")
        press(Key.Key_Return, on=form.title.input)
        await closed(form)
        page = office.shell.page("tasks")
        await until(lambda: page.model.total == 1)
        await until(lambda: page.pane.detail)

    in_office(story, member=True)


def test_times_and_durations_are_read_as_people_write_them():
    assert [read_clock(text) for text in ("16:30", "16.30", "1630", "9", "", "24:00", "x")] == [
        990, 990, 990, 540, None, NOTHING_TYPED, NOTHING_TYPED,
    ]  # fmt: skip
    assert [read_duration(text) for text in ("1:30", "1,5", "2", "", "1:75", "-1", "x")] == [
        5400, 5400, 7200, None, NOTHING_TYPED, NOTHING_TYPED, NOTHING_TYPED,
    ]  # fmt: skip


def test_an_added_task_of_a_filtered_client_is_of_that_client(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        page.filters.client.choose([next(r.client_id for r in page.model.rows.all if r.client == "Beeta AS")])
        click(page.add_button)
        form = await dialog(TaskDialog)
        assert form.client.value() == "Beeta AS"
        press(Key.Key_Escape, NO_KEY, form)
        await closed(form)
        await add(office, "x")

    in_office(story)
