"""Custom fields and their values, within a transaction (P2.1)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.clients.custom import KINDS, kept_form
from app.clients.tables import ClientField, ClientFieldValue
from app.clients.views import FieldView
from app.core.errors import NotFound, Refused, WrongUsage
from app.core.rights import Actor
from app.core.text import fitting, one_line, one_of
from app.core.words import _
from app.db.audit import Change, differences, record

NAME_LENGTH = 100


def listed(session: Session) -> tuple[FieldView, ...]:
    """By name, the archived too."""
    counted = select(ClientFieldValue.field_id, func.count()).group_by(ClientFieldValue.field_id)
    used = dict(session.execute(counted).all())
    rows = session.scalars(select(ClientField).order_by(ClientField.name))
    return tuple(
        FieldView(f.id, f.name, f.kind, tuple(f.choices), f.archived, used.get(f.id, 0)) for f in rows
    )


def add(session: Session, actor: Actor, at: datetime, name: str, *, kind: str, choices: Iterable[str]) -> int:
    line = _name(name)
    _refuse_taken(session, line, None)
    field = ClientField(name=line, kind=one_of(KINDS, kind), choices=_choices(kind, choices), archived=False)
    session.add(field)
    session.flush()
    made = {"name": (None, line), "kind": (None, kind), "choices": (None, field.choices)}
    record(session, actor, at, [Change("add", "client_field", field.id, field.name, made)])
    return field.id


def change(session: Session, actor: Actor, at: datetime, field_id: int, changes: Mapping[str, Any]) -> bool:
    """`changes`: name, choices, archived. The kind stays: values of one kind are not of another."""
    field = _find(session, field_id)
    found = differences(_kept(field), _cleaned(field, changes))
    if "name" in found:
        _refuse_taken(session, found["name"][1], field_id)
    for name, (_old, new) in found.items():
        setattr(field, name, new)
    record(session, actor, at, [Change("edit", "client_field", field.id, field.name, found)])
    return bool(found)


def remove(session: Session, actor: Actor, at: datetime, field_id: int) -> bool:
    field = _find(session, field_id)
    if session.scalar(select(ClientFieldValue.client_id).filter_by(field_id=field_id).limit(1)):
        raise Refused(
            "field_in_use",
            _("Clients have values in {name}.").format(name=field.name),
            _("Archive the field instead; its values stay."),
        )
    gone = {name: (value, None) for name, value in _kept(field).items()}
    record(session, actor, at, [Change("delete", "client_field", field.id, field.name, gone)])
    session.delete(field)
    return True


def put_values(session: Session, client_id: int, values: Mapping[int, str]) -> dict[str, tuple[str, str]]:
    """Set values by the id of their field; "" empties one. What changed, for the audit log."""
    own = select(ClientFieldValue).filter_by(client_id=client_id)
    rows = {row.field_id: row for row in session.scalars(own)}
    found: dict[str, tuple[str, str]] = {}
    for field_id, text in values.items():
        field = _find(session, field_id)
        row = rows.get(field_id)
        old, new = row.value if row else "", kept_form(field.kind, field.choices, text)
        if old != new:
            found[f"custom.{field.name}"] = (old, new)
            _put(session, client_id, field_id, new)
    return found


def _put(session: Session, client_id: int, field_id: int, value: str) -> None:
    if value:
        session.merge(ClientFieldValue(client_id=client_id, field_id=field_id, value=value))
    else:
        session.execute(delete(ClientFieldValue).filter_by(client_id=client_id, field_id=field_id))


def _find(session: Session, field_id: int) -> ClientField:
    field = session.get(ClientField, field_id)
    if field is None:
        raise NotFound("unknown_field", _("There is no such field."), _("Open the list of fields anew."))
    return field


def _kept(field: ClientField) -> dict[str, Any]:
    return {"name": field.name, "choices": field.choices, "archived": field.archived}


def _cleaned(field: ClientField, changes: Mapping[str, Any]) -> dict[str, Any]:
    rules: dict[str, Callable[[Any], Any]] = {
        "name": _name,
        "choices": lambda given: _choices(field.kind, given),
        "archived": bool,
    }
    for name in changes:
        if name not in rules:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=name))
    return {name: rules[name](value) for name, value in changes.items()}


def _name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WrongUsage("no_name", _("The field has no name."), _("Enter a name."))
    return fitting(line, NAME_LENGTH)


def _choices(kind: str, given: Iterable[str]) -> list[str]:
    """In the order given, each once; a field of another kind has none."""
    found = list(dict.fromkeys(line for text in given if (line := one_line(text))))
    if kind == "choice" and not found:
        raise WrongUsage("no_choices", _("A choice without choices."), _("Enter at least one choice."))
    return found if kind == "choice" else []


def _refuse_taken(session: Session, name: str, own_id: int | None) -> None:
    rows = session.execute(select(ClientField.id, ClientField.name))
    if any(other.casefold() == name.casefold() and id_ != own_id for id_, other in rows):
        raise Refused(
            "name_taken",
            _("There is a field {name} already.").format(name=name),
            _("Choose another name, or take the field out of the archive."),
        )
