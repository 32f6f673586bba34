"""The plan as it is shown, and the runs it leads to (P6.1), within a transaction."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.firm import settings
from app.summaries import planning, slots
from app.summaries.elsewhere import elsewhere
from app.summaries.periods import Period, preview
from app.summaries.plan import Plan, cleaned
from app.summaries.standings import connected
from app.summaries.titles import title_of
from app.summaries.views import PlanView
from app.work.tables import TaskField, Topic
from integrations.contract import Manifest


def view(session: Session, manifest: Manifest, at: datetime) -> PlanView:
    """`at`: now."""
    plan = planning.kept(session, manifest.key)
    calendar = slots.calendar_of(session, planning.offer_of(manifest))
    last = slots.newest(session, at, manifest.key, calendar)
    other = elsewhere(session, manifest.key)
    names = select(TaskField.id, TaskField.name).where(TaskField.id.in_(plan.mapping.values()))
    topic = select(Topic.name).where(Topic.id == plan.topic_id)
    return PlanView(
        integration=manifest.key,
        title=plan.title,
        topic_id=plan.topic_id,
        topic=session.scalars(topic).one_or_none() or "",
        day=plan.day,
        first_day=plan.first_day,
        assignee=plan.assignee,
        member_id=plan.member_id,
        auto_complete=plan.auto_complete,
        refresh=plan.refresh,
        mapping=plan.mapping,
        missing=plan.missing,
        on=not plan.missing and connected(session, manifest.key) and not other,
        elsewhere=other,
        last=last,
        next_title=_next_title(session, plan, calendar.next(plan, last)),
        field_names=dict(session.execute(names).all()),
        begun_at=plan.begun_at,
    )


def coming(
    session: Session, manifest: Manifest, at: datetime, count: int, changes: Mapping[str, Any] | None
) -> tuple[Period, ...]:
    """The next runs; none while day or first day is missing. `changes`: settings that are not saved yet."""
    offer = planning.offer_of(manifest)
    plan = planning.kept(session, manifest.key)
    new = cleaned(changes or {}, offer)
    plan = replace(plan, **{name: new[name] for name in ("day", "first_day") if name in new})
    if not plan.day or plan.first_day is None:
        return ()
    calendar = slots.calendar_of(session, offer)
    last = slots.newest(session, at, manifest.key, calendar)
    return preview(plan.day, plan.first_day, last, calendar.is_workday, count)


def _next_title(session: Session, plan: Plan, period: Period | None) -> str:
    if not plan.title or period is None:
        return ""
    return title_of(plan.title, period, settings.required(session).language)
