"""Health of the integrations and of the schedule behind them (P3.12, P10.1)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.core.words import _
from app.schedule.health import IntegrationHealth
from app.schedule.views import JobRunView, JobState
from integrations.registry import integrations
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.health_reader import HealthReader
from ui.desktop.pages.health_card import HealthCard
from ui.desktop.pages.health_history import RUNS, History
from ui.desktop.pages.health_jobs import JobsCard
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import Line, Link, Text


class HealthPage(QWidget):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self.loaded = False
        self.cards = {entry.manifest.key: HealthCard(desk, entry.manifest, self) for entry in integrations()}
        self.jobs = JobsCard(desk, self)
        self.history = History(desk.firm.time_zone, self)
        self._crumb = Link(_("Settings & Apps"), look="body")
        self._crumb.followed.connect(lambda: desk.shell.go(Place("settings", ("apps",))))
        self._lay_out()
        self._reader = HealthReader(desk, self, self._show, runs=RUNS)

    def _lay_out(self) -> None:
        edge = theme.px(20)
        head = QHBoxLayout()
        head.setContentsMargins(edge, theme.px(14), edge, theme.px(10))
        head.setSpacing(theme.px(8))
        for part in (self._crumb, Text("›", "body", "muted"), Text(_("Health"), "title")):
            head.addWidget(part)
        head.addStretch(1)
        upper = Scroll(margins=(edge, theme.px(16), edge, theme.px(16)), spacing=theme.px(16), parent=self)
        for card in (*self.cards.values(), self.jobs):
            upper.body.addWidget(card)
        upper.body.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setHandleWidth(1)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(self.history)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(Line())
        page.addWidget(split, 1)

    def regions(self) -> Sequence[QWidget]:
        """For F6."""
        return (*(card.open_button for card in self.cards.values()), self.history.table)

    def show_place(self, _path: tuple[str, ...]) -> None:
        self._reader.read()
        self.history.table.setFocus()

    def _show(
        self,
        found: Sequence[IntegrationHealth],
        states: Sequence[JobState],
        runs: Sequence[JobRunView],
    ) -> None:
        for health in found:
            self.cards[health.view.integration].show_health(health)
        self.jobs.show_states(states)
        self.history.show_runs(runs)
        self.loaded = True
