"""The lower half of the member's form: ids in accounting programs, and dated agreements (P1.3)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from app.firm.views import AgreementView, MemberView
from ui.desktop import theme
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.dialogs.agreement import edit_agreement, in_figures
from ui.desktop.shown import program_names
from ui.desktop.widgets.buttons import IconButton
from ui.desktop.widgets.fields import TextField
from ui.desktop.widgets.text import SectionHeader, Text


def external_ids(member: MemberView | None) -> dict[str, TextField]:
    """A field for each accounting program."""
    made = {}
    for key, name in program_names().items():
        made[key] = TextField(_("Id in {name}").format(name=name), hint=_("The employee's id there."))
        made[key].set_value(member.external_ids.get(key, "") if member else "")
    return made


class Agreements(QWidget):
    """Each change is saved at once, apart from the form around it."""

    def __init__(self, desk: Desk, member_id: int) -> None:
        super().__init__()
        self._desk, self._member_id = desk, member_id
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(theme.px(8))
        head = SectionHeader(_("Agreements"), link=_("Add agreement"), follow=lambda: self._start_edit(None))
        column.addWidget(head)
        column.addLayout(self._rows)
        desk.start(self.read())

    async def read(self) -> None:
        kept = await self._desk.program.firm.agreements(self._desk.actor, self._member_id)
        if not gone(self):
            self._show(kept)

    def _show(self, kept: Sequence[AgreementView]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for agreement in kept:
            self._rows.addWidget(self._row(agreement))
        if not kept:
            self._rows.addWidget(Text(_("None: the firm's own terms hold."), "body", "muted"))

    def _row(self, agreement: AgreementView) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(Text(_in_words(agreement, self._desk.firm.currency), "body"), 1)
        day = f"{agreement.from_day:%d.%m.%Y}"
        edit = IconButton("pencil-simple", _("Edit the agreement from {day}").format(day=day))
        edit.clicked.connect(partial(self._start_edit, agreement))
        remove = IconButton("trash", _("Remove the agreement from {day}").format(day=day))
        remove.clicked.connect(lambda: self._desk.start(self._remove(agreement)))
        line.addWidget(edit)
        line.addWidget(remove)
        return row

    def _start_edit(self, agreement: AgreementView | None, *_clicked: object) -> None:
        self._desk.start(self._edit(agreement))

    async def _edit(self, agreement: AgreementView | None) -> None:
        await edit_agreement(self.window(), self._desk, self._member_id, agreement)
        if not gone(self):
            await self.read()

    async def _remove(self, agreement: AgreementView) -> None:
        desk, member_id = self._desk, self._member_id
        await desk.program.firm.remove_agreement(desk.actor, member_id, agreement.from_day)
        terms = (agreement.labour_cost, agreement.billable_rate, agreement.weekly_seconds)
        day = f"{agreement.from_day:%d.%m.%Y}"
        desk.shell.toast(
            _("The agreement from {day} is removed.").format(day=day),
            lambda: desk.start(
                desk.program.firm.set_agreement(desk.actor, member_id, agreement.from_day, *terms)
            ),
        )
        if not gone(self):
            await self.read()


def _in_words(agreement: AgreementView, currency: str) -> str:
    parts = [_("from {day}").format(day=f"{agreement.from_day:%d.%m.%Y}")]
    if agreement.labour_cost is not None:
        parts.append(
            _("cost {amount} {currency}").format(amount=in_figures(agreement.labour_cost), currency=currency)
        )
    if agreement.billable_rate is not None:
        parts.append(
            _("rate {amount} {currency}").format(
                amount=in_figures(agreement.billable_rate), currency=currency
            )
        )
    if agreement.weekly_seconds is not None:
        hours, minutes = divmod(agreement.weekly_seconds // 60, 60)
        parts.append(_("{hours} a week").format(hours=f"{hours}:{minutes:02}"))
    return " · ".join(parts)
