"""The client in accounting programs: linked since when, what it lacks there (P3.10, P3.12)."""

from app.clients.views import ClientDetail, LinkView
from app.core.words import _
from ui.desktop import shown
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.text import KeyValues, Line, SectionHeader, Text


class ClientLinks(PaneTab):
    def show_client(self, detail: ClientDetail) -> None:
        self.clear()
        if not detail.links:
            words = _("Not linked to a program. An import links clients by their registration code.")
            self.add(Text(words, "body", "text2", wrap=True))
        for number, link in enumerate(detail.links):
            if number:
                self.add(Line())
            self._add_link(link)

    def _add_link(self, link: LinkView) -> None:
        zone = self._desk.firm.time_zone
        name = shown.program(link.integration)
        self.add(SectionHeader(name))
        if said := _trouble(link, name, zone):
            self.add(Banner("warning", *said))
        self.add(
            KeyValues(
                [
                    (_("Linked"), shown.day(link.linked_at, zone)),
                    (_("Id there"), link.remote_id),
                    (_("Status there"), _("Active") if link.remote_active else _("Inactive")),
                    (_("Can be read"), _("Yes") if link.readable else _("No View permission")),
                ]
            )
        )


def _trouble(link: LinkView, name: str, zone: str) -> tuple[str, str] | None:
    """What is wrong with the link and what to do, or None."""
    if link.vanished_at:
        day = shown.day(link.vanished_at, zone)
        return (
            _("{name} no longer lists this client").format(name=name),
            _("Noticed on {day}. Check the rights of the user there, or deactivate the client here.").format(
                day=day
            ),
        )
    if not link.readable:
        return (
            _("No View permission in {name}").format(name=name),
            _(
                "The client is listed, but its volumes cannot be read. Give the user's role View for it there."
            ),
        )
    return None
