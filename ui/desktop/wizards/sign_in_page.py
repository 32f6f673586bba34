"""The form of the connect wizard, drawn from the manifest (P3.2)."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.connections.views import ConnectionView
from app.core.words import _
from integrations.contract import FieldKind, Manifest
from ui.desktop import theme
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.fields import Field, SecretField, TextField


class SignInPage(QWidget):
    """The form. A kept address and e-mail are filled in again, a secret never."""

    def __init__(self, manifest: Manifest) -> None:
        super().__init__()
        self.fields: dict[str, TextField | SecretField] = {}
        self._secrets = {f.key for f in manifest.form if f.kind is FieldKind.SECRET}
        self._address = next((f.key for f in manifest.form if f.kind is FieldKind.ADDRESS), "")
        self.faults = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(14))
        for form in manifest.form:
            made: TextField | SecretField
            if form.kind is FieldKind.SECRET:
                made = SecretField(_(form.label), hint=_(form.hint))
            else:
                made = TextField(
                    _(form.label), hint=_(form.hint), placeholder=form.placeholder, text=form.default
                )
            made.setMaximumWidth(theme.px(590))
            self.fields[form.key] = made
            column.addWidget(made)
        column.addLayout(self.faults)
        column.addStretch(1)

    def fill(self, view: ConnectionView, manifest: Manifest) -> None:
        for form in manifest.form:
            kept = {FieldKind.ADDRESS: view.address, FieldKind.EMAIL: view.sign_in_name}.get(form.kind, "")
            if kept:
                self.fields[form.key].set_value(kept)

    def missing(self) -> str:
        """What to say beside the button while something is not filled in."""
        for field in self.fields.values():
            if not field.value().strip():
                return _("Fill in all the fields first.")
        return ""

    def address(self) -> str:
        return self.fields[self._address].value().strip() if self._address else ""

    def answers(self) -> dict[str, str]:
        """The answers; secrets leave their fields with this."""
        return {
            key: field.take() if isinstance(field, SecretField) else field.value().strip()
            for key, field in self.fields.items()
            if key != self._address
        }

    def show_fault(self, banner: Banner) -> None:
        self.clear_faults()
        self.faults.addWidget(banner)

    def clear_faults(self) -> None:
        while (item := self.faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def focus_first_empty(self) -> None:
        empty = [field for field in self.fields.values() if not field.value().strip()]
        first: Field = (empty or list(self.fields.values()))[0]
        first.focus()
