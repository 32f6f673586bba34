"""The log of imports (P3.9): what each run did, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.errors import NotFound
from app.core.words import _
from app.importing.tables import ImportRow, ImportRun

CLIENT = Client.metadata.tables["client"]


@dataclass(frozen=True, slots=True)
class RunView:
    """created + updated + unchanged + skipped + conflicts + failed are all rows of the review.

    `updated`: a field, the link, or the decision to keep ours was written. `unchanged`: nothing to write.
    `skipped`: left out by the person, or needing attention. `conflicts`: left undecided or unticked. `red_x`:
    rows among all of these whose registration code has a red X.
    """

    id: int
    source: str
    fetched_at: datetime
    confirmed_at: datetime
    actor: str
    created: int
    updated: int
    unchanged: int
    skipped: int
    conflicts: int
    red_x: int
    failed: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """`state`, `outcome`: as in the tables. `changes`: field → (old, new), for updated ones. `client_id` None: there
    is no client, or not any more.
    """

    remote_id: str
    name: str
    registration_code: str
    state: str
    outcome: str
    reason: str
    registry_flag: str
    registry_reason: str
    client_id: int | None
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class RunDetail:
    """`rows`: all but the unchanged, in the order of the review: created, updated, then what was left out."""

    view: RunView
    rows: tuple[RunRow, ...]


def runs(session: Session, source: str | None, limit: int) -> tuple[RunView, ...]:
    """The newest first; of one source or of all."""
    wanted = select(ImportRun).order_by(ImportRun.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(ImportRun.source == source)
    return tuple(view(run) for run in session.scalars(wanted))


def run(session: Session, run_id: int) -> RunDetail:
    """Raises `NotFound`."""
    there = select(CLIENT.c.id).where(CLIENT.c.id == ImportRow.client_id).scalar_subquery()
    wanted = select(ImportRow, there).where(ImportRow.run_id == run_id).order_by(ImportRow.id)
    rows = tuple(_row(row, client_id) for row, client_id in session.execute(wanted))
    return RunDetail(view(find(session, run_id)), rows)


def find(session: Session, run_id: int) -> ImportRun:
    """Raises `NotFound`."""
    found = session.get(ImportRun, run_id)
    if found is None:
        raise NotFound(
            "unknown_run", _("There is no import {id}.").format(id=run_id), _("Choose one from the log.")
        )
    return found


def view(run: ImportRun) -> RunView:
    return RunView(
        run.id,
        run.source,
        run.fetched_at,
        run.confirmed_at,
        run.actor,
        run.created,
        run.updated,
        run.unchanged,
        run.skipped,
        run.conflicts,
        run.red_x,
        run.failed,
        run.undone_at,
    )


def _row(row: ImportRow, client_id: int | None) -> RunRow:
    return RunRow(
        row.remote_id,
        row.name,
        row.registration_code,
        row.state,
        row.outcome,
        row.reason,
        row.registry_flag,
        row.registry_reason,
        client_id,
        {field: (old, new) for field, (old, new) in row.changes.items()},
    )
