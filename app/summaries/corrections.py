"""Corrections that a task cannot take whole (P6.7)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.summaries.tables import Correction


def leave_open(session: Session, entry_id: int, field: str, rest: int) -> None:
    """Of what is settled in this entry, `rest` (0 or below) waits for the client's next one: no task goes below 0.

    The newest corrections wait first; of one that is needed in part, the part becomes a correction of its own. So
    the sum of what was found of each entry stays as it is.
    """
    settled = select(Correction).where(
        Correction.settled_in == entry_id, Correction.field == field, Correction.difference < 0
    )
    for each in session.scalars(settled.order_by(Correction.id.desc())).all():
        part = max(each.difference, rest)
        rest -= part
        if part == each.difference:
            each.settled_in = None
        elif part:
            each.difference -= part
            session.add(Correction(entry_id=each.entry_id, field=field, difference=part, at=each.at))
