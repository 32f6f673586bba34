"""Adding a task by hand and changing one (P5.3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.clients.views import ClientRow
from app.core.errors import KontorError, WrongUsage
from app.core.words import _
from app.firm.views import MemberView
from app.work.views import NewTask, TaskDetail, TaskFieldView, TopicView
from ui.desktop import theme
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.dialogs.several import SeveralField
from ui.desktop.dialogs.task_checklist import ChecklistField
from ui.desktop.dialogs.task_choices import ClientField, TopicField
from ui.desktop.pages import task_values
from ui.desktop.pages.task_words import NOTHING_TYPED, clock, duration, read_clock, read_duration
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.fields import AreaField, Field, TextField
from ui.desktop.widgets.tab_order import show_around
from ui.desktop.widgets.text import SectionHeader

# what a service refuses → the field it is said beside
BESIDE = {
    "no_title": "title",
    "due_before_start": "due",
    "no_due_day": "due",
    "no_time": "time",
    "unfit_estimate": "estimate",
    "archived": "topic",
    "unknown_topic": "topic",
    "unknown_client": "client",
    "unknown_member": "assignees",
}


@dataclass(frozen=True, slots=True)
class Around:
    """What the form chooses from."""

    members: Sequence[MemberView]
    clients: Sequence[ClientRow]
    topics: Sequence[TopicView]
    fields: Sequence[TaskFieldView]


async def look_around(desk: Desk) -> Around:
    await desk.program.whole()
    tasks = desk.program.tasks
    return Around(
        await desk.program.firm.members(),
        await desk.program.client_queries.rows(desk.actor),
        await tasks.topics(),
        await tasks.task_fields(),
    )


class TaskDialog(FormDialog):
    """`client_id`: of a task that is added for a client."""

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        detail: TaskDetail | None,
        around: Around,
        client_id: int | None = None,
    ) -> None:
        title = _("Edit the task") if detail else _("Add a task")
        super().__init__(parent, desk, title, _("Save the task") if detail else _("Add the task"))
        self._detail = detail
        self.task_id: int | None = detail.row.id if detail else None
        self._make_fields(around)
        self._make_values(around)
        self._fill(client_id)
        self._kept = self._values()
        self.watch()
        for field in (*self.fields.values(), *self.values.values()):
            field.changed.connect(field.clear_error)
        for field in self.values.values():
            field.changed.connect(self._touch)
        self.checklist.changed.connect(self._touch)
        for box in self.marks.values():
            box.toggled.connect(self._touch)
        self.fields["title"].focus()

    # --- fields ---------------------------------------------------------------------------------------

    def _make_fields(self, around: Around) -> None:
        row = self._detail.row if self._detail else None
        held = set(row.assignee_ids) if row else set()
        members = [(m.id, m.name) for m in around.members if m.status != "inactive" or m.id in held]
        of_client = (row.client_id, row.client) if row and row.client_id is not None else None
        self.title = TextField(_("Title"))
        self.client = ClientField(around.clients, of_client)
        self.topic = TopicField(self.desk, around.topics, row.topic_id if row else None)
        self.assignees = SeveralField(_("Assignees"), members)
        self.start, self.due, self.billing = (
            DateField(_("Start")), DateField(_("Due")), DateField(_("Billing date")),
        )  # fmt: skip
        self.time = TextField(_("Time of day"), placeholder=_("hh:mm"))
        self.estimate = TextField(_("Estimate"), placeholder=_("h:mm"))
        self.description = AreaField(_("Description"), lines=3)
        self.checklist = ChecklistField()
        self.marks = {"important": CheckBox(_("Important")), "extra_work": CheckBox(_("Extra work"))}
        self.place("title", self.title, 0, span=2)
        pairs: list[tuple[str, Field]] = [
            ("client", self.client),
            ("topic", self.topic),
            ("assignees", self.assignees),
            ("start", self.start),
            ("due", self.due),
            ("time", self.time),
            ("billing_date", self.billing),
            ("estimate", self.estimate),
        ]
        for place, (name, field) in enumerate(pairs):
            self.place(name, field, 1 + place // 2, place % 2)
        self.grid.addLayout(self._boxes(), 5, 0, 1, 2)
        self.place("description", self.description, 6, span=2)
        self.grid.addWidget(self.checklist, 7, 0, 1, 2)

    def _boxes(self) -> QHBoxLayout:
        boxes = QHBoxLayout()
        boxes.setSpacing(theme.px(24))
        for box in self.marks.values():
            boxes.addWidget(box)
        boxes.addStretch(1)
        return boxes

    def _make_values(self, around: Around) -> None:
        """Those that may be given, and those that have a value though they are archived."""
        kept = {value.field_id: value for value in self._detail.fields} if self._detail else {}
        self._views = {view.id: view for view in around.fields if not view.archived or view.id in kept}
        currency = self.desk.firm.currency
        self.values = {
            id_: task_values.editor(view, currency, kept.get(id_), labelled=True)
            for id_, view in self._views.items()
        }
        if self.values:
            self.grid.addWidget(SectionHeader(_("Task fields")), 8, 0, 1, 2)
        for place, field in enumerate(self.values.values()):
            self.grid.addWidget(field, 9 + place // 2, place % 2, Qt.AlignmentFlag.AlignTop)

    def _fill(self, client_id: int | None) -> None:
        if self._detail is None:
            own = self.desk.actor.member_id
            self.assignees.set_value(() if own is None else (own,))
            self.client.set_client(client_id)
            return
        row = self._detail.row
        self.title.set_value(row.title)
        self.client.set_client(row.client_id)
        self.assignees.set_value(row.assignee_ids)
        for name, field in (("start", self.start), ("due", self.due), ("billing_date", self.billing)):
            field.set_value(getattr(row, name))
        self.time.set_value(clock(row.due_minute))
        self.estimate.set_value(duration(self._detail.estimate_seconds))
        self.description.set_value(self._detail.description)
        self.checklist.set_value(item.text for item in self._detail.checklist)
        self.marks["important"].setChecked(row.important)
        self.marks["extra_work"].setChecked(row.extra_work)

    # --- saving ---------------------------------------------------------------------------------------

    def _values(self) -> dict[str, Any]:
        """By the names of `NewTask`."""
        return {
            "title": self.title.value(),
            "client_id": self.client.client_id(),
            "topic_id": self.topic.value(),
            "assignee_ids": self.assignees.value(),
            "start": self.start.value(),
            "due": self.due.value(),
            "due_minute": read_clock(self.time.value()),
            "billing_date": self.billing.value(),
            "description": self.description.value(),
            "important": self.marks["important"].isChecked(),
            "extra_work": self.marks["extra_work"].isChecked(),
            "estimate_seconds": read_duration(self.estimate.value()),
            "checklist": self.checklist.value(),
            "fields": {id_: task_values.given(field) for id_, field in self.values.items()},
        }

    async def save(self) -> None:
        """Sends what the person changed and nothing else: a colleague may have changed the rest meanwhile."""
        self._refuse_what_cannot_be_read()
        values, tasks, actor = self._values(), self.desk.program.tasks, self.desk.actor
        if self._detail is None:
            filled = {id_: typed for id_, typed in values.pop("fields").items() if typed}
            self.task_id = await tasks.add(actor, NewTask(**values, fields=filled))
            return
        changed = {name: value for name, value in values.items() if value != self._kept[name]}
        if "fields" in changed:
            old = self._kept["fields"]
            changed["fields"] = {id_: typed for id_, typed in values["fields"].items() if typed != old[id_]}
        if changed:
            await tasks.change(actor, self._detail.row.id, changed)

    def _refuse_what_cannot_be_read(self) -> None:
        faults = {self.fields[name]: words for name, words in self._unreadable().items()}
        for id_, field in self.values.items():
            if words := task_values.fault_in(self._views[id_], task_values.given(field)):
                faults[field] = words
        for field, words in faults.items():
            field.set_error(words)
        if faults:
            raise WrongUsage("beside", next(iter(faults.values())))

    def _unreadable(self) -> dict[str, str]:
        """Name of the field → why, in words."""
        found: dict[str, str] = {}
        if not self.title.value():
            found["title"] = _("Enter a title.")
        if words := self.client.wrong:
            found["client"] = words
        for name, day in (("start", self.start), ("due", self.due), ("billing_date", self.billing)):
            if day.wrong:
                found[name] = _("This is no date. Enter one such as 31.12.2026.")
        if read_clock(self.time.value()) == NOTHING_TYPED:
            found["time"] = _("This is no time of the day. Enter one such as 16:30.")
        if read_duration(self.estimate.value()) == NOTHING_TYPED:
            found["estimate"] = _("This is no duration. Enter hours and minutes such as 1:30.")
        return found

    def show_fault(self, fault: KontorError) -> None:
        """Beside its field where it has one; the first of them is brought into view."""
        if fault.code in BESIDE:
            self.fields[BESIDE[fault.code]].set_error(f"{fault.message} {fault.hint}".strip())
        elif fault.code != "beside":
            super().show_fault(fault)
            return
        wrong = next((f for f in (*self.fields.values(), *self.values.values()) if f.error), None)
        if wrong is not None:
            wrong.focus()
            show_around(wrong.editor)


async def edit_task(
    parent: QWidget, desk: Desk, task_id: int | None, client_id: int | None = None
) -> int | None:
    """The task's id after saving, or None when the dialog was closed. Read anew: what a pane shows may be old."""
    around = await look_around(desk)
    detail = await desk.program.task_queries.detail(desk.actor, task_id) if task_id is not None else None
    dialog = TaskDialog(parent, desk, detail, around, client_id)
    code = await shown(dialog)
    return dialog.task_id if code == QDialog.DialogCode.Accepted else None
