"""Clients that are not counted, by name and reason, in place of a silent nothing (P6.8)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from app.summaries.views import LeftOut
from ui.desktop import theme
from ui.desktop.desk import Desk, Place
from ui.desktop.models.columns import Column
from ui.desktop.models.table import TableModel
from ui.desktop.widgets.buttons import Button
from ui.desktop.widgets.focus import TabsAsSeen
from ui.desktop.widgets.table import TableView
from ui.desktop.widgets.text import Line, Text


class LeftOutDialog(TabsAsSeen, QDialog):
    """Enter or a double click opens the client."""

    def __init__(self, desk: Desk, left_out: Sequence[LeftOut], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        title = _("Clients that are not counted")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(theme.px(620), theme.px(460))
        columns: list[Column[LeftOut]] = [
            Column("client", _("Client"), lambda row: row.client, width=280, stretch=True, ink="text"),
            Column("reason", _("Why"), lambda row: row.reason_words, width=260),
        ]
        self.model: TableModel[LeftOut] = TableModel(columns, lambda row: row.client_id, parent=self)
        self.model.set_rows(left_out)
        self.table = TableView(self.model, edge=24, parent=self)
        self.table.setAccessibleName(title)
        self.table.opened.connect(self._open_client)
        close = Button(_("Close"), kind="neutral")
        close.clicked.connect(self.reject)
        edge = theme.px(24)
        head, foot = QVBoxLayout(), QHBoxLayout()
        head.setContentsMargins(edge, theme.px(20), edge, theme.px(12))
        head.addWidget(Text(title, "title"))
        said = _("They are counted as soon as the reason is gone; their days are not lost.")
        head.addWidget(Text(said, "body", "text2", wrap=True))
        foot.setContentsMargins(edge, theme.px(12), edge, theme.px(12))
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(Line())
        column.addLayout(foot)

    def _open_client(self, client_id: int) -> None:
        self._desk.shell.go(Place("clients", (str(client_id),)))
        self.accept()
