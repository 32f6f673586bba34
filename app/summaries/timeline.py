"""A client's days as bars (P6.4): what is covered, owed, left out, and counted twice if that ever were. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.summaries.owing import Standing
from app.summaries.periods import Period
from app.summaries.views import Bar, ClientLine, LedgerRow

A_DAY = timedelta(days=1)
COVERED, RETRYING, GAP, OVERLAP, PLANNED = "covered", "retrying", "gap", "overlap", "planned"
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Days:
    """Of one client. `entries`: those in the window, in order; `before`, `after`: the nearest covered days outside it.

    `owed`: with its reason in words. `planned`: its days of the next slot.
    """

    entries: Sequence[LedgerRow] = ()
    before: date | None = None
    after: date | None = None
    owed: Sequence[tuple[Period, str]] = ()
    planned: Period | None = None


def line(
    client: Standing, first_day: date | None, days: Days, window: tuple[date, date], activity: frozenset[str]
) -> ClientLine:
    """`activity`: the fields that `total` is the sum of. Bars outside the window are left away."""
    bars = [_covered(entry, activity) for entry in days.entries]
    bars += [*_breaks(days), *_ahead(days)]
    seen = sorted(
        (bar for bar in bars if bar.first_day <= window[1] and bar.last_day >= window[0]),
        key=lambda bar: (bar.first_day, bar.kind == OVERLAP),
    )
    return ClientLine(
        client_id=client.client_id,
        client=client.client,
        first_day=first_day,
        linked_at=client.linked_at,
        bars=tuple(seen),
        state=_state(client, days, bars),
    )


def _covered(entry: LedgerRow, activity: frozenset[str]) -> Bar:
    return Bar(
        COVERED,
        entry.slot,
        entry.run_date,
        entry.first_day,
        entry.last_day,
        total=sum(n for name, n in entry.counts.items() if name in activity),
        entry_id=entry.entry_id,
        task_id=entry.task_id,
        invoiced=entry.invoiced,
    )


def _breaks(days: Days) -> Iterator[Bar]:
    """Gaps between covered days, and days that are covered twice."""
    until = days.before
    for entry in days.entries:
        if until is not None and entry.first_day <= until:
            shared = min(entry.last_day, until)
            yield Bar(OVERLAP, entry.slot, entry.run_date, entry.first_day, shared, entry_id=entry.entry_id)
        yield from _gap(until, entry.first_day)
        until = entry.last_day if until is None else max(until, entry.last_day)
    yield from _gap(until, _next_first_day(days))


def _next_first_day(days: Days) -> date | None:
    if days.after is not None:
        return days.after
    if days.owed:
        return days.owed[0][0].first_day
    return days.planned.first_day if days.planned else None


def _gap(until: date | None, first_day: date | None) -> Iterator[Bar]:
    """Days that a later *count from* leaves uncovered."""
    if until is not None and first_day is not None and first_day > until + A_DAY:
        yield Bar(GAP, None, None, until + A_DAY, first_day - A_DAY)


def _ahead(days: Days) -> Iterator[Bar]:
    for period, words in days.owed:
        yield Bar(
            RETRYING, period.slot, period.run_date, period.first_day, period.last_day, reason_words=words
        )
    if (planned := days.planned) is not None:
        yield Bar(PLANNED, planned.slot, planned.run_date, planned.first_day, planned.last_day)


def _state(client: Standing, days: Days, bars: Sequence[Bar]) -> str:
    if client.obstacle:
        return LEFT_OUT
    if any(bar.kind in (GAP, OVERLAP) for bar in bars):
        return GAP
    return RETRYING if days.owed else COVERED
