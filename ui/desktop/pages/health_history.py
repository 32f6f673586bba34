"""The history of jobs: each run with its result, opening to what became of it item by item."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.words import _, ngettext
from app.schedule.views import JobRunView
from ui.desktop import health_words as said
from ui.desktop import shown, theme
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import KeyValues, Text

RUNS, INDENT = 200, 20
MOST = 40  # items of one run that are written out


def _columns(zone: str) -> list[Column[JobRunView]]:
    return [
        Column("when", _("When"), lambda r: shown.day_and_time(r.started_at, zone), width=150, kind="link",
               look=lambda _r: True, sort=lambda r: (r.started_at, r.id)),
        Column("job", _("Job"), lambda r: r.title, width=210, ink="text", strong=True),
        Column("result", _("Result"), lambda r: said.result_of(r).word, width=150, kind="chip", look=said.result_of),
        Column("words", _("What became of it"), lambda r: r.text, width=240, stretch=True, tooltip=lambda r: r.text),
        Column("done", _("Done"), lambda r: str(r.done), width=70, right=True, sort=lambda r: r.done),
        Column("failed", _("Failed"), lambda r: str(r.failed), width=70, right=True, sort=lambda r: r.failed),
        Column("host", _("Computer"), lambda r: r.host, width=130),
    ]  # fmt: skip


class History(QWidget):
    def __init__(self, zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._zone = zone
        self.model: TableModel[JobRunView] = TableModel(_columns(zone), lambda run: run.id, parent=self)
        self.table = TableView(self.model, parent=self)
        self.table.setAccessibleName(_("History of jobs"))
        words = _("Each run of a job will stand here, with what became of it.")
        self.table.states.set_empty(EmptyState("clock-counter-clockwise", _("No job has run yet"), words))
        self.table.details.serve(self._details, indent=INDENT)
        self.table.link_clicked.connect(lambda run, _column: self.table.details.toggle(run))
        self.setMinimumHeight(theme.px(200))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Text(_("History of jobs"), "strong")
        head.setContentsMargins(theme.px(20), theme.px(10), theme.px(20), theme.px(8))
        column.addWidget(head)
        column.addWidget(self.table, 1)

    def show_runs(self, runs: Sequence[JobRunView]) -> None:
        """The newest first, until a person sorts them otherwise."""
        if tuple(runs) != self.model.rows.all:
            self.model.set_rows(runs)
        if self.table.current_id() is None and self.model.shown:
            self.table.set_current(self.model.id_at(0))

    def _details(self, run: JobRunView, parent: QWidget) -> QWidget:
        return RunStory(run, self._zone, parent)


class RunStory(QWidget):
    """What one run came to, in words."""

    def __init__(self, run: JobRunView, zone: str, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Text(run.text or said.result_of(run).word, "body", wrap=True, selectable=True))
        ended = shown.day_and_time(run.ended_at, zone) or _("It is running.")
        column.addWidget(KeyValues([(_("Ended"), ended), (_("Computer"), run.host)], names=170))
        items = list(said.details_of(run))
        plain = [words for name, words in items if not name and words not in run.text]
        for words in plain:
            column.addWidget(Text(words, "body", "text2", wrap=True, selectable=True))
        if named := [(name, words) for name, words in items if name]:
            column.addWidget(KeyValues(named[:MOST], names=170))
        if len(named) > MOST:
            more = len(named) - MOST
            words = ngettext("{n} more", "{n} more", more).format(n=more)
            column.addWidget(Text(words, "small", "muted"))
        column.addStretch(1)

    def sizeHint(self) -> QSize:
        """As high as its words are when they wrap in the table; Qt would guess a narrower place for them."""
        column, parent = self.layout(), self.parentWidget()
        if column is None or parent is None:
            return super().sizeHint()
        width = max(parent.width() - 2 * theme.px(INDENT), column.minimumSize().width())
        return QSize(width, column.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
