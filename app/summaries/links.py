"""Links that a clock that was ahead has dated (P6.4), within a transaction."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.clients.tables import ClientLink
from app.summaries import slots
from app.summaries.plan import Plan
from app.summaries.slots import Calendar


def date_anew(session: Session, at: datetime, plan: Plan, calendar: Calendar) -> None:
    """To be called before slots begin. A link that lies ahead was made by now: its client is counted from the period
    that is open, which is the latest that can be meant. As it stood the client would have been linked after every run
    until that moment, and its days would have been nobody's.
    """
    last = slots.newest(session, at, plan.integration, calendar)
    made = calendar.begins(last) if last else plan.begun_at
    ahead = ClientLink.integration == plan.integration, ClientLink.linked_at > at
    session.execute(update(ClientLink).where(*ahead).values(linked_at=made or at))
