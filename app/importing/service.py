"""Use cases of importing clients (P3.4 to P3.10): fetch, review, confirm, undo, the log of runs."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

from app.connections.catalogue import Catalogue
from app.connections.service import ConnectionService
from app.core.clock import Clock
from app.core.events import ClientsChanged, ConnectionsChanged, Events
from app.core.progress import Progress, Tell, nobody
from app.core.rights import Actor, Right, require
from app.core.words import _, ngettext
from app.db.store import Store
from app.firm.notices import Notices
from app.importing import confirm, reading, runs, undo
from app.importing.choices import Choices
from app.importing.matching import Codes
from app.importing.review import Fetched, Review, asked, make_review, once_each, summary
from app.importing.rows import ReviewRow, State
from app.importing.runs import RunDetail, RunRow, RunView
from app.importing.source import Source, source_of
from app.importing.undo import Kept, Undone
from app.registers.service import RegisterService
from integrations.contract import Integration, RegisterSource, RemoteClient

__all__ = [
    "Choices",
    "ImportService",
    "Kept",
    "Review",
    "ReviewRow",
    "RunDetail",
    "RunRow",
    "RunView",
    "State",
    "Undone",
]
RUNS_SHOWN = 200


class ImportService:
    def __init__(  # noqa: PLR0917 - in the order in which the container hands them to every service
        self,
        store: Store,
        clock: Clock,
        events: Events,
        connections: ConnectionService,
        registers: RegisterService,
        notices: Notices,
        *,
        catalogue: Sequence[Integration] | None = None,
        register_sources: Sequence[RegisterSource] | None = None,
    ) -> None:
        """`catalogue`, `register_sources`: what there is; None takes all of `integrations.registry`."""
        self._store = store
        self._clock = clock
        self._events = events
        self._connections = connections
        self._registers = registers
        self._notices = notices
        self._catalogue = Catalogue(catalogue)
        self._register_sources = register_sources
        self._waiting: dict[str, Review] = {}

    async def fetch(self, actor: Actor, integration: str, tell: Tell = nobody) -> Review:
        """Everything the program lists, reviewed. Nothing is written but the connection's health.

        Can be cancelled at any moment. The review is kept until it is confirmed, see `waiting`. Raises
        `OtherSideFailed`, `Refused`, `NotFound`.
        """
        require(actor, Right.INTEGRATIONS)
        self._source(integration)
        began = time.monotonic()
        clients, address = await self._all_clients(integration, tell)
        review = replace(await self._review(integration, clients, tell, began), address=address)
        self._waiting[integration] = review
        return review

    async def announce(self, review: Review) -> None:
        """A notice that the review is ready, for whoever closed the window meanwhile (P3.4)."""
        title = _("Import is ready to review")
        await self._notices.add("info", title, _in_short(review), f"import/{review.source}")

    async def review(
        self, actor: Actor, source: str, clients: Sequence[RemoteClient], tell: Tell = nobody
    ) -> Review:
        """The review of clients that were read elsewhere."""
        require(actor, Right.INTEGRATIONS)
        return await self._review(source, clients, tell, time.monotonic())

    def waiting(self, actor: Actor, integration: str) -> Review | None:
        """The last review that was neither confirmed nor dropped: the window may be closed and opened again.

        A review names clients, so there is none for who may not import.
        """
        return self._waiting.get(integration) if actor.may(Right.INTEGRATIONS) else None

    def drop(self, integration: str) -> None:
        """The person does not want this review."""
        self._waiting.pop(integration, None)

    async def confirm(self, actor: Actor, review: Review, choices: Choices) -> RunView:
        """Write what was chosen, all of it or, if the program ends meanwhile, nothing (P3.8).

        Rows that cannot be written any more are counted as failed and named in the run.
        """
        require(actor, Right.INTEGRATIONS)
        rows, at, codes = choices.rows(review), self._clock.now(), self._codes()
        run = await self._store.write(lambda s: confirm.confirm(s, actor, at, review, rows, codes=codes))
        if self._waiting.get(review.source) is review:
            del self._waiting[review.source]
        if run.created or run.updated or any(row.news for row in rows):
            self._events.publish(ClientsChanged())
        if review.address is not None:
            self._events.publish(ConnectionsChanged(review.source))  # its links are confirmed
        return run

    async def undo(self, actor: Actor, run_id: int) -> Undone:
        """Take back what the run wrote and nobody has changed since (P3.9). Raises `NotFound`, `Refused`."""
        require(actor, Right.INTEGRATIONS)
        at = self._clock.now()
        undone = await self._store.write(lambda session: undo.undo(session, actor, at, run_id))
        self._waiting.clear()  # made on what is gone now
        self._events.publish(ClientsChanged())
        return undone

    async def runs(self, actor: Actor, source: str | None = None) -> tuple[RunView, ...]:
        """The newest first. Raises `Refused`."""
        require(actor, Right.INTEGRATIONS)
        return await self._store.read(lambda session: runs.runs(session, source, RUNS_SHOWN))

    async def run(self, actor: Actor, run_id: int) -> RunDetail:
        """Raises `NotFound`, `Refused`: its rows name clients, whoever they are assigned to."""
        require(actor, Right.INTEGRATIONS)
        return await self._store.read(lambda session: runs.run(session, run_id))

    async def _all_clients(self, integration: str, tell: Tell) -> tuple[tuple[RemoteClient, ...], str]:
        """And the address that they are from: none other can be connected to while the session lasts."""
        step = _("Fetching clients")
        clients: list[RemoteClient] = []
        page = 0
        tell(Progress(step, 0))
        async with self._connections.session(integration) as connector:
            address = (await self._connections.view(integration)).address
            async for found in connector.clients():
                clients.extend(found.clients)
                page += 1
                tell(Progress(step, len(clients), found.total, page))
        return tuple(clients), address

    async def _review(self, key: str, clients: Sequence[RemoteClient], tell: Tell, began: float) -> Review:
        """In threads: ten thousand clients would hold up the windows."""
        source, clients = self._source(key), once_each(clients)
        at = self._clock.now()
        known = await self._store.read(lambda session: reading.known(session, source))
        questions = await asyncio.to_thread(asked, source, clients, known)
        verdicts = await self._registers.verdicts(questions, tell)
        fetched = Fetched(clients, verdicts, at, time.monotonic() - began)
        return await asyncio.to_thread(make_review, source, fetched, known, self._codes())

    def _source(self, key: str) -> Source:
        return source_of(self._catalogue.entry(key).manifest)

    def _codes(self) -> Codes:
        if self._register_sources is not None:
            return Codes(self._register_sources)
        from integrations.registry import registers

        return Codes(registers())


def _in_short(review: Review) -> str:
    words = ngettext(
        "{count} client from {source}: {summary}.", "{count} clients from {source}: {summary}.", review.listed
    )
    return words.format(count=review.listed, source=review.about.name, summary=summary(review.rows))
