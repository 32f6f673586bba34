"""How a single client is counted, within a transaction: what its own page shows (P6.4, P6.8)."""

from sqlalchemy.orm import Session

from app.clients.access import theirs
from app.summaries import shown as shows
from app.summaries.lines import planned
from app.summaries.owing import Standing
from app.summaries.shown import Shown
from app.summaries.standings import connected, standings
from app.summaries.tables import LedgerEntry
from app.summaries.views import ClientDays, LedgerRow
from app.summaries.words import reason


def days_of(session: Session, shown: Shown, client_id: int) -> ClientDays | None:
    """None for a client that is not the actor's, or that has neither a link nor covered days there."""
    found = standings(session, shown.key, ids=[client_id], where=theirs(shown.actor))
    if not found:
        return None
    client, terms = found[0], shown.terms
    code = shows.why_not(terms, client)
    return ClientDays(
        integration=shown.key,
        client_id=client_id,
        client=client.client,
        last=_newest(session, shown, client),
        owed=shows.pending_of(session, shown, [client]),
        coming=planned(client, terms, terms.coming),
        first_day=terms.first_day(client),
        count_from=client.count_from,
        reason=code,
        reason_words=reason(code, shown.manifest.name) if code else "",
        on=not terms.plan.missing and connected(session, shown.key) and not terms.elsewhere,
    )


def _newest(session: Session, shown: Shown, client: Standing) -> LedgerRow | None:
    own = LedgerEntry.integration == shown.key, LedgerEntry.client_id == client.client_id
    rows = shows.ledger(session, shown.actor, *own, LedgerEntry.slot == client.covered_slot)
    return rows[-1] if rows else None
