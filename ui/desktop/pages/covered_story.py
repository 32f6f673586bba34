"""The story of one bar of the timeline: what happened, what to do, and what was tried (look.md, *Covered days*)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.rights import Right
from app.core.words import _, ngettext
from app.summaries.owing import NO_VIEW
from app.summaries.views import Bar, ClientLine, LedgerRow, Try
from integrations.contract import Problem
from integrations.registry import integration as entry_of
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Place
from ui.desktop.models.looks import ChipLook
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import CutText, IconLabel, Line, Text
from ui.desktop.widgets.wrapping import WrappingRow

if TYPE_CHECKING:
    from ui.desktop.pages.covered_days import CoveredDaysPage

HEIGHT, TRIES_WIDTH, TRIES_SHOWN = 154, 340, 20
CALM = 0.08  # seconds on a bar before its tries are read: arrows run over many
NEEDS_RIGHTS = {NO_VIEW, Problem.NO_VIEW_PERMISSION.value}
# kind of bar → tone and icon of its chip
_CHIPS = {
    "covered": ("green", "check-bold"),
    "retrying": ("amber", "arrow-clockwise-bold"),
    "gap": ("red", "warning-octagon-fill"),
    "overlap": ("red", "warning-octagon-fill"),
    "planned": ("quiet", "clock"),
    "left_out": ("grey", "question"),
}


class Story(QFrame):
    def __init__(self, page: "CoveredDaysPage") -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._line: ClientLine | None = None
        self._bar: Bar | None = None
        self._asked = 0
        self.setProperty("plane", "surface")
        self._chip = Chip("")
        self._name = CutText("", "section")
        self._name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._days = Text("", "body", "muted")
        self._said = Text("", "body", "text2", wrap=True)
        self.try_button = Button(_("Try now"), kind="primary", icon="arrow-clockwise-bold")
        self.copy_button = Button(_("Copy the request"), icon="copy")
        self.task_button = Button(_("Open task"), icon="check-square")
        self.client_button = Button(_("Open client"), kind="quiet")
        self._past = Scroll(spacing=theme.px(4))
        self._past.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect()
        self._fit_text()
        theme.look().changed.connect(self._fit_text)

    def _fit_text(self) -> None:
        self._fit_height()
        self._right.setFixedWidth(theme.px(TRIES_WIDTH))

    def _fit_height(self) -> None:
        """As high as its words in this width, and no lower than a usual one: the rows above do not jump."""
        self.setMinimumHeight(max(theme.px(HEIGHT), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_height()

    def _lay_out(self) -> None:
        who = QWidget()
        pair = QHBoxLayout(who)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(theme.px(8))
        pair.addWidget(self._chip)
        pair.addWidget(self._name)
        self._days.setMinimumHeight(theme.px(20))
        head = WrappingRow(theme.px(8), below=0)
        head.addWidget(who)
        head.addWidget(self._days)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        for button in (self.try_button, self.copy_button, self.task_button, self.client_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        left.setSpacing(theme.px(6))
        left.addLayout(head)
        left.addWidget(self._said)
        left.addStretch(1)
        left.addLayout(buttons)
        self._right = QWidget(self)
        tries = QVBoxLayout(self._right)
        tries.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        self._next = Text("", "small", "muted")
        top = QHBoxLayout()
        top.addWidget(Text(_("Tries"), "strong"))
        top.addStretch(1)
        top.addWidget(self._next)
        tries.addLayout(top)
        tries.addWidget(self._past, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(Line(upright=True))
        row.addWidget(self._right)

    def _connect(self) -> None:
        self.try_button.clicked.connect(self._try)
        self.copy_button.clicked.connect(lambda: self._desk.start(self._copy()))
        self.task_button.clicked.connect(lambda: self._go("tasks", self._bar.task_id if self._bar else None))
        self.client_button.clicked.connect(
            lambda: self._go("clients", self._line.client_id if self._line else None)
        )

    # --- what is told -----------------------------------------------------------------------------

    def show_bar(self, line: ClientLine | None, bar: Bar | None) -> None:
        self._line, self._bar = line, bar
        for part in (self._chip, self.try_button, self.copy_button, self.task_button, self.client_button):
            part.setVisible(line is not None)
        self._asked += 1
        self._show_tries((), "")
        if line is None:
            self._name.setText("")
            self._days.setText("")
            self._said.setText(_("Choose a client to see what was counted, and what was tried."))
            return
        kind = bar.kind if bar else line.state
        tone, icon = _CHIPS.get(kind, _CHIPS["left_out"])
        self._chip.set_look(ChipLook(_kind_words(kind), icon, tone))
        self._name.setText(line.client)
        self._days.setText(_days_and_slot(bar))
        self._said.setText(_sentence(line, bar, self._page.timeline.today))
        owed = kind == "retrying"
        self.try_button.setVisible(owed)
        self.try_button.set_reason(self._desk.why_not(Right.INTEGRATIONS))
        self.copy_button.setVisible(False)
        self.task_button.setVisible(bar is not None and bar.task_id is not None)
        self._fit_height()
        self._desk.start(self._read_tries(line.client_id, self._asked))

    async def _read_tries(self, client_id: int, asked: int) -> None:
        await asyncio.sleep(CALM)
        if gone(self) or asked != self._asked:
            return
        summaries, actor, key = self._desk.program.summaries, self._desk.actor, self._page.integration
        tries = await summaries.tries(actor, key, client_id)
        ledger = await summaries.ledger(actor, key, client_id)
        owed = [row for row in await summaries.pending(actor, key) if row.client_id == client_id]
        if gone(self) or asked != self._asked:
            return
        moments = [row.next_try for row in owed if row.next_try is not None]
        when = shown.day_and_time(min(moments), self._desk.firm.time_zone) if moments else ""
        self._show_tries(_told(tries, ledger, key), _("next one {when}").format(when=when) if when else "")
        retrying = self._bar is not None and self._bar.kind == "retrying"
        self.copy_button.setVisible(retrying and any(row.reason in NEEDS_RIGHTS for row in owed))

    def _show_tries(self, told: "Sequence[Told]", next_one: str) -> None:
        while (item := self._past.body.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for each in told:
            self._past.body.addWidget(self._one_try(each))
        self._past.body.addStretch(1)
        self._next.setText(next_one)

    def _one_try(self, each: "Told") -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        icon, ink = ("check-bold", "green") if each.went_well else ("x-circle-fill", "red")
        row.addWidget(IconLabel(icon, ink, 14))
        row.addWidget(Text(shown.day_and_time(each.at, self._desk.firm.time_zone), "small", "text2"))
        row.addWidget(CutText(each.words, "small", "muted"), 1)
        return line

    # --- what is done -----------------------------------------------------------------------------

    def _try(self) -> None:
        if self._line is not None:
            self.try_button.set_busy(busy=True)
            self._desk.start(self._try_now(self._line.client_id))

    async def _try_now(self, client_id: int) -> None:
        try:
            await self._page.try_now(client_id)
        finally:
            if not gone(self):
                self.try_button.set_busy(busy=False)

    async def _copy(self) -> None:
        """A request to whoever gives rights in the accounting program, ready to be sent."""
        if self._line is None:
            return
        connection = await self._desk.program.connections.view(self._page.integration)
        rights = " + ".join(_(right) for right in _rights(self._page.integration))
        words = _("Give {rights} for {client} in {program} to {user}.").format(
            rights=rights, client=self._line.client, program=connection.name, user=connection.sign_in_name
        )
        QGuiApplication.clipboard().setText(words)
        self._desk.shell.toast(_("Copied: {words}").format(words=words))

    def _go(self, page: str, number: int | None) -> None:
        if number is not None:
            self._desk.shell.go(Place(page, (str(number),)))


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the tries."""

    at: datetime
    went_well: bool
    words: str


