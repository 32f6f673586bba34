"""What is agreed with a member from a day on: cost, rate, weekly hours (P1.3)."""

from datetime import date
from decimal import Decimal, InvalidOperation

from PySide6.QtWidgets import QWidget

from app.core.errors import WrongUsage
from app.core.words import _
from app.firm.views import AgreementView
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.widgets.dates import DateField
from ui.desktop.widgets.fields import TextField

HOUR = 3600  # seconds


class AgreementDialog(FormDialog):
    def __init__(self, parent: QWidget, desk: Desk, member_id: int, agreement: AgreementView | None) -> None:
        words = _("Save the agreement") if agreement else _("Add the agreement")
        title = _("Edit the agreement") if agreement else _("Add an agreement")
        super().__init__(parent, desk, title, words, 480)
        self._member_id, self._agreement = member_id, agreement
        per_hour = _("In {currency}. Empty: the firm's.").format(currency=desk.firm.currency)
        self.from_day = DateField(_("From"), hint=_("In force until the next one begins."))
        self.cost = TextField(_("Labour cost per hour"), hint=per_hour)
        self.rate = TextField(_("Billable rate per hour"), hint=per_hour)
        self.hours = TextField(_("Weekly hours"))
        for row, (name, field) in enumerate(
            {"from_day": self.from_day, "cost": self.cost, "rate": self.rate, "hours": self.hours}.items()
        ):
            self.place(name, field, row, span=2)
        self._fill()
        self.watch()
        self.from_day.focus()

    def _fill(self) -> None:
        kept = self._agreement
        self.from_day.set_value(kept.from_day if kept else None)
        self.from_day.setEnabled(kept is None)
        if kept is not None:
            self.cost.set_value(in_figures(kept.labour_cost))
            self.rate.set_value(in_figures(kept.billable_rate))
            hours = None if kept.weekly_seconds is None else Decimal(kept.weekly_seconds) / HOUR
            self.hours.set_value(in_figures(hours))

    async def save(self) -> None:
        hours = amount(self.hours.value())
        await self.desk.program.firm.set_agreement(
            self.desk.actor,
            self._member_id,
            self._day(),
            amount(self.cost.value()),
            amount(self.rate.value()),
            None if hours is None else int(hours * HOUR),
        )

    def _day(self) -> date:
        day = self.from_day.value()
        if day is None:
            raise WrongUsage(
                "no_day", _("The agreement has no first day."), _("Enter a day such as 31.12.2026.")
            )
        return day


def amount(text: str) -> Decimal | None:
    """Of "12,50" or "1 234.5"; None for nothing. Raises `WrongUsage`."""
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".")
    if not plain:
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        words = _("{text} is not a number.").format(text=text)
        raise WrongUsage("no_number", words, _("Enter a number such as 12,50.")) from None


def in_figures(value: Decimal | None) -> str:
    """As it is typed here: 12,5."""
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


async def edit_agreement(parent: QWidget, desk: Desk, member_id: int, kept: AgreementView | None) -> None:
    await shown(AgreementDialog(parent, desk, member_id, kept))
