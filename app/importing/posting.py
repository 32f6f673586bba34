"""What the parts of one run's writing share, and the rows of its log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.bulk import Insertion
from app.importing.json_text import text_of
from app.importing.plan import ID_LENGTH, Outcome
from app.importing.rows import ReviewRow
from app.importing.source import LONGEST, Source
from app.importing.tables import ImportRow

ROW: Table = ImportRow.metadata.tables["import_row"]
REASON_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Posting:
    """One run being written, within its transaction."""

    session: Session
    actor: Actor
    at: datetime
    source: Source
    run_id: int

    @property
    def link_field(self) -> str:
        """The link's name in the audit log."""
        return f"link.{self.source.key}"

    @property
    def name_at(self) -> int:
        return self.source.fields.index("name")


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the run's log. `undo`: see `app.importing.undo`."""

    row: ReviewRow
    outcome: Outcome
    reason: str = ""
    client_id: int | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    undo: dict[str, Any] = field(default_factory=dict)


_COLUMNS = (
    "remote_id",
    "name",
    "registration_code",
    "state",
    "outcome",
    "reason",
    "registry_flag",
    "registry_reason",
    "client_id",
    "changes",
    "undo",
)


def log(posting: Posting, rows: Iterable[Logged]) -> None:
    into = Insertion(posting.session, ROW, _COLUMNS, {"run_id": posting.run_id})
    into.add(_values(posting, each) for each in rows)


def _values(posting: Posting, each: Logged) -> tuple[Any, ...]:
    row = each.row
    fields = posting.source.fields
    named = row.theirs[posting.name_at] if row.theirs else row.client_name
    if row.theirs and "registration_code" in fields:
        code = row.theirs[fields.index("registration_code")]
    else:
        code = row.ours.registration_code if row.ours else ""
    return (
        "".join(filter(str.isprintable, row.key))[:ID_LENGTH],  # of an id that is odd; a server keeps no NUL
        named[: LONGEST["name"]],
        code[: LONGEST["registration_code"]],
        row.state.value,
        each.outcome.value,
        each.reason[:REASON_LENGTH],
        row.verdict.flag,
        row.verdict.reason,
        each.client_id,
        text_of(each.changes),
        text_of(each.undo),
    )
