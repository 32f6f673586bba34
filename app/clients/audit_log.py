"""The audit log for whoever looks after the firm (P1.6)."""

from datetime import datetime

from app.clients.readable import readable
from app.core.rights import Actor, Right, require
from app.db.audit_queries import AuditView, entries
from app.db.store import Store

__all__ = ["AuditLog", "AuditView"]
MOST = 2000  # entries at a time: whoever wants older ones narrows the days


class AuditLog:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def entries(
        self,
        actor: Actor,
        *,
        member_id: int | None = None,
        entity: str | None = None,
        action: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str = "",
    ) -> tuple[AuditView, ...]:
        """The newest first, at most `MOST`. `since` is inclusive, `until` exclusive. Values as people read them."""
        require(actor, Right.SETTINGS)
        return await self._store.read(
            lambda session: readable(
                session,
                entries(
                    session,
                    entity=entity,
                    member_id=member_id,
                    since=since,
                    until=until,
                    action=action,
                    text=text,
                    limit=MOST,
                ),
            )
        )
