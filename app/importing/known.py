"""What Kontor knows when an import is reviewed: its clients and their links to the program. Plain values.

Structs and not dataclasses: there are ten thousand of each, made anew for every review.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from app.importing.source import Values


class Ours(msgspec.Struct, frozen=True, gc=False):
    """A client of ours. `values`: in the order of the source's fields."""

    id: int
    name: str
    mark: str
    country: str
    registration_code: str
    status: str
    values: Values

    @property
    def active(self) -> bool:
        return self.status == "active"


class Link(msgspec.Struct, frozen=True, gc=False):
    """A client of ours in the program. `base`: the values of the last import as JSON text, field → value."""

    id: int
    client_id: int
    remote_id: str
    base: str
    remote_active: bool
    readable: bool
    vanished: bool


@dataclass(frozen=True, slots=True)
class Known:
    """`clients` by id, `links` of one program by remote id."""

    clients: Mapping[int, Ours] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
