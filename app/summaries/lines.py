"""Reading what the timeline shows, within a transaction (P6.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clients.access import theirs
from app.core.clock import day_in
from app.core.words import _, language
from app.summaries import shown as shows
from app.summaries.owing import Standing, Terms
from app.summaries.periods import Period
from app.summaries.planning import offer_of
from app.summaries.shown import Shown
from app.summaries.standings import standings
from app.summaries.tables import LedgerEntry
from app.summaries.timeline import LEFT_OUT, Days, line
from app.summaries.titles import month_name
from app.summaries.views import ClientLine, LedgerRow, LeftOut, PendingRow, Timeline


def timeline(session: Session, shown: Shown, first_day: date, last_day: date) -> Timeline:
    """By name. Clients that were never linked have a line without bars."""
    clients = standings(session, shown.key, where=theirs(shown.actor))
    days = _Read(session, shown, first_day, last_day)
    activity = frozenset(offer_of(shown.manifest).activity_fields)
    out = {row.client_id: row for row in shows.left_out(session, shown)}
    lines = [
        line(
            client,
            shown.terms.first_day(client),
            days.of(client, shown.terms),
            (first_day, last_day),
            activity,
        )
        for client in clients
    ]
    known = {client.client_id for client in clients}
    lines = [replace(each, reason_words=_words(each, out)) for each in lines]
    lines += [
        ClientLine(row.client_id, row.client, None, None, (), LEFT_OUT, row.reason_words)
        for row in out.values()
        if row.client_id not in known
    ]
    lines.sort(key=lambda each: (each.client.casefold(), each.client_id))
    return Timeline(first_day, last_day, day_in(shown.terms.calendar.zone, shown.terms.now), tuple(lines))


def _words(each: ClientLine, out: dict[int, LeftOut]) -> str:
    return out[each.client_id].reason_words if each.client_id in out else ""


class _Read:
    """Entries in the window and around it, and what is owed, by client."""

    def __init__(self, session: Session, shown: Shown, first_day: date, last_day: date) -> None:
        own = LedgerEntry.integration == shown.key
        inside = LedgerEntry.first_day <= last_day, LedgerEntry.last_day >= first_day
        self._entries = _by_client(shows.ledger(session, shown.actor, own, *inside))
        self._owed = _owed_by_client(shows.pending(session, shown))
        client = LedgerEntry.client_id
        before = select(client, func.max(LedgerEntry.last_day)).where(own, LedgerEntry.last_day < first_day)
        after = select(client, func.min(LedgerEntry.first_day)).where(own, LedgerEntry.first_day > last_day)
        self._before = dict(session.execute(before.group_by(client)).all())
        self._after = dict(session.execute(after.group_by(client)).all())
        self._coming = shown.terms.coming

    def of(self, client: Standing, terms: Terms) -> Days:
        id_ = client.client_id
        owed = [(_period(row), words) for row, words in _with_reasons(self._owed[id_])]
        return Days(
            entries=self._entries[id_],
            before=self._before.get(id_),
            after=self._after.get(id_),
            owed=owed,
            planned=planned(client, terms, self._coming),
        )


def planned(client: Standing, terms: Terms, coming: Period | None) -> Period | None:
    """What `coming`, the next run, will cover of a client; None where it is not counted at present."""
    first_day = terms.first_day(client)
    if (
        client.obstacle
        or terms.elsewhere
        or coming is None
        or first_day is None
        or first_day > coming.last_day
    ):
        return None
    return replace(coming, first_day=max(coming.first_day, first_day))


def _with_reasons(rows: list[PendingRow]) -> list[tuple[PendingRow, str]]:
    """In order. A later period is not tried before the earlier one is counted: it says which one it waits for."""
    rows = sorted(rows, key=lambda row: row.first_day)
    if not rows or not rows[0].reason:
        return [(row, row.reason_words) for row in rows]
    waits = _("Waits for {month}").format(month=month_name(rows[0].slot, language()))
    return [(row, row.reason_words if row.reason else waits) for row in rows]


def _by_client(rows: Iterable[LedgerRow]) -> defaultdict[int, list[LedgerRow]]:
    found: defaultdict[int, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    for own in found.values():
        own.sort(key=lambda row: row.first_day)
    return found


def _owed_by_client(rows: Iterable[PendingRow]) -> defaultdict[int, list[PendingRow]]:
    found: defaultdict[int, list[PendingRow]] = defaultdict(list)
    for row in rows:
        found[row.client_id].append(row)
    return found


def _period(row: PendingRow) -> Period:
    return Period(row.slot, row.run_date, row.first_day, row.last_day)
