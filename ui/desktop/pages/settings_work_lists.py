"""Topics and task fields among the firm's own lists (P5.1, P5.2)."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.core.words import N_, _, ngettext
from app.work.views import TaskFieldView, TopicView
from ui.desktop.desk import Desk
from ui.desktop.pages.settings_list_card import Tool, list_card, list_row
from ui.desktop.pages.task_words import KINDS, number
from ui.desktop.widgets.cards import Card

BILLABLE = {None: N_("billable as the firm has it"), True: N_("billable"), False: N_("not billable")}


class WorkCards:
    """Makes the two cards; what their tools change is told by `WorkListsChanged`."""

    def __init__(self, desk: Desk, page: QWidget) -> None:
        self._desk, self._page = desk, page

    # --- topics -----------------------------------------------------------------------------------------

    def topics(self, topics: Sequence[TopicView]) -> Card:
        rows = [self._topic_row(topic) for topic in topics]
        empty = _("No topics yet. A topic says what kind of work a task is, and whether it is billed.")
        return list_card(
            self._desk, _("Topics"), _("Add topic"), partial(self._edit_topic, None), rows, empty=empty
        )

    def _topic_row(self, topic: TopicView) -> QWidget:
        about = [_(BILLABLE[topic.billable]), _used(topic.used), _("archived") if topic.archived else ""]
        tools = [
            _edit(topic.name, partial(self._edit_topic, topic)),
            _archive(topic.name, partial(self._archive_topic, topic), archived=topic.archived),
        ]
        if not topic.used:
            tools.append(_remove(topic.name, lambda: self._desk.start(self._remove_topic(topic))))
        return list_row(self._desk, topic.name, about, tools)

    def _edit_topic(self, topic: TopicView | None) -> None:
        from ui.desktop.dialogs.task_lists import edit_topic

        self._desk.start(edit_topic(self._page.window(), self._desk, topic))

    def _archive_topic(self, topic: TopicView) -> None:
        change = self._desk.program.tasks.change_topic
        self._desk.start(change(self._desk.actor, topic.id, {"archived": not topic.archived}))

    async def _remove_topic(self, topic: TopicView) -> None:
        desk, tasks = self._desk, self._desk.program.tasks
        await tasks.remove_topic(desk.actor, topic.id)
        desk.shell.toast(
            _("{name} is removed.").format(name=topic.name),
            lambda: desk.start(tasks.add_topic(desk.actor, topic.name, topic.billable)),
        )

    # --- task fields --------------------------------------------------------------------------------------

    def fields(self, fields: Sequence[TaskFieldView]) -> Card:
        rows = [self._field_row(field) for field in fields]
        empty = _("No task fields yet. Counts of a month go into number fields; others you fill in yourself.")
        return list_card(
            self._desk,
            _("Task fields"),
            _("Add task field"),
            partial(self._edit_field, None),
            rows,
            empty=empty,
        )

    def _field_row(self, field: TaskFieldView) -> QWidget:
        about = [
            _(KINDS[field.kind]),
            _("monitored") if field.monitored else "",
            _("weight {n}").format(n=number(field.weight)) if field.weight is not None else "",
            _used(field.used),
            _("archived") if field.archived else "",
        ]
        tools = [
            _edit(field.name, partial(self._edit_field, field)),
            _archive(field.name, partial(self._archive_field, field), archived=field.archived),
        ]
        if not field.used:
            tools.append(_remove(field.name, lambda: self._desk.start(self._remove_field(field))))
        return list_row(self._desk, field.name, about, tools)

    def _edit_field(self, field: TaskFieldView | None) -> None:
        from ui.desktop.dialogs.task_lists import edit_task_field

        self._desk.start(edit_task_field(self._page.window(), self._desk, field))

    def _archive_field(self, field: TaskFieldView) -> None:
        change = self._desk.program.tasks.change_task_field
        self._desk.start(change(self._desk.actor, field.id, {"archived": not field.archived}))

    async def _remove_field(self, field: TaskFieldView) -> None:
        desk, tasks = self._desk, self._desk.program.tasks
        await tasks.remove_task_field(desk.actor, field.id)
        desk.shell.toast(
            _("{name} is removed.").format(name=field.name), lambda: desk.start(self._again(field))
        )

    async def _again(self, field: TaskFieldView) -> None:
        add = self._desk.program.tasks.add_task_field
        await add(
            self._desk.actor,
            field.name,
            field.kind,
            field.choices,
            monitored=field.monitored,
            weight=field.weight,
        )


def _used(count: int) -> str:
    return ngettext("{n} task", "{n} tasks", count).format(n=count) if count else ""


def _edit(name: str, act: Callable[[], None]) -> Tool:
    return "pencil-simple", _("Change {name}").format(name=name), act


def _archive(name: str, act: Callable[[], None], *, archived: bool) -> Tool:
    if archived:
        return "arrow-counter-clockwise", _("Use {name} again").format(name=name), act
    return "archive", _("Archive {name}").format(name=name), act


def _remove(name: str, act: Callable[[], None]) -> Tool:
    return "trash", _("Remove {name}").format(name=name), act
