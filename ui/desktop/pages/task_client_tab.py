"""The tasks of one client, beside the client list: what is open first, what was done below (look.md, *Clients*)."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.clients.views import ClientDetail
from app.core.clock import day_in
from app.core.events import TasksChanged
from app.core.words import _
from app.work.views import TaskRow
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.pages import task_words as words
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.pages.task_actions import TaskActions
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.text import Line, Link, SectionHeader, Text, as_tip

MOST_DONE = 10  # the newest; all of them are in the list that the link leads to
MOST_OPEN = 50


class ClientTasks(PaneTab):
    """Reads by itself whenever tasks change."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self.deeds = TaskActions(desk, self)
        self._client_id: int | None = None
        self._shown: tuple[TaskRow, ...] | None = None
        self.lines: list[TaskLine] = []
        desk.program.events.subscribe(TasksChanged, lambda _event: self._read_soon())

    def show_client(self, detail: ClientDetail) -> None:
        if detail.id != self._client_id:
            self._client_id, self._shown = detail.id, None
        self._read_soon()

    def add_task(self) -> None:
        if self._client_id is not None:
            self.deeds.add(self._client_id)

    def _read_soon(self) -> None:
        if self._client_id is not None:
            self._desk.start(self._read(self._client_id))

    async def _read(self, client_id: int) -> None:
        await self._desk.program.whole()
        queries = self._desk.program.task_queries
        rows = await queries.rows(self._desk.actor, scope="all", client_id=client_id)
        if client_id == self._client_id and rows != self._shown:  # the person may have walked on meanwhile
            self._shown = rows
            self._show(rows)

    def _show(self, rows: Sequence[TaskRow]) -> None:
        at = self._focused()
        self.clear()
        self.lines = []
        opened = [row for row in rows if row.status == "open"]
        ended = [row for row in rows if row.done_at is not None]
        ended.sort(key=lambda row: (row.done_at, row.id), reverse=True)
        link = _("All {n}").format(n=len(rows)) if rows else ""
        self.add(SectionHeader(_("Open tasks"), link=link, follow=self._open_all))
        if opened:
            self._add_lines(opened[:MOST_OPEN])
        else:
            self.add(Text(_("Nothing is open."), "body", "muted"))
        add = Link(_("Add a task"))
        add.followed.connect(self.add_task)
        self.add(add)
        if ended:
            self.add(Line())
            self.add(SectionHeader(_("Done")))
            self._add_lines(ended[:MOST_DONE])
        self._focus_again(at)

    def _add_lines(self, rows: Sequence[TaskRow]) -> None:
        block = QWidget()
        column = QVBoxLayout(block)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        self.add(block)
        today = day_in(self._desk.firm.time_zone, self._desk.program.clock.now())
        for row in rows:
            line = TaskLine(row, today)
            line.box.clicked.connect(lambda _on, line=line: self._turn(line))
            line.title.followed.connect(lambda row=row: self._desk.shell.go(Place("tasks", (str(row.id),))))
            self.lines.append(line)
            column.addWidget(line)
        block.show()  # now, as one of them may take the focus

    def _turn(self, line: "TaskLine") -> None:
        """The box says again how it is until it is so: Done may be refused."""
        line.box.setChecked(line.row.status == "done")
        self.deeds.turn([line.row])

    def _open_all(self) -> None:
        self._desk.shell.go(Place("tasks", ("client", str(self._client_id))))

    # --- the focus stays about where it was ---------------------------------------------------------------

    def _focused(self) -> int | None:
        focus = QApplication.focusWidget()
        return next((at for at, line in enumerate(self.lines) if line.box is focus), None)

    def _focus_again(self, at: int | None) -> None:
        if at is not None and self.lines:
            self.lines[min(at, len(self.lines) - 1)].box.setFocus(Qt.FocusReason.TabFocusReason)


class TaskLine(QWidget):
    """A box, the title as a link, and the day it is due."""

    def __init__(self, row: TaskRow, today: date) -> None:
        super().__init__()
        self.row = row
        self.box = CheckBox("")
        self.box.setChecked(row.status == "done")
        self.box.setAccessibleName(_("{title}: done").format(title=row.title))
        self.title = CutLink(row.title)
        ink = "red_ink" if row.overdue else "muted"
        when = Text(words.short_due(row, today), "small", ink)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.px(8))
        line.addWidget(self.box)
        line.addWidget(self.title, 1)
        line.addWidget(when)


class CutLink(Link):
    """Gives way like `CutText`; in the ink of text, as a list of nothing but links would shout."""

    def __init__(self, text: str) -> None:
        super().__init__(text, look="body")
        self.setProperty("ink", "text")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(as_tip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().sizeHint().height())

    def paintEvent(self, ev: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), words)
        if self.hasFocus():
            painter.fillRect(0, self.height() - 2, self.width(), 2, theme.color("accent_ink"))
        painter.end()
