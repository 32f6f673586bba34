"""New clients of a run: the client, its link, its audit entry and its row of the log, thousands at a time (P3.8)."""

from collections.abc import Sequence
from itertools import islice, starmap
from typing import Any

from sqlalchemy import func, insert, literal, select

from app.clients.marks import mark_of
from app.db.audit import AuditEntry, Recording
from app.db.bulk import AT_ONCE, Insertion, ready, reserve_ids
from app.importing.bases import base_after, base_writer
from app.importing.json_text import added_writer, text_of
from app.importing.merge import heard
from app.importing.plan import Outcome
from app.importing.posting import ROW, Logged, Posting, log
from app.importing.reading import CLIENT, LINK, REGISTRY
from app.importing.rows import ReviewRow, State
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
    plain = [row for row in rows if row.state is State.NEW and not row.reason]
    special = [row for row in rows if row.state is not State.NEW or row.reason]
    first = _first_id(posting, len(rows))
    last_link = posting.session.scalar(select(func.max(LINK.c.id))) or 0
    new = _NewClients(posting)
    numbered = enumerate([*plain, *special], first)
    while part := list(islice(numbered, AT_ONCE)):
        new.add(part)
    _log_plain(posting, last_link, range(first, first + len(plain)))
    log(
        posting,
        (
            Logged(row, Outcome.CREATED, row.reason_words, client_id)
            for client_id, row in enumerate(special, first + len(plain))
        ),
    )


def _first_id(posting: Posting, count: int) -> int:
    """Not one that was a client's once: its history is still in the audit log."""
    used = select(AuditEntry.entity_id).where(AuditEntry.entity == "client")
    used = used.order_by(AuditEntry.entity_id.desc()).limit(1)
    return reserve_ids(posting.session, CLIENT, count, used)


class _NewClients:
    def __init__(self, posting: Posting) -> None:
        session, source = posting.session, posting.source
        self._posting, self._fields, self._name_at = posting, source.fields, posting.name_at
        self._country_at = source.fields.index("country") if "country" in source.fields else None
        self._audited = (*source.fields, posting.link_field)
        self._base, self._added = base_writer(source), added_writer(self._audited)
        self._facts: dict[str, str] = {}
        self._facts_text = text_of(self._facts)
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
        full = [(client_id, row, self._values(row), _status(row)) for client_id, row in rows]
        self._clients.add(starmap(self._client, full))
        self._links.add(starmap(self._link, full))
        self._audit.add(starmap(self._entry, full))

    def _values(self, row: ReviewRow) -> Values:
        """What the new client gets in the source's fields. Where a row has no reason, nothing of it was left out."""
        values = row.theirs
        if row.reason:
            readable = row.remote is not None and row.remote.readable
            pairs = zip(self._fields, values, strict=True)
            values = tuple(
                [value if heard(field, value, readable=readable) else "" for field, value in pairs]
            )
        if self._country_at is not None and not values[self._country_at]:
            at = self._country_at
            values = (*values[:at], self._posting.source.country, *values[at + 1 :])
        return values

    def _client(self, client_id: int, row: ReviewRow, values: Values, status: str) -> tuple[Any, ...]:
        verdict = row.verdict
        if verdict.facts != self._facts:  # most have the same
            self._facts, self._facts_text = verdict.facts, text_of(verdict.facts)
        mark, said = mark_of(values[self._name_at]), self._moment(verdict.at)
        return (client_id, *values, mark, status, verdict.flag, verdict.reason, self._facts_text, said)

    def _link(self, client_id: int, row: ReviewRow, values: Values, status: str) -> tuple[Any, ...]:
        base = self._base(values) if values is row.theirs else base_after(self._posting.source, row)
        readable = row.remote is not None and row.remote.readable
        return (client_id, row.key, base, status == "active", readable)

    def _entry(self, client_id: int, row: ReviewRow, values: Values, status: str) -> tuple[int, str, str]:
        """What is empty, and that it is active, goes without saying."""
        name, fields, values = values[self._name_at], self._audited, (*values, row.key)
        if status != "active":
            fields, values = (*fields, "status"), (*values, status)
        if fields is self._audited and "" not in values:
            return client_id, name, self._added(values)
        if "" in values:
            fields = tuple([field for field, value in zip(fields, values, strict=True) if value])
            values = tuple([value for value in values if value])
        return client_id, name, added_writer(fields)(values)


def _log_plain(posting: Posting, last_link: int, clients: range) -> None:
    """By way of the links that are new, in their order: a client's link is not looked for."""
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
    mine = LINK.c.id > last_link, CLIENT.c.id >= clients.start, CLIENT.c.id < clients.stop
    made = made.where(*mine).order_by(LINK.c.id)
    posting.session.execute(insert(ROW).from_select(list(given), made))


def _status(row: ReviewRow) -> str:
    return "active" if row.remote is not None and row.remote.active else "inactive"
