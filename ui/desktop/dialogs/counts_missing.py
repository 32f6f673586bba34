"""Whether the schedule is on, and what is missing until it is (P6.1)."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import N_, _
from ui.desktop import theme
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.text import IconLabel, Text
from ui.desktop.widgets.wrapping import WrappingRow

# in the order in which they are asked for: name, what is missing, the button that leads there
NEEDED = {
    "title": (N_("Task title"), N_("Task title is missing"), N_("Go to title")),
    "day": (N_("Data import day"), N_("Data import day is missing"), N_("Go to day")),
    "first_day": (N_("First import date"), N_("First import date is missing"), N_("Go to date")),
    "topic": (N_("Topic"), N_("Topic is missing"), N_("Go to topic")),
}


class MissingList(QFrame):
    """`asked` carries what the person wants to fill in."""

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("plane", "banner")
        self._icon = IconLabel("warning-fill", "amber", 18)
        self._strong, self._said = Text("", "strong"), Text("", "body", "text2")
        self._parts = WrappingRow(theme.px(16), below=theme.px(4))
        self._first = ""
        self.button = Button()
        self.button.clicked.connect(lambda: self.asked.emit(self._first))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.px(edge) for edge in (14, 8, 12, 8)))
        row.setSpacing(theme.px(8))
        for part in (self._icon, self._strong, self._said):
            row.addWidget(part)
        row.addSpacing(theme.px(16))
        row.addLayout(self._in_the_middle(), 1)
        row.addWidget(self.button)

    def _in_the_middle(self) -> QVBoxLayout:
        """One line of parts stands level with the button beside it."""
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(self._parts)
        column.addStretch(1)
        return column

    def show_state(
        self, missing: Sequence[str], *, connected: bool, elsewhere: bool, saved: bool, next_run: str
    ) -> None:
        """`elsewhere`: connected to another address than the clients were imported from. `saved`: what stands in the
        tab is what holds. `next_run`: day and time, where there is one.
        """
        while (item := self._parts.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if missing:
            self._dress(
                "amber", "warning-fill", _("The schedule is off."), _("It turns on once nothing is missing.")
            )
            for key in NEEDED:
                self._parts.addWidget(_part(key, missing=key in missing))
        elif not connected:
            self._dress(
                "amber",
                "warning-fill",
                _("The schedule waits."),
                _("Connect and activate the program first."),
            )
        elif elsewhere:
            hint = _("Import clients once, so that the links are confirmed.")
            self._dress("amber", "warning-fill", _("The schedule waits."), hint)
        elif not saved:
            self._dress(
                "blue", "info", _("Nothing is missing."), _("Save to turn the schedule on, or to change it.")
            )
        else:
            self._dress(
                "green", "check-bold", _("The schedule is on."), _("Next run {when}.").format(when=next_run)
            )
        self._first = next((key for key in NEEDED if key in missing), "")
        self.button.setVisible(bool(self._first))
        if self._first:
            self.button.set_text(_(NEEDED[self._first][2]))

    def _dress(self, tone: str, icon: str, strong: str, said: str) -> None:
        theme.restyle(self, tone=tone)
        self._icon.set_icon(icon, "accent_ink" if tone == "blue" else tone)
        self._strong.setText(strong)
        self._said.setText(said)


def _part(key: str, *, missing: bool) -> QWidget:
    name, lacking, _go = NEEDED[key]
    part = QWidget()
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    row.addWidget(IconLabel("circle" if missing else "check-bold", "amber_ink" if missing else "green", 13))
    row.addWidget(
        Text(
            _(lacking) if missing else _(name),
            "small_strong" if missing else "small",
            "amber_ink" if missing else "text2",
        )
    )
    return part
