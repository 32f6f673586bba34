"""Saved filters (P2.2), within a transaction. A member's own, and a matter of taste: not in the audit log."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.clients.tables import SavedFilter
from app.clients.views import FilterView
from app.core.errors import NotFound, WrongUsage
from app.core.rights import Actor
from app.core.text import fitting, one_line
from app.core.words import _

NAME_LENGTH, PAGE_LENGTH = 100, 32


def listed(session: Session, actor: Actor, page: str) -> tuple[FilterView, ...]:
    """By name."""
    own = select(SavedFilter).filter_by(member_id=actor.member_id, page=page).order_by(SavedFilter.name)
    return tuple(FilterView(f.id, f.name, f.content) for f in session.scalars(own))


def save(session: Session, actor: Actor, page: str, name: str, content: Mapping[str, Any]) -> int:
    """Its id. One of the same name is replaced."""
    line = fitting(one_line(name), NAME_LENGTH)
    if not line or actor.member_id is None:
        raise WrongUsage("no_name", _("The filter has no name."), _("Enter a name."))
    own = select(SavedFilter).filter_by(member_id=actor.member_id, page=page, name=line)
    row = session.scalar(own) or SavedFilter(
        member_id=actor.member_id, page=fitting(page, PAGE_LENGTH), name=line
    )
    row.content = dict(content)
    session.add(row)
    session.flush()
    return row.id


def remove(session: Session, actor: Actor, filter_id: int) -> None:
    own = SavedFilter.id == filter_id, SavedFilter.member_id == actor.member_id
    gone = session.execute(delete(SavedFilter).where(*own).returning(SavedFilter.id))
    if gone.first() is None:
        raise NotFound("unknown_filter", _("There is no such filter."), _("Open the list of filters anew."))
