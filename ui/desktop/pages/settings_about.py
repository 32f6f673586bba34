"""Version, licences of the data, and where things lie (P4.3)."""

from PySide6.QtWidgets import QWidget

from app.core.version import program_version
from app.core.words import _
from integrations.registry import registers
from ui.desktop.desk import Desk
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.text import KeyValues, SectionHeader, Text


class AboutTab(PaneTab):
    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent, edge=20)
        home = desk.program.home
        self.add(SectionHeader(_("This program")))
        self.add(
            KeyValues(
                [
                    (_("Version"), program_version()),
                    (_("Database"), str(desk.program.store.file or desk.settings.database)),
                    (_("Backups"), str(home.backups)),
                    (_("Log"), str(home.logs)),
                ]
            )
        )
        self.add(SectionHeader(_("Data of others")))
        for register in registers():
            self.add(Text(f"{_(register.name)}: {_(register.licence)}", "body", "text2", wrap=True))
        self.add(Text(_("Icons: Phosphor, MIT licence."), "body", "text2", wrap=True))
