"""The cards of the integrations and registers; a card opens its dialog (P3.1)."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.events import RegisterChanged
from app.core.words import _
from app.schedule.health import IntegrationHealth
from integrations.contract import Manifest
from integrations.registry import integration, integrations
from ui.desktop import theme
from ui.desktop.connection_looks import chip_of, kind_and_country
from ui.desktop.desk import Desk, Place
from ui.desktop.health_reader import HealthReader
from ui.desktop.pages.health_lines import HealthLines, lines_of
from ui.desktop.pages.register_card import RegisterCard
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import IconLabel, Link, Text

COLUMNS = 3


class IntegrationCard(Card):
    """Name, country, what it does, state, and who is connected."""

    def __init__(self, manifest: Manifest, tab: "AppsTab") -> None:
        super().__init__(parent=tab)
        self.manifest = manifest
        self._chip = Chip("")
        self._who = Text("", "small", "muted", wrap=True)
        self.health = HealthLines()
        self.health_link = Link(_("Health"))
        self.health_link.setAccessibleName(_("Health of {name}").format(name=manifest.name))
        self.health_link.followed.connect(tab.open_health)
        self.open = Button(_("Open"), parent=self)
        self.open.setAccessibleName(_("Open {name}").format(name=manifest.name))
        self.open.clicked.connect(lambda: tab.open_integration(manifest.key))
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(IconLabel(manifest.icon, "accent_ink", 20))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(manifest.name, "section"))
        names.addWidget(Text(kind_and_country(manifest), "small", "muted"))
        head.addLayout(names, 1)
        head.addWidget(self._chip, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self.health_link)
        foot.addStretch(1)
        foot.addWidget(self.open, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(head)
        self.body.addWidget(Text(_(manifest.sentence), "body", "text2", wrap=True))
        self.body.addWidget(self._who)
        self.body.addWidget(self.health)
        self.body.addStretch(1)
        self.body.addLayout(foot)

    def show_health(self, health: IntegrationHealth, now: datetime, zone: str) -> None:
        view = health.view
        self._chip.set_look(chip_of(view))
        on = view.active and view.state != "off"
        self._who.setText(_("Connected as {who}").format(who=view.account or view.user) if on else "")
        self._who.setVisible(on)
        self.health.show_lines(lines_of(health, now, zone) if on else ())


class AppsTab(Scroll):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        edge = theme.px(20)
        super().__init__(margins=(edge, theme.px(16), edge, edge), spacing=theme.px(16), parent=parent)
        self._desk = desk
        self._cards = {entry.manifest.key: IntegrationCard(entry.manifest, self) for entry in integrations()}
        self.register = RegisterCard(desk, self)
        grid = QGridLayout()
        grid.setSpacing(theme.px(16))
        for place, card in enumerate([*self._cards.values(), self.register]):
            card.setMinimumHeight(theme.px(170))
            grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        self.body.addLayout(grid)
        self.body.addStretch(1)
        desk.program.events.subscribe(RegisterChanged, lambda _event: self.register.refresh())
        self._reader = HealthReader(desk, self, self._show)
        self._reader.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._reader.read()

    def _show(self, found: Sequence[IntegrationHealth], _states: object, _runs: object) -> None:
        now, zone = self._desk.program.clock.now(), self._desk.firm.time_zone
        for health in found:
            self._cards[health.view.integration].show_health(health, now, zone)

    def open_health(self) -> None:
        self._desk.shell.go(Place("health"))

    def open_integration(self, key: str, what: str = "overview", rest: tuple[str, ...] = ()) -> None:
        """The dialog on a tab, or with `start-import` and `connect` straight into that wizard.

        `("trigon", "log", ("3",))` opens the summary of run 3.
        """
        from ui.desktop.dialogs.integration import open_integration

        if key in self._cards:
            manifest = integration(key).manifest
            self._desk.start(open_integration(self.window(), self._desk, manifest, what, rest))
