"""One client beside the list: overview, tasks, integration, history (look.md, *Clients*)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.clients.views import ClientDetail
from app.core.errors import NotFound
from app.core.words import _
from app.registers.words import headline, sentence
from ui.desktop import shown, theme
from ui.desktop.desk import Desk
from ui.desktop.pages.client_actions import ClientActions
from ui.desktop.pages.client_contacts import Contacts
from ui.desktop.pages.client_history import ClientHistory
from ui.desktop.pages.client_links import ClientLinks
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.pages.task_client_tab import ClientTasks
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.buttons import Button, IconButton
from ui.desktop.widgets.chips import Mark
from ui.desktop.widgets.tabs import TabPages
from ui.desktop.widgets.text import KeyValues, Line, SectionHeader, Text

_TONES = {"red": "error", "amber": "warning"}


class ClientPane(QFrame):
    """Shows the client it is told; reads it anew when asked to."""

    closed = Signal()

    def __init__(self, desk: Desk, deeds: ClientActions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("plane", "surface")
        self._desk, self._deeds = desk, deeds
        self._client_id: int | None = None
        self.detail: ClientDetail | None = None
        self._mark = Mark("", tall=True)
        self._name = Text("", "section", wrap=True, selectable=True)
        self._line = Text("", "small", "muted")
        self.overview = ClientOverview(desk, self)
        self.tasks = ClientTasks(desk, self)
        self.links = ClientLinks(desk, self)
        self.history = ClientHistory(desk, self)
        self.tabs = TabPages(edge=16, parent=self)
        self.tabs.add("overview", _("Overview"), self.overview)
        self.tabs.add("tasks", _("Tasks"), self.tasks)
        self.tabs.add("integration", _("Integration"), self.links)
        self.tabs.add("history", _("History"), self.history)
        self.setFocusProxy(self.tabs.bar)
        self._lay_out()
        self._fit_text()
        theme.look().changed.connect(self._fit_text)

    def _fit_text(self) -> None:
        """Wide enough for its tabs: in some languages their words are longer."""
        self.setMinimumWidth(max(theme.px(330), self.tabs.bar.sizeHint().width()))
        self.setMaximumWidth(theme.px(520))

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._line)
        close = IconButton("x", _("Close"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(16), theme.px(14), theme.px(12), theme.px(6))
        head.setSpacing(theme.px(12))
        head.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)
        column.addWidget(Line())
        column.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.px(16), theme.px(10), theme.px(16), theme.px(10))
        self.edit_button = Button(_("Edit client"), icon="pencil-simple")
        self.edit_button.clicked.connect(lambda: self._deeds.edit(self.detail) if self.detail else None)
        self.task_button = Button(_("Task"), icon="plus-bold")
        self.task_button.clicked.connect(self.tasks.add_task)
        self.more_button = Button(icon="dots-three", name=_("More"))
        self.more_button.clicked.connect(
            lambda: self._deeds.open_bulk(self.more_button, [self.detail]) if self.detail else None
        )
        foot.setSpacing(theme.px(8))
        foot.addWidget(self.edit_button, 1)
        foot.addWidget(self.task_button)
        foot.addWidget(self.more_button)
        return foot

    def show_client(self, client_id: int) -> None:
        if client_id != self._client_id:
            self._client_id = client_id
            self.refresh()

    def refresh(self) -> None:
        if self._client_id is not None:
            self._desk.start(self._read(self._client_id))

    async def _read(self, client_id: int) -> None:
        queries = self._desk.program.client_queries
        try:
            detail = await queries.detail(self._desk.actor, client_id)
            history = await queries.history(self._desk.actor, client_id)
        except NotFound:
            self._client_id = None
            self.closed.emit()
            return
        if client_id == self._client_id:  # the person may have walked on meanwhile
            self._show(detail)
            self.history.show_entries(history)

    def _show(self, detail: ClientDetail) -> None:
        self.detail = detail
        self._mark.set_letters(detail.mark)
        self._name.setText(detail.name)
        parts = [detail.country, *detail.groups]
        self._line.setText(" · ".join(p for p in parts if p) or _("Client"))
        self.overview.show_client(detail)
        self.tasks.show_client(detail)
        self.links.show_client(detail)


class ClientOverview(PaneTab):
    """The register's banner first when there is a flag, then the fields, contacts and notes."""

    def show_client(self, detail: ClientDetail) -> None:
        self.clear()
        if detail.registry_flag in _TONES or detail.registry_reason == "no_code":
            self.add(self._banner(detail))
        self.add(KeyValues(self._fields(detail)))
        self.add(Line())
        self.add(Contacts(self._desk, detail))
        if detail.notes:
            self.add(Line())
            self.add(SectionHeader(_("Notes")))
            self.add(Text(detail.notes, "body", "text2", wrap=True, selectable=True))

    def _banner(self, detail: ClientDetail) -> Banner:
        said = sentence(
            detail.registry_flag, detail.registry_reason, detail.registry_facts, detail.registration_code
        )
        kind = _TONES.get(detail.registry_flag, "info")
        banner = Banner(kind, headline(detail.registry_flag, detail.registry_reason), said)
        if code := detail.registry_facts.get("suggestion_code"):
            banner.add_button(_("Use {code}").format(code=code), lambda: self._use(detail.id, code))
        banner.add_button(_("Check again"), lambda: self._desk.start(self._check(detail.id)), kind="quiet")
        return banner

    def _use(self, client_id: int, code: str) -> None:
        self._desk.start(self._change_code(client_id, code))

    async def _change_code(self, client_id: int, code: str) -> None:
        program, actor = self._desk.program, self._desk.actor
        await program.clients.change(actor, client_id, {"registration_code": code})
        await self._check(client_id)

    async def _check(self, client_id: int) -> None:
        await self._desk.program.registers.check(self._desk.actor, everyone=False, client_ids=[client_id])

    def _fields(self, detail: ClientDetail) -> list[tuple[str, str | QWidget]]:
        zone = self._desk.firm.time_zone
        always: list[tuple[str, str | QWidget]] = [
            (_("Reg. code"), shown.code(detail.country, detail.registration_code)),
            (_("Manager"), detail.manager or _("Not set")),
            (_("Group"), ", ".join(detail.groups)),
            (_("VAT number"), detail.vat_number),
            (_("E-mail"), detail.email),
            (_("Phone"), detail.phone),
            (_("Address"), detail.address),
            (_("Program"), ", ".join(map(shown.program, detail.integrations)) or _("No link")),
        ]
        where_set: list[tuple[str, str | QWidget]] = [
            (_("Client code"), detail.client_code),
            (_("Parent"), detail.parent),
            (_("Members"), ", ".join(detail.members)),
            (_("Language"), detail.language),
            *((value.name, value.value) for value in detail.custom),
            (_("Status"), "" if detail.status == "active" else _("Inactive")),
            (_("Checked"), shown.day(detail.registry_at, zone)),
        ]
        return [(name, value or "–") for name, value in always] + [pair for pair in where_set if pair[1]]
