"""Settings & Apps: the cards of the integrations, the firm, its members, and how the program looks (P3.1)."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.words import _
from ui.desktop import theme
from ui.desktop.desk import Desk
from ui.desktop.pages.settings_about import AboutTab
from ui.desktop.pages.settings_appearance import AppearanceTab
from ui.desktop.pages.settings_apps import AppsTab
from ui.desktop.pages.settings_audit import AuditTab
from ui.desktop.pages.settings_firm import FirmTab
from ui.desktop.pages.settings_lists import ListsTab
from ui.desktop.pages.settings_members import MembersTab
from ui.desktop.widgets.tabs import TabPages
from ui.desktop.widgets.text import Text


class SettingsPage(QWidget):
    """`settings/TAB` shows a tab; `settings/INTEGRATION[/WHAT]` opens that integration's dialog or wizard."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.apps = AppsTab(desk, self)
        self.tabs = TabPages(edge=20, parent=self)
        self.tabs.add("apps", _("Apps"), self.apps)
        self.tabs.add("firm", _("Firm"), FirmTab(desk, self))
        self.tabs.add("members", _("Members"), MembersTab(desk, self))
        self.tabs.add("lists", _("Groups and fields"), ListsTab(desk, self))
        self.audit = AuditTab(desk, self)
        self.tabs.add("audit", _("Audit log"), self.audit)
        self.tabs.add("appearance", _("Appearance"), AppearanceTab(desk, self))
        self.tabs.add("about", _("About"), AboutTab(desk, self))
        self._tab_keys = {"apps", "firm", "members", "lists", "audit", "appearance", "about"}
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(6))
        head.addWidget(Text(_("Settings & Apps"), "title"))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tabs, 1)

    def show_place(self, path: tuple[str, ...]) -> None:
        if path and path[0] in self._tab_keys:
            self.tabs.choose(path[0])
        elif path:
            self.tabs.choose("apps")
            self.apps.open_integration(path[0], path[1] if len(path) > 1 else "overview", path[2:])
