"""The list of clients with its filters: the part of the page that needs no program behind it.

At start it stands alone in the window, with the rows of a first look (see app.clients.first_look); the page takes it
over as it is, once the program is loaded.
"""

import asyncio
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.clients.first_look import FirstLook
from app.clients.views import ClientRow
from app.core.settings import Settings
from app.core.words import _, ngettext
from ui.desktop import theme
from ui.desktop.models.table import TableModel
from ui.desktop.pages.client_columns import columns
from ui.desktop.pages.client_filters import ClientFilters
from ui.desktop.widgets.buttons import HEIGHT
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line, Text

TABLE = "clients"  # its key in the settings of the screen
BUTTONS = 2  # that the page has beside the filters


@dataclass(frozen=True, slots=True)
class ClientList:
    """`look`: where the rows came from, None where there are none yet."""

    model: TableModel[ClientRow]
    filters: ClientFilters
    table: TableView
    look: FirstLook | None = None


def client_list(zone: str, settings: Settings, parent: QWidget, look: FirstLook | None = None) -> ClientList:
    """Empty, with columns, order and row height as they were left. `zone`: the firm's."""
    model: TableModel[ClientRow] = TableModel(columns(zone), lambda row: row.id)
    table = TableView(model, parent=parent)
    table.setAccessibleName(_("Clients"))
    model.setParent(table)
    filters = ClientFilters(model, parent)
    table.restore(settings.tables.get(TABLE, {"sort": "name"}))
    return ClientList(model, filters, table, look)


async def show_first(look: FirstLook, settings: Settings, place: QWidget) -> ClientList:
    """Fill the empty `place` with the list: in steps, as the window answers between them, but painted once."""
    place.setUpdatesEnabled(False)
    made = client_list(look.time_zone, settings, place, look)
    made.filters.leave_room(BUTTONS)
    count = Text("", "body", "muted")
    column = QVBoxLayout(place)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head(count))
    column.addWidget(made.filters)
    column.addWidget(Line())
    column.addWidget(made.table, 1)
    await asyncio.sleep(0)
    made.model.set_rows(look.clients, prepare=False)  # the program is to be loaded before
    count.setText(count_words(made.model))
    made.table.setFocus()
    place.setUpdatesEnabled(True)
    place.repaint()
    await asyncio.sleep(0)
    made.filters.show_choices(look.clients, [])
    return made


def head(count: Text) -> QHBoxLayout:
    """The title of the page and how many there are; as high as with buttons in it."""
    row = QHBoxLayout()
    row.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(10))
    row.setSpacing(theme.px(8))
    row.addStrut(theme.px(HEIGHT))
    row.addWidget(Text(_("Clients"), "title"))
    count.setContentsMargins(0, theme.px(5), 0, 0)  # on the title's line
    row.addWidget(count)
    row.addStretch(1)
    return row


def count_words(model: TableModel[ClientRow]) -> str:
    active = model.counts("status").get("active", 0)
    return ngettext("{n} active", "{n} active", active).format(n=active)
