"""The log of imports: each run with its counts; opens to its summary, and can be undone (P3.9)."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.rights import Right
from app.core.words import _, ngettext
from app.importing.runs import RunDetail, RunView
from ui.desktop import shown, theme
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.desk import Desk, Place
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line, Text
from ui.desktop.wizards.import_summary import SummaryPage, title_of

if TYPE_CHECKING:
    from ui.desktop.dialogs.integration import IntegrationDialog


def _columns(zone: str) -> list[Column[RunView]]:
    def number(name: str) -> Column[RunView]:
        title = {"created": _("Created"), "updated": _("Updated"), "unchanged": _("Unchanged"),
                 "skipped": _("Left out"), "failed": _("Failed"), "red_x": _("Red X")}[name]  # fmt: skip
        return Column(
            name,
            title,
            lambda r: str(getattr(r, name)),
            width=86,
            right=True,
            sort=lambda r: getattr(r, name),
        )

    return [
        Column("when", _("When"), lambda r: shown.day_and_time(r.confirmed_at, zone), width=156, ink="text",
               sort=lambda r: r.confirmed_at),
        Column("who", _("Who"), lambda r: r.actor, width=140, stretch=True),
        *(number(name) for name in ("created", "updated", "unchanged", "skipped", "failed", "red_x")),
        Column("undone", _("Undone"), lambda r: shown.day_and_time(r.undone_at, zone), width=140),
    ]  # fmt: skip


class LogTab(QWidget):
    def __init__(self, dialog: "IntegrationDialog") -> None:
        super().__init__(dialog)
        self._dialog, self._desk = dialog, dialog.desk
        self.model: TableModel[RunView] = TableModel(
            _columns(dialog.desk.firm.time_zone), lambda run: run.id, parent=self
        )
        self.table = TableView(self.model, edge=24, parent=self)
        self.table.setAccessibleName(_("Log of imports"))
        words = _("The first import will stand here, and can be undone from here.")
        empty = EmptyState("clock-counter-clockwise", _("No imports yet"), words)
        self._why_not = self._desk.why_not(Right.INTEGRATIONS)
        if self._why_not:
            empty = EmptyState("lock-simple", _("The log of imports is not among your rights"), self._why_not)
        self.table.states.set_empty(empty)
        self.open_button = Button(_("Open summary"))
        self.undo_button = Button(_("Undo import"), icon="arrow-counter-clockwise")
        row = QHBoxLayout()
        edge = theme.px(24)
        row.setContentsMargins(edge, theme.px(12), edge, theme.px(12))
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(self.undo_button)
        row.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(Line())
        column.addLayout(row)
        self.table.opened.connect(lambda run: self._desk.start(self.open_run(run)))
        self.table.current_changed.connect(lambda _run: self._fit())
        self.open_button.clicked.connect(self._open_current)
        self.undo_button.clicked.connect(lambda: self._desk.start(self._undo()))

    async def read(self) -> None:
        """The newest run on top, and the bar on it."""
        if self._why_not:
            self._fit()
            return
        runs = await self._desk.program.imports.runs(self._desk.actor, self._dialog.manifest.key)
        if gone(self):
            return
        self.model.set_rows(runs)
        if self.table.current_id() is None and runs:
            self.table.set_current(runs[0].id)
        self._fit()

    def _current(self) -> RunView | None:
        run_id = self.table.current_id()
        return next((run for run in self.model.rows.all if run.id == run_id), None)

    def _fit(self) -> None:
        run = self._current()
        reason = self._why_not or (_("Choose an import first.") if run is None else "")
        self.open_button.set_reason(reason)
        if run is not None and run.undone_at:
            reason = reason or _("This import is undone already.")
        self.undo_button.set_reason(reason)

    def _open_current(self) -> None:
        if (run := self._current()) is not None:
            self._desk.start(self.open_run(run.id))

    async def open_run(self, run_id: int) -> None:
        detail = await self._desk.program.imports.run(self._desk.actor, run_id)
        if not gone(self):
            RunDialog(self._desk, detail, self).open()

    async def _undo(self) -> None:
        run = self._current()
        if run is None:
            return
        answers = (Answer("", _("Keep it")), Answer("undo", _("Undo the import"), "danger"))
        text = _(
            "Fields that it changed get back what they held, and the clients it made are removed while nothing "
            "hangs on them. What was changed since stays as it is."
        )
        if await ask(self._dialog, _("Undo this import"), text, answers) != "undo":
            return
        undone = await self._desk.program.imports.undo(self._desk.actor, run.id)
        await self.read()
        words = _("{restored} restored, {removed} removed, {kept} kept.")
        said = words.format(restored=undone.restored, removed=undone.removed, kept=len(undone.kept))
        if not undone.kept:
            self._desk.shell.toast(said)
            return
        reasons = "\n".join(f"{name}: {reason}" for _client_id, name, reason in undone.kept[:20])
        title = ngettext("{n} client was kept", "{n} clients were kept", len(undone.kept))
        await ask(
            self._desk.shell.window() if gone(self) else self._dialog,
            title.format(n=len(undone.kept)),
            f"{said}\n\n{reasons}",
            (Answer("", _("Close")),),
        )


class RunDialog(TabsAsSeen, QDialog):
    """The summary of a run, as it stood at the end of the wizard."""

    def __init__(self, desk: Desk, detail: RunDetail, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import {n}").format(n=detail.view.id))
        self.resize(theme.px(900), theme.px(560))
        summary = SummaryPage(self)
        summary.show_run(detail)
        view = Button(_("View clients"), kind="primary")
        close = Button(_("Close"), kind="neutral")
        edge = theme.px(24)
        head = Text(title_of(detail.view, desk.firm.time_zone), "title")
        head.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, theme.px(14), edge, theme.px(14))
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(close)
        foot.addWidget(view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(summary, 1)
        column.addWidget(Line())
        column.addLayout(foot)
        close.clicked.connect(self.reject)
        place = Place("clients", ("run", str(detail.view.id)))
        view.clicked.connect(self.accept)
        self.accepted.connect(lambda: desk.shell.go(place))
        self.finished.connect(self.deleteLater)
