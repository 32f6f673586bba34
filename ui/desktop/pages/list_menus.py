"""Two buttons that every list has: saved filters, and which columns are shown (P2.2)."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.clients.views import FilterView
from app.core.words import _
from ui.desktop.desk import Desk
from ui.desktop.dialogs.name import ask_name
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.table import ROWS, TableView


class ColumnsButton(Button):
    """Columns to tick, and the height of the rows."""

    def __init__(self, table: TableView, parent: QWidget) -> None:
        super().__init__(icon="columns", name=_("Columns"), parent=parent)
        self._table = table
        self._menu = QMenu(self)
        self.clicked.connect(self._open)

    def _open(self) -> None:
        self._menu.clear()
        for column in self._table.table().columns:
            if column.chosen:
                self._add(column.key, column.title or _("Registry flag"))
        self._menu.addSeparator()
        for rows, words in zip(ROWS, (_("Compact rows"), "", _("Normal rows")), strict=True):
            if words:
                self._menu.addAction(words, partial(self._table.set_rows_look, rows))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    def _add(self, key: str, words: str) -> None:
        action = QAction(words, self._menu)
        action.setCheckable(True)
        action.setChecked(self._table.is_column_shown(key))
        action.toggled.connect(lambda on: self._table.show_column(key, shown=on))
        self._menu.addAction(action)


class SavedFiltersButton(Button):
    """Filters kept under a name, by member and page. `content` reads the page's filter, `apply` sets it."""

    def __init__(
        self,
        desk: Desk,
        page: str,
        content: Callable[[], dict[str, Any]],
        apply: Callable[[Mapping[str, Any]], None],
        parent: QWidget,
    ) -> None:
        super().__init__(icon="bookmark-simple", name=_("Saved filters"), parent=parent)
        self._desk, self._page = desk, page
        self._content, self._apply = content, apply
        self._menu = QMenu(self)
        self.clicked.connect(lambda: desk.start(self._open()))

    async def _open(self) -> None:
        kept = await self._desk.program.clients.saved_filters(self._desk.actor, self._page)
        self._menu.clear()
        for each in kept:
            self._menu.addAction(each.name, partial(self._apply, each.content))
        if kept:
            removing = self._menu.addMenu(_("Remove"))
            for each in kept:
                removing.addAction(each.name, partial(self._start_remove, each))
            self._menu.addSeparator()
        self._menu.addAction(_("Save this filter") + "…", lambda: self._desk.start(self._save()))
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 4)))

    async def _save(self) -> None:
        name = await ask_name(self.window(), _("Save this filter"), _("Name"), _("Save the filter"))
        if name:
            await self._desk.program.clients.save_filter(self._desk.actor, self._page, name, self._content())
            self._desk.shell.toast(_("The filter “{name}” is saved.").format(name=name))

    def _start_remove(self, kept: FilterView) -> None:
        self._desk.start(self._remove(kept))

    async def _remove(self, kept: FilterView) -> None:
        await self._desk.program.clients.remove_filter(self._desk.actor, kept.id)
        again = self._desk.program.clients.save_filter
        self._desk.shell.toast(
            _("The filter “{name}” is removed.").format(name=kept.name),
            lambda: self._desk.start(again(self._desk.actor, self._page, kept.name, kept.content)),
        )
