"""Tasks in a client's pane (P2.2, look.md *Clients*), topics and task fields among the firm's lists (P5.1, P5.2)."""

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

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
    until_some,
)
from tests.ui.task_list import row_of, shown, with_tasks
from ui.desktop.ask import Question
from ui.desktop.desk import Place
from ui.desktop.dialogs.task import TaskDialog
from ui.desktop.dialogs.task_lists import TaskFieldDialog, TopicDialog
from ui.desktop.pages.settings_lists import ListsTab
from ui.desktop.pages.task_client_tab import ClientTasks
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.text import Link

Key = Qt.Key


async def client_tab(office: Office, name: str) -> ClientTasks:
    clients = await office.clients_page()
    await until(lambda: clients.model.total)
    office.shell.go(Place("clients", (str((await office.client(name)).id),)))
    await until(lambda: clients.pane.detail is not None and clients.pane.detail.name == name)
    clients.pane.tabs.choose("tasks")
    await until(lambda: clients.pane.tasks.lines)
    await office.active()
    return clients.pane.tasks


def link(inside: QWidget, words: str) -> Link:
    return next(each for each in inside.findChildren(Link) if each.text() == words and each.isVisible())


def titles(tab: ClientTasks) -> list[str]:
    return [line.row.title for line in tab.lines]


