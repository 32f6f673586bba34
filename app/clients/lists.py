"""The lists around clients: groups, custom fields, saved filters. The lower half of `ClientService`."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.clients import fields, filters, groups
from app.clients.views import FilterView
from app.core.clock import Clock
from app.core.events import ClientsChanged, Events
from app.core.rights import Actor, Right, require
from app.db.store import Store

MANY = 1000  # screens are not told the ids of more


class ClientLists:
    def __init__(self, store: Store, clock: Clock, events: Events) -> None:
        self._store = store
        self._clock = clock
        self._events = events

    # --- groups -----------------------------------------------------------------------------------

    async def rename_group(self, actor: Actor, group_id: int, name: str) -> None:
        require(actor, Right.SETTINGS)
        await self._change_lists(lambda s, at: groups.rename(s, actor, at, group_id, name))

    async def remove_group(self, actor: Actor, group_id: int) -> None:
        """`Refused("group_in_use")` while there are clients in it."""
        require(actor, Right.SETTINGS)
        await self._change_lists(lambda s, at: groups.remove(s, actor, at, group_id))

    # --- custom fields ----------------------------------------------------------------------------

    async def add_field(self, actor: Actor, name: str, kind: str, choices: Iterable[str] = ()) -> int:
        """The field's id. `kind`: text, number, date, yes_no, choice; `choices` for the last."""
        require(actor, Right.SETTINGS)
        at, given = self._clock.now(), tuple(choices)
        field_id = await self._store.write(
            lambda session: fields.add(session, actor, at, name, kind=kind, choices=given)
        )
        self._events.publish(ClientsChanged())
        return field_id

    async def change_field(self, actor: Actor, field_id: int, changes: Mapping[str, Any]) -> None:
        """`changes`: name, choices, archived."""
        require(actor, Right.SETTINGS)
        await self._change_lists(lambda s, at: fields.change(s, actor, at, field_id, changes))

    async def remove_field(self, actor: Actor, field_id: int) -> None:
        """`Refused("field_in_use")` while clients have values in it: archive it then."""
        require(actor, Right.SETTINGS)
        await self._change_lists(lambda s, at: fields.remove(s, actor, at, field_id))

    # --- saved filters ----------------------------------------------------------------------------

    async def saved_filters(self, actor: Actor, page: str) -> tuple[FilterView, ...]:
        """The actor's own for this page, by name."""
        return await self._store.read(lambda session: filters.listed(session, actor, page))

    async def save_filter(self, actor: Actor, page: str, name: str, content: Mapping[str, Any]) -> int:
        """Its id. One of the same name is replaced. `content`: what JSON can carry."""
        return await self._store.write(lambda session: filters.save(session, actor, page, name, content))

    async def remove_filter(self, actor: Actor, filter_id: int) -> None:
        await self._store.write(lambda session: filters.remove(session, actor, filter_id))

    # --- in common --------------------------------------------------------------------------------

    async def _change_many(self, work: Callable[[Session, datetime], Collection[int]]) -> int:
        """`work` gives the ids of the clients that it changed. How many they are."""
        at = self._clock.now()
        changed = await self._store.write(lambda session: work(session, at))
        self._tell(changed)
        return len(changed)

    async def _change_lists(self, work: Callable[[Session, datetime], bool]) -> None:
        """`work` says whether anything was written."""
        at = self._clock.now()
        if await self._store.write(lambda session: work(session, at)):
            self._events.publish(ClientsChanged())

    def _tell(self, client_ids: Collection[int]) -> None:
        if client_ids:
            few = len(client_ids) <= MANY
            self._events.publish(ClientsChanged(frozenset(client_ids) if few else None))
