"""Overview and Connection of an integration's dialog (P3.1, P3.2, P3.12)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.connections.views import ConnectionView
from app.core.errors import KontorError
from app.core.rights import Right
from app.core.words import _, ngettext
from integrations.contract import Account
from ui.desktop import shown, theme
from ui.desktop.ask import Answer, ask, gone
from ui.desktop.dialogs.schedule_line import ScheduleLine
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.numbered import Points
from ui.desktop.widgets.text import KeyValues, SectionHeader, Text
from ui.desktop.wizards.vault_page import VaultPage

if TYPE_CHECKING:
    from ui.desktop.dialogs.integration import IntegrationDialog


class IntegrationTab(PaneTab):
    """A tab that is filled anew from the connection's view."""

    def __init__(self, dialog: "IntegrationDialog") -> None:
        super().__init__(dialog.desk, dialog, edge=24)
        self.dialog = dialog
        self.why_not = dialog.desk.why_not(Right.INTEGRATIONS)

    def buttons(self, *buttons: tuple[str, str, str, Callable[[], object]]) -> None:
        """(words, kind, icon, what it does), in a row."""
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, theme.px(4), 0, 0)
        row.setSpacing(theme.px(8))
        for words, kind, icon, act in buttons:
            button = Button(words, kind=kind, icon=icon)
            button.set_reason(self.why_not)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        self.add(holder)

    def add_trouble(self, view: ConnectionView) -> None:
        """What went wrong last, with the button that helps."""
        if not view.last_error:
            return
        when = shown.day_and_time(view.last_error_at, self._desk.firm.time_zone)
        kind = "error" if view.state == "sign_in_again" else "warning"
        banner = Banner(kind, view.last_error_words, f"{view.last_error_hint} ({when})")
        if view.state == "sign_in_again":
            banner.add_button(_("Sign in again"), self.dialog.connect_now)
        self.add(banner)


class OverviewTab(IntegrationTab):
    def show_view(self, view: ConnectionView) -> None:
        self.clear()
        manifest = self.dialog.manifest
        self.add(Text(_(manifest.sentence), "body", "text", wrap=True))
        self.add_trouble(view)
        if view.active and manifest.counts is not None:
            self.add(ScheduleLine(self._desk, manifest))
        self.add(SectionHeader(_("What it needs")))
        self.add(Points([_(words) for words in manifest.before], words_ink="text2"))
        self.add(Points([_(manifest.keeps)], icon="lock-simple", ink="muted", words_ink="text2"))
        if not view.active:
            self.buttons((_("Activate"), "primary", "", self._activate))
        elif view.state == "off":
            self.buttons(
                (_("Connect"), "primary", "link", self.dialog.connect_now),
                (_("Deactivate"), "secondary", "", self._deactivate),
            )
        else:
            self.buttons(
                (_("Start import"), "primary", "download-simple", self.dialog.import_now),
                (_("Deactivate"), "secondary", "", self._deactivate),
            )

    def _activate(self) -> None:
        self._desk.start(self._activate_now())

    async def _activate_now(self) -> None:
        await self._desk.program.connections.activate(self._desk.actor, self.dialog.manifest.key)
        view = await self._desk.program.connections.view(self.dialog.manifest.key)
        if view.state == "off" and not gone(self):
            self.dialog.connect_now()

    def _deactivate(self) -> None:
        self._desk.start(self._deactivate_now())

    async def _deactivate_now(self) -> None:
        connections, actor, key = self._desk.program.connections, self._desk.actor, self.dialog.manifest.key
        await connections.deactivate(actor, key)
        words = _("{name} is not active now. Its clients and links stay.").format(
            name=self.dialog.manifest.name
        )
        self._desk.shell.toast(words, lambda: self._desk.start(connections.activate(actor, key)))


class ConnectionTab(IntegrationTab):
    """How the connection stands: test, sign in again, disconnect (P3.12)."""

    def show_view(self, view: ConnectionView) -> None:
        self.clear()
        if view.state == "off":
            self.add(Text(_("Not connected yet."), "body", "text2"))
            self.buttons((_("Connect"), "primary", "link", self.dialog.connect_now))
            return
        self.add_trouble(view)
        self.add(self._vault())
        self.add(KeyValues(self._pairs(view), names=170))
        self.buttons(
            (_("Test connection"), "secondary", "arrows-clockwise", self._test),
            (_("Sign in again"), "secondary", "sign-in", self.dialog.connect_now),
            (_("Disconnect"), "secondary", "link-break", self._disconnect),
        )

    def _vault(self) -> QWidget:
        """Nothing where secrets can be read; else what is wrong, and the passphrase that opens their file (P3.3)."""
        page = VaultPage(self._desk)
        page.hide()
        unlock = Button(_("Unlock"))
        unlock.clicked.connect(lambda: self._desk.start(self._unlock(page)))
        page.changed.connect(lambda: self._fit_vault(page, unlock))
        page.add_button(unlock)
        self._desk.start(page.look())
        return page

    def _fit_vault(self, page: VaultPage, unlock: Button) -> None:
        page.setVisible(page.trouble())
        unlock.setVisible(not page.passphrase.isHidden())
        unlock.set_reason(self.why_not or page.missing())

    async def _unlock(self, page: VaultPage) -> None:
        if await page.unlock():
            self._desk.shell.toast(_("The file with the secrets is open until Kontor is closed."))
            if not gone(self):
                await self.dialog.read()

    def _pairs(self, view: ConnectionView) -> list[tuple[str, str | QWidget]]:
        zone = self._desk.firm.time_zone
        unlinked = ngettext("{n} active client", "{n} active clients", view.clients_without_link)
        return [
            (_("Account"), view.account or "–"),
            (_("User"), view.user or "–"),
            (_("Address"), view.address or "–"),
            (_("Connected since"), shown.day_and_time(view.connected_at, zone) or "–"),
            (_("Last success"), shown.day_and_time(view.last_success, zone) or "–"),
            (_("Sign in again by"), shown.day(view.token_expires, zone) or "–"),
            (_("Without a link"), unlinked.format(n=view.clients_without_link)),
        ]

    def _test(self) -> None:
        self._desk.start(self._test_now())

    async def _test_now(self) -> None:
        try:
            account = await self._desk.program.connections.test(self._desk.actor, self.dialog.manifest.key)
        except KontorError:
            if not gone(self):
                await self.dialog.read()  # the banner says what went wrong
            return
        if not gone(self):
            await self._show_reached(account)

    async def _show_reached(self, account: Account) -> None:
        await self.dialog.read()
        if gone(self):
            return
        self.add(Banner("success", _("Reached {account}").format(account=account.account), account.user))

    def _disconnect(self) -> None:
        self._desk.start(self._disconnect_now())

    async def _disconnect_now(self) -> None:
        name = self.dialog.manifest.name
        answers = (Answer("", _("Stay connected")), Answer("go", _("Disconnect"), "danger"))
        text = _("The token is forgotten here and revoked there. Clients, links and the log stay.")
        title = _("Disconnect {name}").format(name=name)
        if await ask(self.dialog, title, text, answers) == "go":
            await self._desk.program.connections.disconnect(self._desk.actor, self.dialog.manifest.key)
            self._desk.shell.toast(_("{name} is disconnected.").format(name=name))
