"""The cards of the integrations and registers; a card opens its dialog (P3.1)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.connections.views import ConnectionView
from app.core.events import ConnectionsChanged, RegisterChanged
from app.core.words import _
from integrations.contract import Manifest
from integrations.registry import integration, integrations
from ui.desktop import theme
from ui.desktop.connection_looks import chip_of, kind_and_country
from ui.desktop.desk import Desk
from ui.desktop.pages.register_card import RegisterCard
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import IconLabel, Text

COLUMNS = 3


class IntegrationCard(Card):
    """Name, country, what it does, state, and who is connected."""

    def __init__(self, manifest: Manifest, tab: "AppsTab") -> None:
        super().__init__(parent=tab)
        self.manifest = manifest
        self._chip = Chip("")
        self._who = Text("", "small", "muted", wrap=True)
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
        foot.addWidget(self._who, 1)
        foot.addWidget(self.open, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(head)
        self.body.addWidget(Text(_(manifest.sentence), "body", "text2", wrap=True))
        self.body.addStretch(1)
        self.body.addLayout(foot)

    def show_view(self, view: ConnectionView) -> None:
        self._chip.set_look(chip_of(view))
        who = (
            _("Connected as {who}").format(who=view.account or view.user)
            if view.active and view.account
            else ""
        )
        self._who.setText(view.last_error_words or who)


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
        desk.program.events.subscribe(ConnectionsChanged, lambda _event: desk.start(self._read()))
        desk.program.events.subscribe(RegisterChanged, lambda _event: self.register.refresh())
        desk.start(self._read())

    async def _read(self) -> None:
        for view in await self._desk.program.connections.all():
            self._cards[view.integration].show_view(view)

    def open_integration(self, key: str, what: str = "overview", rest: tuple[str, ...] = ()) -> None:
        """The dialog on a tab, or with `start-import` and `connect` straight into that wizard.

        `("trigon", "log", ("3",))` opens the summary of run 3.
        """
        from ui.desktop.dialogs.integration import open_integration

        if key in self._cards:
            manifest = integration(key).manifest
            self._desk.start(open_integration(self.window(), self._desk, manifest, what, rest))
