"""The connect wizard, drawn from the integration's manifest (P3.2): before you start, sign in, done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.connections.views import ConnectionView
from app.core.errors import KontorError
from app.core.words import _
from integrations.contract import Capability, Manifest
from ui.desktop import shown, theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk, Place
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.fields import SecretField
from ui.desktop.widgets.numbered import Numbered, Points
from ui.desktop.widgets.scroll import Scroll
from ui.desktop.widgets.text import KeyValues, Line, SectionHeader, Text
from ui.desktop.widgets.wizard import WizardFrame
from ui.desktop.wizards.sign_in_page import SignInPage
from ui.desktop.wizards.vault_page import VaultPage


class ConnectWizard(WizardFrame):
    """One for each integration. The connection that was there before stays until a new one works."""

    def __init__(self, desk: Desk, manifest: Manifest, view: ConnectionView, parent: QWidget) -> None:
        steps = [("before", _("Before you start")), ("sign_in", _("Sign in")), ("done", _("Done"))]
        super().__init__(_("Connect {name}").format(name=manifest.name) + " – Kontor", steps, parent=parent)
        self.desk, self.manifest, self._view = desk, manifest, view
        self._connecting = False
        self.before = Points([_(line) for line in manifest.before])
        self.sign_in = SignInPage(manifest)
        self.sign_in.fill(view, manifest)
        self.done_page = QWidget()
        self._done = QVBoxLayout(self.done_page)
        self.vault = VaultPage(desk)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.before)
        column.addWidget(self.vault)
        column.addStretch(1)
        self.add_page("before", holder)
        self.add_page("sign_in", self.sign_in)
        self.add_page("done", self.done_page)
        self._connect_signals()
        self._show_before()

    def _connect_signals(self) -> None:
        self.went_on.connect(self._go_on)
        self.went_back.connect(self._show_before)
        self.left.connect(self._left)
        self.vault.changed.connect(self._check)
        for field in self.sign_in.fields.values():
            field.changed.connect(self._check)
        self.ask_before_leaving(self._would_lose)
        self.desk.start(self.vault.look())

    def _would_lose(self) -> str:
        typed = any(isinstance(f, SecretField) and f.value() for f in self.sign_in.fields.values())
        return _("What you typed is not used yet.") if typed and self.step() == "sign_in" else ""

    def _left(self) -> None:
        if not self._connecting:
            self.deleteLater()

    # --- steps ----------------------------------------------------------------------------------------

    def _show_before(self) -> None:
        self.show_step(
            "before",
            _("Before you start"),
            _("What {name} has to allow, so that nothing is missing later.").format(name=self.manifest.name),
            go_on=_("Continue"),
            back=False,
        )
        self.set_help(None)
        self._check()

    def _show_sign_in(self) -> None:
        self.show_step(
            "sign_in",
            _("Sign in to {name}").format(name=self.manifest.name),
            _("Kontor reads clients and volumes there. It changes nothing."),
            go_on=_("Connect"),
        )
        self.set_help(self._help_column())
        self.sign_in.focus_first_empty()
        self._check()

    def _help_column(self) -> QWidget:
        scroll = Scroll(spacing=theme.px(16))  # larger text may need more than the window has
        body = scroll.body
        body.addWidget(SectionHeader(_("How to do it")))
        body.addWidget(Numbered([_(step) for step in self.manifest.steps]))
        if self.manifest.rights:
            body.addWidget(Line())
            body.addWidget(SectionHeader(_("Rights it needs")))
            body.addWidget(_rights(self.manifest))
        body.addWidget(Line())
        kept = Points([_(self.manifest.keeps)], icon="lock-simple", ink="muted", words_ink="text2")
        body.addWidget(kept)
        body.addStretch(1)
        return scroll

    def _check(self) -> None:
        if self.step() == "before":
            self.allow(self.vault.missing())
        elif self.step() == "sign_in":
            self.allow(
                _("Connecting to {name}.").format(name=self.manifest.name)
                if self._connecting
                else self.sign_in.missing()
            )

    def _go_on(self) -> None:
        if self.step() == "before":
            self.desk.start(self._past_vault())
        elif self.step() == "sign_in":
            self.desk.start(self._connect_now())
        else:
            self.finish()
            self.desk.shell.go(Place("settings", (self.manifest.key, "start-import")))

    async def _past_vault(self) -> None:
        if await self.vault.unlock() and not gone(self):
            self._show_sign_in()

    # --- connecting -------------------------------------------------------------------------------------

    async def _connect_now(self) -> None:
        if self._connecting:
            return
        self._connecting = True
        address, answers = self.sign_in.address(), self.sign_in.answers()
        self.sign_in.clear_faults()
        self.go_on.set_busy(busy=True)
        self._check()
        try:
            view = await self.desk.program.connections.connect(
                self.desk.actor, self.manifest.key, address, answers
            )
        except KontorError as fault:
            self._tell(fault)
        else:
            self._tell_done(view)
        finally:
            answers.clear()
            self._connecting = False
            if not gone(self):
                self._let_go()

    def _let_go(self) -> None:
        self.go_on.set_busy(busy=False)
        self._check()
        if not self.isVisible():
            self.deleteLater()

    def _tell_done(self, view: ConnectionView) -> None:
        if self._is_open():
            self._show_done(view)
        else:
            who = view.account or view.user
            words = _("{name} is connected as {who}.").format(name=self.manifest.name, who=who)
            self.desk.shell.toast(words)

    def _is_open(self) -> bool:
        return not gone(self) and self.isVisible()

    def _tell(self, fault: KontorError) -> None:
        """The sentence and its next step under the form; the e-mail stays, the password has to be typed anew."""
        if not self._is_open():
            self.desk.shell.tell(fault)
            return
        self.sign_in.show_fault(Banner("error", fault.message, fault.hint))
        self.sign_in.focus_first_empty()

    def _show_done(self, view: ConnectionView) -> None:
        while (item := self._done.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        who = view.account or view.user
        self._done.addWidget(
            Banner("success", _("Connected as {who}").format(who=who), _(self.manifest.keeps))
        )
        pairs: list[tuple[str, str | QWidget]] = [
            (_("Account"), view.account),
            (_("User"), view.user),
            (_("Address"), view.address),
        ]
        if view.token_expires:
            pairs.append((_("Sign in again by"), shown.day(view.token_expires, self.desk.firm.time_zone)))
        self._done.addWidget(KeyValues(pairs))
        self._done.addStretch(1)
        imports = Capability.CLIENTS in self.manifest.capabilities
        self.show_step(
            "done",
            _("{name} is connected").format(name=self.manifest.name),
            _("Next: look at its clients and choose which to import."),
            go_on=_("Start import") if imports else "",
            back=False,
        )
        self.cancel.set_text(_("Close"))
        self.set_help(None)
        self.allow()


def _rights(manifest: Manifest) -> QWidget:
    """What is asked for at the left, how much of it at the right edge."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(theme.px(6))
    grid.setColumnStretch(0, 1)
    for row, (area, right) in enumerate(manifest.rights):
        grid.addWidget(Text(_(area), "body", "text2", wrap=True), row, 0)
        much = Text(_(right), "body", "text2", wrap=True)  # the same line height as at the left
        much.setMinimumWidth(much.fontMetrics().horizontalAdvance(_(right)) + 2)
        grid.addWidget(much, row, 1, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    return table


def open_connect(desk: Desk, manifest: Manifest, view: ConnectionView, parent: QWidget) -> ConnectWizard:
    key = f"connect/{manifest.key}"
    window = desk.windows.get(key)
    if isinstance(window, ConnectWizard) and window.isVisible():
        window.raise_()
        window.activateWindow()
        return window
    wizard = ConnectWizard(desk, manifest, view, parent)
    desk.windows[key] = wizard
    wizard.left.connect(lambda: desk.windows.pop(key, None))
    wizard.show()
    return wizard
