"""The windows of tasks for the walks by keyboard: how a test comes to each, and the fewest stops that it has."""

from collections.abc import Awaitable, Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from tests.ui.office import Office, dialog, press, texts, until
from tests.ui.task_list import page_of_tasks, row_of, with_tasks
from ui.desktop.ask import shown
from ui.desktop.desk import Place
from ui.desktop.dialogs.task import TaskDialog
from ui.desktop.dialogs.task_lists import TaskFieldDialog, TopicDialog
from ui.desktop.pages.settings_lists import ListsTab
from ui.desktop.widgets.buttons import IconButton


async def task_list(office: Office, *, pane: str = "", ticked: bool = False) -> QWidget:
    """The main window on the list of tasks; with the pane of the one that has everything."""
    page = await with_tasks(office)
    row = row_of(page, "Payroll")
    field = await office.program.tasks.add_task_field(office.owner, "Rows", "number")
    await office.program.tasks.add_task_field(office.owner, "Remark", "text")
    await office.program.tasks.set_field(office.owner, row.id, field.id, "12")
    if ticked:
        press(Qt.Key.Key_Space, on=page.table)
    if pane:
        office.shell.go(Place("tasks", (str(row.id),)))
        await until(lambda: page.pane.detail is not None and page.pane.overview.fields.editors)
        page.pane.tabs.choose(pane)
        if pane == "overview":
            await until(lambda: "Add a value" in texts(page.pane))
        page.table.setFocus()
    return office.shell


async def no_tasks(office: Office) -> QWidget:
    page = await page_of_tasks(office)
    await until(lambda: page.table.states.covers)
    return office.shell


async def tasks_of_a_client(office: Office) -> QWidget:
    await with_tasks(office)
    office.shell.go(Place("clients", (str((await office.client("Alfa OÜ")).id),)))
    pane = office.shell.page("clients").pane  # type: ignore[attr-defined]
    await until(lambda: pane.tasks.lines)
    pane.tabs.choose("tasks")
    return office.shell


async def task_form(office: Office) -> QWidget:
    page = await with_tasks(office)
    await office.program.tasks.add_task_field(office.owner, "Rows", "number")
    page.deeds.edit(row_of(page, "Payroll").id)
    return await dialog(TaskDialog)


async def topic_form(office: Office) -> QWidget:
    return _opened(office, TopicDialog(office.shell, office.desk, None))


async def task_field_form(office: Office) -> QWidget:
    return _opened(office, TaskFieldDialog(office.shell, office.desk, None))


async def work_lists(office: Office) -> QWidget:
    await task_list(office)
    office.shell.go(Place("settings", ("lists",)))
    tab = office.shell.page("settings").findChildren(ListsTab)[0]
    await until(lambda: len(tab.findChildren(IconButton)) >= 5)
    return office.shell


def _opened(office: Office, made: QDialog) -> QDialog:
    async def show() -> None:
        await shown(made)

    office.desk.start(show())
    return made


TASK_WINDOWS: dict[str, tuple[Callable[[Office], Awaitable[QWidget]], int]] = {
    "pane tasks": (tasks_of_a_client, 28),
    "tasks": (task_list, 19),
    "tasks ticked": (partial(task_list, ticked=True), 24),
    "task overview": (partial(task_list, pane="overview"), 27),
    "task history": (partial(task_list, pane="history"), 23),
    "no tasks": (no_tasks, 19),
    "task": (task_form, 22),
    "topic": (topic_form, 4),
    "task field": (task_field_form, 6),
    "topics and fields": (work_lists, 16),
}
