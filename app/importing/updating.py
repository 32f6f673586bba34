"""Clients that are there: fields, status and link of those that were chosen, and what is noted of the others' links."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.db.audit import Recording
from app.db.bulk import Insertion, ready, update_rows
from app.importing.bases import base_after, base_agreed
from app.importing.json_text import text_of
from app.importing.merge import THEIRS, same
from app.importing.plan import Left, Outcome, Update
from app.importing.posting import Logged, Posting, log
from app.importing.reading import CLIENT, LINK, REGISTRY, LinkNow
from app.importing.rows import ReviewRow
from app.registers.verdicts import Verdict

WHO = frozenset({"name", "country", "registration_code"})  # fields that the register's verdict is about
Registry = Mapping[int, tuple[Any, ...]]  # client id → flag, reason, facts, moment
Changes = dict[str, tuple[Any, Any]]


def update(posting: Posting, updates: Sequence[Update], registry: Registry) -> None:
    """`registry`: the columns as they are now."""
    if not updates:
        return
    changes = [_changes(posting, each) for each in updates]
    _write_clients(posting, [each for each in updates if _client_changes(each)], registry)
    _write_links(posting, updates)
    audit = Recording(
        posting.session, posting.actor, posting.at, "edit", entity="client", run_id=posting.run_id
    )
    pairs = list(zip(updates, changes, strict=True))
    audit.add((each.ours.id, each.ours.name, text_of(found)) for each, found in pairs if found)
    log(
        posting,
        (
            Logged(
                each.row,
                Outcome.UPDATED,
                each.row.reason_words,
                each.ours.id,
                found,
                _undo(posting, each, registry),
            )
            for each, found in pairs
        ),
    )


def note(posting: Posting, left: Iterable[Left]) -> None:
    """What was seen of the links of rows that were not chosen. The base follows only where both sides agree."""
    noted = [(each, each.link) for each in left if each.link is not None]
    _change_links(posting, [(each.row, link, _base_noted(posting, each, link)) for each, link in noted])
    audit = Recording(
        posting.session, posting.actor, posting.at, "edit", entity="client", run_id=posting.run_id
    )
    audit.add(
        (link.client_id, each.row.client_name, text_of(found))
        for each, link in noted
        if (found := _link_changes(posting, each.row, link))
    )


def log_left(posting: Posting, left: Iterable[Left]) -> None:
    log(
        posting,
        (
            Logged(
                each.row,
                each.outcome,
                each.reason,
                each.client_id,
                undo={
                    "fields": {},
                    "link": _link_before(each.link),
                    "base": msgspec.json.decode(each.link.base),
                }
                if each.link
                else {},
            )
            for each in left
        ),
    )


def _base_noted(posting: Posting, each: Left, link: LinkNow) -> str:
    return base_agreed(posting.source, each.row) if each.outcome is Outcome.UNCHANGED else link.base


# --- the client -----------------------------------------------------------------------------------


def _client_changes(each: Update) -> bool:
    return bool(_taken(each.row)) or _deactivated(each)


def _taken(row: ReviewRow) -> dict[str, str]:
    return {merged.field: merged.theirs for merged in row.fields if merged.choice == THEIRS}


def _deactivated(each: Update) -> bool:
    return each.row.deactivate and each.ours.active


def _write_clients(posting: Posting, updates: Sequence[Update], registry: Registry) -> None:
    """Only the columns in which any of them changes: an index is rewritten for every column that is named."""
    taken = {field for each in updates for field in _taken(each.row)}
    fields = [field for field in posting.source.fields if field in taken]
    status = ["status"] if any(map(_deactivated, updates)) else []
    verdict = REGISTRY if WHO & taken else ()
    columns, moment = (*fields, *status, *verdict), ready(posting.session, CLIENT, "registry_at")
    rows = []
    for each in updates:
        after = _after(posting, each, registry[each.ours.id] if verdict else None, moment)
        rows.append((*[after[column] for column in columns], each.ours.id))
    update_rows(posting.session, CLIENT, columns, rows, {"changed_at": posting.at})


def _after(
    posting: Posting, each: Update, registry: tuple[Any, ...] | None, moment: Callable[[Any], Any]
) -> dict[str, Any]:
    """What the client's columns are to be, as the driver takes it; the register's only where they are given."""
    after: dict[str, Any] = dict(zip(posting.source.fields, each.ours.values, strict=True)) | _taken(each.row)
    after["status"] = "inactive" if _deactivated(each) else each.ours.status
    if registry is not None:
        flag, reason, facts, at = _registry_after(posting, each, after, registry)
        after |= zip(REGISTRY, (flag, reason, text_of(facts), moment(at)), strict=True)
    return after


def _registry_after(
    posting: Posting, each: Update, after: Mapping[str, str], now: tuple[Any, ...]
) -> tuple[Any, ...]:
    """The verdict is about their code and name: it is kept where ours are the same now. What was known of another
    code does not hold any more.
    """
    taken = WHO & _taken(each.row).keys()
    if not taken:
        return now
    theirs = dict(zip(posting.source.fields, each.row.theirs, strict=True))
    who = [field for field in posting.source.fields if field in WHO]
    if all(same(field, after[field], theirs[field], posting.source.country) for field in who):
        verdict = each.row.verdict
    elif taken != {"name"} or now[1] == "other_name":
        verdict = Verdict("grey", "not_checked" if after.get("registration_code") else "no_code")
    else:
        return now
    return (verdict.flag, verdict.reason, verdict.facts, verdict.at)


# --- its link -------------------------------------------------------------------------------------


def _write_links(posting: Posting, updates: Sequence[Update]) -> None:
    source = posting.source
    same_for_all = {"integration": source.key, "linked_at": posting.at}
    columns = ("client_id", "remote_id", "base", "remote_active", "readable")
    new = Insertion(posting.session, LINK, columns, same_for_all)
    new.add(
        (each.ours.id, each.row.key, base_after(source, each.row), *_seen(each.row)[:2])
        for each in updates
        if each.link is None
    )
    _change_links(
        posting,
        [(each.row, each.link, base_after(source, each.row)) for each in updates if each.link is not None],
    )


def _change_links(posting: Posting, changes: Iterable[tuple[ReviewRow, LinkNow, str]]) -> None:
    """Each with its new base."""
    moment = ready(posting.session, LINK, "vanished_at")
    rows = []
    for row, link, base in changes:
        active, readable, listed = _seen(row)
        if not listed:
            active, readable = link.remote_active, link.readable
        vanished = moment(_vanished(posting, row, link, listed=listed))
        rows.append((row.key, base, active, readable, vanished, link.id))
    update_rows(
        posting.session, LINK, ("remote_id", "base", "remote_active", "readable", "vanished_at"), rows
    )


def _vanished(posting: Posting, row: ReviewRow, link: LinkNow, *, listed: bool) -> datetime | None:
    if listed:
        return None
    return posting.at if row.news else link.vanished_at


def _seen(row: ReviewRow) -> tuple[bool, bool, bool]:
    """Active there, looked into, listed."""
    return (True, True, False) if row.remote is None else (row.remote.active, row.remote.readable, True)


# --- what is told of it ---------------------------------------------------------------------------


def _changes(posting: Posting, each: Update) -> Changes:
    """For the audit log and the log of the run: field → (old, new)."""
    changes: Changes = {
        merged.field: (merged.ours, merged.theirs) for merged in each.row.fields if merged.choice == THEIRS
    }
    if _deactivated(each):
        changes["status"] = (each.ours.status, "inactive")
    return changes | _link_changes(posting, each.row, each.link)


def _link_changes(posting: Posting, row: ReviewRow, link: LinkNow | None) -> Changes:
    """Which remote client it is, whether active there, looked into, listed; under dotted names."""
    name = posting.link_field
    if link is None:
        return {name: (None, row.key)}
    active, readable, listed = _seen(row)
    changes: Changes = {}
    if link.remote_id != row.key:
        changes[name] = (link.remote_id, row.key)
    if listed and active != link.remote_active:
        changes[f"{name}.active"] = (link.remote_active, active)
    if listed and readable != link.readable:
        changes[f"{name}.readable"] = (link.readable, readable)
    if (listed or row.news) and listed != (link.vanished_at is None):
        changes[f"{name}.listed"] = (not listed, listed)
    return changes


def _undo(posting: Posting, each: Update, registry: Registry) -> dict[str, Any]:
    """What was before, and the base that the link got."""
    fields = {merged.field: merged.ours for merged in each.row.fields if merged.choice == THEIRS}
    if _deactivated(each):
        fields["status"] = each.ours.status
    undo: dict[str, Any] = {
        "fields": fields,
        "link": _link_before(each.link),
        "base": msgspec.json.decode(base_after(posting.source, each.row)),
    }
    if WHO & fields.keys():
        flag, reason, facts, at = registry[each.ours.id]
        undo["registry"] = [flag, reason, facts, None if at is None else at.isoformat()]
    return undo


def _link_before(link: LinkNow | None) -> dict[str, Any] | None:
    if link is None:
        return None
    return {
        "id": link.id,
        "remote_id": link.remote_id,
        "base": msgspec.json.decode(link.base),
        "remote_active": link.remote_active,
        "readable": link.readable,
        "vanished_at": None if link.vanished_at is None else link.vanished_at.isoformat(),
    }
