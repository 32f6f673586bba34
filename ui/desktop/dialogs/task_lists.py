"""Forms of a topic and of a task field (P5.1, P5.2). The kind of a field stays as it was made."""

from typing import Any

from PySide6.QtWidgets import QWidget

from app.core.words import _
from app.work.views import TaskFieldView, TopicView
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.pages.task_values import fault_in
from ui.desktop.pages.task_words import KINDS, number
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.fields import AreaField, ComboField, TextField

WEIGHT = TaskFieldView(0, "", "number", (), monitored=False, weight=None, archived=False, used=0)


class TopicDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk, topic: TopicView | None) -> None:
        title = _("Change {name}").format(name=topic.name) if topic else _("Add a topic")
        super().__init__(parent, desk, title, _("Save the topic") if topic else _("Add the topic"), 480)
        self._topic = topic
        self.name = TextField(_("Name"), text=topic.name if topic else "")
        self.billable = ComboField(
            _("Time on it"),
            [("", _("As the firm has it")), ("yes", _("Billable")), ("no", _("Not billable"))],
            hint=_("What new time entries begin with; each can be changed."),
        )
        self.billable.set_value({None: "", True: "yes", False: "no"}[topic.billable if topic else None])
        self.place("name", self.name, 0, span=2)
        self.place("billable", self.billable, 1, span=2)
        self.watch()
        self.name.focus()

    async def save(self) -> None:
        tasks, actor = self.desk.program.tasks, self.desk.actor
        billable = {"": None, "yes": True, "no": False}[str(self.billable.value())]
        if self._topic is None:
            await tasks.add_topic(actor, self.name.value(), billable)
        else:
            changes = {"name": self.name.value(), "billable": billable}
            await tasks.change_topic(actor, self._topic.id, changes)


class TaskFieldDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk, view: TaskFieldView | None) -> None:
        title = _("Change {name}").format(name=view.name) if view else _("Add a task field")
        super().__init__(parent, desk, title, _("Save the field") if view else _("Add the field"), 480)
        self._view = view
        self.name = TextField(_("Name"), text=view.name if view else "")
        self.kind = ComboField(_("Kind"), [(key, _(words)) for key, words in KINDS.items()])
        self.kind.set_value(view.kind if view else "number")
        self.choices = AreaField(_("Choices"), hint=_("One a line."), lines=5)
        self.choices.set_value("\n".join(view.choices) if view else "")
        self.weight = TextField(
            _("Weight"),
            text=number(view.weight) if view else "",
            hint=_("How much one of it counts where different numbers are added up; 1 when empty."),
        )
        self.monitored = CheckBox(_("Show it in monitoring"))
        self.monitored.setChecked(bool(view and view.monitored))
        for row, name in enumerate(("name", "kind", "choices", "weight")):
            self.place(name, getattr(self, name), row, span=2)
        self.grid.addWidget(self.monitored, 4, 0, 1, 2)
        if view is not None:
            self.kind.setEnabled(False)
            self.kind.setToolTip(_("Values of one kind are not of another. Add a new field instead."))
        self.watch()
        self.monitored.toggled.connect(self._touch)
        self.weight.changed.connect(self.weight.clear_error)
        self.kind.changed.connect(self._fit)
        self._fit()
        self.name.focus()

    def _fit(self) -> None:
        kind = self.kind.value()
        self.choices.setVisible(kind == "choice")
        self.weight.setVisible(kind == "number")
        self.monitored.setVisible(kind == "number")
        if self.isVisible():
            self.fit_height()

    async def save(self) -> None:
        tasks, actor = self.desk.program.tasks, self.desk.actor
        kind, name = str(self.kind.value()), self.name.value()
        if kind == "number" and (fault := fault_in(WEIGHT, self.weight.value())):
            self.weight.set_error(fault)
        given = self._given(kind)
        if self._view is not None:
            await tasks.change_task_field(actor, self._view.id, {"name": name, **given})
            return
        await tasks.add_task_field(actor, name, kind, **given)

    def _given(self, kind: str) -> dict[str, Any]:
        if kind == "choice":
            return {"choices": self.choices.value().splitlines()}
        if kind == "number":
            return {"monitored": self.monitored.isChecked(), "weight": self.weight.value()}
        return {}


async def edit_topic(parent: QWidget, desk: Desk, topic: TopicView | None) -> None:
    await shown(TopicDialog(parent, desk, topic))


async def edit_task_field(parent: QWidget, desk: Desk, view: TaskFieldView | None) -> None:
    await shown(TaskFieldDialog(parent, desk, view))
