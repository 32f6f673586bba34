"""A notice in its place: what, why and what next. It goes when its cause goes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from app.core.words import N_, _
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import IconLabel, Text
from ui.desktop.widgets.wrapping import WrappingRow

TONES = {
    "info": ("blue", "info", "accent_ink"),
    "warning": ("amber", "warning-fill", "amber"),
    "error": ("red", "x-circle-fill", "red"),
    "success": ("green", "check-bold", "green"),
}
KINDS = {"info": N_("Note"), "warning": N_("Warning"), "error": N_("Error"), "success": N_("Done")}


class Banner(QFrame):
    """`kind`: info, warning, error, success. `beside` puts buttons at the right of one line (page banners)."""

    def __init__(
        self,
        kind: str,
        what: str,
        next_steps: str = "",
        *,
        icon: str = "",
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tone, sign, ink = TONES[kind]
        self.setProperty("plane", "banner")
        self.setProperty("tone", tone)
        self.what = Text(what, "strong", wrap=not beside)
        self.next_steps = Text(next_steps, "body", "text2", wrap=not beside)
        self.next_steps.setVisible(bool(next_steps))
        self.icon = IconLabel(icon or sign, ink, 18)
        self._beside = beside
        self.buttons: QLayout = QHBoxLayout() if beside else WrappingRow(8)
        self.buttons.setSpacing(8)
        self._lay_out()
        self._kind = kind
        self._name()

    def _name(self) -> None:
        """The kind, which the icon shows, is said to those who cannot see it."""
        said = (_(KINDS[self._kind]), self.next_steps.text())
        self.setAccessibleName(self.what.text())
        self.setAccessibleDescription(": ".join(part for part in said if part))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(8)
        row.addWidget(
            self.icon, 0, Qt.AlignmentFlag.AlignVCenter if self._beside else Qt.AlignmentFlag.AlignTop
        )
        if self._beside:
            row.setContentsMargins(14, 8, 12, 8)
            for part in (self.what, self.next_steps):
                row.addWidget(part)
            row.addStretch(1)
            row.addLayout(self.buttons)
            return
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.what)
        words.addWidget(self.next_steps)
        words.addLayout(self.buttons)
        row.addLayout(words, 1)

    def set_words(self, what: str, next_steps: str = "") -> None:
        self.what.setText(what)
        self.next_steps.setText(next_steps)
        self.next_steps.setVisible(bool(next_steps))
        self._name()

    def add_button(
        self, text: str, act: Callable[[], None], *, kind: str = "secondary", icon: str = ""
    ) -> Button:
        button = Button(text, kind=kind, icon=icon, small=not icon and self._beside)
        button.clicked.connect(lambda _on: act())
        if not self._beside:
            self.buttons.setContentsMargins(0, 8, 0, 0)
        self.buttons.addWidget(button)
        return button

    def add_buttons(self, buttons: Sequence[tuple[str, Callable[[], None]]]) -> None:
        for text, act in buttons:
            self.add_button(text, act)
