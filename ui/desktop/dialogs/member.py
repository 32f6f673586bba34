"""Adding a member and changing one; making one inactive asks who takes over (P1.3)."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import Refused
from app.core.rights import GRANTABLE, Right
from app.core.words import N_, _
from app.firm.views import MemberView
from ui.desktop import theme
from ui.desktop.ask import shown
from ui.desktop.desk import Desk
from ui.desktop.dialogs.form import FormDialog
from ui.desktop.dialogs.member_more import Agreements, external_ids
from ui.desktop.widgets.choices import CheckBox
from ui.desktop.widgets.fields import ComboField, TextField
from ui.desktop.widgets.text import Text

_GRANTS = {
    Right.CLIENTS: N_("Change every client"),
    Right.BILLING: N_("Billing"),
    Right.ALL_TIME: N_("See everybody's time"),
    Right.REPORTS: N_("Reports"),
}


class MemberDialog(FormDialog):
    def __init__(
        self, parent: QWidget, desk: Desk, member: MemberView | None, members: Sequence[MemberView]
    ) -> None:
        title = _("Edit {name}").format(name=member.name) if member else _("Add a member")
        super().__init__(parent, desk, title, _("Save the member") if member else _("Add the member"), 560)
        self._member = member
        self._others = [m for m in members if m.status == "active" and (member is None or m.id != member.id)]
        self.name = TextField(_("Name"))
        self.email = TextField(_("E-mail"))
        self.level = ComboField(_("Level"), self._levels())
        self.status = ComboField(
            _("Status"),
            [("active", _("Active")), ("limited", _("Limited")), ("inactive", _("Inactive"))],
            hint=_("Limited: no sign-in, but can hold clients and tasks."),
        )
        others = [(None, _("Nobody")), *((m.id, m.name) for m in self._others)]
        self.successor = ComboField(_("Who takes over clients and open tasks"), others)
        for row, (name, field) in enumerate(
            {"name": self.name, "email": self.email, "level": self.level, "status": self.status,
             "successor": self.successor}.items()
        ):  # fmt: skip
            self.place(name, field, row, span=2)
        self._grants = {right: CheckBox(_(words)) for right, words in _GRANTS.items() if right in GRANTABLE}
        self.grid.addWidget(self._grant_box(), 5, 0, 1, 2)
        self.external_ids = external_ids(member)
        for row, (key, field) in enumerate(self.external_ids.items(), 6):
            self.place(f"external_id.{key}", field, row, span=2)
        if member is not None:
            self.grid.addWidget(Agreements(desk, member.id), 6 + len(self.external_ids), 0, 1, 2)
        self._fill()
        self.watch()
        self.status.changed.connect(self._fit)
        self.level.changed.connect(self._fit)
        self._fit()
        self.name.focus()

    def _levels(self) -> list[tuple[str, str]]:
        """The Owner's level changes only by handing the firm over, which the Owner alone may do."""
        levels = [("member", _("Member")), ("admin", _("Admin"))]
        hands_over = self._member is not None and self.desk.actor.may(Right.HAND_OVER)
        if hands_over or (self._member and self._member.level == "owner"):
            levels.append(("owner", _("Owner")))
        return levels

    def _grant_box(self) -> QWidget:
        self._box = QWidget()
        column = QVBoxLayout(self._box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(Text(_("May also"), "small_strong", "text2"))
        for box in self._grants.values():
            column.addWidget(box)
        return self._box

    def _fill(self) -> None:
        member = self._member
        self.name.set_value(member.name if member else "")
        self.email.set_value(member.email if member else "")
        self.level.set_value(member.level if member else "member")
        self.status.set_value(member.status if member else "active")
        self.successor.set_value(None)
        for right, box in self._grants.items():
            box.setChecked(member is not None and right.value in member.grants)
            box.toggled.connect(self._touch)

    def _fit(self) -> None:
        leaves = (
            self._member is not None
            and self._member.status != "inactive"
            and self.status.value() == "inactive"
        )
        self.successor.setVisible(leaves)
        self._box.setVisible(self.level.value() == "member")

    async def save(self) -> None:
        firm, actor = self.desk.program.firm, self.desk.actor
        grants = sorted(right.value for right, box in self._grants.items() if box.isChecked())
        wanted = {"name": self.name.value(), "email": self.email.value(), "level": self.level.value(),
                  "status": self.status.value(), "grants": grants}  # fmt: skip
        if self._member is None:
            made = await firm.add_member(
                actor, str(wanted["name"]), str(wanted["email"]), str(wanted["level"]), str(wanted["status"])
            )
            self._member = made  # were the rest refused, the next try would change this one
            if grants:
                await firm.change_member(actor, made.id, {"grants": grants})
            await self._save_external_ids(made)
            return
        leaves = self.successor.isVisible()
        if leaves:  # after the rest, which may be refused for its own reasons
            wanted.pop("status")
        kept = self._member
        changed = {name: value for name, value in wanted.items() if value != _as_filled(kept, name)}
        if changed:
            await firm.change_member(actor, kept.id, changed)
        await self._save_external_ids(self._member)
        if leaves:
            successor = self.successor.value()
            await self._leave(successor if isinstance(successor, int) else None)

    async def _save_external_ids(self, member: MemberView) -> None:
        for key, field in self.external_ids.items():
            if field.value() != member.external_ids.get(key, ""):
                await self.desk.program.firm.set_external_id(self.desk.actor, member.id, key, field.value())

    async def _leave(self, successor: int | None) -> None:
        if self._member is None:
            return
        try:
            await self.desk.program.firm.make_inactive(self.desk.actor, self._member.id, successor)
        except Refused as fault:
            if fault.code == "successor_needed":
                self.successor.set_error(fault.message, tone="amber")
            raise


def _as_filled(member: MemberView, name: str) -> object:
    """What the form showed of the member, to be told from what was edited."""
    return sorted(member.grants) if name == "grants" else getattr(member, name)


async def edit_member(
    parent: QWidget, desk: Desk, member: MemberView | None, members: Sequence[MemberView]
) -> None:
    await shown(MemberDialog(parent, desk, member, members))
