"""Use cases of connections (P3.1, P3.2, P3.12): connect, test, talk, disconnect.

How turns are taken and why a sign-in is all or nothing: `app.connections.lines`.
"""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import datetime

from sqlalchemy.orm import Session

from app.connections import records
from app.connections.answers import address_of, require_complete, secrets_in, sign_in_name
from app.connections.catalogue import Catalogue
from app.connections.lines import Lines
from app.connections.records import Deed, Known
from app.connections.views import ConnectionView, views
from app.connections.words import as_error, asks_email
from app.core.clock import Clock
from app.core.errors import Refused
from app.core.events import ConnectionsChanged, Events
from app.core.redaction import hiding
from app.core.rights import Actor, Right, require
from app.core.turns import to_the_end
from app.core.vault import Vault, require_usable
from app.core.words import _
from app.db.store import Store
from app.firm.service import FirmService
from integrations.contract import (
    Account,
    Connector,
    Integration,
    IntegrationError,
    Manifest,
    Problem,
    Surroundings,
)

__all__ = ["ConnectionService", "ConnectionView"]

WAIT = 60.0  # seconds for another session to end
log = logging.getLogger(__name__)


class ConnectionService:
    def __init__(  # noqa: PLR0917 - in the order in which the container hands them to every service
        self,
        store: Store,
        clock: Clock,
        events: Events,
        firm: FirmService,
        vault: Vault,
        around: Surroundings,
        catalogue: Sequence[Integration] | None = None,
        wait: float = WAIT,
    ) -> None:
        """`catalogue`: what can be connected to; None: all of the registry. `wait`: seconds for a turn."""
        self._store = store
        self._clock = clock
        self._events = events
        self._firm = firm
        self._vault = vault
        self._catalogue = Catalogue(catalogue)
        self._lines = Lines(vault, around, wait)

    async def all(self) -> tuple[ConnectionView, ...]:
        """Every integration, connected or not."""
        manifests = [entry.manifest for entry in self._catalogue.all()]
        return await self._store.read(lambda session: views(session, manifests))

    async def view(self, integration: str) -> ConnectionView:
        """`NotFound` for an integration that does not exist."""
        manifest = self._catalogue.entry(integration).manifest
        return (await self._store.read(lambda session: views(session, [manifest])))[0]

    async def activate(self, actor: Actor, integration: str) -> None:
        """Show its tabs. A connection that was there before is there again."""
        deed = self._deed(actor, integration)
        await self._write(deed, lambda session: records.set_active(session, deed, active=True))

    async def deactivate(self, actor: Actor, integration: str) -> None:
        """Keeps clients, links and secrets; nothing is fetched until it is activated again."""
        deed = self._deed(actor, integration)
        await self._write(deed, lambda session: records.set_active(session, deed, active=False))

    async def prepare(self, actor: Actor, integration: str) -> Manifest:
        """To be asked before a secret is typed (P3.3): `Refused` where it could not be kept, or not by this actor."""
        manifest = self._deed(actor, integration).manifest
        await self._firm.required()
        await require_usable(self._vault)
        return manifest

    async def connect(
        self, actor: Actor, integration: str, address: str, answers: Mapping[str, str]
    ) -> ConnectionView:
        """Sign in with the form's answers and keep what comes back; the password is not kept.

        Raises `OtherSideFailed` (its code is the `Problem`), `Refused` and `WrongUsage`; a connection that was
        there before is then as it was.
        """
        manifest = await self.prepare(actor, integration)
        entry, deed = self._catalogue.entry(integration), self._deed(actor, integration)
        require_complete(manifest, answers)
        name = await self._name(entry)
        with hiding(*secrets_in(manifest, answers)), _in_words(manifest):
            base = address_of(manifest, address)

            async def keep(account: Account) -> None:
                person = sign_in_name(manifest, answers)
                await self._write(deed, lambda s: records.connected(s, deed, base, person, account))

            async with self._lines.turn(entry, name):
                await self._lines.sign_in(entry, name, base, answers, keep)
        return await self.view(integration)

    async def test(self, actor: Actor, integration: str) -> Account:
        """Whom the kept secrets reach; what became of it is recorded as after any session."""
        require(actor, Right.INTEGRATIONS)
        async with self._session(integration, watched=True) as (connector, reached):
            account = await connector.test()
            reached.append(account)
        return account

    async def disconnect(self, actor: Actor, integration: str) -> None:
        """Sign out there as far as it can be reached, and forget the secrets. Clients and links stay."""
        entry, deed = self._catalogue.entry(integration), self._deed(actor, integration)
        name = await self._name(entry)
        async with self._lines.turn(entry, name):
            known = await self._known(entry)
            if not known.connected and await self._vault.get(name) is None:
                raise _not_connected(entry.manifest)

            async def forget() -> None:
                await self._lines.forget(entry, name, known.address)
                await self._write(deed, lambda session: records.disconnected(session, deed))

            await to_the_end(forget())

    def session(self, integration: str) -> AbstractAsyncContextManager[Connector]:
        """A connector with its kept secrets, for as long as the block lasts.

        Raises `Refused` where it is not connected, not active or busy. An `IntegrationError`, also one that
        the block itself lets through, is recorded (state, last error) and comes out as `OtherSideFailed`
        with the `IntegrationError` as its cause; a block that ends well is recorded as a success. One write
        a session; what is cancelled or fails for another reason is no news of the connection.
        """
        return self._plain_session(integration)

    @asynccontextmanager
    async def _plain_session(self, integration: str) -> AsyncIterator[Connector]:
        async with self._session(integration) as (connector, _reached):
            yield connector

    @asynccontextmanager
    async def _session(
        self, integration: str, *, watched: bool = False
    ) -> AsyncIterator[tuple[Connector, list[Account]]]:
        """The list takes the account that a test found. `watched`: a person waits for it."""
        entry = self._catalogue.entry(integration)
        name = await self._name(entry)
        reached: list[Account] = []
        async with self._lines.turn(entry, name):
            known = await self._known(entry)
            _require_on(entry.manifest, known)
            with _in_words(entry.manifest):
                try:
                    async with self._lines.talk(entry, name, known.address, watched=watched) as connector:
                        yield connector, reached
                        expires = await _expires(connector)
                except IntegrationError as failure:
                    await to_the_end(self._note_failure(entry.manifest, failure.problem))
                    raise
            account = reached[-1] if reached else None
            await to_the_end(self._note_success(entry.manifest, account, expires))

    async def _note_success(
        self, manifest: Manifest, account: Account | None, expires: datetime | None
    ) -> None:
        at = self._clock.now()
        await self._store.write(lambda s: records.succeeded(s, manifest.key, at, account, expires))
        self._events.publish(ConnectionsChanged(manifest.key))

    async def _note_failure(self, manifest: Manifest, problem: Problem) -> None:
        at = self._clock.now()
        await self._store.write(lambda session: records.failed(session, manifest.key, at, problem))
        self._events.publish(ConnectionsChanged(manifest.key))

    async def _write(self, deed: Deed, work: Callable[[Session], None]) -> None:
        await self._store.write(work)
        self._events.publish(ConnectionsChanged(deed.manifest.key))

    async def _known(self, entry: Integration) -> Known:
        return await self._store.read(lambda session: records.known(session, entry.manifest.key))

    async def _name(self, entry: Integration) -> str:
        """In the vault: two firms on one computer do not meet."""
        return f"{(await self._firm.required()).uid}/{entry.manifest.key}"

    def _deed(self, actor: Actor, integration: str) -> Deed:
        require(actor, Right.INTEGRATIONS)
        return Deed(actor, self._clock.now(), self._catalogue.entry(integration).manifest)


async def _expires(connector: Connector) -> datetime | None:
    """With every talk the tokens may have been renewed. A vault that has been locked since spoils nothing."""
    with suppress(Refused):
        return await connector.expires()
    return None


@contextmanager
def _in_words(manifest: Manifest) -> Iterator[None]:
    try:
        yield
    except IntegrationError as failure:
        log.info("%s: %s", manifest.key, failure)
        raise as_error(failure, manifest.name, by_email=asks_email(manifest)) from failure


def _require_on(manifest: Manifest, known: Known) -> None:
    if not known.connected:
        raise _not_connected(manifest)
    if not known.active:
        raise Refused(
            "not_active",
            _("{name} is not active.").format(name=manifest.name),
            _("Activate it in Settings & Apps. The connection is kept."),
        )


def _not_connected(manifest: Manifest) -> Refused:
    return Refused(
        "not_connected",
        _("{name} is not connected.").format(name=manifest.name),
        _("Connect it in Settings & Apps, or run kontor connect {key}.").format(key=manifest.key),
    )
