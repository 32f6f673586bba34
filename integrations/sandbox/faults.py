"""What goes wrong with the next requests to a sandbox. Driven by tests and by whoever tries things out."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from integrations.sandbox.messages import Received, Reply


class Break(Enum):
    NONE = auto()
    RESET = auto()  # "connection reset by peer"
    CUT_OFF = auto()  # the end comes in the middle of the body
    SILENCE = auto()


@dataclass(frozen=True, slots=True)
class Hold:
    """A request that is kept waiting: `arrived` tells that it is there, and it goes on when `release` is set."""

    arrived: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Fault:
    """`reply` replaces the answer, `alter` changes it; it comes `delay` seconds late and after `hold`.

    `carried_out`: the request takes effect, only its answer is lost; otherwise it is as if it had never come.
    """

    reply: Reply | None = None
    alter: Callable[[Received, Reply], Reply] | None = None
    breaks: Break = Break.NONE
    delay: float = 0.0
    hold: Hold | None = None
    carried_out: bool = False


@dataclass(slots=True)
class _Planned:
    fault: Fault
    path: str
    times: int | None


class Faults:
    """Each is for the next `times` requests (None: until `clear`) whose path fits the pattern `path` ("*/firms").

    The oldest that fits is taken, one for each request.
    """

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault, path: str = "*", *, times: int | None = 1) -> None:
        with self._lock:
            self._planned.append(_Planned(fault, path, times))

    def clear(self) -> None:
        with self._lock:
            self._planned.clear()

    def take(self, path: str) -> Fault:
        with self._lock:
            for planned in self._planned:
                if fnmatchcase(path, planned.path):
                    return self._use(planned)
        return Fault()

    def _use(self, planned: _Planned) -> Fault:
        if planned.times is not None:
            planned.times -= 1
            if planned.times == 0:
                self._planned.remove(planned)
        return planned.fault

    def page(
        self,
        status: int = 200,
        path: str = "*",
        *,
        times: int | None = 1,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """A page for people instead of the answer."""
        self.add(Fault(reply=Reply.page(status, headers)), path, times=times)

    def json(self, content: object, status: int = 200, path: str = "*", *, times: int | None = 1) -> None:
        self.add(Fault(reply=Reply.json(content, status)), path, times=times)

    def too_many(
        self, retry_after: str | None = None, path: str = "*", *, times: int | None = 1, status: int = 429
    ) -> None:
        """429 (or 503) with this Retry-After, or with none."""
        headers = {} if retry_after is None else {"Retry-After": retry_after}
        self.page(status, path, times=times, headers=headers)

    def reset(self, path: str = "*", *, times: int | None = 1, carried_out: bool = False) -> None:
        self.add(Fault(breaks=Break.RESET, carried_out=carried_out), path, times=times)

    def cut_off(self, path: str = "*", *, times: int | None = 1) -> None:
        self.add(Fault(breaks=Break.CUT_OFF, carried_out=True), path, times=times)

    def silence(self, path: str = "*", *, times: int | None = 1, carried_out: bool = False) -> None:
        self.add(Fault(breaks=Break.SILENCE, carried_out=carried_out), path, times=times)

    def slow(self, seconds: float, path: str = "*", *, times: int | None = 1) -> None:
        self.add(Fault(delay=seconds), path, times=times)

    def hold(self, path: str = "*") -> Hold:
        """The next request waits until it is released."""
        hold = Hold()
        self.add(Fault(hold=hold), path)
        return hold

    def alter(
        self, change: Callable[[dict[str, Any]], None], path: str = "*", *, times: int | None = 1
    ) -> None:
        """`change` edits the content of a JSON answer in place."""

        def altered(_received: Received, reply: Reply) -> Reply:
            content = msgspec.json.decode(reply.body)
            change(content)
            return Reply.json(content, reply.status, reply.headers)

        self.add(Fault(alter=altered), path, times=times)
