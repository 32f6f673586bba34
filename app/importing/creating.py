"""New clients of a run: the client, its link, its audit entry and its row of the log, thousands at a time (P3.8)."""

from collections.abc import Sequence
from itertools import islice, starmap
from typing import Any

from sqlalchemy import insert, literal, select

from app.clients.marks import mark_of
from app.db.audit import AuditEntry, Recording
from app.db.bulk import AT_ONCE, Insertion, first_free_id, ready
from app.importing.json_text import added_text, text_of
from app.importing.merge import heard
from app.importing.plan import Outcome
from app.importing.posting import ROW, Logged, Posting, log
from app.importing.reading import CLIENT, LINK, REGISTRY
from app.importing.rows import ReviewRow, State, base_after, base_text
from app.importing.source import Values

# What a new client is where the program says nothing.
_BLANK: dict[str, Any] = {
    "country": "",
    "registration_code": "",
    "vat_number": "",
    "language": "",
    "address": "",
    "phone": "",
    "email": "",
    "client_code": "",
    "notes": "",
    "time_mandatory": False,
    "topic_mandatory": False,
}
_LINK_COLUMNS = ("client_id", "remote_id", "base", "remote_active", "readable")


def create(posting: Posting, rows: Sequence[ReviewRow]) -> None:
    """Plain ones first: their rows of the log are made of what was just written, in one statement."""
    if not rows:
        return
    rows = sorted(rows, key=_is_special)
    first = _first_id(posting)
    new = _NewClients(posting)
    numbered = enumerate(rows, first)
    while part := list(islice(numbered, AT_ONCE)):
        new.add(part)
    plain = sum(not _is_special(row) for row in rows)
    _log_plain(posting, first, plain)
    log(
        posting,
        (
            Logged(row, Outcome.CREATED, row.reason_words, client_id)
            for client_id, row in enumerate(rows[plain:], first + plain)
        ),
    )


def _first_id(posting: Posting) -> int:
    """Not one that was a client's once: its history is still in the audit log."""
    used = select(AuditEntry.entity_id).where(AuditEntry.entity == "client")
    return first_free_id(posting.session, CLIENT, used.order_by(AuditEntry.entity_id.desc()).limit(1))


class _NewClients:
    def __init__(self, posting: Posting) -> None:
        session, source = posting.session, posting.source
        self._posting = posting
        self._moment = ready(session, CLIENT, "registry_at")
        given = {**_BLANK, "country": source.country, "created_at": posting.at, "changed_at": posting.at}
        same = {name: value for name, value in given.items() if name not in source.fields}
        self._clients = Insertion(session, CLIENT, ("id", *source.fields, "mark", "status", *REGISTRY), same)
        self._links = Insertion(
            session, LINK, _LINK_COLUMNS, {"integration": source.key, "linked_at": posting.at}
        )
        self._audit = Recording(
            session, posting.actor, posting.at, "add", entity="client", run_id=posting.run_id
        )

    def add(self, rows: Sequence[tuple[int, ReviewRow]]) -> None:
        """Rows with the ids that they get."""
        full = [(client_id, row, self._values(row)) for client_id, row in rows]
        self._clients.add(starmap(self._client, full))
        self._links.add(starmap(self._link, full))
        self._audit.add(starmap(self._entry, full))

    def _values(self, row: ReviewRow) -> Values:
        """What the new client gets in the source's fields."""
        fields, values = self._posting.source.fields, row.theirs
        readable = row.remote is not None and row.remote.readable
        if not row.reason and "" not in values:  # nothing was left out, nothing is missing
            return values
        pairs = zip(fields, values, strict=True)
        kept = {field: value if heard(field, value, readable=readable) else "" for field, value in pairs}
        if not kept.get("country", "here"):
            kept["country"] = self._posting.source.country
        return tuple(kept.values())

    def _client(self, client_id: int, row: ReviewRow, theirs: Values) -> tuple[Any, ...]:
        verdict = row.verdict
        return (
            client_id,
            *theirs,
            mark_of(theirs[self._posting.name_at]),
            _status(row),
            verdict.flag,
            verdict.reason,
            text_of(verdict.facts),
            self._moment(verdict.at),
        )

    def _link(self, client_id: int, row: ReviewRow, theirs: Values) -> tuple[Any, ...]:
        source = self._posting.source
        base = base_text(source, theirs) if theirs is row.theirs else base_after(source, row)
        readable = row.remote is not None and row.remote.readable
        return (client_id, row.key, base, _status(row) == "active", readable)

    def _entry(self, client_id: int, row: ReviewRow, theirs: Values) -> tuple[int, str, str]:
        fields: tuple[str, ...] = (*self._posting.source.fields, self._posting.link_field)
        values: Values = (*theirs, row.key)
        if _status(row) != "active":
            fields, values = (*fields, "status"), (*values, _status(row))
        if "" in values:
            fields = tuple([field for field, value in zip(fields, values, strict=True) if value])
            values = tuple([value for value in values if value])
        return client_id, theirs[self._posting.name_at], added_text(fields, values)


def _log_plain(posting: Posting, first: int, count: int) -> None:
    if not count:
        return
    given = {
        "run_id": literal(posting.run_id),
        "remote_id": LINK.c.remote_id,
        "name": CLIENT.c.name,
        "registration_code": CLIENT.c.registration_code,
        "state": literal(State.NEW.value),
        "outcome": literal(Outcome.CREATED.value),
        "reason": literal(""),
        "registry_flag": CLIENT.c.registry_flag,
        "registry_reason": CLIENT.c.registry_reason,
        "client_id": CLIENT.c.id,
        "changes": literal({}, ROW.c.changes.type),
        "undo": literal({}, ROW.c.undo.type),
    }
    made = select(*given.values()).join_from(CLIENT, LINK, LINK.c.client_id == CLIENT.c.id)
    made = made.where(CLIENT.c.id.between(first, first + count - 1)).order_by(CLIENT.c.id)
    posting.session.execute(insert(ROW).from_select(list(given), made))


def _is_special(row: ReviewRow) -> bool:
    return row.state is not State.NEW or bool(row.reason)


def _status(row: ReviewRow) -> str:
    return "active" if row.remote is not None and row.remote.active else "inactive"
