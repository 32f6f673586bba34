"""What leaves the room: plain frozen values.

Rows of the list are msgspec's structs and not dataclasses: there are up to 100,000 of them, made five times as
fast and of no concern to the garbage collector, whose rounds otherwise take longer than reading the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec


class ClientRow(msgspec.Struct, frozen=True, gc=False):
    """A line of the client list. Codes and names as typed; `groups` and `integrations` in order of name."""

    id: int
    name: str
    mark: str
    country: str
    registration_code: str
    vat_number: str
    client_code: str
    status: str  # active, inactive
    manager_id: int | None
    manager: str  # the name; "" without one
    groups: tuple[str, ...]
    integrations: tuple[str, ...]  # keys
    language: str
    email: str
    phone: str
    registry_flag: str
    registry_reason: str
    registry_facts: Mapping[str, str]
    imported_at: datetime | None  # the newest link to an accounting program
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class ContactView:
    id: int
    name: str
    email: str
    phone: str
    role: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class LinkView:
    """`vanished_at`: since that import the program no longer lists the client (P3.10)."""

    integration: str
    remote_id: str
    linked_at: datetime
    remote_active: bool
    readable: bool
    vanished_at: datetime | None


class CustomValue(NamedTuple):
    """A custom field that has a value. `value` as in `tables.ClientFieldValue`."""

    field_id: int
    name: str
    kind: str
    value: str


class ClientDetail(ClientRow, frozen=True, gc=False):
    address: str
    notes: str
    parent_id: int | None
    parent: str  # the name; "" without one
    member_ids: tuple[int, ...]  # further members beside the manager
    members: tuple[str, ...]  # their names in the same order
    contacts: tuple[ContactView, ...]  # the primary first
    custom: tuple[CustomValue, ...]
    links: tuple[LinkView, ...]
    registry_at: datetime | None
    created_at: datetime
    time_mandatory: bool
    topic_mandatory: bool


@dataclass(frozen=True, slots=True)
class ClientCounts:
    """`red`, `amber`, `grey` (registry flags) and `without_manager` count active clients only."""

    active: int
    inactive: int
    red: int
    amber: int
    grey: int
    without_manager: int


@dataclass(frozen=True, slots=True)
class GroupView:
    id: int
    name: str
    clients: int  # the inactive too


@dataclass(frozen=True, slots=True)
class FieldView:
    """A custom field. `used`: clients with a value; a used field is archived, not removed."""

    id: int
    name: str
    kind: str  # text, number, date, yes_no, choice
    choices: tuple[str, ...]
    archived: bool
    used: int


@dataclass(frozen=True, slots=True)
class FilterView:
    id: int
    name: str
    content: Mapping[str, Any]  # the page's own


class Found(NamedTuple):
    """A client in the palette."""

    id: int
    name: str
    mark: str
    registration_code: str
    status: str


@dataclass(frozen=True, slots=True)
class SameCode:
    """Who has a registration code. `others`: how many have it that the member may not see; they stay unnamed."""

    clients: tuple[Found, ...]
    others: int
