"""When there is something to do next (P6.4, P10.1), within a transaction. Asked every half a minute, so it is cheap."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.connections.records import found
from app.connections.states import State
from app.summaries.owing import Terms
from app.summaries.patience import next_try
from app.summaries.standings import first_tries, standings

REST = timedelta(hours=1)  # after the whole connection failed


def due(session: Session, terms: Terms) -> datetime | None:
    """The next run or retry, perhaps in the past; None while something of the plan is missing, the integration is not
    connected and active, or a person has to sign in again or to import clients from another address.
    """
    row = found(session, terms.plan.integration)
    if terms.plan.missing or terms.elsewhere or row is None or not row.active:
        return None
    if row.state in (State.OFF, State.SIGN_IN_AGAIN):
        return None
    failed_at = row.last_error_at if row.last_error_at and row.last_error_at <= terms.now else None
    return min((_rested(moment, failed_at) for moment in _moments(session, terms)), default=None)


def _rested(moment: datetime, failed_at: datetime | None) -> datetime:
    """What was due when the whole connection failed waits; a run that comes after that is not held up."""
    return max(moment, failed_at + REST) if failed_at and moment <= failed_at else moment


def _moments(session: Session, terms: Terms) -> list[datetime]:
    """Of the run of the next slot, and of each client that is behind: since when it is, or its next try."""
    coming, integration = terms.coming, terms.plan.integration
    moments = [terms.calendar.begins(coming)] if coming else []
    if not terms.periods:
        return moments
    behind = standings(session, integration, behind=terms.periods[-1].slot)
    owed = {client: periods for client in behind if (periods := terms.owed(client))}
    tried = first_tries(session, integration, owed)
    begins = {client: terms.calendar.begins(periods[0]) for client, periods in owed.items()}
    return moments + [next_try(at, terms.now) if at else begins[client] for client, at in tried.items()]
