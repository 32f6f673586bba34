"""Health on the card of an integration, in a line each: what is wrong first (P3.12)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _, ngettext
from app.schedule.health import IntegrationHealth
from ui.desktop import health_words as said
from ui.desktop import shown, theme
from ui.desktop.widgets import paint
from ui.desktop.widgets.text import IconLabel, Text


class HealthLine(NamedTuple):
    """`verdict`: of `paint.VERDICTS`; "" where there is nothing to look at."""

    words: str
    verdict: str = ""


def lines_of(health: IntegrationHealth, now: datetime, zone: str) -> tuple[HealthLine, ...]:
    return tuple(_lines(health, now, zone))


def _lines(health: IntegrationHealth, now: datetime, zone: str) -> Iterator[HealthLine]:
    view = health.view
    if view.last_error:
        verdict = "failed" if view.state == "sign_in_again" else "retrying"
        yield HealthLine(view.last_error_words, verdict)
    if health.sign_in_soon:
        day = shown.day(view.token_expires, zone)
        yield HealthLine(_("Sign in again by {day}").format(day=day), "amber")
    if health.counts is not None and health.counts.plan.elsewhere:
        yield HealthLine(_("Waits for an import"), "amber")
    if health.counts is not None and health.counts.plan.on and health.counts.left_out:
        n = len(health.counts.left_out)
        words = ngettext("{n} client is not counted", "{n} clients are not counted", n)
        yield HealthLine(words.format(n=n), "amber")
    if view.last_success:
        when = shown.day_and_time(view.last_success, zone)
        yield HealthLine(_("Last success {when}").format(when=when))
    if health.next_run is not None:
        yield HealthLine(_("Next run {when}").format(when=said.when(health.next_run, now, zone)))
    if view.clients_without_link:
        yield HealthLine(said.without_link(view))


class HealthLines(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[HealthLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(2))

    def show_lines(self, lines: Sequence[HealthLine]) -> None:
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._column.addWidget(_drawn(line))


def _drawn(line: HealthLine) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    if line.verdict:
        icon, ink, _word = paint.VERDICTS[line.verdict]
        row.addWidget(IconLabel(icon, ink, 14), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Text(line.words, "small", "text2" if line.verdict else "muted", wrap=True), 1)
    return holder
