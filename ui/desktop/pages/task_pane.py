"""One task beside the list: what it is, its checklist and fields, what stands against Done, its history (P5.3)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import NotFound, Refused
from app.core.words import _
from app.work.views import TaskDetail
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.models.looks import ChipLook
from ui.desktop.pages import task_words as words
from ui.desktop.pages.client_history import ClientHistory
from ui.desktop.pages.task_actions import TaskActions
from ui.desktop.pages.task_overview import TaskOverview
from ui.desktop.widgets.buttons import Button, IconButton
from ui.desktop.widgets.chips import Chip, Mark
from ui.desktop.widgets.tabs import TabPages
from ui.desktop.widgets.text import IconLabel, Line, Link, Text
from ui.desktop.widgets.wrapping import WrappingRow

LOOKS = {
    "open": ("circle", "plain"),
    "overdue": ("warning-octagon-fill", "red"),
    "done": ("check-bold", "green"),
    "cancelled": ("prohibit", "grey"),
}


class TaskPane(QFrame):
    """Shows the task it is told; reads it anew when asked to."""

    closed = Signal()

    def __init__(self, desk: Desk, deeds: TaskActions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("plane", "surface")
        self._fit_text()
        theme.look().changed.connect(self._fit_text)
        self._desk, self._deeds = desk, deeds
        self._task_id: int | None = None
        self.detail: TaskDetail | None = None
        self._mark = Mark("")
        self._title = Text("", "section", wrap=True, selectable=True)
        self.client = Link("", look="body")
        self.client.followed.connect(self._open_client)
        self._own = Text(_("The firm's own"), "body", "muted")
        self._state = Chip("")
        self._important = Chip(_("Important"), icon="star-fill", tone="plain")
        self._extra = Chip(_("Extra work"), icon="plus-circle", tone="plain")
        self.overview = TaskOverview(desk, self)
        self.history = ClientHistory(desk, self)
        self.tabs = TabPages(edge=16, parent=self)
        self.tabs.add("overview", _("Overview"), self.overview)
        self.tabs.add("history", _("History"), self.history)
        self.setFocusProxy(self.tabs.bar)
        self._lay_out()

    def _fit_text(self) -> None:
        self.setMinimumWidth(theme.px(330))
        self.setMaximumWidth(theme.px(520))

    def _lay_out(self) -> None:
        close = IconButton("x", _("Close"))
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(self._title, 1)
        top.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        whose = QHBoxLayout()
        whose.setSpacing(theme.px(8))
        for part in (self._mark, self.client, self._own):
            whose.addWidget(part)
        whose.addStretch(1)
        chips = WrappingRow(theme.px(6))
        for chip in (self._state, self._important, self._extra):
            chips.addWidget(chip)
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(14), theme.px(12), theme.px(6))
        head.setSpacing(theme.px(8))
        for row in (top, whose, chips):
            head.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        column.addWidget(Line())
        column.addLayout(self._foot())

    def _foot(self) -> QVBoxLayout:
        """What stands against Done, and beside it the button that it keeps off."""
        self._against = QWidget(self)
        said = QHBoxLayout(self._against)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(theme.px(6))
        self.obstacles = Text("", "small", "text2", wrap=True)
        said.addWidget(IconLabel("warning-fill", "amber", 14), 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.obstacles, 1)
        self.done_button = Button(_("Mark done"), icon="check-circle")
        self.done_button.clicked.connect(lambda: self._deeds.turn([self.detail.row]) if self.detail else None)
        self.edit_button = Button(_("Edit"), icon="pencil-simple")
        self.edit_button.clicked.connect(
            lambda: self._deeds.edit(self.detail.row.id) if self.detail else None
        )
        self.more_button = Button(icon="dots-three", name=_("More"))
        self.more_button.clicked.connect(
            lambda: self._deeds.open_more(self.more_button, self.detail.row) if self.detail else None
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.done_button, 1)
        buttons.addWidget(self.edit_button, 1)
        buttons.addWidget(self.more_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self._against)
        foot.addLayout(buttons)
        return foot

    # --- showing --------------------------------------------------------------------------------------

    def show_task(self, task_id: int) -> None:
        if task_id != self._task_id:
            self._task_id = task_id
            self.refresh()

    def refresh(self) -> None:
        if self._task_id is not None:
            self._desk.start(self._read(self._task_id))

    async def _read(self, task_id: int) -> None:
        await self._desk.program.whole()
        queries, actor = self._desk.program.task_queries, self._desk.actor
        try:
            detail = await queries.detail(actor, task_id)
            views = await self._desk.program.tasks.task_fields()
            history = await queries.history(actor, task_id)
        except NotFound:
            self._leave(task_id)
            return
        except Refused:  # told over the page
            self._leave(task_id)
            raise
        if task_id == self._task_id:  # the person may have walked on meanwhile
            self._show(detail)
            self.overview.show_task(detail, views)
            self.history.show_entries(history)

    def _leave(self, task_id: int) -> None:
        if task_id == self._task_id:
            self._task_id = self.detail = None
            self.closed.emit()

    def _show(self, detail: TaskDetail) -> None:
        self.detail = detail
        row = detail.row
        self._title.setText(row.title)
        self._mark.set_letters(row.client_mark)
        self.client.setText(row.client)
        self.client.setAccessibleName(row.client)
        for part, seen in (
            (self._mark, bool(row.client_mark)),
            (self.client, bool(row.client)),
            (self._own, not row.client),
            (self._important, row.important),
            (self._extra, row.extra_work),
        ):
            part.setVisible(seen)
        icon, tone = LOOKS["overdue" if row.overdue else row.status]
        self._state.set_look(ChipLook(words.state(row), icon, tone))
        self._show_done(detail)

    def _show_done(self, detail: TaskDetail) -> None:
        is_open = detail.row.status == "open"
        against = " ".join(detail.obstacles) if is_open else ""
        self._against.setVisible(bool(against))
        self.obstacles.setText(against)
        self.done_button.set_text(_("Mark done") if is_open else _("Reopen"))
        self.done_button.set_icon("check-circle" if is_open else "arrow-counter-clockwise")
        self.done_button.set_reason(against)

    def _open_client(self) -> None:
        if self.detail is not None and self.detail.row.client_id is not None:
            self._desk.shell.go(Place("clients", (str(self.detail.row.client_id),)))
