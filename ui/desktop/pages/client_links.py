"""The client in accounting programs: linked since when, what it lacks there, its covered days (P3.10, P3.12, P6.4)."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.clients.views import ClientDetail, LinkView
from app.core.events import ConnectionsChanged, SummariesChanged
from app.core.words import _
from integrations.contract import Manifest
from integrations.registry import integrations
from ui.desktop import shown
from ui.desktop.ask import gone
from ui.desktop.desk import Desk
from ui.desktop.pages.pane_tab import PaneTab
from ui.desktop.widgets.banner import Banner
from ui.desktop.widgets.text import KeyValues, Line, SectionHeader, Text

if TYPE_CHECKING:
    from app.summaries.views import ClientDays


class Counted(NamedTuple):
    """A program that counts. `days` None: it does not know the client."""

    manifest: Manifest
    days: "ClientDays | None"


class ClientLinks(PaneTab):
    """Reads when it is looked at, and anew whenever something was counted meanwhile."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, parent)
        self._client: ClientDetail | None = None
        for kind in (SummariesChanged, ConnectionsChanged):
            desk.program.events.subscribe(kind, lambda _event: self._look())

    def show_client(self, detail: ClientDetail) -> None:
        if self._client is not None and self._client.id != detail.id:
            self.clear()
        self._client = detail
        self._look()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def _look(self) -> None:
        if self._client is not None and not gone(self) and self.isVisible():
            self._desk.start(self._read(self._client))

    async def _read(self, detail: ClientDetail) -> None:
        await self._desk.program.whole()
        found = [
            counted
            for entry in integrations()
            if entry.manifest.counts is not None
            and (counted := await self._counted(detail, entry.manifest)) is not None
        ]
        if not gone(self) and detail is self._client:  # the person may have walked on meanwhile
            self._show(detail, {each.manifest.key: each for each in found})

    async def _counted(self, detail: ClientDetail, manifest: Manifest) -> Counted | None:
        """None where the program neither knows the client nor should."""
        summaries = self._desk.program.summaries
        days = await summaries.client_days(self._desk.actor, manifest.key, detail.id)
        expected = detail.status == "active" and detail.country in {"", manifest.country}
        if days is None and not (expected and (await summaries.plan(manifest.key)).on):
            return None
        return Counted(manifest, days)

    def _show(self, detail: ClientDetail, counted: dict[str, Counted]) -> None:
        self.clear()
        if not detail.links:
            words = _("Not linked to a program. An import links clients by their registration code.")
            self.add(Text(words, "body", "text2", wrap=True))
        for number, link in enumerate(detail.links):
            if number:
                self.add(Line())
            self._add_link(link)
            if number + 1 == len(detail.links) or detail.links[number + 1].integration != link.integration:
                self._add_counted(counted.pop(link.integration, None))
        for key, rest in counted.items():
            self.add(Line())
            self.add(SectionHeader(shown.program(key)))
            self._add_counted(rest)

    def _add_counted(self, counted: Counted | None) -> None:
        if counted is not None:
            from ui.desktop.pages.client_days import CoveredPart

            self.add(CoveredPart(self._desk, counted.manifest, counted.days))

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
                ],
                names=112,
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
