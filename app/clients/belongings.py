"""What goes with a client when it is deleted, and what keeps it from that (P2.4, P3.9)."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.words import ngettext
from app.db import pointing
from app.db.base import Base


def hanging(session: Session, client_ids: Collection[int]) -> dict[int, list[str]]:
    """For each client that cannot be removed: what hangs on it, in words ("3 tasks"). Others are left out."""
    return pointing.hanging(session, "client", client_ids)


def belonging(session: Session, client_ids: Collection[int]) -> dict[int, list[str]]:
    """For each client: what goes with it, in words ("2 contacts"). Those without anything are left out."""
    return pointing.belonging(session, "client", client_ids)


def children(session: Session, client_id: int) -> str:
    """Clients that lose their parent, in words; "" where there are none."""
    parent = Base.metadata.tables["client"].c.parent_id
    count = session.scalar(select(func.count()).where(parent == client_id)) or 0
    words = ngettext("{n} client loses its parent client", "{n} clients lose their parent client", count)
    return words.format(n=count) if count else ""