def test_a_client_shows_its_open_tasks_first_and_the_done_below(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        tab = await client_tab(office, "Alfa OÜ")
        assert titles(tab) == ["Ask for statements", "VAT return", "Close October"]
        assert "overdue" in texts(tab)
        box = tab.lines[1].box
        box.setFocus(Qt.FocusReason.TabFocusReason)
        press(Key.Key_Space, on=box)
        await until(lambda: titles(tab) == ["Ask for statements", "VAT return", "Close October"] and
                    tab.lines[1].row.status == "done")  # fmt: skip
        assert QApplication.focusWidget() is tab.lines[1].box
        office.undo()
        await until(lambda: tab.lines[1].row.status == "open")
        await until(lambda: "All 4" in texts(tab))  # read anew after the box
        click(link(tab, "All 4"))
        await until(page.isVisible)
        assert page.filters.state.value() == "all"
        assert {row_of(page, title).client for title in shown(page)} == {"Alfa OÜ"}
        assert len(shown(page)) == 4
        press(Key.Key_Return, on=page.table)

    in_office(story)


def test_a_refused_box_stays_empty_and_a_title_opens_the_task(in_office):
    async def story(office: Office) -> None:
        page = await with_tasks(office)
        tab = await client_tab(office, "Beeta AS")
        click(tab.lines[0].box)
        asks = await dialog(Question)
        assert not tab.lines[0].box.isChecked()
        click(button(asks, "Close"))
        await until(lambda: not asks.isVisible())
        await office.active()
        press(Key.Key_Return, on=tab.lines[0].title)
        await until(lambda: page.isVisible() and page.pane.detail)
        assert page.pane.detail.row.title == "Payroll"

    in_office(story)


def test_a_task_is_added_for_the_client(in_office):
    async def story(office: Office) -> None:
        await with_tasks(office)
        tab = await client_tab(office, "Alfa OÜ")
        click(office.shell.page("clients").pane.task_button)
        form = await dialog(TaskDialog)
        assert form.client.value() == "Alfa OÜ"
        type_in(form.title.input, "Ring them")
        press(Key.Key_Return, on=form.title.input)
        await until(lambda: "Ring them" in titles(tab))

    in_office(story)


# --- the firm's lists --------------------------------------------------------------------------------------


async def lists_tab(office: Office) -> ListsTab:
    office.shell.go(Place("settings", ("lists",)))
    tab = office.shell.page("settings").findChildren(ListsTab)[0]
    await until(lambda: "Task fields" in texts(tab))
    return tab


def test_topics_are_added_renamed_archived_and_removed(in_office):
    async def story(office: Office) -> None:
        await with_tasks(office)
        tab = await lists_tab(office)
        assert "Payroll  ·  billable as the firm has it  ·  1 task" in texts(tab)
        press(Key.Key_Return, on=link(tab, "Add topic"))
        form = await dialog(TopicDialog)
        type_in(form.name.input, "Advice")
        form.billable.set_value("no")
        press(Key.Key_Return, on=form.name.input)
        await until(lambda: "Advice  ·  not billable" in texts(tab))
        click(button(tab, "Change Advice"))
        form = await dialog(TopicDialog)
        assert form.billable.value() == "no"
        form.name.input.selectAll()
        type_in(form.name.input, "Counsel")
        form.billable.set_value("yes")
        click(form.save_button)
        await until(lambda: "Counsel  ·  billable" in texts(tab))
        click(button(tab, "Archive Payroll"))
        await until(lambda: "1 task  ·  archived" in texts(tab))
        click(button(tab, "Use Payroll again"))
        await until(lambda: "archived" not in texts(tab))
        click(button(tab, "Remove Counsel"))
        await until(lambda: "Counsel" not in texts(tab))
        office.undo()
        await until(lambda: "Counsel  ·  billable" in texts(tab))
        assert not [b for b in tab.findChildren(QWidget) if b.accessibleName() == "Remove Payroll"]

    in_office(story)


def test_a_name_that_is_taken_stays_in_the_form(in_office):
    async def story(office: Office) -> None:
        await with_tasks(office)
        tab = await lists_tab(office)
        click(link(tab, "Add topic"))
        form = await dialog(TopicDialog)
        type_in(form.name.input, "payroll")
        press(Key.Key_Return, on=form.name.input)
        await until(lambda: form._faults.count() == 1)
        assert form.name.value() == "payroll"
        form._changed = False
        press(Key.Key_Escape, on=form)

    in_office(story)


def test_task_fields_of_each_kind_are_made_and_changed(in_office):
    async def story(office: Office) -> None:
        tab = await lists_tab(office)
        assert "No task fields yet." in texts(tab)
        click(link(tab, "Add task field"))
        form = await dialog(TaskFieldDialog)
        assert not form.choices.isVisible()
        type_in(form.name.input, "Rows")
        type_in(form.weight.input, "a lot")
        click(form.save_button)
        await until(lambda: "does not fit" in form.weight.error and form.save_button.isEnabled())
        form.weight.input.selectAll()
        type_in(form.weight.input, "1,5")
        click(form.monitored)
        click(form.save_button)
        await until(lambda: "Rows  ·  Number  ·  monitored  ·  weight 1.5" in texts(tab))
        click(link(tab, "Add task field"))
        form = await dialog(TaskFieldDialog)
        type_in(form.name.input, "Kind")
        form.kind.set_value("choice")
        type_in(form.choices.input, "Short")
        press(Key.Key_Return)
        type_in(form.choices.input, "Long")
        click(form.save_button)
        await until(lambda: "Kind  ·  Choice" in texts(tab))
        click(button(tab, "Change Kind"))
        form = await dialog(TaskFieldDialog)
        assert form.choices.value() == "Short\nLong"
        assert not form.kind.isEnabled()
        assert "kind" in form.kind.toolTip()
        form.choices.set_value("Short\nLong\nNone")
        click(form.save_button)
        fields = office.program.tasks.task_fields

        async def with_three() -> list[str]:
            return [f.kind for f in await fields() if f.choices == ("Short", "Long", "None")]

        assert await until_some(with_three) == ["choice"]
        rows = next(f for f in await fields() if f.name == "Rows")
        assert (rows.weight, rows.monitored) == (Decimal("1.5"), True)
        click(button(tab, "Archive Rows"))
        await until(lambda: "archived" in texts(tab))
        click(button(tab, "Remove Rows"))
        await until(lambda: "Rows" not in texts(tab))

    in_office(story)


def test_a_member_sees_the_lists_and_why_they_are_not_theirs(in_office):
    async def story(office: Office) -> None:
        tab = await lists_tab(office)
        cards = [card for card in tab.findChildren(Card) if card.isVisible()]
        assert len(cards) == 4
        assert {card.toolTip() for card in cards} == {"Settings and members are for the Owner and Admins."}
        assert not any(card.isEnabled() for card in cards)

    in_office(story, member=True)


def test_a_member_works_on_their_own_tasks(in_office):
    async def story(office: Office) -> None:
        from tests.ui.task_list import add, page_of_tasks

        page = await page_of_tasks(office)
        me = office.owner.member_id or 0
        await add(office, "Mine", assignee_ids=(me,))
        await until(lambda: shown(page) == ["Mine"])
        press(Key.Key_D, on=page.table)
        await until(lambda: "Mine is done." in office.toast())
        click(segment(page.filters.state, "Done"))
        await until(lambda: shown(page) == ["Mine"])
        press(Key.Key_Return, on=page.table)
        await until(lambda: page.pane.detail)
        click(page.pane.more_button)
        choose(await popup(), "Reopen")
        await until(lambda: row_of(page, "Mine").status == "open")

    in_office(story, member=True)
