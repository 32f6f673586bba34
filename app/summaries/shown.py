"""What screens and the command line show of ledger and debts, within a transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.clients.access import theirs
from app.clients.tables import Client, ClientLink
from app.core.rights import Actor
from app.summaries import patience
from app.summaries.owing import NO_LINK, NO_VIEW, OTHER_ACCOUNT, Standing, Terms
from app.summaries.periods import Period
from app.summaries.standings import Tried, Tries, standings, tries
from app.summaries.tables import LedgerEntry, LedgerTry
from app.summaries.views import LedgerRow, LeftOut, PendingRow, Try
from app.summaries.words import reason
from integrations.contract import Manifest


@dataclass(frozen=True, slots=True)
class Shown:
    """For whom, of which integration, on which terms."""

    actor: Actor
    manifest: Manifest
    terms: Terms

    @property
    def key(self) -> str:
        return self.manifest.key


def ledger(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> tuple[LedgerRow, ...]:
    """By slot and client. `conditions`: on `LedgerEntry`."""
    wanted = (
        select(
            *(LedgerEntry.id, LedgerEntry.client_id, Client.name, Client.registration_code),
            *(LedgerEntry.integration, LedgerEntry.slot, LedgerEntry.run_date, LedgerEntry.first_day),
            *(LedgerEntry.last_day, LedgerEntry.counts, LedgerEntry.as_of, LedgerEntry.fetched_at),
            *(LedgerEntry.task_id, LedgerEntry.invoiced_at.is_not(None)),
        )
        .join(Client, Client.id == LedgerEntry.client_id)
        .where(theirs(actor), *conditions)
    )
    found: Iterable[Any] = session.execute(wanted)
    rows = [LedgerRow(*row) for row in found]
    return tuple(sorted(rows, key=lambda r: (r.slot, r.client.casefold(), r.client_id, r.integration)))


def pending(session: Session, shown: Shown) -> tuple[PendingRow, ...]:
    """What is owed, by client and slot. Of a client that is not counted at present the first slot stands for all,
    and it is here only if it was counted before: the others are in `left_out`.
    """
    return pending_of(session, shown, standings(session, shown.key, where=theirs(shown.actor)))


def pending_of(session: Session, shown: Shown, clients: Iterable[Standing]) -> tuple[PendingRow, ...]:
    """As `pending`, of these alone."""
    owed = {client: shown.terms.owed(client) for client in clients}
    owed = {client: periods for client, periods in owed.items() if periods}
    tried = tries(session, shown.key, [client.client_id for client in owed])
    return tuple(row for client, periods in owed.items() for row in _pending(shown, client, periods, tried))


def _pending(
    shown: Shown, client: Standing, periods: tuple[Period, ...], tried: Tries
) -> Iterable[PendingRow]:
    if client.obstacle:
        if client.covered_until is not None:
            yield pending_row(shown, client, periods[0], client.obstacle, ())
        return
    for place, period in enumerate(periods):
        own = tried.get((client.client_id, period.slot), [])
        code = own[-1].problem if own else ""
        if shown.terms.elsewhere:
            code = OTHER_ACCOUNT
        yield pending_row(shown, client, period, code, own, first=place == 0 and not shown.terms.elsewhere)


def pending_row(
    shown: Shown,
    client: Standing,
    period: Period,
    code: str,
    own: Iterable[Tried],
    *,
    first: bool = False,
) -> PendingRow:
    """`first`: nothing of the client is owed before, so that it is what is tried next."""
    moments = [each.at for each in own]
    return PendingRow(
        client_id=client.client_id,
        client=client.client,
        registration_code=client.registration_code,
        integration=shown.key,
        slot=period.slot,
        run_date=period.run_date,
        first_day=period.first_day,
        last_day=period.last_day,
        reason=code,
        reason_words=reason(code, shown.manifest.name),
        tries=len(moments),
        last_try=moments[-1] if moments else None,
        next_try=patience.next_try(moments, shown.terms.now) if first else None,
    )


def left_out(session: Session, shown: Shown) -> tuple[LeftOut, ...]:
    """Clients that are not counted, by name (P6.8). Those of other countries are not expected in the program."""
    name = shown.manifest.name
    found = [
        LeftOut(client.client_id, client.client, code, reason(code, name), client.registration_code)
        for client in standings(session, shown.key, where=theirs(shown.actor))
        if (code := why_not(shown.terms, client))
    ]
    unknown = _unknown_there(session, shown)
    words = reason(NO_LINK, name)
    found += [LeftOut(id_, client, NO_LINK, words, code) for id_, client, code in unknown]
    return tuple(sorted(found, key=lambda row: (row.client.casefold(), row.client_id)))


def why_not(terms: Terms, client: Standing) -> str:
    """The reason of `LeftOut`, "" for a client that is counted.

    A right that was missing at the last import has been given meanwhile where the newest slot is covered.
    """
    if client.obstacle or terms.elsewhere:
        return client.obstacle or OTHER_ACCOUNT
    if client.readable:
        return ""
    newest = terms.periods[-1].slot if terms.periods else None
    return "" if newest is not None and client.covered_slot == newest else NO_VIEW


def _unknown_there(session: Session, shown: Shown) -> Iterable[tuple[int, str, str]]:
    """Ids, names and codes of active clients without a link that were never counted."""
    linked = select(ClientLink.client_id).where(ClientLink.integration == shown.key)
    counted = select(LedgerEntry.client_id).where(LedgerEntry.integration == shown.key)
    here = Client.country.in_(("", shown.manifest.country))
    return session.execute(
        select(Client.id, Client.name, Client.registration_code).where(
            theirs(shown.actor),
            Client.status == "active",
            here,
            Client.id.not_in(linked),
            Client.id.not_in(counted),
        )
    ).all()


def tried(session: Session, shown: Shown, client_id: int) -> tuple[Try, ...]:
    """Of one client, in order; nothing of a client that is not the actor's."""
    name = shown.manifest.name
    visible = select(Client.id).where(Client.id == client_id, theirs(shown.actor))
    own = select(LedgerTry.at, LedgerTry.slot, LedgerTry.problem).where(
        LedgerTry.integration == shown.key, LedgerTry.client_id.in_(visible)
    )
    return tuple(
        Try(at, slot, problem, reason(problem, name))
        for at, slot, problem in session.execute(own.order_by(LedgerTry.id))
    )
