"""Import in an integration's dialog: what came of the last one, and the start of the next (P3.4)."""

from app.connections.views import ConnectionView
from app.core.words import _
from ui.desktop.dialogs.integration_tabs import IntegrationTab
from ui.desktop.widgets.text import Text
from ui.desktop.wizards.fetching import Fetch


class ImportTab(IntegrationTab):
    def show_view(self, view: ConnectionView) -> None:
        self.clear()
        name = self.dialog.manifest.name
        words = _(
            "Fetches the clients of {name}, shows what is new and what has changed, and writes only what you confirm. "
            "Nothing is written to {name}."
        )
        self.add(Text(words.format(name=name), "body", "text2", wrap=True))
        if view.state == "off":
            self.add(Text(_("Connect first."), "body", "muted"))
            self.buttons((_("Connect"), "primary", "link", self.dialog.connect_now))
            return
        self.add_trouble(view)
        fetch = self._desk.fetches.get(self.dialog.manifest.key)
        words = _("Start import")
        if isinstance(fetch, Fetch) and fetch.review is not None:
            words = _("Open review")
        elif isinstance(fetch, Fetch) and fetch.running:
            words = _("Show progress")
        self.buttons((words, "primary", "download-simple", self.dialog.import_now))
