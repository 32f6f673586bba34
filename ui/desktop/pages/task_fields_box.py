"""Task fields in the pane: each value is edited where it stands and kept when it is left (P5.2)."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QGridLayout, QMenu, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.words import _
from app.work.views import FieldValue, TaskDetail, TaskFieldView
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.pages import task_values
from ui.desktop.widgets.fields import ComboField, Field, TextField
from ui.desktop.widgets.text import SectionHeader, Text


class FieldsBox(QWidget):
    """Those with a value, and those that a person asked for. What is being typed is never written over."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._detail: TaskDetail | None = None
        self._views: Mapping[int, TaskFieldView] = {}
        self._wanted: list[int] = []  # without a value yet
        self._shown: tuple[int, tuple[int, ...]] = (0, ())
        self.editors: dict[int, Field] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self._head = SectionHeader(_("Task fields"), link=_("Add a value"), follow=self._open_fields)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setColumnStretch(1, 1)
        self._column.addWidget(self._head)
        self._column.addLayout(self._grid)

    def show_task(self, detail: TaskDetail, views: Sequence[TaskFieldView]) -> None:
        if self._detail is None or self._detail.row.id != detail.row.id:
            self._let_go()
            self._wanted = []
        self._detail, self._views = detail, {view.id: view for view in views}
        values = {value.field_id: value for value in detail.fields}
        ids = [*values, *(i for i in self._wanted if i not in values and i in self._views)]
        if (detail.row.id, tuple(ids)) != self._shown:
            self._shown = detail.row.id, tuple(ids)
            self._lay_out(ids, values)
        else:
            for field_id, field in self.editors.items():
                self._bring_up(field_id, field, values.get(field_id))
        unused = [v for v in views if not v.archived and v.id not in ids]
        self.setVisible(bool(ids or unused))
        if self._head.link is not None:
            self._head.link.setVisible(bool(unused))

    def _let_go(self) -> None:
        """What is being typed is kept for the task that it was typed for, before another one takes its place."""
        for field_id, field in self.editors.items():
            if field.editor.hasFocus():
                self._keep(field_id)
            field.editor.blockSignals(True)

    def _lay_out(self, ids: Sequence[int], values: Mapping[int, FieldValue]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.editors = {}
        for row, field_id in enumerate(ids):
            self._add(row, self._views[field_id], values.get(field_id))

    def _add(self, row: int, view: TaskFieldView, kept: FieldValue | None) -> None:
        currency = self._desk.firm.currency
        name = Text(task_values.label(view, currency), "body", "muted", wrap=True)
        name.setMinimumWidth(theme.px(150))
        name.setMaximumWidth(theme.px(180))
        name.setContentsMargins(0, theme.px(6), 0, 0)
        field = task_values.editor(view, currency, kept, labelled=False)
        field.set_hint(self._moment(kept))
        if isinstance(field, TextField):
            field.input.editingFinished.connect(partial(self._keep, view.id))
        elif isinstance(field, ComboField):
            field.input.activated.connect(lambda _place, view_id=view.id: self._keep(view_id))
        self.editors[view.id] = field
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)

    def _moment(self, kept: FieldValue | None) -> str:
        """Of a number without a past: when it was read (P6.5)."""
        if kept is None or kept.as_of is None:
            return ""
        when = shown.day_and_time(kept.as_of, self._desk.firm.time_zone)
        return _("as of {when}").format(when=when)

    def _bring_up(self, field_id: int, field: Field, kept: FieldValue | None) -> None:
        """What was kept meanwhile, unless the person is at it."""
        if field.editor is QApplication.focusWidget() or field.error:
            return
        if task_values.given(field) != task_values.shown(kept):
            task_values.put(field, kept)
        field.set_hint(self._moment(kept))

    # --- keeping -------------------------------------------------------------------------------------

    def _keep(self, field_id: int) -> None:
        field = self.editors.get(field_id)
        if field is None or self._detail is None:
            return
        kept = next((value for value in self._detail.fields if value.field_id == field_id), None)
        typed = task_values.given(field)
        if typed == task_values.shown(kept):
            field.clear_error()
        elif fault := task_values.fault_in(self._views[field_id], typed):
            field.set_error(fault)
        else:
            self._desk.start(self._write(self._detail.row.id, field_id, field, typed))

    async def _write(self, task_id: int, field_id: int, field: Field, typed: str) -> None:
        if not typed and field_id not in self._wanted:
            self._wanted.append(field_id)  # its line stays where it is, and so does the focus
        try:
            await self._desk.program.tasks.set_field(self._desk.actor, task_id, field_id, typed)
        except KontorError as fault:
            if not gone(field):
                field.set_error(f"{fault.message} {fault.hint}")
        else:
            if not gone(field):
                field.clear_error()

    # --- one more -------------------------------------------------------------------------------------

    def _open_fields(self) -> None:
        if self._head.link is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for view in self._views.values():
            if not view.archived and view.id not in self.editors:
                menu.addAction(view.name, partial(self._want, view.id))
        menu.popup(self._head.link.mapToGlobal(QPoint(0, self._head.link.height() + 4)))

    def _want(self, field_id: int) -> None:
        if self._detail is None:
            return
        self._wanted.append(field_id)
        self.show_task(self._detail, tuple(self._views.values()))
        self.editors[field_id].editor.setFocus(Qt.FocusReason.TabFocusReason)
