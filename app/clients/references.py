"""Whether what a client points to fits, within a transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.clients.values import require_sound
from app.core.errors import NotFound, WrongUsage
from app.core.words import _
from app.firm.tables import Member


def require_fitting(session: Session, new: Mapping[str, Any], client_id: int | None) -> None:
    """Of the values that change; `client_id` None for a client that is being added."""
    require_sound(new)
    if new.get("manager_id") is not None:
        require_member(session, new["manager_id"])
    if new.get("parent_id") is not None:
        _require_parent(session, new["parent_id"], client_id)


def require_member(session: Session, member_id: int) -> None:
    """Limited members may hold clients, inactive ones may not (P1.3)."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFound("unknown_member", _("There is no such member."), _("Open the list of members anew."))
    if member.status == "inactive":
        raise WrongUsage(
            "inactive_member",
            _("{name} is inactive.").format(name=member.name),
            _("Choose a member who is not, or make this one active again."),
        )


def _require_parent(session: Session, parent_id: int, client_id: int | None) -> None:
    """A client is not its own parent, nor over any number of others."""
    above: int | None = parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == client_id:
            raise WrongUsage(
                "circle",
                _("The parent client would be its own child."),
                _("Choose a client that is not below this one."),
            )
        seen.add(above)
        row = session.execute(select(Client.parent_id).where(Client.id == above)).first()
        if row is None:
            raise NotFound("unknown_client", _("There is no such parent client."), _("Choose another one."))
        above = row.parent_id
