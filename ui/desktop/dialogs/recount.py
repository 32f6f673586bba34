"""Asking again for a past period: old beside new, written only when it is confirmed (P6.7)."""

import asyncio
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.progress import Progress
from app.core.words import _, ngettext
from app.summaries.views import Bar, ClientLine, LedgerRow, Recount, RecountRow
from integrations.contract import CountsOffer
from integrations.registry import integration as entry_of
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.fields import ComboField
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.progress import ProgressRow
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line, Text

EVERYONE = 0


async def open_recount(
    desk: Desk, integration: str, line: ClientLine | None, bar: Bar | None, parent: QWidget
) -> None:
    """Begins with the slot of the bar. Without anything counted there is nothing to ask again for."""
    ledger = await desk.program.summaries.ledger(desk.actor, integration)
    if gone(parent):
        return
    if not ledger:
        desk.shell.toast(_("Nothing is counted yet, so there is nothing to count again."))
        return
    RecountDialog(desk, integration, ledger, line, bar, parent).open()


class RecountDialog(TabsAsSeen, QDialog):
    def __init__(  # noqa: PLR0917 - what the page has at hand
        self,
        desk: Desk,
        integration: str,
        ledger: tuple[LedgerRow, ...],
        line: ClientLine | None,
        bar: Bar | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.desk, self.integration = desk, integration
        self.found: Recount | None = None
        self._asking: asyncio.Task[None] | None = None
        offer = entry_of(integration).manifest.counts
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Recount a period"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(theme.px(860), theme.px(560))
        slots = sorted({row.slot for row in ledger}, reverse=True)
        self.slot = ComboField(_("Period"), [(slot, shown.month(slot)) for slot in slots])
        wanted = bar.slot if bar is not None and bar.slot in slots else slots[0]
        self.slot.set_value(wanted)
        clients: list[tuple[int, str]] = [(EVERYONE, _("All clients"))]
        if line is not None:
            clients.append((line.client_id, line.client))
        self.clients = ComboField(_("Clients"), clients)
        self.model: TableModel[RecountRow] = TableModel(_columns(offer), _key, parent=self)
        self.table = TableView(self.model, edge=24, parent=self)
        self.table.setAccessibleName(_("What is told otherwise now"))
        self.progress: ProgressRow | None = None
        self._under = QVBoxLayout()
        self.ask_button = Button(_("Ask again"), icon="clock-counter-clockwise")
        self.confirm_button = Button(_("Write the new counts"), kind="primary")
        self.cancel_button = Button(_("Close"), kind="neutral")
        self._note = Text("", "small", "muted")
        self._faults = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._fit()

    def _lay_out(self) -> None:
        edge = theme.px(24)
        head = QVBoxLayout()
        head.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        head.setSpacing(theme.px(10))
        head.addWidget(Text(_("Recount a period"), "title"))
        said = _("Asks for the same days again. Nothing is written until you confirm it.")
        head.addWidget(Text(said, "body", "text2", wrap=True))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.slot, 1)
        row.addWidget(self.clients, 1)
        row.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignBottom)
        head.addLayout(row)
        head.addLayout(self._under)
        head.addLayout(self._faults)
        foot = QHBoxLayout()
        foot.setContentsMargins(edge, theme.px(14), edge, theme.px(14))
        foot.setSpacing(theme.px(8))
        foot.addWidget(self._note, 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.confirm_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(Line())
        column.addLayout(foot)

    def _connect(self) -> None:
        self.ask_button.clicked.connect(self._ask)
        self.confirm_button.clicked.connect(self._confirm)
        self.cancel_button.clicked.connect(self.reject)
        for field in (self.slot, self.clients):
            field.changed.connect(self._forget)

    # --- asking -----------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._forget()
        self.ask_button.set_busy(busy=True)
        progress = self.progress = ProgressRow(_("Asking again"))
        progress.cancelled.connect(self._cancel)
        self._under.addWidget(progress)
        self._asking = self.desk.tasks.start(self._fetch(progress), self._tell)

    def _cancel(self) -> None:
        """At once, so that it can be asked again; the answer that is under way is not waited for."""
        if self._asking is not None:
            self._asking.cancel()
        self._end_asking()

    async def _fetch(self, progress: ProgressRow) -> None:
        slot, client = cast("date", self.slot.value()), cast("int", self.clients.value())
        only = None if client == EVERYONE else (client,)
        summaries = self.desk.program.summaries
        try:
            found = await summaries.recount(
                self.desk.actor, self.integration, slot, only, self._show_progress
            )
        finally:
            if self.progress is progress:
                self._end_asking()
        if not gone(self):
            self._show(found)

    def _end_asking(self) -> None:
        progress, self.progress = self.progress, None
        if progress is not None and not gone(self):
            self.ask_button.set_busy(busy=False)
            progress.hide()
            progress.deleteLater()

    def _show_progress(self, progress: Progress) -> None:
        if not gone(self) and self.progress is not None:
            figures = _("{done} of {total}").format(done=progress.done, total=progress.total)
            part = progress.done / progress.total if progress.total else None
            self.progress.set_progress(figures if progress.total else str(progress.done), part)

    def _show(self, found: Recount) -> None:
        self.found = found
        self.model.set_rows(found.rows)
        for client, words in found.failed:
            self._faults.addWidget(Banner("warning", client, words))
        self._fit()

    def _forget(self) -> None:
        """Another period, other clients: what stands below, or is asked for, belongs to the ones before."""
        self._cancel()
        self.found = None
        self.model.set_rows(())
        self._clear_faults()
        self._fit()

    def _clear_faults(self) -> None:
        while (item := self._faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()

    def _tell(self, fault: BaseException) -> None:
        if gone(self):
            return
        if isinstance(fault, KontorError):
            self._faults.addWidget(Banner("error", fault.message, fault.hint))
        else:
            self.desk.shell.tell(fault)

    def _fit(self) -> None:
        rows = self.found.rows if self.found else ()
        self.table.states.set_empty(_empty(self.found))
        self.confirm_button.set_reason("" if rows else _("There is nothing to write."))
        note = ""
        if self.found is not None:
            note = ngettext("{n} client was asked again.", "{n} clients were asked again.", self.found.asked)
            note = note.format(n=self.found.asked)
        self._note.setText(note)

    # --- writing ----------------------------------------------------------------------------------

    def _confirm(self) -> None:
        if self.found is not None:
            self.confirm_button.set_busy(busy=True)
            self.desk.start(self._write(self.found))

    async def _write(self, found: Recount) -> None:
        try:
            written = await self.desk.program.summaries.confirm_recount(self.desk.actor, found)
        except KontorError as fault:
            self._tell(fault)
            return
        finally:
            if not gone(self):
                self.confirm_button.set_busy(busy=False)
        words = ngettext("{n} period was written.", "{n} periods were written.", written)
        self.desk.shell.toast(words.format(n=written))
        if not gone(self):
            self.accept()

    def reject(self) -> None:
        self._cancel()
        super().reject()


def _key(row: RecountRow) -> tuple[int, str]:
    return row.entry_id, row.field


def _columns(offer: CountsOffer | None) -> list[Column[RecountRow]]:
    def name(row: RecountRow) -> str:
        return _(offer.field_name(row.field)) if offer is not None else row.field

    def number(key: str, title: str) -> Column[RecountRow]:
        return Column(
            key, title, lambda r: str(getattr(r, key)), width=80, right=True, sort=lambda r: getattr(r, key)
        )

    return [
        Column("client", _("Client"), lambda r: r.client, width=200, ink="text"),
        Column("field", _("Count"), name, width=190),
        number("old", _("Was")),
        number("new", _("Is now")),
        Column("note", _("What becomes of it"), _becomes, width=220, stretch=True, tooltip=_becomes),
    ]


def _becomes(row: RecountRow) -> str:
    if row.invoiced:
        return _("Invoiced: the difference goes into the next period")
    if row.by_hand is not None:
        return _("Changed by hand to {number}: the task keeps it").format(number=row.by_hand)
    return _("Replaces the count in the task")


def _empty(found: Recount | None) -> EmptyState:
    if found is None:
        words = _("Choose a period and ask again. What is told otherwise now stands here, old beside new.")
        return EmptyState("clock-counter-clockwise", _("Not asked yet"), words)
    return EmptyState("check-bold", _("Every count is as it was"), _("There is nothing to write."))
