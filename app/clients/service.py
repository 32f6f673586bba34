"""Use cases of clients (P2): rights, one transaction, audit, events."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.clients import bulk, contacts, writing
from app.clients.access import require_theirs
from app.clients.belongings import belonging, children, hanging
from app.clients.lists import ClientLists
from app.core.clock import Clock
from app.core.events import Events
from app.core.paths import Home
from app.core.rights import Actor, Right, require
from app.db.backup import back_up, name_for
from app.db.store import Store


class ClientService(ClientLists):
    """A member without `Right.CLIENTS` changes the fields, groups and contacts of their own clients only."""

    def __init__(self, store: Store, clock: Clock, events: Events, home: Home) -> None:
        super().__init__(store, clock, events)
        self._home = home

    # --- one client -------------------------------------------------------------------------------

    async def add(self, actor: Actor, values: Mapping[str, Any]) -> int:
        """The client's id. `values`: see `writing.add`."""
        require(actor, Right.CLIENTS)
        at = self._clock.now()
        client_id = await self._store.write(lambda session: writing.add(session, actor, at, values))
        self._tell({client_id})
        return client_id

    async def change(self, actor: Actor, client_id: int, values: Mapping[str, Any]) -> None:
        """Only differences are written. `values` as for `add`."""
        at = self._clock.now()
        changed = await self._store.write(
            lambda session: writing.change(session, actor, at, client_id, values)
        )
        self._tell({client_id} if changed else ())

    async def consequences(self, actor: Actor, client_id: int) -> tuple[str, ...]:
        """What goes when the client is deleted, in words: "2 contacts"."""

        def work(session: Session) -> tuple[str, ...]:
            require_theirs(session, actor, [client_id])
            going = belonging(session, [client_id]).get(client_id, [])
            return (*going, *filter(None, [children(session, client_id)]))

        return await self._store.read(work)

    async def obstacles(self, actor: Actor, client_id: int) -> tuple[str, ...]:
        """What keeps the client from being deleted, in words: "3 tasks"."""

        def work(session: Session) -> tuple[str, ...]:
            require_theirs(session, actor, [client_id])
            return tuple(hanging(session, [client_id]).get(client_id, ()))

        return await self._store.read(work)

    async def delete(self, actor: Actor, client_id: int, typed_name: str) -> None:
        """For good, so the database is backed up first. The Owner types the client's name to confirm."""
        require(actor, Right.DELETE_CLIENT)
        at = self._clock.now()
        await self._store.read(lambda session: writing.require_deletable(session, client_id, typed_name))
        if self._store.file is not None:
            target = self._home.backups / name_for(
                at, f"before-delete-{client_id}"
            )  # two in one second are two
            await asyncio.to_thread(back_up, self._store.file, target)
        changed = await self._store.write(
            lambda session: writing.remove(session, actor, at, client_id, typed_name)
        )
        self._tell(changed)

    # --- many clients -----------------------------------------------------------------------------

    async def deactivate(self, actor: Actor, ids: Collection[int]) -> int:
        """How many changed. Keeps everything and can be taken back (P2.4)."""
        require(actor, Right.CLIENTS)
        return await self._change_many(lambda s, at: bulk.set_status(s, actor, at, ids, "inactive"))

    async def activate(self, actor: Actor, ids: Collection[int]) -> int:
        """How many changed."""
        require(actor, Right.CLIENTS)
        return await self._change_many(lambda s, at: bulk.set_status(s, actor, at, ids, "active"))

    async def assign_manager(self, actor: Actor, ids: Collection[int], member_id: int | None) -> int:
        """How many changed; None takes the manager away."""
        require(actor, Right.CLIENTS)
        return await self._change_many(lambda s, at: bulk.set_manager(s, actor, at, ids, member_id))

    async def set_groups(
        self, actor: Actor, ids: Collection[int], add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> int:
        """How many changed. By names of groups; those to add are made where there are none yet."""
        added, removed = tuple(add), tuple(remove)
        return await self._change_many(
            lambda s, at: bulk.set_groups(s, actor, at, ids, add=added, remove=removed)
        )

    # --- contacts ---------------------------------------------------------------------------------

    async def add_contact(self, actor: Actor, client_id: int, values: Mapping[str, Any]) -> int:
        """The contact's id. `values`: name, email, phone, role, is_primary."""
        at = self._clock.now()
        contact_id = await self._store.write(
            lambda session: contacts.add(session, actor, at, client_id, values)
        )
        self._tell({client_id})
        return contact_id

    async def change_contact(self, actor: Actor, contact_id: int, values: Mapping[str, Any]) -> None:
        await self._change_many(lambda s, at: contacts.change(s, actor, at, contact_id, values))

    async def remove_contact(self, actor: Actor, contact_id: int) -> None:
        await self._change_many(lambda s, at: contacts.remove(s, actor, at, contact_id))
