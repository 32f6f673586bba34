"""Rows of the client list, put together from what a driver gives: 100,000 of them at once.

Groups and links come as one list each, not one per client; JSON and moments are turned with a memory, as most
clients share a few values of them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.clients.views import ClientRow

# columns of a client's tuple, in this order; JSON and moments as text where the database keeps them so
NAMES = (
    "id name mark country registration_code vat_number client_code status manager_id language email phone "
    "registry_flag registry_reason registry_facts changed_at"
)

Links = tuple[tuple[str, ...], datetime | None]  # integrations, and when the newest link was made


def compose(
    clients: Iterable[Any],
    managers: Iterable[tuple[int, str]],
    groups: Mapping[int, tuple[str, ...]],
    links: Mapping[int, Links],
) -> tuple[ClientRow, ...]:
    """`managers`: ids and names. `groups` and `links`: by client, see below."""
    names: dict[int | None, str] = dict(managers)
    names[None] = ""
    moments, facts = Turned(moment), Turned(msgspec.json.decode)
    unlinked: Links = ((), None)
    made = []
    for row in clients:
        programs, linked = links.get(row[0], unlinked)
        manager, own_groups = names[row[8]], groups.get(row[0], ())
        # in the order of ClientRow's fields, as NAMES is
        values = [
            *row[:9],
            manager,
            own_groups,
            programs,
            *row[9:14],
            facts[row[14]],
            linked,
            moments[row[15]],
        ]
        made.append(ClientRow(*values))
    return tuple(made)


def groups_of(names: Mapping[int, str], in_groups: Iterable[tuple[int, int]]) -> dict[int, tuple[str, ...]]:
    """Client → names in order, from pairs of client and group. Equal sets of groups are one tuple in memory."""
    ids: dict[int, tuple[int, ...]] = {}
    for client, group in in_groups:
        ids[client] = (*ids[client], group) if client in ids else (group,)
    named = {
        some: tuple(sorted((names[id_] for id_ in some), key=str.casefold)) for some in set(ids.values())
    }
    return {client: named[some] for client, some in ids.items()}


def links_of(links: Iterable[tuple[int, str, Any]]) -> dict[int, Links]:
    """Client → its links, from client, integration and moment."""
    keys: dict[int, tuple[str, ...]] = {}
    newest: dict[int, Any] = {}
    for client, key, at in links:
        keys[client] = (*keys[client], key) if client in keys else (key,)
        newest[client] = max(at, newest[client]) if client in newest else at
    sorted_keys = {some: tuple(sorted(set(some))) for some in set(keys.values())}
    moments = Turned(moment)
    return {client: (sorted_keys[some], moments[newest[client]]) for client, some in keys.items()}


class Turned(dict[Any, Any]):
    """Value of the driver → value of ours; each is turned once, and equal ones are one object."""

    def __init__(self, turn: Callable[[Any], Any]) -> None:
        super().__init__()
        self._turn = turn

    def __missing__(self, value: Any) -> Any:
        turned = self[value] = self._turn(value)
        return turned


def moment(value: str | datetime | None) -> datetime | None:
    """As `app.db.base.Moment` reads it."""
    if value is None:
        return None
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
