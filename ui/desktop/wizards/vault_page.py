"""Where the secrets will be kept, said before one is asked for (P3.3); a passphrase where there is no keyring."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.late_vault import LateVault
from app.core.vault import VaultState
from app.core.words import _
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.fields import SecretField


class VaultPage(QWidget):
    """Empty where the keyring answers. `unlock` is awaited before the wizard goes on."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._state: VaultState | None = None
        self.passphrase = SecretField(_("Passphrase"))
        self._notes = QVBoxLayout()
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(16), 0, 0)
        column.addLayout(self._notes)
        column.addWidget(self.passphrase)
        self.passphrase.hide()
        self.passphrase.changed.connect(self.changed)

    async def look(self) -> None:
        """Ask the vault how it stands; shows what is wrong and what to do."""
        self._state = await self._desk.program.vault.state()
        if gone(self):
            return
        self._clear()
        if not self._state.usable:
            self._notes.addWidget(Banner("warning", self._state.words, self._state.hint))
        can_unlock = not self._state.usable and self._state.kind in ("file", "none")
        self.passphrase.setVisible(can_unlock)
        hint = _("Opens the file with your secrets.") if self._state.locked else _(
            "Kontor keeps the tokens in an encrypted file. Choose a passphrase; it is asked for after each start."
        )  # fmt: skip
        self.passphrase.set_hint(hint)
        self.changed.emit()

    def add_button(self, button: QWidget) -> None:
        """Below the passphrase, where no wizard's own button opens the vault."""
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def trouble(self) -> bool:
        """Whether secrets cannot be read now."""
        return self._state is not None and not self._state.usable

    def missing(self) -> str:
        """Why the wizard cannot go on yet; "" where it can."""
        if self._state is None:
            return _("Asking the keyring.")
        if self._state.usable:
            return ""
        if self.passphrase.isHidden():
            return self._state.words
        return "" if self.passphrase.value() else _("Enter a passphrase first.")

    async def unlock(self) -> bool:
        """True where secrets can be kept now."""
        if self._state is not None and self._state.usable:
            return True
        vault = self._desk.program.vault
        if not isinstance(vault, LateVault):
            return False
        try:
            await vault.unlock(self.passphrase.take())
        except KontorError as fault:
            if gone(self):
                return False
            self.passphrase.set_error(f"{fault.message} {fault.hint}")
            return False
        if not gone(self):
            await self.look()
        return self._state is not None and self._state.usable

    def _clear(self) -> None:
        while (item := self._notes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
