"""Telling the screens that something changed. Published after the transaction, on the loop's thread."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

E = TypeVar("E")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ClientsChanged:
    """`ids` of the clients, or None for many."""

    ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class FirmChanged:
    """The firm, its members or its settings."""


@dataclass(frozen=True, slots=True)
class ConnectionsChanged:
    integration: str


@dataclass(frozen=True, slots=True)
class RegisterChanged:
    """The local copy of a register was loaded anew."""


@dataclass(frozen=True, slots=True)
class TasksChanged:
    """`ids` of the tasks, or None for many."""

    ids: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class WorkListsChanged:
    """Topics or task fields."""


@dataclass(frozen=True, slots=True)
class SummariesChanged:
    """The plan of an integration's counts, its ledger, or what is still owed."""

    integration: str


@dataclass(frozen=True, slots=True)
class JobsChanged:
    """A job began or ended, or is due at another moment."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A notification was added (P10.3) or read."""


class Events:
    """Subscribers by type of event. `subscribe` returns the function that ends the subscription.

    What was written stays written: a subscriber that fails is logged, the others are told all the same, and
    the publisher never hears of it.
    """

    def __init__(self) -> None:
        self._by_kind: dict[type, dict[object, Callable[[Any], None]]] = {}

    def subscribe(self, kind: type[E], tell: Callable[[E], None]) -> Callable[[], None]:
        listeners, own = self._by_kind.setdefault(kind, {}), object()
        listeners[own] = tell

        def end() -> None:
            listeners.pop(own, None)

        return end

    def publish(self, event: object) -> None:
        for tell in tuple(self._by_kind.get(type(event), {}).values()):
            try:
                tell(event)
            except Exception:  # noqa: BLE001 - whatever a window does wrong, the others are told
                _log.exception("A subscriber of %s failed", type(event).__name__)
