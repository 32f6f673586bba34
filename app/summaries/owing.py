"""What a client still has to be counted for, and what stands in the way (P6.4, P6.8). Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from app.summaries.periods import Period, first_day_of, owed
from app.summaries.plan import Plan
from app.summaries.slots import Calendar

NO_LINK, INACTIVE, INACTIVE_THERE, VANISHED, NO_VIEW, OTHER_ACCOUNT = (
    "no_link", "inactive", "inactive_there", "vanished", "no_view", "other_account",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A client and how far it is counted. `remote_id` None: no link. `covered_…`: of its newest ledger entry."""

    client_id: int
    client: str
    registration_code: str
    active: bool
    manager_id: int | None
    remote_id: str | None = None
    remote_active: bool = True
    readable: bool = True
    vanished: bool = False
    linked_at: datetime | None = None
    count_from: date | None = None
    covered_slot: date | None = None
    covered_until: date | None = None

    @property
    def obstacle(self) -> str:
        """Why it is not counted at present; "" where it is.

        A client without View is asked for all the same: the right may have been given meanwhile.
        """
        if self.remote_id is None:
            return NO_LINK
        if not self.active:
            return INACTIVE
        if self.vanished:
            return VANISHED
        return "" if self.remote_active else INACTIVE_THERE


@dataclass(frozen=True, slots=True)
class Terms:
    """`periods`: those whose runs are due by now and have begun, in order. `last`: the newest begun, see
    `slots.newest`.

    `set_clock`: the moment is one that was given (--now), and links may carry a later one.
    """

    plan: Plan
    calendar: Calendar
    periods: tuple[Period, ...]
    now: datetime
    set_clock: bool
    language: str = "en"  # the firm's
    last: Period | None = None
    elsewhere: bool = False  # connected to another address than the clients were imported from

    @property
    def coming(self) -> Period | None:
        """The next to begin; None where the plan does not say yet."""
        return self.calendar.next(self.plan, self.last)

    def first_day(self, client: Standing) -> date | None:
        """From which day on it is counted, if it had no entry yet. None where that is not known.

        A client that has entries goes on where they end, however long it was inactive or without a link.
        """
        plan = self.plan
        if plan.first_day is None:
            return None
        if client.count_from is not None:
            return max(client.count_from, plan.first_day)
        if client.covered_until is not None:
            return plan.first_day
        if client.linked_at is None or plan.begun_at is None:
            return None
        linked = plan.begun_at if self._made_later(client.linked_at) else client.linked_at
        return first_day_of(self.periods, plan.first_day, linked, plan.begun_at, self.calendar.zone)

    def owed(self, client: Standing) -> tuple[Period, ...]:
        """In order; each has to be covered before the next."""
        first_day = self.first_day(client)
        if first_day is None:
            return ()
        covered = frozenset() if client.covered_slot is None else frozenset({client.covered_slot})
        return owed(self.periods, first_day, covered, client.covered_until)

    def _made_later(self, linked_at: datetime) -> bool:
        """With `--now` in the past, a link of the real clock would keep its client from ever being counted."""
        return self.set_clock and linked_at > self.now
