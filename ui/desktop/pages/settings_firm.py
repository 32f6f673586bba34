"""The firm itself: name, country, money, zone, language and working week (P1.1)."""

from typing import Any
from zoneinfo import available_timezones

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import KontorError
from app.core.events import FirmChanged
from app.core.rights import Right
from app.core.words import LANGUAGES, _
from app.firm.views import FirmView
from app.firm.week import day_names
from ui.desktop import shown, theme
from ui.desktop.desk import Desk
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.fields import ComboField, Field, TextField
from ui.desktop.widgets.text import Text

COUNTRIES = ("EE", "NO")
CURRENCIES = ("EUR", "NOK")


class FirmTab(PaneTab):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, edge=20)
        self.fields: dict[str, Field] = {
            "name": TextField(_("Name of the firm")),
            "registration_code": TextField(_("Registration code")),
            "country": ComboField(_("Country"), [(c, shown.country(c)) for c in COUNTRIES]),
            "currency": ComboField(_("Currency"), [(c, c) for c in CURRENCIES]),
            "time_zone": ComboField(
                _("Time zone"), [(z, z) for z in sorted(available_timezones()) if "/" in z]
            ),
            "language": ComboField(_("Language"), list(LANGUAGES.items())),
        }
        self.week = WorkingWeek()
        self.save_button = Button(_("Save the firm"), kind="primary")
        self.save_button.set_reason(desk.why_not(Right.SETTINGS))
        self._faults = QVBoxLayout()
        self._kept: dict[str, Any] = {}  # as the fields were filled; what differs was edited
        self._lay_out()
        self.save_button.clicked.connect(lambda: desk.start(self._save()))
        desk.program.events.subscribe(FirmChanged, lambda _event: desk.start(self._read()))
        self._show(desk.firm)

    def _lay_out(self) -> None:
        faults = QWidget()
        faults.setLayout(self._faults)
        self._faults.setContentsMargins(0, 0, 0, 0)
        for part in (faults, *self.fields.values(), self.week):
            part.setMaximumWidth(theme.px(480))
            self.add(part)
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.save_button)
        box.addStretch(1)
        self.add(row)

    async def _read(self) -> None:
        self._show(await self._desk.program.firm.required())

    def _values(self) -> dict[str, Any]:
        values = {name: field.value() for name, field in self.fields.items()}  # type: ignore[attr-defined]
        return {**values, "working_week": self.week.days()}

    def _show(self, firm: FirmView) -> None:
        """What is being edited stays as it was typed; the firm may change beneath it, by a new member already."""
        edited = self._edited()
        for name, field in self.fields.items():
            if name not in edited:
                field.set_value(getattr(firm, name))  # type: ignore[attr-defined] # both kinds of field have it
        if "working_week" not in edited:
            self.week.set_days(firm.working_week)
        self._kept |= {name: value for name, value in self._values().items() if name not in edited}

    def _edited(self) -> dict[str, Any]:
        return {name: value for name, value in self._values().items() if value != self._kept.get(name, value)}

    async def _save(self) -> None:
        self._clear_faults()
        edited = self._edited()
        try:
            await self._desk.program.firm.change(self._desk.actor, edited)
            self._kept |= edited
        except KontorError as fault:
            self._faults.addWidget(Banner("error", fault.message, fault.hint))
            return
        self._desk.shell.toast(_("The firm is saved."))

    def _clear_faults(self) -> None:
        while (item := self._faults.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()


class WorkingWeek(QWidget):
    """Seven check boxes, Monday first."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Text(_("Working week"), "small_strong", "text2"))
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        self._boxes = [CheckBox(name) for name in day_names()]
        for box in self._boxes:
            row.addWidget(box)
        row.addStretch(1)
        column.addLayout(row)

    def days(self) -> str:
        """ISO days, "12345" is Monday to Friday."""
        return "".join(str(day) for day, box in enumerate(self._boxes, 1) if box.isChecked())

    def set_days(self, days: str) -> None:
        for day, box in enumerate(self._boxes, 1):
            box.setChecked(str(day) in days)