def _told(tries: Sequence[Try], ledger: Sequence[LedgerRow], integration: str) -> list[Told]:
    """Tries in vain and those that counted, the newest first."""
    offer = entry_of(integration).manifest.counts
    activity = frozenset(offer.activity_fields) if offer is not None else frozenset()
    found = [Told(each.at, False, each.words) for each in tries]
    for row in ledger:
        total = sum(number for field, number in row.counts.items() if field in activity)
        words = ngettext("{month}, {n} document", "{month}, {n} documents", total)
        found.append(
            Told(row.fetched_at, True, words.format(month=shown.month(row.slot).split()[0], n=total))
        )
    return sorted(found, key=lambda each: each.at, reverse=True)[:TRIES_SHOWN]


def _rights(integration: str) -> list[str]:
    return list(dict.fromkeys(right for _area, right in entry_of(integration).manifest.rights))


def _kind_words(kind: str) -> str:
    return {
        "covered": _("Covered"),
        "retrying": _("Retrying"),
        "gap": _("Gap"),
        "overlap": _("Counted twice"),
        "planned": _("Planned"),
    }.get(kind, _("Left out"))


def _days_and_slot(bar: Bar | None) -> str:
    if bar is None:
        return ""
    days = shown.whole_days(bar.first_day, bar.last_day)
    return days if bar.slot is None else f"{days} · {shown.month(bar.slot)}"


def _sentence(line: ClientLine, bar: Bar | None, today: date) -> str:
    if bar is None:
        return line.reason_words or _("Nothing is counted for this client yet.")
    count = shown.day_count((bar.last_day - bar.first_day).days + 1)
    match bar.kind:
        case "covered":
            said = _("{days}, {count} documents counted.").format(days=count, count=bar.total or 0)
            return said + (" " + _("It is invoiced and is kept as it is.") if bar.invoiced else "")
        case "retrying":
            said = bar.reason_words or _("It is due and not tried yet.")
            return (
                said
                + "\n"
                + _("The period keeps its place and is asked for again, hourly at first, then daily.")
            )
        case "gap":
            return _("{days} are counted nowhere: the client is counted from a later day.").format(days=count)
        case "overlap":
            return _("{days} are counted twice. Recount the period, and check its tasks.").format(days=count)
    due = bar.run_date is not None and bar.run_date <= today
    said = (
        _("Due since {day}: it is counted with the next run.")
        if due
        else _("Will be counted on {day} at 00:30, if the computer is on; else at its next start.")
    )
    return said.format(day=f"{bar.run_date:%d.%m.%Y}" if bar.run_date else "")
