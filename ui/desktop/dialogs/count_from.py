"""From which day a client is counted: as it follows from its link, or from a later day (P6.4)."""

from PySide6.QtWidgets import QButtonGroup, QWidget

from app.core.errors import KontorError, NotFound
from app.core.words import _
from app.summaries.views import ClientDays
from ui.desktop import theme
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.widgets.choices import Radio
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.text import Text


class CountFromDialog(FormDialog):
    """What is refused (days that are covered already, a day before the plan's first) is said beside the date."""

    def __init__(self, parent: QWidget, desk: Desk, days: ClientDays) -> None:
        super().__init__(parent, desk, _("Counted from"), _("Save"), 480)
        self._days = days
        said = _(
            "{client}: days that are counted already stay counted. Days between them and a later day are left out."
        )
        self.by_link = Radio(_("As it follows from the link"))
        self.by_day = Radio(_("From a day of its own"))
        self._group = QButtonGroup(self)
        for radio in (self.by_link, self.by_day):
            self._group.addButton(radio)
        self.day = DateField(_("Count from"))
        self.day.set_value(days.count_from)
        (self.by_link if days.count_from is None else self.by_day).setChecked(True)
        self.grid.addWidget(Text(said.format(client=days.client), "body", "text2", wrap=True), 0, 0, 1, 2)
        self.grid.addWidget(self.by_link, 1, 0, 1, 2)
        self.grid.addWidget(self.by_day, 2, 0, 1, 2)
        self.day.input.setMaximumWidth(theme.px(180))
        self.place("day", self.day, 3, span=2)
        self._fit()
        self.watch()
        self._group.buttonToggled.connect(lambda _button, _on: self._turned())
        self.day.changed.connect(self.day.clear_error)
        (self.by_link if self.by_link.isChecked() else self.day.input).setFocus()

    def _turned(self) -> None:
        self._touch()
        self._fit()

    def _fit(self) -> None:
        self.day.setEnabled(self.by_day.isChecked())
        if not self.by_day.isChecked():
            self.day.clear_error()

    async def save(self) -> None:
        day = self.day.value() if self.by_day.isChecked() else None
        if self.by_day.isChecked() and day is None:
            words = (
                _("This is no date. Write it as dd.mm.yyyy.") if self.day.wrong else _("Enter a day first.")
            )
            raise _NoDay("no_day", words)
        days = self._days
        await self.desk.program.summaries.count_from(self.desk.actor, days.integration, days.client_id, day)

    def show_fault(self, fault: KontorError) -> None:
        """Beside the date, which is what it is about, and not on top; a client that is gone is no matter of the day."""
        if not self.by_day.isChecked() or isinstance(fault, NotFound):
            super().show_fault(fault)
            return
        self.day.set_error(" ".join(filter(None, (fault.message, fault.hint))))
        self.day.focus()


class _NoDay(KontorError):
    """Nothing is typed that could be saved."""


async def edit_count_from(parent: QWidget, desk: Desk, days: ClientDays) -> None:
    await shown(CountFromDialog(parent, desk, days))
