"""The task list with the pane of one task beside it (P5.3, P5.6, look.md *Tasks*)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.events import ClientsChanged, FirmChanged, TasksChanged, WorkListsChanged
from app.core.words import _, ngettext
from app.work.views import TaskRow
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.models.table import TableModel
from ui.desktop.pages.list_menus import ColumnsButton, SavedFiltersButton
from ui.desktop.pages.task_actions import TaskActions
from ui.desktop.pages.task_columns import columns
from ui.desktop.pages.task_export import more_menu
from ui.desktop.pages.task_filters import BUCKETS, TaskFilters
from ui.desktop.pages.task_pane import TaskPane
from ui.desktop.pages.task_reader import TaskReader
from ui.desktop.widgets.buttons import HEIGHT, Button
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.footer import TableFooter
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line, Text

TABLE = "tasks"  # its key in the settings of the screen


class TasksPage(QWidget):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._reader = TaskReader(desk, self._show_rows, self)
        self.model: TableModel[TaskRow] = TableModel(columns(), lambda row: row.id)
        self.table = TableView(self.model, parent=self)
        self.table.setAccessibleName(_("Tasks"))
        self.model.setParent(self.table)
        self.filters = TaskFilters(self.model, lambda: self._reader.today, desk.actor.member_id, self)
        self.table.restore(desk.settings.tables.get(TABLE, {"sort": "due"}))
        self.deeds = TaskActions(desk, self)
        self.pane = TaskPane(desk, self.deeds, self)
        self.footer = TableFooter(parent=self)
        self._late = self.footer.add_verdict("failed")
        self._count = Text("", "body", "muted")
        self._day = self._reader.today  # that the rows were put on their lists by
        self._wanted: int | None = None  # a task to put the bar on once the rows are there
        self._wanted_client: int | None = None  # the same of a filter
        self.loaded = False
        self._lay_out()
        self._connect()
        self.table.states.set_loading(loading=True)
        self._show_counts()
        self.refresh()

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 1)
        self.pane.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addWidget(self._filter_row())
        page.addWidget(Line())
        page.addWidget(self._split, 1)
        self.table.states.set_empty(self._empty())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(10))
        row.setSpacing(theme.px(8))
        row.addStrut(theme.px(HEIGHT))
        row.addWidget(Text(_("Tasks"), "title"))
        self._count.setContentsMargins(0, theme.px(5), 0, 0)  # on the title's line
        row.addWidget(self._count)
        row.addStretch(1)
        self.add_button = Button(_("Add task"), icon="plus-bold")
        self.add_button.clicked.connect(lambda: self.deeds.add(self._client_in_filter()))
        self.more_button = Button(icon="dots-three", name=_("More"))
        more = more_menu(self.desk, self.table, self.more_button)
        self.more_button.clicked.connect(lambda: more.popup(self.desk.shell.below(self.more_button)))
        for button in (self.add_button, self.more_button):
            row.addWidget(button)
        return row

    def _filter_row(self) -> QWidget:
        self.saved = SavedFiltersButton(self.desk, TABLE, self.filters.content, self.filters.apply, self)
        self.columns = ColumnsButton(self.table, self)
        for button in (self.saved, self.columns):
            self.filters.row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return self.filters

    def _empty(self) -> EmptyState:
        state = EmptyState(
            "check-square",
            _("No tasks yet"),
            _("Add one by hand, or let an integration count each client's month into one."),
        )
        state.add_button(_("Add the first task"), self.deeds.add, kind="primary")
        return state

    # --- behaviour ----------------------------------------------------------------------------------

    def _connect(self) -> None:
        events = self.desk.program.events
        events.subscribe(TasksChanged, self._reader.follow)
        for kind in (WorkListsChanged, ClientsChanged, FirmChanged):
            events.subscribe(kind, lambda _event: self.refresh())
        self.table.find_asked.connect(self.filters.finder.focus_from_key)
        self.table.filters_cleared.connect(self.filters.clear)
        self.table.current_changed.connect(self._follow)
        self.table.opened.connect(self._open)
        self.table.link_clicked.connect(self._click_circle)
        self.table.layout_changed.connect(self._keep_layout)
        self.filters.finder.left_down.connect(self.table.setFocus)
        self.pane.closed.connect(self._close_pane)
        self.model.counts_changed.connect(self._show_counts)
        self.model.ticks_changed.connect(self._show_counts)
        self.deeds.add_bulk(self.footer, self.model.rows.checked_rows)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.filters.finder.focus_from_key)
        done = QShortcut(QKeySequence("D"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        done.activated.connect(self._turn_selected)

    def regions(self) -> Sequence[QWidget]:
        """For F6: filters, table, pane."""
        return (self.filters.finder, self.table, *((self.pane,) if self.pane.isVisible() else ()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the popup (Qt), clears find, closes the pane, in this order."""
        if event.key() == Qt.Key.Key_Escape and self.filters.finder.text():
            self.filters.finder.clear()
        elif event.key() == Qt.Key.Key_Escape and self.pane.isVisible():
            self._close_pane()
        else:
            super().keyPressEvent(event)

    def show_place(self, path: tuple[str, ...]) -> None:
        """`("12",)` opens that task, `("new",)` and `("new", CLIENT)` add one, `("client", CLIENT)` shows those of a
        client, `("overdue",)` and the other states show that list.
        """
        match path:
            case ("new",):
                self.deeds.add()
            case ("new", client) if client.isdigit():
                self.deeds.add(int(client))
            case ("client", client) if client.isdigit():
                self._show_client(int(client))
            case (state,) if state in BUCKETS:
                self.filters.apply({"state": state})
            case (task,) if task.isdigit():
                self._open_task(int(task))
        QTimer.singleShot(0, self._take_focus)

    def _take_focus(self) -> None:
        if self.isVisible() and QApplication.activeModalWidget() is None:
            self.table.setFocus()

    def refresh(self) -> None:
        self._reader.refresh()

    def _show_rows(self, rows: Sequence[TaskRow], changed: Sequence[TaskRow] | None) -> None:
        """`changed`: the only ones that are other than before; None where any may be."""
        self.table.states.set_loading(loading=False)
        if rows != self.model.rows.all or self._day != self._reader.today:
            self._day = self._reader.today
            if changed is None or not all(map(self.filters.offers, changed)):
                self.filters.show_choices(rows)
            self.model.set_rows(rows)
        self._apply_wanted_client()
        if self.table.current_id() is None and self.model.shown:
            self.table.set_current(self.model.id_at(0))  # so that Enter and the arrows have a place to begin
        self.loaded = True
        if self._wanted is not None and self.model.rows.position(self._wanted) is not None:
            self._go_to_row(self._wanted)
        if self.pane.isVisible():
            self.pane.refresh()

    # --- one task -------------------------------------------------------------------------------------

    def _open_task(self, task_id: int) -> None:
        """In the pane at once; the bar goes on its row, and filters that hide it are lifted."""
        self._wanted = task_id
        self.pane.show_task(task_id)
        self._show_pane()
        if self.model.rows.position(task_id) is not None:
            self._go_to_row(task_id)
        else:
            self.refresh()  # it may have been made a moment ago

    def _go_to_row(self, task_id: int) -> None:
        self._wanted = None
        if not self.table.set_current(task_id):
            self.filters.clear()
            self.table.set_current(task_id)

    def _open(self, task_id: object) -> None:
        if isinstance(task_id, int):
            self._wanted = None
            self.pane.show_task(task_id)
            self._show_pane()

    def _show_pane(self) -> None:
        if not self.pane.isVisible():
            self.pane.show()
            width = self.desk.settings.tables.get("task_pane", theme.px(350))
            self._split.setSizes([max(1, self._split.width() - width), width])

    def _follow(self, task_id: object) -> None:
        """The pane, once open, goes with the current row; what had the focus in it goes, so the list takes it."""
        if self.pane.isVisible() and self._wanted is None and isinstance(task_id, int):
            if self._in_pane():
                self.table.setFocus()
            self.pane.show_task(task_id)

    def _close_pane(self) -> None:
        self.desk.settings.tables["task_pane"] = self.pane.width()
        self._wanted = None
        self.pane.hide()
        self.table.setFocus()

    def _click_circle(self, task_id: object, _column: str) -> None:
        place = self.model.rows.position(task_id) if isinstance(task_id, int) else None
        if place is not None:
            self.deeds.turn([self.model.rows.all[place]])

    def _turn_selected(self) -> None:
        """D: the task in the pane where the focus is in it, else the rows under the bar."""
        if self._in_pane():
            if self.pane.detail is not None:
                self.deeds.turn([self.pane.detail.row])
        elif self.table.hasFocus() and self.model.shown:
            places = self.table.selected_places() or [self.table.currentIndex().row()]
            self.deeds.turn([self.model.row_at(place) for place in places if place >= 0])

    def _in_pane(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.pane.isAncestorOf(focus)

    # --- those of a client ------------------------------------------------------------------------------

    def _show_client(self, client_id: int) -> None:
        self._wanted_client = client_id
        if self.loaded:
            self._apply_wanted_client()

    def _apply_wanted_client(self) -> None:
        wanted, self._wanted_client = self._wanted_client, None
        if wanted is not None:
            self.filters.apply({"state": "all", "client": (wanted,)})

    def _client_in_filter(self) -> int | None:
        """A new task is of the client whose tasks are looked at."""
        chosen = [key for key in self.filters.client.value() if isinstance(key, int) and key]
        return chosen[0] if len(chosen) == 1 else None

    # --- what is ticked, counted, kept ------------------------------------------------------------------

    def _show_counts(self) -> None:
        counts = self.model.counts("bucket")
        to_do = sum(counts[key] for key in BUCKETS["open"])
        self._count.setText(ngettext("{n} open", "{n} open", to_do).format(n=to_do))
        shown_now, ticked = self.model.shown, self.model.rows.checked_count
        late = counts["overdue"]
        words = ngettext("{n} overdue", "{n} overdue", late).format(n=late)
        self._late.set_words(words if late and not ticked else "")
        words = ngettext("{n} task in this filter", "{n} tasks in this filter", shown_now)
        self.footer.set_count("" if ticked else words.format(n=shown_now))
        of = ngettext("{n} of {total} ticked", "{n} of {total} ticked", ticked)
        self.footer.set_selection(of.format(n=ticked, total=shown_now) if ticked else "")

    def _keep_layout(self) -> None:
        self.desk.settings.tables[TABLE] = self.table.layout_state()
