"""The client list with the pane of one client beside it (P2.2, look.md *Clients*)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from app.clients.views import ClientRow
from app.core.events import ClientsChanged, FirmChanged
from app.core.rights import Right
from app.core.words import _, ngettext
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.pages.client_actions import ClientActions
from ui.desktop.pages.client_filters import NOBODY
from ui.desktop.pages.client_list import TABLE, client_list, count_words, head
from ui.desktop.pages.client_pane import ClientPane
from ui.desktop.pages.client_reader import ClientReader
from ui.desktop.pages.list_menus import ColumnsButton, SavedFiltersButton
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.empty import EmptyState
from ui.desktop.widgets.footer import TableFooter
from ui.desktop.widgets.text import Line, Text


class ClientsPage(QWidget):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        begun, desk.begun = desk.begun, None
        shown = begun or client_list(desk.firm.time_zone, desk.settings, self)
        self.model, self.filters, self.table = shown.model, shown.filters, shown.table
        self.deeds = ClientActions(desk, self.table, self)
        self.pane = ClientPane(desk, self.deeds, self)
        self.footer = TableFooter(parent=self)
        self._flags = {flag: self.footer.add_verdict(flag) for flag in ("red", "amber", "grey")}
        self._count = Text("", "body", "muted")
        self._wanted: int | None = None  # a client to show once the rows are there
        self._filter_later: Callable[[], None] | None = None
        self.loaded = False
        self._reader = ClientReader(desk, self.filters, self._show_rows, shown.look)
        self._lay_out()
        self._connect()
        self.table.states.set_loading(loading=begun is None)
        self._show_counts()
        self.refresh()

    # --- layout -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.deeds.checking)
        column.addWidget(self.footer)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(left)
        self._split.addWidget(self.pane)
        self._split.setStretchFactor(0, 1)
        self.pane.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(self._head())
        page.addWidget(self._filter_row())
        page.addWidget(Line())
        page.addWidget(self._split, 1)
        self.table.states.set_empty(self._empty())

    def _head(self) -> QHBoxLayout:
        row = head(self._count)
        self.import_button = Button(_("Import"), icon="download-simple")
        self.import_button.set_menu(self.deeds.import_menu(self.import_button))
        self.import_button.set_reason(self.desk.why_not(Right.INTEGRATIONS))
        self.add_button = Button(_("Add client"), icon="plus-bold")
        self.add_button.clicked.connect(self.deeds.add)
        self.add_button.set_reason(self.desk.why_not(Right.CLIENTS))
        self.more_button = Button(icon="dots-three", name=_("More"))
        more = self.deeds.more_menu(self.more_button)
        self.more_button.clicked.connect(lambda: more.popup(self.desk.shell.below(self.more_button)))
        for button in (self.import_button, self.add_button, self.more_button):
            row.addWidget(button)
        return row

    def _filter_row(self) -> QWidget:
        self.saved = SavedFiltersButton(self.desk, TABLE, self.filters.content, self.filters.apply, self)
        self.columns = ColumnsButton(self.table, self)
        self.filters.leave_room(0)
        for button in (self.saved, self.columns):
            self.filters.row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return self.filters

    def _empty(self) -> EmptyState:
        state = EmptyState(
            "buildings",
            _("No clients yet"),
            _(
                "Connect the program that you keep the books in and import them from there, or add one by hand."
            ),
        )
        connect = state.add_button(
            _("Connect a program"), lambda: self.desk.shell.go(Place("settings")), kind="primary"
        )
        connect.set_reason(self.desk.why_not(Right.INTEGRATIONS))
        return state

    # --- behaviour ----------------------------------------------------------------------------------

    def _connect(self) -> None:
        events = self.desk.program.events
        events.subscribe(ClientsChanged, lambda _event: self.refresh())
        events.subscribe(FirmChanged, lambda _event: self.refresh())
        self.table.find_asked.connect(self.filters.finder.focus_from_key)
        self.table.filters_cleared.connect(self.filters.clear)
        self.table.current_changed.connect(self._follow)
        self.table.opened.connect(self._open)
        self.table.layout_changed.connect(self._keep_layout)
        self.filters.finder.left_down.connect(self.table.setFocus)
        self.pane.closed.connect(self._close_pane)
        self.model.counts_changed.connect(self._show_counts)
        self.model.ticks_changed.connect(self._show_counts)
        self.deeds.add_bulk(self.footer, self._ticked)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.filters.finder.focus_from_key)

    def regions(self) -> Sequence[QWidget]:
        """For F6: filters, table, pane."""
        return (self.filters.finder, self.table, *((self.pane,) if self.pane.isVisible() else ()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the popup (Qt), clears find, closes the pane, in this order."""
        if event.key() == Qt.Key.Key_Escape and self.filters.finder.text():
            self.filters.finder.clear()
        elif event.key() == Qt.Key.Key_Escape and self.pane.isVisible():
            self._close_pane()
        else:
            super().keyPressEvent(event)

    def show_place(self, path: tuple[str, ...]) -> None:
        """`("run", "3")` filters to that import, `("12",)` opens the client, `("new",)` adds one; `("unlinked", KEY)`
        and `("inactive", KEY)` filter to those that a program does not know, or knows and Kontor has put aside.
        """
        match path:
            case ("run", run) if run.isdigit():
                self.filters.apply({"status": "all"})
                self._reader.show_run(int(run))
            case ("new",):
                self.deeds.add()
            case (client,) if client.isdigit():
                self._open_client(int(client))
            case ("without", "manager"):
                self._filter_when_read(lambda: self.filters.apply({"manager": (NOBODY,)}))
            case ("unlinked", program):
                self._filter_when_read(lambda: self.filters.show_unlinked(program))
            case ("inactive", program):
                content = {"status": "inactive", "program": (program,)}
                self._filter_when_read(lambda: self.filters.apply(content))
            case ("flag", flag):
                self.filters.apply({"registry": (flag,)})
        QTimer.singleShot(0, self.table.setFocus)

    def _filter_when_read(self, put: Callable[[], None]) -> None:
        """What can be chosen in some filters is known with the rows."""
        if self.loaded:
            put()
        else:
            self._filter_later = put

    def refresh(self) -> None:
        self._reader.refresh()

    def _show_rows(self, rows: Sequence[ClientRow]) -> None:
        self.table.states.set_loading(loading=False)
        if rows != self.model.rows.all:
            self.model.set_rows(rows)
        elif not self.loaded:
            self.model.prepare()
        if self.table.current_id() is None and self.model.shown:
            self.table.set_current(self.model.id_at(0))  # so that Enter and the arrows have a place to begin
        self.loaded = True
        put, self._filter_later = self._filter_later, None
        if put is not None:
            put()
        wanted = self._wanted
        if wanted is not None and self.model.rows.position(wanted) is not None:
            self._open_client(
                wanted
            )  # else this read may have begun before the client was made: the next one knows
        if self.pane.isVisible():
            self.pane.refresh()

    # --- one client -----------------------------------------------------------------------------------

    def _open_client(self, client_id: int) -> None:
        """Put the bar on the client; filters that hide it are lifted."""
        if self.model.rows.position(client_id) is None:
            self._wanted = client_id  # it may have been made a moment ago
            self.refresh()
            return
        if not self.table.set_current(client_id):
            self.filters.clear()
            self.table.set_current(client_id)
        self._open(client_id)

    def _open(self, client_id: object) -> None:
        if isinstance(client_id, int):
            self._wanted = None
            self.pane.show_client(client_id)
            self._show_pane()

    def _show_pane(self) -> None:
        if not self.pane.isVisible():
            self.pane.show()
            width = self.desk.settings.tables.get("client_pane", theme.px(330))
            self._split.setSizes([max(1, self._split.width() - width), width])

    def _follow(self, client_id: object) -> None:
        """The pane, once open, goes with the current row."""
        if self.pane.isVisible() and isinstance(client_id, int):
            self.pane.show_client(client_id)

    def _close_pane(self) -> None:
        self.desk.settings.tables["client_pane"] = self.pane.width()
        self.pane.hide()
        self.table.setFocus()

    # --- what is ticked, counted, kept ------------------------------------------------------------------

    def _ticked(self) -> list[ClientRow]:
        return self.model.rows.checked_rows()

    def _show_counts(self) -> None:
        self._count.setText(count_words(self.model))
        shown_now, ticked = self.model.shown, self.model.rows.checked_count
        counts = self.model.counts("registry")
        said = {"red": _("{n} not in register"), "amber": _("{n} to look at"), "grey": _("{n} not checked")}
        for flag, sentence in said.items():
            self._flags[flag].set_words(
                sentence.format(n=counts[flag]) if counts[flag] and not ticked else ""
            )
        words = ngettext("{n} client in this filter", "{n} clients in this filter", shown_now)
        self.footer.set_count("" if ticked else words.format(n=shown_now))
        of = ngettext("{n} of {total} ticked", "{n} of {total} ticked", ticked).format(
            n=ticked, total=shown_now
        )
        self.footer.set_selection(of if ticked else "")

    def _keep_layout(self) -> None:
        self.desk.settings.tables[TABLE] = self.table.layout_state()
