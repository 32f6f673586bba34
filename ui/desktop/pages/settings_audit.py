"""The audit log (P1.6): who changed what and when, found by words, member, kind and days."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clients.audit_log import MOST, AuditView
from app.core.rights import Right
from app.core.words import N_, _, ngettext
from ui.desktop import shown, theme
from ui.desktop.desk import Desk
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.pages.client_history import changes_in_words, how
from ui.desktop.widgets.dates import DateEdit
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.fields import FindField
from ui.desktop.widgets.filters import FilterDrop
from ui.desktop.widgets.footer import TableFooter
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Text

PAUSE = 200  # ms after the last key
ENTITIES = {"client": N_("Client"), "client_group": N_("Group"), "client_field": N_("Custom field"),
            "member": N_("Member"), "firm": N_("Firm"), "connection": N_("Connection"), "task": N_("Task"),
            "topic": N_("Topic"), "task_field": N_("Task field"), "summary_plan": N_("Data import"),
            "ledger": N_("Covered days")}  # fmt: skip


def _columns(zone: str) -> list[Column[AuditView]]:
    return [
        Column("when", _("When"), lambda e: shown.day_and_time(e.at, zone), width=156, sort=lambda e: (e.at, e.id)),
        Column("who", _("Who"), lambda e: e.actor, width=140, ink="text"),
        Column("entity", _("What"), lambda e: _(ENTITIES.get(e.entity, e.entity)), width=110),
        Column("title", _("Name"), lambda e: e.title, width=190, ink="text", strong=True),
        Column("how", _("How"), how, width=130),
        Column("changes", _("Changes"), _changes, width=260, stretch=True, tooltip=_all_changes),
    ]  # fmt: skip


def _changes(entry: AuditView) -> str:
    return "; ".join(changes_in_words(entry))


def _all_changes(entry: AuditView) -> str:
    return "\n".join(changes_in_words(entry))


class AuditTab(QWidget):
    """Reads when it is looked at, and anew after each change of its filters."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model: TableModel[AuditView] = TableModel(
            _columns(desk.firm.time_zone), lambda e: e.id, parent=self
        )
        self.table = TableView(self.model, parent=self)
        self.table.setAccessibleName(_("Audit log"))
        self.finder = FindField(_("Find in the log"))
        self.who = FilterDrop(_("Who"))
        self.entity = FilterDrop(_("What"), [(key, _(word)) for key, word in ENTITIES.items()])
        self.since, self.until = DateEdit(), DateEdit()
        self.footer = TableFooter(parent=self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._number = 0
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        row.setSpacing(theme.px(8))
        self.finder.setMaximumWidth(theme.px(240))
        row.addWidget(self.finder, 1)
        row.addWidget(self.who)
        row.addWidget(self.entity)
        for words, name, edit in ((_("from"), _("From"), self.since), (_("to"), _("To"), self.until)):
            edit.setAccessibleName(name)
            edit.setFixedWidth(theme.px(146))
            row.addWidget(Text(words, "body", "muted"))
            row.addWidget(edit)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.footer)
        self.table.states.set_empty(self._empty())

    def _empty(self) -> EmptyState:
        if why_not := self._desk.why_not(Right.SETTINGS):
            return EmptyState("lock-simple", _("The audit log is not among your rights"), why_not)
        words = _("Nothing was changed that fits. Take away a filter to see more.")
        return EmptyState("clock-counter-clockwise", _("No entries"), words)

    def _connect(self) -> None:
        self._soon.timeout.connect(self.refresh)
        for signal in (self.finder.textChanged, self.since.textChanged, self.until.textChanged):
            signal.connect(lambda _text: self._soon.start())
        for signal in (self.who.changed, self.entity.changed):
            signal.connect(lambda _keys: self.refresh())
        self.finder.left_down.connect(self.table.setFocus)
        self.table.find_asked.connect(self.finder.focus_from_key)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        if not self._desk.why_not(Right.SETTINGS):
            self._number += 1
            self._desk.start(self._read(self._number))

    async def _read(self, number: int) -> None:
        members = await self._desk.program.firm.members()
        found = await self._desk.program.audit.entries(self._desk.actor, **self._wanted())
        if number == self._number:  # the person may have typed on meanwhile
            self.who.set_choices([(member.id, member.name) for member in members])
            self._show(found)

    def _show(self, found: Sequence[AuditView]) -> None:
        self.model.set_rows(found)
        words = ngettext("{n} entry", "{n} entries", len(found)).format(n=len(found))
        more = _("the newest {n}; narrow the days to see older ones").format(n=MOST)
        self.footer.set_count(more if len(found) == MOST else words)

    def _wanted(self) -> dict[str, Any]:
        zone = ZoneInfo(self._desk.firm.time_zone)
        since, until = self.since.value(), self.until.value()
        return {
            "text": self.finder.text(),
            "member_id": next(iter(self.who.value()), None),
            "entity": next(iter(self.entity.value()), None),
            "since": datetime.combine(since, time(), zone) if since else None,
            "until": datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        }
