"""Reading and changing the plan, within a transaction (P6.1)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.clients.references import require_member
from app.core.errors import NotFound, Refused, WrongUsage
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, differences, record
from app.summaries import slots
from app.summaries.plan import Plan, cleaned, require_each_once
from app.summaries.tables import SummaryField, SummaryPlan
from app.work.tables import TaskField, Topic
from app.work.writing import ensure_number_field, ensure_topic
from integrations.contract import CountsOffer, Manifest

_COLUMNS = (
    *("title", "topic_id", "day", "first_day", "assignee", "member_id", "auto_complete", "refresh"),
    "begun_at",
)
_TOLD = (*_COLUMNS[:-1], "mapping")  # in the audit log


def kept(session: Session, integration: str) -> Plan:
    """As it is; an empty one where nothing was set yet."""
    row = session.scalar(select(SummaryPlan).where(SummaryPlan.integration == integration))
    if row is None:
        return Plan(integration)
    fields = select(SummaryField.field, SummaryField.task_field_id).where(SummaryField.plan_id == row.id)
    mapping = dict(session.execute(fields).all())
    return Plan(integration, row.id, mapping=mapping, **{name: getattr(row, name) for name in _COLUMNS})


def change(
    session: Session, actor: Actor, at: datetime, manifest: Manifest, changes: Mapping[str, Any]
) -> bool:
    """Whether anything differs. Before the rule changes, slots that are due already get their days by the old one."""
    offer = offer_of(manifest)
    old = kept(session, manifest.key)
    new = _settled(session, actor, at, old, cleaned(changes, offer))
    require_each_once(new.mapping, offer)
    if new.first_day != old.first_day:
        _require_nothing_begun(session, at, manifest)
    elif new.day != old.day:
        slots.begin_due(session, at, old, slots.calendar_of(session, offer))
    if not new.missing and new.begun_at is None:
        new = replace(new, begun_at=at)
    if new == old:
        return False
    plan_id = _write(session, new)
    told = differences(_told(session, old), _told(session, new))
    action = "add" if old.id is None else "edit"
    record(session, actor, at, [Change(action, "summary_plan", plan_id, manifest.name, told)])
    return True


def offer_of(manifest: Manifest) -> CountsOffer:
    """Raises `NotFound` for an integration that counts nothing."""
    if manifest.counts is None:
        raise NotFound(
            "no_counts",
            _("{name} counts nothing that Kontor could fetch.").format(name=manifest.name),
            _("Choose another integration."),
        )
    return manifest.counts


def _settled(session: Session, actor: Actor, at: datetime, old: Plan, new: dict[str, Any]) -> Plan:
    """With topic, task fields and member as they are found or made."""
    if "topic" in new:
        name = new.pop("topic")
        new["topic_id"] = ensure_topic(session, actor, at, name) if name else None
    elif new.get("topic_id") is not None and new["topic_id"] != old.topic_id:
        _require_topic(session, new["topic_id"])
    if "mapping" in new:
        targets = new["mapping"].items()
        new["mapping"] = {name: _task_field(session, actor, at, old, target) for name, target in targets}
    plan = replace(old, **new)
    if plan.assignee != "member":
        return replace(plan, member_id=None)
    if plan.member_id is None:
        raise WrongUsage(
            "no_member", _("It is not said which member gets the tasks."), _("Choose the member.")
        )
    if plan.member_id != old.member_id:
        require_member(session, plan.member_id)
    return plan


def _require_topic(session: Session, topic_id: int) -> None:
    topic = session.get(Topic, topic_id)
    if topic is None or topic.archived:
        raise NotFound(
            "unknown_topic", _("There is no such topic."), _("Choose another one, or make a new one.")
        )


def _task_field(session: Session, actor: Actor, at: datetime, old: Plan, target: int | str) -> int:
    if isinstance(target, str):
        return ensure_number_field(session, actor, at, target)
    row = session.get(TaskField, target)
    if row is None or (row.archived and target not in old.mapping.values()):
        raise NotFound("unknown_field", _("There is no such task field."), _("Choose another one."))
    if row.kind != "number":
        raise Refused(
            "no_number_field",
            _("{name} is not a Number field.").format(name=row.name),
            _("Choose a Number field, or make a new one."),
        )
    return target


def _require_nothing_begun(session: Session, at: datetime, manifest: Manifest) -> None:
    calendar = slots.calendar_of(session, offer_of(manifest))
    if slots.newest(session, at, manifest.key, calendar) is not None:
        raise Refused(
            "first_day_fixed",
            _("Runs have begun, so the first import date stays."),
            _("A single client can be counted from a later day: set its count from."),
        )


def _write(session: Session, plan: Plan) -> int:
    row = session.get(SummaryPlan, plan.id) if plan.id else None
    if row is None:
        row = SummaryPlan(integration=plan.integration)
        session.add(row)
    for name in _COLUMNS:
        setattr(row, name, getattr(plan, name))
    session.flush()
    session.execute(delete(SummaryField).where(SummaryField.plan_id == row.id))
    if plan.mapping:
        fields = [
            {"plan_id": row.id, "field": name, "task_field_id": id_} for name, id_ in plan.mapping.items()
        ]
        session.execute(insert(SummaryField), fields)
    return row.id


def _told(session: Session, plan: Plan) -> dict[str, Any]:
    values = {name: value for name, value in asdict(plan).items() if name in _TOLD}
    for name, value in values.items():
        if isinstance(value, date):
            values[name] = value.isoformat()
    values["topic_id"] = _name(session, Topic, plan.topic_id)
    values["mapping"] = {name: _name(session, TaskField, id_) for name, id_ in plan.mapping.items()}
    return values


def _name(session: Session, table: type[Topic] | type[TaskField], row_id: int | None) -> str | None:
    """In the audit log a name outlives its row."""
    if row_id is None:
        return None
    return session.scalars(select(table.name).where(table.id == row_id)).one_or_none()
