"""Members of the firm: who they are and what they may do (P1.3, P1.4)."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.events import FirmChanged
from app.core.rights import Right
from app.core.words import N_, _
from app.firm.views import MemberView
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.models.columns import ChipLook, Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.table import TableView

LEVELS = {"owner": N_("Owner"), "admin": N_("Admin"), "member": N_("Member")}
STATUSES = {"active": N_("Active"), "limited": N_("Limited"), "inactive": N_("Inactive")}
_TONES = {"active": ("check-bold", "green"), "limited": ("", "grey"), "inactive": ("", "quiet")}


def _status(member: MemberView) -> ChipLook:
    icon, tone = _TONES[member.status]
    return ChipLook(_(STATUSES[member.status]), icon, tone)


def _columns() -> list[Column[MemberView]]:
    return [
        Column("name", _("Name"), lambda m: m.name, width=220, ink="text", strong=True, stretch=True),
        Column("email", _("E-mail"), lambda m: m.email, width=260),
        Column("level", _("Level"), lambda m: _(LEVELS[m.level]), width=110),
        Column("status", _("Status"), lambda m: _(STATUSES[m.status]), width=120, kind="chip", look=_status),
    ]


class MembersTab(QWidget):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.model: TableModel[MemberView] = TableModel(_columns(), lambda m: m.id, parent=self)
        self.table = TableView(self.model, parent=self)
        self.table.setAccessibleName(_("Members"))
        self.add_button = Button(_("Add member"), icon="plus-bold")
        self.add_button.set_reason(desk.why_not(Right.SETTINGS))
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(20), theme.px(12), theme.px(20), theme.px(12))
        head.addStretch(1)
        head.addWidget(self.add_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.add_button.clicked.connect(lambda: desk.start(self._edit(None)))
        self.table.opened.connect(lambda member_id: desk.start(self._edit(member_id)))
        desk.program.events.subscribe(FirmChanged, lambda _event: desk.start(self._read()))
        desk.start(self._read())

    async def _read(self) -> None:
        self.model.set_rows(await self._desk.program.firm.members())

    async def _edit(self, member_id: object) -> None:
        from ui.desktop.dialogs.member import edit_member

        members = await self._desk.program.firm.members()
        member = next((m for m in members if m.id == member_id), None)
        if member_id is None or member is not None:
            await edit_member(self.window(), self._desk, member, members)
