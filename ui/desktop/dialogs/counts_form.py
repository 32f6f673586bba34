"""The summary task and the schedule: the left two columns of the Data import tab (P6.1)."""

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.words import _
from app.firm.views import MemberView
from app.summaries.periods import LAST_DAY, LAST_WORK_DAY, Period
from app.summaries.titles import checked, title_of
from app.summaries.views import PlanView
from app.work.views import TopicView
from ui.desktop import theme
from ui.desktop.widgets.choices import CheckBox, Radio
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.fields import Combo, ComboField, Field, TextField
from ui.desktop.widgets.text import Text

NEW_TOPIC = "new"
A_DAY = "day"  # of the following month


class PlanForm(QObject):
    """`task` and `schedule` are the two columns; `values` what stands in them."""

    changed = Signal()
    topic_wanted = Signal()

    def __init__(self, zone: str) -> None:
        super().__init__()
        self.title = TextField(_("Task title"))
        self.topic = ComboField(_("Topic"), placeholder=_("Choose a topic"))
        self.assignee = ComboField(_("Assigned to"))
        self.auto_complete = CheckBox(_("Complete the task once it is filled"))
        self.days = {
            LAST_WORK_DAY: Radio(_("Last work day of the month")),
            LAST_DAY: Radio(_("Last calendar day of the month")),
            A_DAY: Radio(_("Day of the following month:")),
        }
        self.day = Combo(small=True)
        self.day.setMinimumContentsLength(4)
        self.day.set_choices([(str(day), str(day)) for day in range(1, 32)])
        self.day.choose("5")
        self.day.setAccessibleName(_("Day of the following month"))
        self.first_day = DateField(_("First import date"), hint=_("Runs at 00:30, {zone}").format(zone=zone))
        self.refresh = ComboField(
            _("Clients before each run"),
            [
                ("off", _("Leave as they are")),
                ("notify", _("Tell me what is new")),
                ("import", _("Import new ones")),
            ],
        )
        self._filling = False
        self._topic: Hashable = None  # before a new one was asked for
        self.task = _column(
            Text(_("Summary task"), "strong"), self.title, self.topic, self.assignee, self.auto_complete
        )
        self.schedule = _column(Text(_("Schedule"), "strong"), self._rule(), self.first_day, self.refresh)
        self._connect()

    def _rule(self) -> Field:
        """The radio buttons as one field, so that what is missing can be said below it."""
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self._group = QButtonGroup(box)
        for key, radio in self.days.items():
            self._group.addButton(radio)
            row = QHBoxLayout()
            row.setSpacing(theme.px(8))
            row.addWidget(radio)
            if key == A_DAY:
                row.addWidget(self.day)
            row.addStretch(1)
            column.addLayout(row)
        self.rule = Field(_("Data import day"), box)
        return self.rule

    def _connect(self) -> None:
        for field in (self.title, self.assignee, self.first_day, self.refresh):
            field.changed.connect(self._edited)
        self.topic.changed.connect(self._topic_chosen)
        self.auto_complete.toggled.connect(lambda _on: self._edited())
        self._group.buttonToggled.connect(lambda _button, _on: self._edited())
        self.day.currentIndexChanged.connect(lambda _place: self._edited())

    def _edited(self) -> None:
        if not self._filling:
            self.day.setEnabled(self.days[A_DAY].isChecked())
            self.changed.emit()

    def _topic_chosen(self) -> None:
        if self._filling:
            return
        if self.topic.value() == NEW_TOPIC:
            self._quietly(lambda: self.topic.set_value(self._topic))
            self.topic_wanted.emit()
            return
        self._topic = self.topic.value()
        self._edited()

    # --- what it shows ----------------------------------------------------------------------------

    def show_choices(
        self, topics: Sequence[TopicView], members: Sequence[MemberView], plan: PlanView
    ) -> None:
        """What can be chosen now; what is chosen stays chosen."""
        there: list[tuple[Hashable, str]] = [
            (t.id, t.name) for t in topics if not t.archived or t.id == plan.topic_id
        ]
        people = [
            ((("member", m.id)), m.name) for m in members if m.status != "inactive" or m.id == plan.member_id
        ]
        who: list[tuple[Hashable, str]] = [
            (("manager", None), _("Client manager")),
            (("nobody", None), _("Nobody")),
            *people,
        ]
        self._quietly(lambda: self.topic.set_choices([*there, (NEW_TOPIC, _("New topic…"))]))
        self._quietly(lambda: self.assignee.set_choices(who))

    def show_plan(self, plan: PlanView) -> None:
        self._quietly(lambda: self._fill(plan))

    def _fill(self, plan: PlanView) -> None:
        if self.title.value() != plan.title:  # who types goes on where they are
            self.title.set_value(plan.title)
        self._topic = plan.topic_id
        self.topic.set_value(plan.topic_id)
        self.assignee.set_value((plan.assignee, plan.member_id))
        self.auto_complete.setChecked(plan.auto_complete)
        self._group.setExclusive(False)
        for key, radio in self.days.items():
            radio.setChecked(key == plan.day or (key == A_DAY and plan.day.isdigit()))
        self._group.setExclusive(True)
        if plan.day.isdigit():
            self.day.choose(plan.day)
        self.day.setEnabled(self.days[A_DAY].isChecked())
        self.first_day.set_value(plan.first_day)
        self.refresh.set_value(plan.refresh)
        fixed = plan.last is not None
        self.first_day.editor.setEnabled(not fixed)
        self.first_day.editor.setToolTip(
            _("Runs have begun: the days until then are counted.") if fixed else ""
        )

    def _quietly(self, do: Callable[[], None]) -> None:
        before, self._filling = self._filling, True
        try:
            do()
        finally:
            self._filling = before

    def show_next_title(self, period: Period | None, language: str) -> None:
        """What the next tasks will be called, or what is wrong with the title."""
        title = self.title.value()
        try:
            line = checked(title)
            words = title_of(line, period, language) if line and period else ""
        except KontorError as fault:
            self.title.set_error(f"{fault.message} {fault.hint}")
            return
        self.title.clear_error()
        usual = _("May hold {month}, {year} and {period}.")
        self.title.set_hint(_("Next: {title}").format(title=words) if words else usual)

    # --- what stands in it ------------------------------------------------------------------------

    def rule_value(self) -> str:
        chosen = next((key for key, radio in self.days.items() if radio.isChecked()), "")
        return str(self.day.key()) if chosen == A_DAY else chosen

    def values(self) -> dict[str, Any]:
        """As `PlanView` has them."""
        assignee = self.assignee.value()
        who, member = assignee if isinstance(assignee, tuple) else ("manager", None)
        return {
            "title": self.title.value(),
            "topic_id": self.topic.value(),
            "day": self.rule_value(),
            "first_day": self.first_day.value(),
            "assignee": who,
            "member_id": member,
            "auto_complete": self.auto_complete.isChecked(),
            "refresh": self.refresh.value(),
        }

    def missing(self) -> tuple[str, ...]:
        values = self.values()
        needed = {"title": "title", "topic": "topic_id", "day": "day", "first_day": "first_day"}
        return tuple(name for name, key in needed.items() if not values[key])

    def mark(self, missing: Collection[str]) -> None:
        """What is missing is amber, with a word below; the title keeps what is wrong with it."""
        words = {
            "topic": _("Required. Choose one, or make a new one."),
            "day": _("Required. Choose when the counts are fetched."),
            "first_day": _("Required. From this day on documents are counted."),
            "title": _("Required. Each month's tasks get it."),
        }
        for name, field in self._fields().items():
            if name in missing:
                field.set_error(words[name], tone="amber")
            elif field.error and field.error == words[name]:
                field.clear_error()

    def focus_on(self, name: str) -> None:
        if name == "day":
            self.days[LAST_WORK_DAY].setFocus()
        else:
            self._fields()[name].focus()

    def _fields(self) -> dict[str, Field]:
        return {"title": self.title, "topic": self.topic, "day": self.rule, "first_day": self.first_day}


def _column(*parts: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(12))
    for part in parts:
        column.addWidget(part)
    return holder
