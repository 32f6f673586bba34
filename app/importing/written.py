"""What an import wrote, as it is now, and what has happened to it since: the ground of undoing it (P3.9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.clients.belongings import hanging
from app.core.words import _
from app.db.audit import AuditEntry
from app.db.chunks import chunks
from app.firm.tables import Firm
from app.importing.plan import Outcome
from app.importing.reading import CLIENT, LINK
from app.importing.source import LONGEST
from app.importing.tables import ImportRow, ImportRun

RUN: Table = ImportRun.metadata.tables["import_run"]
ROW: Table = ImportRow.metadata.tables["import_row"]
WROTE = (Outcome.CREATED.value, Outcome.UPDATED.value)
RESTORABLE = (*LONGEST, "status")  # fields of a client that an import may change


@dataclass(frozen=True, slots=True)
class Written:
    """The clients and links of the run as they are now. `clients` hold the restorable fields; `links` by id;
    `by_remote`: remote id → link id. `taken`: former remote ids that a link has now, of whichever client.
    `touched`, `in_use`: what keeps a client that the run created. `later`: clients that a later import wrote to, with
    its day in the firm's zone.
    """

    source: str
    clients: dict[int, dict[str, Any]]
    links: dict[int, dict[str, Any]]
    by_remote: dict[str, int]
    taken: set[str]
    touched: set[int]
    in_use: dict[int, str]
    later: dict[int, str]

    @classmethod
    def read(cls, session: Session, run: ImportRun, rows: Sequence[ImportRow]) -> "Written":
        client_ids = [row.client_id for row in rows if row.client_id is not None]
        links = dict(_links(session, run.source, client_ids))
        return cls(
            run.source,
            dict(_clients(session, client_ids)),
            links,
            {link["remote_id"]: link_id for link_id, link in links.items()},
            set(_taken(session, run.source, rows)),
            set(_touched(session, run.id)),
            _in_use(session, client_ids),
            dict(_later(session, run.id)),
        )


def _clients(session: Session, client_ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    columns = select(CLIENT.c.id, *(CLIENT.c[name] for name in RESTORABLE))
    for part in chunks(client_ids):
        for row in session.execute(columns.where(CLIENT.c.id.in_(part))).mappings():
            yield row["id"], dict(row)


def _links(session: Session, source: str, client_ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    for part in chunks(client_ids):
        own = select(LINK).where(LINK.c.integration == source, LINK.c.client_id.in_(part))
        for row in session.execute(own).mappings():
            yield row["id"], dict(row)


def _taken(session: Session, source: str, rows: Sequence[ImportRow]) -> Iterator[str]:
    """Remote ids that links had before the run and that are some link's now."""
    former = {row.undo["link"]["remote_id"] for row in rows if row.undo.get("link")}
    for part in chunks(former):
        used = select(LINK.c.remote_id).where(LINK.c.integration == source, LINK.c.remote_id.in_(part))
        yield from session.scalars(used)


def _touched(session: Session, run_id: int) -> Iterator[int]:
    """Clients that a person changed after the run. What imports changed is told by their own rows."""
    last = session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.run_id == run_id))
    after = select(AuditEntry.entity_id).where(
        AuditEntry.entity == "client", AuditEntry.run_id.is_(None), AuditEntry.id > (last or 0)
    )
    yield from session.scalars(after)


def _in_use(session: Session, client_ids: Sequence[int]) -> dict[int, str]:
    in_use = {client_id: ", ".join(what) for client_id, what in hanging(session, client_ids).items()}
    for part in chunks(client_ids):
        parents = select(CLIENT.c.parent_id, CLIENT.c.name).where(CLIENT.c.parent_id.in_(part))
        for parent_id, name in session.execute(parents):
            in_use[parent_id] = _("{client} has it as its parent client").format(client=name)
    return in_use


def _later(session: Session, run_id: int) -> Iterator[tuple[int, str]]:
    later = (
        select(ROW.c.client_id, RUN.c.confirmed_at)
        .join_from(ROW, RUN, ROW.c.run_id == RUN.c.id)
        .where(RUN.c.id > run_id, RUN.c.undone_at.is_(None), ROW.c.outcome.in_(WROTE))
    )
    zone = ZoneInfo(session.scalar(select(Firm.time_zone)) or "UTC")
    found = session.execute(later.where(ROW.c.client_id.is_not(None)))
    return ((client_id, f"{moment.astimezone(zone):%d.%m.%Y}") for client_id, moment in found)
