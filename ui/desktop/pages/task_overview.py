"""The first tab of a task's pane: facts, checklist, task fields, description (P5.3)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.words import _
from app.work.views import ChecklistView, TaskDetail, TaskFieldView
from ui.desktop import shown, theme
from ui.desktop.desk import Desk, Place
from ui.desktop.pages import task_words as words
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.pages.task_fields_box import FieldsBox
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.text import KeyValues, Line, Link, SectionHeader, Text


class TaskOverview(PaneTab):
    """Its parts stay where they are while the task is the same: the focus in them is not lost to a fresh read."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._pairs: list[tuple[str, str]] = []
        self.facts = KeyValues(names=120)
        self.checklist = ChecklistBox(desk)
        self.fields = FieldsBox(desk)
        self._about = Text("", "body", "text2", wrap=True, selectable=True)
        self._lines = [Line() for _each in range(3)]
        self._heading = SectionHeader(_("Description"))
        for part in (
            self.facts,
            self._lines[0],
            self.checklist,
            self._lines[1],
            self.fields,
            self._lines[2],
            self._heading,
            self._about,
        ):
            self.add(part)

    def show_task(self, detail: TaskDetail, views: Sequence[TaskFieldView]) -> None:
        pairs = [*self._facts_of(detail), ("", detail.row.source)]
        if pairs != self._pairs:
            pairs, self._pairs = pairs[:-1], pairs
            self.facts.clear()
            for name, value in pairs:
                self.facts.add(name, value)
            self.facts.add(_("Source"), self._origin(detail.row.source))
        self.checklist.show_task(detail)
        self.fields.show_task(detail, views)
        self._about.setText(detail.description)
        for part, seen in (
            (self._lines[0], bool(detail.checklist)),
            (self._lines[1], not self.fields.isHidden()),
            (self._lines[2], bool(detail.description)),
            (self._heading, bool(detail.description)),
            (self._about, bool(detail.description)),
        ):
            part.setVisible(seen)

    def _facts_of(self, detail: TaskDetail) -> list[tuple[str, str]]:
        row, zone = detail.row, self._desk.firm.time_zone
        always: list[tuple[str, str]] = [
            (_("Topic"), row.topic or _("Not set")),
            (_("Assignees"), ", ".join(row.assignees) or _("Nobody")),
            (_("Start"), words.day(row.start)),
            (_("Due"), words.due(row)),
            (_("Billing date"), words.day(row.billing_date)),
        ]
        where_set: list[tuple[str, str]] = [
            (_("Estimate"), words.duration(detail.estimate_seconds)),
            (_("Done"), shown.day_and_time(row.done_at, zone)),
        ]
        added = (_("Added"), shown.day_and_time(detail.created_at, zone))
        return [*always, *(pair for pair in where_set if pair[1]), added]

    def _origin(self, source: str) -> str | QWidget:
        """Of what an integration counted: the way to the days that are in it (P6.4)."""
        if source in ("", "workflow"):
            return words.made_by(source)
        link = Link(words.made_by(source), look="body")
        link.setWordWrap(True)
        link.followed.connect(lambda: self._desk.shell.go(Place("covered", (source,))))
        return link


class ChecklistBox(QWidget):
    """Boxes that are kept as they are ticked."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: tuple[tuple[int, str], ...] = ()
        self.boxes: dict[int, CheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(6))
        self._head = SectionHeader(_("Checklist"))
        self._column.addWidget(self._head)

    def show_task(self, detail: TaskDetail) -> None:
        items = detail.checklist
        if (shown_now := tuple((item.id, item.text) for item in items)) != self._shown:
            self._shown = shown_now
            self._lay_out(items)
        for item in items:
            self.boxes[item.id].setChecked(item.done)
        done, total = detail.row.checklist_done, detail.row.checklist_total
        self._head.note.setText(_("{done} of {total}").format(done=done, total=total))
        self._head.note.setVisible(bool(items))
        self.setVisible(bool(items))

    def _lay_out(self, items: Sequence[ChecklistView]) -> None:
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {item.id: self._box(item) for item in items}
        for box in self.boxes.values():
            self._column.addWidget(box)

    def _box(self, item: ChecklistView) -> CheckBox:
        box = CheckBox(item.text)
        tasks = self._desk.program.tasks
        box.clicked.connect(
            lambda on: self._desk.start(tasks.set_item(self._desk.actor, item.id, done=bool(on)))
        )
        return box
