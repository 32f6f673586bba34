"""Undoing an import (P3.9), in one transaction. Only what is still as the import left it is taken back.

A client that the run created goes, unless a person changed it since, something hangs on it, or a later import that
was not undone wrote to it. Of one that it updated each field gets its old value back, unless it was changed since.
What is kept is named with its reason. `import_row.undo` holds what was before:

- `fields`: field → old value, with `status` where the client was deactivated; the new values are in `changes`.
- `link`: the link as it was, or null where the run made it; `base`: the base that the run gave it.
- `registry`: flag, reason, facts and moment (ISO), where the run changed what they are about.
- `{}` where the run created the client, or wrote nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, record
from app.db.bulk import keep_others_out, ready, update_rows
from app.db.chunks import chunks
from app.importing import runs, words
from app.importing.json_text import text_of
from app.importing.plan import Outcome
from app.importing.reading import CLIENT, LINK, REGISTRY
from app.importing.tables import ImportRow
from app.importing.written import WROTE, Written


class Kept(NamedTuple):
    """A client that is not as it was before the import, and why; in words."""

    client_id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """Clients that got something back, clients that were removed, and those that were kept, wholly or in part."""

    restored: int
    removed: int
    kept: tuple[Kept, ...]


@dataclass(slots=True)
class _Work:
    """What undoing does, gathered before anything is written. `fields` by client id."""

    remove: list[int] = field(default_factory=list)
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    links: list[tuple[int, Mapping[str, Any] | None]] = field(default_factory=list)  # id, as it was
    changes: dict[int, dict[str, tuple[Any, Any]]] = field(default_factory=dict)  # for the audit log
    restored: set[int] = field(default_factory=set)
    kept: list[Kept] = field(default_factory=list)


def undo(session: Session, actor: Actor, at: datetime, run_id: int) -> Undone:
    """Raises `NotFound`, and `Refused` where it was undone before."""
    keep_others_out(session, CLIENT, LINK)
    run = runs.find(session, run_id)
    if run.undone_at is not None:
        raise Refused(
            "undone_already",
            _("This import was undone before."),
            _("What was kept then can be changed at the client itself."),
        )
    rows = session.scalars(select(ImportRow).where(ImportRow.run_id == run_id).order_by(ImportRow.id)).all()
    state = Written.read(session, run, rows)
    work = _Work()
    for row in rows:
        _take_back(row, state, work)
    _write(session, at, work)
    record(session, actor, at, _entries(work, state, run_id))
    run.undone_at = at
    return Undone(len(work.restored), len(work.remove), tuple(work.kept))


def _take_back(row: ImportRow, state: Written, work: _Work) -> None:
    client = state.clients.get(row.client_id or 0)
    if client is None or row.client_id is None:
        return
    if row.outcome not in WROTE:
        _restore_link(row, state, work)
        return
    reason = ""
    if row.client_id in state.later:
        reason = words.reason("later_run", when=state.later[row.client_id])
    elif row.outcome == Outcome.CREATED:
        reason = _why_not_removed(row.client_id, state)
        if not reason:
            work.remove.append(row.client_id)
    else:
        reason = _restore(row, client, state, work)
    if reason:
        work.kept.append(Kept(row.client_id, client["name"], reason))


def _why_not_removed(client_id: int, state: Written) -> str:
    if client_id in state.touched:
        return words.reason("touched")
    return words.reason("hanging", what=state.in_use[client_id]) if client_id in state.in_use else ""


def _restore(row: ImportRow, client: Mapping[str, Any], state: Written, work: _Work) -> str:
    """Give back what is as the run left it. Returns why something was not, in words."""
    old: Mapping[str, Any] = row.undo.get("fields", {})
    free = {name: value for name, value in old.items() if client[name] == row.changes[name][1]}
    kept = [name for name in old if name not in free]
    if free:
        work.fields[client["id"]] = free | _registry(row, kept)
        work.changes[client["id"]] = {name: (client[name], value) for name, value in free.items()}
    link_restored = _restore_link(row, state, work)
    if free or link_restored:
        work.restored.add(client["id"])
    reasons = [words.reason("field_changed", fields=words.fields_in_words(kept))] if kept else []
    reasons += [] if link_restored else [words.reason("link_moved")]
    return " ".join(reasons)


def _registry(row: ImportRow, kept: Collection[str]) -> dict[str, Any]:
    """What the register had said of the old code and name, where these are back."""
    before = row.undo.get("registry")
    if before is None or kept:
        return {}
    flag, reason, facts, at = before
    return dict(zip(REGISTRY, (flag, reason, facts, at and datetime.fromisoformat(at)), strict=True))


def _restore_link(row: ImportRow, state: Written, work: _Work) -> bool:
    """Whether the link is what it was before, or will be. A link that was changed since stays as it is."""
    if "link" not in row.undo:
        return True
    link_id = state.by_remote.get(row.remote_id)
    now = state.links.get(link_id or 0)
    if link_id is None or now is None or now["client_id"] != row.client_id or now["base"] != row.undo["base"]:
        return False
    before = row.undo["link"]
    if before is not None and before["remote_id"] != row.remote_id and before["remote_id"] in state.taken:
        return False
    work.links.append((link_id, before))
    remote_id = before["remote_id"] if before else None
    if remote_id != row.remote_id:
        work.changes.setdefault(now["client_id"], {})[f"link.{state.source}"] = (row.remote_id, remote_id)
    return True


# --- writing --------------------------------------------------------------------------------------


def _write(session: Session, at: datetime, work: _Work) -> None:
    _write_fields(session, at, work.fields)
    _write_links(session, work.links)
    for part in chunks(work.remove):
        session.execute(delete(CLIENT).where(CLIENT.c.id.in_(part)))


def _write_fields(session: Session, at: datetime, fields: Mapping[int, Mapping[str, Any]]) -> None:
    """Clients with the same fields in one statement."""
    alike: dict[tuple[str, ...], list[int]] = {}
    for client_id, values in fields.items():
        alike.setdefault(tuple(values), []).append(client_id)
    moment = ready(session, CLIENT, "registry_at")
    turn = {"registry_at": moment, "registry_facts": text_of}
    for names, ids in alike.items():
        rows = [
            (*(turn.get(name, _as_is)(fields[client_id][name]) for name in names), client_id)
            for client_id in ids
        ]
        update_rows(session, CLIENT, names, rows, {"changed_at": at})


def _as_is(value: Any) -> Any:
    return value


def _write_links(session: Session, links: Sequence[tuple[int, Mapping[str, Any] | None]]) -> None:
    for part in chunks([link_id for link_id, before in links if before is None]):
        session.execute(delete(LINK).where(LINK.c.id.in_(part)))
    moment = ready(session, LINK, "vanished_at")
    rows = [
        (
            before["remote_id"],
            text_of(before["base"]),
            before["remote_active"],
            before["readable"],
            moment(before["vanished_at"] and datetime.fromisoformat(before["vanished_at"])),
            link_id,
        )
        for link_id, before in links
        if before is not None
    ]
    columns = ("remote_id", "base", "remote_active", "readable", "vanished_at")
    update_rows(session, LINK, columns, rows)


def _entries(work: _Work, state: Written, run_id: int) -> Iterator[Change]:
    for client_id, changes in work.changes.items():
        yield Change("undo", "client", client_id, state.clients[client_id]["name"], changes, run_id)
    linked = {link["client_id"]: link["remote_id"] for link in state.links.values()}
    for client_id in work.remove:
        client = state.clients[client_id]
        gone = {name: (value, None) for name, value in client.items() if name != "id" and value}
        if client_id in linked:
            gone[f"link.{state.source}"] = (linked[client_id], None)
        yield Change("delete", "client", client_id, client["name"], gone, run_id)
