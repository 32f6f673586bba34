"""What leaves the room: plain frozen values. Days are of the firm's zone, both included; moments aware, in UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.summaries.periods import Period


@dataclass(frozen=True, slots=True)
class PlanView:
    """What the Data import tab says (P6.1).

    `mapping`: field of the counts → task field, `field_names`: the names of these by id. `missing`: of "title",
    "topic", "day", "first_day". `on`: nothing is missing and the integration is connected and active. `last`: the
    newest period whose run has begun. `elsewhere`: nobody is counted until clients were imported from the address that
    is connected now. `next_title`: of the tasks that the next run makes; "" where that is not known.
    """

    integration: str
    title: str = ""
    topic_id: int | None = None
    topic: str = ""
    day: str = ""
    first_day: date | None = None
    assignee: str = "manager"
    member_id: int | None = None
    auto_complete: bool = False
    refresh: str = "notify"
    mapping: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    on: bool = False
    elsewhere: bool = False
    last: Period | None = None
    next_title: str = ""
    field_names: Mapping[int, str] = field(default_factory=dict)
    begun_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Covered days of one client. `counts`: as they were told, without corrections."""

    entry_id: int
    client_id: int
    client: str
    registration_code: str
    integration: str
    slot: date
    run_date: date
    first_day: date
    last_day: date
    counts: Mapping[str, int]
    as_of: datetime | None
    fetched_at: datetime
    task_id: int | None
    invoiced: bool


@dataclass(frozen=True, slots=True)
class PendingRow:
    """Days of a client that are owed. `reason`: "" = not tried yet, a `Problem`, or as in `LeftOut`."""

    client_id: int
    client: str
    registration_code: str
    integration: str
    slot: date
    run_date: date
    first_day: date
    last_day: date
    reason: str
    reason_words: str
    tries: int
    last_try: datetime | None
    next_try: datetime | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A client that is not counted, and why (P6.8): no_link, inactive, inactive_there, vanished, no_view,
    other_account.
    """

    client_id: int
    client: str
    reason: str
    reason_words: str
    registration_code: str = ""


@dataclass(frozen=True, slots=True)
class ClientDays:
    """How one client is counted. `last`: its newest covered days; `owed`: what is due, in order.

    `coming`: what the next run will cover of it; None where it is not counted at present, or where nobody knows.
    `first_day`: counted from, None where that is not known; `count_from`: that day where a person has set it, else
    it follows from the link. `reason`: as in `LeftOut`, "" where nothing stands against counting it. `on`: the plan is.
    """

    integration: str
    client_id: int
    client: str
    last: LedgerRow | None
    owed: tuple[PendingRow, ...]
    coming: Period | None
    first_day: date | None
    count_from: date | None
    reason: str
    reason_words: str
    on: bool


@dataclass(frozen=True, slots=True)
class Try:
    """A try to count a client's slot that did not work."""

    at: datetime
    slot: date
    problem: str
    words: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `slots`: those that it began; `months`: slots of what it counted or tried, in order.

    `counted`: periods of clients that are covered now; `failed`: those tried in vain, and where slots began also those
    that failed before and are tried again later. `stopped`: the code of what
    ended the run early ("" where it came to its end), with its words; what it had not come to is tried later.
    """

    integration: str
    name: str
    slots: tuple[Period, ...] = ()
    counted: int = 0
    failed: tuple[PendingRow, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refreshed: str = ""
    months: tuple[date, ...] = ()
    stopped: str = ""
    stopped_words: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a client's line. `kind`: covered, retrying, gap, overlap, planned.

    `slot`, `run_date` are None for a gap. `total`: the sum of the counts of records, without the numbers that have no
    past. An overlap must never be; should the data have one, it is shown over the bars that share its days.
    """

    kind: str
    slot: date | None
    run_date: date | None
    first_day: date
    last_day: date
    total: int | None = None
    entry_id: int | None = None
    task_id: int | None = None
    invoiced: bool = False
    reason_words: str = ""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """`first_day`: counted from; None where that is not known (no link). `state`: covered, retrying, gap, left_out."""

    client_id: int
    client: str
    first_day: date | None
    linked_at: datetime | None
    bars: tuple[Bar, ...]
    state: str
    reason_words: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    first_day: date
    last_day: date
    today: date
    clients: tuple[ClientLine, ...]


@dataclass(frozen=True, slots=True)
class RecountRow:
    """A count that is told otherwise now. `old`: with the corrections found before.

    `by_hand`: the number in the task, where a person has changed it; it stays.
    """

    entry_id: int
    client_id: int
    client: str
    slot: date
    first_day: date
    last_day: date
    field: str
    old: int
    new: int
    invoiced: bool
    by_hand: str | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """`asked`: so many entries were asked for again; `failed`: client and reason in words."""

    integration: str
    slot: date
    rows: tuple[RecountRow, ...]
    failed: tuple[tuple[str, str], ...]
    asked: int
    at: datetime
