"""What screens show of clients (P2.2), as frozen rows. Every read is one consistent state."""

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from app.clients import fields, groups, history
from app.clients.access import require_theirs, theirs
from app.clients.codes import code_key
from app.clients.detail import read_detail
from app.clients.marks import LENGTH as MARK_LENGTH
from app.clients.reading import read_rows
from app.clients.tables import Client
from app.clients.views import (
    ClientCounts,
    ClientDetail,
    ClientRow,
    ContactView,
    CustomValue,
    FieldView,
    Found,
    GroupView,
    LinkView,
    SameCode,
)
from app.core.rights import Actor, Right
from app.core.text import one_line
from app.db.audit_queries import AuditView
from app.db.finding import begins_with, holds
from app.db.store import Store

__all__ = [
    "ClientCounts",
    "ClientDetail",
    "ClientQueries",
    "ClientRow",
    "ContactView",
    "CustomValue",
    "FieldView",
    "Found",
    "GroupView",
    "LinkView",
    "SameCode",
]


_C = Client.__table__.c
_FOUND = (_C.id, _C.name, _C.mark, _C.registration_code, _C.status)
_FLAGS = ("red", "amber", "grey")


class ClientQueries:
    """A member without `Right.CLIENTS` sees their own clients only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def rows(self, actor: Actor, *, run_id: int | None = None) -> tuple[ClientRow, ...]:
        """All clients in the order of their ids; with `run_id` those that this import created or updated."""
        return await self._store.read(lambda session: read_rows(session, actor, run_id=run_id))

    async def detail(self, actor: Actor, client_id: int) -> ClientDetail:
        """`NotFound` where there is no such client, `Refused` where it is not the actor's."""
        return await self._store.read(lambda session: read_detail(session, actor, client_id))

    async def history(self, actor: Actor, client_id: int) -> tuple[AuditView, ...]:
        """The newest first; of a deleted client too, for those who may see all."""

        def work(session: Session) -> tuple[AuditView, ...]:
            if not actor.may(Right.CLIENTS):
                require_theirs(session, actor, [client_id])
            return history.of_client(session, client_id)

        return await self._store.read(work)

    async def groups(self) -> tuple[GroupView, ...]:
        """All groups by name, the empty too."""
        return await self._store.read(groups.listed)

    async def fields(self) -> tuple[FieldView, ...]:
        """All custom fields by name, the archived too."""
        return await self._store.read(fields.listed)

    async def counts(self, actor: Actor) -> ClientCounts:
        return await self._store.read(lambda session: _counts(session, actor))

    async def find(self, actor: Actor, text: str, limit: int = 20) -> tuple[Found, ...]:
        """By part of the name, mark, client code or registration code, typed with or without spaces.

        The active ones first, then those whose name begins so. Nothing for an empty text.
        """
        return await self._store.read(lambda session: _find(session, actor, one_line(text), limit))

    async def same_code(self, actor: Actor, country: str, code: str, but: int | None = None) -> SameCode:
        """Clients with this registration code (normalised, same country) beside the client `but` (P2.5)."""
        return await self._store.read(lambda session: _same_code(session, actor, country, code, but))


def _counts(session: Session, actor: Actor) -> ClientCounts:
    active = Client.status == "active"
    wanted = (active, Client.status == "inactive", *(active & (Client.registry_flag == f) for f in _FLAGS))
    columns = [func.count(case((each, 1))) for each in (*wanted, active & Client.manager_id.is_(None))]
    row = session.execute(select(*columns).where(theirs(actor))).one()
    return ClientCounts(*(int(count) for count in row))


def _find(session: Session, actor: Actor, text: str, limit: int) -> tuple[Found, ...]:
    if not text:
        return ()
    places = [holds(session, place, text) for place in (_C.name, _C.client_code)]
    if len(text) <= MARK_LENGTH:
        places.append(holds(session, _C.mark, text))
    if any(char.isdecimal() for char in text):
        plain = func.replace(func.replace(_C.registration_code, " ", ""), ".", "")
        places.append(holds(session, plain, text.replace(" ", "").replace(".", "")))
    begins = begins_with(session, _C.name, text)
    order = (_C.status, case((begins, 0), else_=1), _C.name, _C.id)
    wanted = select(*_FOUND).where(or_(*places), theirs(actor)).order_by(*order).limit(limit)
    return tuple(Found(*row) for row in session.execute(wanted))


def _same_code(session: Session, actor: Actor, country: str, code: str, but: int | None) -> SameCode:
    key = code_key(country, code)
    if key is None:
        return SameCode((), 0)
    wanted = select(*_FOUND, theirs(actor).label("seen")).where(
        _C.country == key[0], _C.registration_code != "", _C.id != (but or 0)
    )
    rows = [row for row in session.execute(wanted.order_by(_C.id)) if code_key(key[0], row[3]) == key]
    seen = tuple(Found(*row[:5]) for row in rows if row.seen)
    return SameCode(seen, len(rows) - len(seen))
