"""Long lists of ids in parts, as SQLite takes some 32,000 values in one statement."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

Id = TypeVar("Id", int, str)
SIZE = 10_000


def chunks(ids: Collection[Id], size: int = SIZE) -> Iterator[list[Id]]:
    """In ascending order, each id once."""
    rest = iter(sorted(set(ids)))
    while part := list(islice(rest, size)):
        yield part
