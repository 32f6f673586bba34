"""From which day a single client is counted (P6.4), within a transaction."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.errors import NotFound, Refused
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, differences, record
from app.summaries.owing import Terms
from app.summaries.standings import standings
from app.summaries.tables import CountFrom
from integrations.contract import Manifest


def set_day(  # noqa: PLR0917 - who, when, what
    session: Session,
    actor: Actor,
    at: datetime,
    manifest: Manifest,
    terms: Terms,
    client_id: int,
    day: date | None,
) -> bool:
    """Whether anything changed. None: as it follows from the client's link.

    Days that are covered stay covered; days between them and a later `day` are left out on purpose and shown as a
    gap.
    """
    client = session.get(Client, client_id)
    if client is None:
        raise NotFound("unknown_client", _("There is no such client."), _("Open the list of clients anew."))
    if day is not None:
        _require_open(session, manifest, terms, client_id, day)
    row = session.get(CountFrom, (client_id, manifest.key))
    old = row.day if row else None
    if row is not None:
        session.delete(row)
        session.flush()
    if day is not None:
        session.add(CountFrom(client_id=client_id, integration=manifest.key, day=day))
    name = f"count_from.{manifest.key}"
    told = differences({name: _text(old)}, {name: _text(day)})
    record(session, actor, at, [Change("edit", "client", client_id, client.name, told)])
    return old != day


def _require_open(session: Session, manifest: Manifest, terms: Terms, client_id: int, day: date) -> None:
    first = terms.plan.first_day
    if first is None:
        raise Refused(
            "plan_incomplete",
            _("The first import date of {name} is not set yet.").format(name=manifest.name),
            _("Set it on the Data import tab."),
        )
    if day < first:
        raise Refused(
            "before_first_day",
            _("{name} is counted from {day} on.").format(name=manifest.name, day=f"{first:%d.%m.%Y}"),
            _("Choose that day or a later one."),
        )
    found = standings(session, manifest.key, ids=[client_id])
    until = found[0].covered_until if found else None
    if until is not None and day <= until:
        raise Refused(
            "already_covered",
            _("The client's days are counted up to {day} already.").format(day=f"{until:%d.%m.%Y}"),
            _("Choose a later day."),
        )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
