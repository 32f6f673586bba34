"""How one integration is (P3.12): its connection, its next run, and what is left out of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.connections.views import ConnectionView
from app.core.errors import KontorError
from app.core.rights import Right
from app.core.words import _
from app.schedule.health import IntegrationHealth
from integrations.contract import Manifest
from ui.desktop import health_words as said
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.connection_looks import chip_of, kind_and_country
from ui.desktop.desk import Desk, Place
from ui.desktop.pages.health_left_out import LeftOutList
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.cards import Card
from ui.desktop.widgets.chips import Chip
from ui.desktop.widgets.text import IconLabel, KeyValues, Line, Link, Text

NAMES = 150  # px of the column of names


class HealthCard(Card):
    """Filled in place, so that a run that tells of itself takes no focus away."""

    def __init__(self, desk: Desk, manifest: Manifest, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._desk, self.manifest = desk, manifest
        self._why_not = desk.why_not(Right.INTEGRATIONS)
        self._trouble: tuple[str, ...] = ()
        self.chip = Chip("")
        self.open_button = Button(_("Open"))
        self.open_button.setAccessibleName(_("Open {name}").format(name=manifest.name))
        self.begin_button = Button(_("Connect"), kind="primary", icon="link")
        self.banners = QVBoxLayout()
        self.success, self.next_run = self._value(), self._value()
        self.sign_in, self._sign = self._value(), IconLabel("warning-fill", "amber", 14)
        self.unlinked, self.unmapped = Link("", look="body"), Link("", look="body")
        self._all_linked, self._all_mapped = Text(_("None")), Text(_("Every field is imported"))
        self.fields = self._value()
        self.left_out = LeftOutList(desk, manifest) if manifest.counts is not None else None
        self._body = QWidget()
        self._lay_out()
        self._connect()

    @staticmethod
    def _value() -> Text:
        return Text("", "body", wrap=True)

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(10))
        head.addWidget(IconLabel(self.manifest.icon, "accent_ink", 20))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(self.manifest.name, "section"))
        names.addWidget(Text(kind_and_country(self.manifest), "small", "muted"))
        head.addLayout(names, 1)
        for part in (self.chip, self.begin_button, self.open_button):
            head.addWidget(part)
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, theme.px(4), 0, 0)
        row.setSpacing(theme.px(24))
        row.addWidget(KeyValues(self._pairs(), names=NAMES), 1, Qt.AlignmentFlag.AlignTop)
        if self.left_out is not None:
            row.addWidget(Line(upright=True))
            row.addWidget(self.left_out, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self.body.addLayout(self.banners)
        self.body.addWidget(self._body)

    def _pairs(self) -> list[tuple[str, str | QWidget]]:
        """What only monthly counts have is put out of sight where there are none."""
        unmapped = QWidget(self)
        column = QVBoxLayout(unmapped)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(_beside(self.unmapped, self._all_mapped))
        column.addWidget(self.fields)
        self.fields.set_look(look="small", ink="muted")
        always: list[tuple[str, str | QWidget]] = [
            (_("Last success"), self.success),
            (_("Sign in again by"), _beside(self._sign, self.sign_in)),
            (_("Without a link"), _beside(self.unlinked, self._all_linked)),
        ]
        if self.manifest.counts is None:
            self.next_run.setParent(self)
            for part in (self.next_run, unmapped):
                part.hide()
            return always
        return [always[0], (_("Next run"), self.next_run), *always[1:], (_("Not imported"), unmapped)]

    def _connect(self) -> None:
        key, go = self.manifest.key, self._desk.shell.go
        self.open_button.clicked.connect(lambda: go(Place("settings", (key,))))
        self.begin_button.clicked.connect(lambda: go(Place("settings", (key, "connect"))))
        self.begin_button.set_reason(self._why_not)
        self.unlinked.followed.connect(lambda: go(Place("clients", ("unlinked", key))))
        self.unmapped.followed.connect(lambda: go(Place("settings", (key, "counts"))))

    # --- what is shown ----------------------------------------------------------------------------

    def show_health(self, health: IntegrationHealth) -> None:
        view, zone = health.view, self._desk.firm.time_zone
        on = view.active and view.state != "off"
        self.chip.set_look(chip_of(view))
        self.begin_button.setVisible(not on)
        self._body.setVisible(on)
        self._show_trouble(view)
        self.success.setText(shown.day_and_time(view.last_success, zone) or "–")
        self.next_run.setText(said.next_of_counts(health, self._desk.program.clock.now(), zone))
        self._show_sign_in(health)
        unlinked = said.without_link(view) if view.clients_without_link else ""
        _lead(self.unlinked, self._all_linked, unlinked)
        _lead(self.unmapped, self._all_mapped, said.fields_left(health, self.manifest))
        names = said.field_names(health, self.manifest)
        self.fields.setText(", ".join(names))
        self.fields.setVisible(bool(names))
        if self.left_out is not None and health.counts is not None:
            self.left_out.show_rows(health.counts.left_out, on=health.counts.plan.on)

    def _show_sign_in(self, health: IntegrationHealth) -> None:
        expires = health.view.token_expires
        self._sign.setVisible(health.sign_in_soon)
        self.sign_in.set_look(ink="amber_ink" if health.sign_in_soon else "text")
        self.sign_in.setText(shown.day(expires, self._desk.firm.time_zone) or "–")

    def _show_trouble(self, view: ConnectionView) -> None:
        """The last error with its next step; drawn anew only where it is another."""
        on = view.active and view.state != "off" and bool(view.last_error)
        when = shown.day_and_time(view.last_error_at, self._desk.firm.time_zone)
        trouble = (view.state, view.last_error, when) if on else ()
        if trouble == self._trouble:
            return
        self._trouble = trouble
        while (item := self.banners.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if not on:
            return
        again = view.state == "sign_in_again"
        hint = f"{view.last_error_hint} ({when})"
        banner = Banner("error" if again else "warning", view.last_error_words, hint)
        place = Place("settings", (view.integration, "connect"))
        if again:
            button = banner.add_button(_("Sign in again"), lambda: self._desk.shell.go(place), icon="sign-in")
        else:
            button = banner.add_button(_("Try now"), self._try_now, icon="arrow-clockwise-bold")
        button.set_reason(self._why_not)
        self.banners.addWidget(banner)

    # --- what is done -----------------------------------------------------------------------------

    def _try_now(self) -> None:
        self._desk.start(self._try())

    async def _try(self) -> None:
        """Ask whether it is there again; what it says stands in the banner, which goes when all is well."""
        try:
            account = await self._desk.program.connections.test(self._desk.actor, self.manifest.key)
        except KontorError as fault:
            if not gone(self):
                self._desk.shell.toast(fault.message)
            return
        self._desk.shell.toast(_("Reached {account}").format(account=account.account))


def _beside(*parts: QWidget) -> QWidget:
    """In a row, at its left edge."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    for part in parts:
        row.addWidget(part, 1 if isinstance(part, Text) else 0, Qt.AlignmentFlag.AlignTop)
    row.addStretch(0 if isinstance(parts[-1], Text) else 1)
    return holder


def _lead(link: Link, instead: Text, words: str) -> None:
    """A link where it leads somewhere; else the word that there is nothing."""
    link.setText(words)
    link.setAccessibleName(words)
    link.setVisible(bool(words))
    instead.setVisible(not words)
