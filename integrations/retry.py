"""What is asked again, and after which pause. Pure: faults and chance in, seconds out.

The rules are those that vendors' documents agree on (rule 4 of the Trigon contract): too much and maintenance wait as
long as they ask; a fault on the way is asked again three times, silence once; what writes is asked again only when it
certainly never left this machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto

from integrations.contract import IntegrationError

FIRST_WAIT, LONGEST_WAIT = 30.0, 600.0  # without Retry-After: 30 s, doubling to 10 min
SHORTEST_WAIT = 1.0  # so that "Retry-After: 0" for ever ends at the patience too


class Kind(Enum):
    WAIT = auto()  # 429 and 503: it says, or we guess, how long
    FAULT = auto()  # 500, 502, 504, a broken connection
    SILENCE = auto()  # nothing came for so long that another try costs a person's time
    FINAL = auto()


class Fault(Exception):
    """One try that failed, and the `error` that it is for the caller when it is not tried again.

    `left`: the request may have reached the other side.
    """

    def __init__(self, error: IntegrationError, kind: Kind, *, left: bool = True) -> None:
        super().__init__(str(error))
        self.error = error
        self.kind = kind
        self.left = left


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, and how often.

    `silence`: without a byte. `patience`: waiting for 429 and 503 in one request, all in all. `first_pause`: before the
    first repeat, more or less by half, doubling after. `most_bytes`: of an answer, unpacked.
    """

    silence: float = 30.0
    connect: float = 10.0
    patience: float = 120.0
    repeats: int = 3
    repeats_after_silence: int = 1
    first_pause: float = 0.5
    in_flight: int = 4
    most_bytes: int = 64 * 1024 * 1024


class Retry:
    """The tries of one request. `safe`: asking twice does no harm (GET)."""

    def __init__(self, limits: Limits, chance: Callable[[], float], *, safe: bool) -> None:
        self._limits = limits
        self._chance = chance
        self._safe = safe
        self._waited = 0.0
        self._next_wait = FIRST_WAIT
        self._faults = 0
        self._silences = 0

    def pause_after(self, fault: Fault, asked_for: float | None = None) -> float | None:
        """Seconds until the next try, or None when there is none. `asked_for`: what Retry-After said."""
        if fault.kind is Kind.FINAL or (fault.left and not self._safe):
            return None
        if fault.kind is Kind.WAIT:
            return self._wait(asked_for)
        return self._pause(silent=fault.kind is Kind.SILENCE)

    def _wait(self, asked_for: float | None) -> float | None:
        seconds = self._next_wait if asked_for is None else max(asked_for, SHORTEST_WAIT)
        if asked_for is None:
            self._next_wait = min(self._next_wait * 2, LONGEST_WAIT)
        if self._waited + seconds > self._limits.patience:
            return None
        self._waited += seconds
        return seconds

    def _pause(self, *, silent: bool) -> float | None:
        self._faults += 1
        self._silences += silent
        if self._faults > self._limits.repeats or self._silences > self._limits.repeats_after_silence:
            return None
        return self._limits.first_pause * 2.0 ** (self._faults - 1) * (0.5 + self._chance())


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for: a number of seconds or an HTTP date. None where it says neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())
