"""The menu of the task list: what is shown goes into a file (as of clients, P2.2)."""

from functools import partial

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from app.core.words import _, ngettext
from ui.desktop.desk import Desk
from ui.desktop.widgets.table import TableView


def more_menu(desk: Desk, table: TableView, button: QWidget) -> QMenu:
    menu = QMenu(button)
    for kind in ("xlsx", "csv"):
        words = _("Export what is shown as {kind}").format(kind=kind.upper())
        menu.addAction(words + "…", partial(choose_file, desk, table, kind))
    return menu


def choose_file(desk: Desk, table: TableView, kind: str) -> None:
    chooser = QFileDialog(table.window(), _("Export tasks"))
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setDefaultSuffix(kind)
    chooser.setNameFilter(f"{kind.upper()} (*.{kind})")
    chooser.selectFile(_("tasks") + f".{kind}")
    chooser.fileSelected.connect(lambda file: desk.start(_write(desk, table, kind, file)))
    chooser.open()


async def _write(desk: Desk, table: TableView, kind: str, file: str) -> None:
    from ui.desktop.pages.list_export import write_table

    rows = await write_table(table, kind, file)
    words = ngettext("{n} task is in {file}.", "{n} tasks are in {file}.", rows)
    desk.shell.toast(words.format(n=rows, file=file.rpartition("/")[2]))
