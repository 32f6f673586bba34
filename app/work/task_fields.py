"""Task fields, within a transaction (P5.2): one that is used is archived and not removed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, Refused, WrongUsage
from app.core.rights import Actor
from app.core.text import fitting, one_line, one_of
from app.core.words import _
from app.db.audit import Change, differences, record
from app.db.pointing import hanging
from app.work.field_values import KINDS, LENGTH, kept_value
from app.work.naming import clean_name, id_of, refuse_taken
from app.work.recorded import pairs
from app.work.tables import TaskField, TaskFieldValue
from app.work.views import Given, TaskFieldView


def listed(session: Session) -> tuple[TaskFieldView, ...]:
    """By name, the archived too."""
    counted = select(TaskFieldValue.field_id, func.count()).group_by(TaskFieldValue.field_id)
    used = dict(session.execute(counted).all())
    fields = sorted(session.scalars(select(TaskField)), key=lambda field: field.name.casefold())
    return tuple(_view(field, used.get(field.id, 0)) for field in fields)


def view(session: Session, field_id: int) -> TaskFieldView:
    used = session.scalar(select(func.count()).where(TaskFieldValue.field_id == field_id)) or 0
    return _view(find(session, field_id), used)


def add(session: Session, actor: Actor, at: datetime, given: Mapping[str, Any]) -> int:
    """`given`: name, kind, choices, monitored, weight."""
    kind = one_of(KINDS, given["kind"])
    new = _cleaned(kind, {name: value for name, value in given.items() if name != "kind"})
    refuse_taken(new["name"], _names(session), None)
    field = TaskField(kind=kind, archived=False, **new)
    session.add(field)
    session.flush()
    made = {name: (None, value) for name, value in {**new, "kind": kind}.items() if value not in (None, [])}
    record(session, actor, at, [Change("add", "task_field", field.id, field.name, pairs(made))])
    return field.id


def change(session: Session, actor: Actor, at: datetime, field_id: int, changes: Mapping[str, Any]) -> bool:
    """`changes`: name, choices, monitored, weight, archived. The kind stays: values of one are not of another."""
    field = find(session, field_id)
    found = differences(_kept(field), _cleaned(field.kind, changes))
    if "name" in found:
        refuse_taken(found["name"][1], _names(session), field_id)
    for name, (_old, new) in found.items():
        setattr(field, name, new)
    record(session, actor, at, [Change("edit", "task_field", field.id, field.name, pairs(found))])
    return bool(found)


def remove(session: Session, actor: Actor, at: datetime, field_id: int) -> None:
    field = find(session, field_id)
    if held := hanging(session, "task_field", [field_id]).get(field_id):
        raise Refused(
            "field_in_use",
            _("{name} cannot be removed: it is in use by {what}.").format(
                name=field.name, what=", ".join(held)
            ),
            _("Archive it instead; its values stay."),
        )
    gone = {name: (value, None) for name, value in {**_kept(field), "kind": field.kind}.items()}
    record(session, actor, at, [Change("delete", "task_field", field.id, field.name, pairs(gone))])
    session.delete(field)


def ensure_number(session: Session, actor: Actor, at: datetime, name: str) -> int:
    """The number field of this name, made or taken out of the archive where that is needed."""
    field_id = id_of(clean_name(name), _names(session))
    if field_id is None:
        return add(session, actor, at, {"name": name, "kind": "number"})
    field = find(session, field_id)
    if field.kind != "number":
        raise Refused(
            "not_a_number_field",
            _("The task field {name} is not for numbers.").format(name=field.name),
            _("Choose another field, or another name for a new one."),
        )
    change(session, actor, at, field_id, {"archived": False})
    return field_id


def find(session: Session, field_id: int) -> TaskField:
    field = session.get(TaskField, field_id)
    if field is None:
        raise NotFound("unknown_field", _("There is no such field."), _("Open the list of fields anew."))
    return field


def _view(field: TaskField, used: int) -> TaskFieldView:
    return TaskFieldView(
        field.id,
        field.name,
        field.kind,
        tuple(field.choices),
        field.monitored,
        field.weight,
        field.archived,
        used,
    )


def _names(session: Session) -> list[tuple[int, str]]:
    return [(id_, name) for id_, name in session.execute(select(TaskField.id, TaskField.name))]


def _kept(field: TaskField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in _RULES}


def _cleaned(kind: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    for name in changes:
        if name not in _RULES:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=name))
    return {name: _RULES[name](kind, value) for name, value in changes.items()}


def _choices(kind: str, given: Iterable[str]) -> list[str]:
    """In the order given, each once; a field of another kind has none."""
    found = list(dict.fromkeys(fitting(line, LENGTH) for text in given if (line := one_line(text))))
    if kind == "choice" and not found:
        raise WrongUsage("no_choices", _("A choice without choices."), _("Enter at least one choice."))
    return found if kind == "choice" else []


def _monitored(kind: str, given: object) -> bool:
    if given and kind != "number":
        raise _numbers_only()
    return bool(given)


def _weight(kind: str, given: Given) -> Decimal | None:
    weight, _text = kept_value("number", (), given)
    if weight is not None and kind != "number":
        raise _numbers_only()
    return weight


def _numbers_only() -> WrongUsage:
    return WrongUsage(
        "numbers_only",
        _("Only number fields are monitored and weighted."),
        _("Leave both out for this kind."),
    )


_RULES: dict[str, Callable[[str, Any], Any]] = {
    "name": lambda _kind, given: clean_name(given),
    "choices": _choices,
    "monitored": _monitored,
    "weight": _weight,
    "archived": lambda _kind, given: bool(given),
}
