"""Topics, within a transaction (P5.1): a flat list; one that is used is archived and not removed."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, Refused, WrongUsage
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, differences, record
from app.db.pointing import hanging
from app.work.naming import clean_name, id_of, refuse_taken
from app.work.tables import Task, Topic
from app.work.views import TopicView


def listed(session: Session) -> tuple[TopicView, ...]:
    """By name, the archived too."""
    counted = select(Task.topic_id, func.count()).where(Task.topic_id.is_not(None)).group_by(Task.topic_id)
    used = dict(session.execute(counted).all())
    topics = sorted(session.scalars(select(Topic)), key=lambda topic: topic.name.casefold())
    return tuple(TopicView(t.id, t.name, t.billable, t.archived, used.get(t.id, 0)) for t in topics)


def view(session: Session, topic_id: int) -> TopicView:
    topic = find(session, topic_id)
    used = session.scalar(select(func.count()).where(Task.topic_id == topic_id)) or 0
    return TopicView(topic.id, topic.name, topic.billable, topic.archived, used)


def add(session: Session, actor: Actor, at: datetime, name: str, *, billable: bool | None) -> int:
    line = clean_name(name)
    refuse_taken(line, _names(session), None)
    topic = Topic(name=line, billable=billable, archived=False)
    session.add(topic)
    session.flush()
    made = {"name": (None, line), "billable": (None, billable)}
    record(session, actor, at, [Change("add", "topic", topic.id, line, made)])
    return topic.id


def change(session: Session, actor: Actor, at: datetime, topic_id: int, changes: Mapping[str, Any]) -> bool:
    """`changes`: name, billable, archived. Whether anything was written."""
    topic = find(session, topic_id)
    found = differences(_kept(topic), _cleaned(changes))
    if "name" in found:
        refuse_taken(found["name"][1], _names(session), topic_id)
    for name, (_old, new) in found.items():
        setattr(topic, name, new)
    record(session, actor, at, [Change("edit", "topic", topic.id, topic.name, found)])
    return bool(found)


def remove(session: Session, actor: Actor, at: datetime, topic_id: int) -> None:
    topic = find(session, topic_id)
    if held := hanging(session, "topic", [topic_id]).get(topic_id):
        raise Refused(
            "topic_in_use",
            _("{name} cannot be removed: it is in use by {what}.").format(
                name=topic.name, what=", ".join(held)
            ),
            _("Archive it instead; then it is not offered any more."),
        )
    gone = {name: (value, None) for name, value in _kept(topic).items()}
    record(session, actor, at, [Change("delete", "topic", topic.id, topic.name, gone)])
    session.delete(topic)


def ensure(session: Session, actor: Actor, at: datetime, name: str) -> int:
    """The topic of this name, made or taken out of the archive where that is needed."""
    topic_id = id_of(clean_name(name), _names(session))
    if topic_id is None:
        return add(session, actor, at, name, billable=None)
    change(session, actor, at, topic_id, {"archived": False})
    return topic_id


def find(session: Session, topic_id: int) -> Topic:
    topic = session.get(Topic, topic_id)
    if topic is None:
        raise NotFound("unknown_topic", _("There is no such topic."), _("Open the list of topics anew."))
    return topic


def _names(session: Session) -> list[tuple[int, str]]:
    return [(id_, name) for id_, name in session.execute(select(Topic.id, Topic.name))]


def _kept(topic: Topic) -> dict[str, Any]:
    return {"name": topic.name, "billable": topic.billable, "archived": topic.archived}


_RULES: dict[str, Callable[[Any], Any]] = {
    "name": clean_name,
    "billable": lambda given: None if given is None else bool(given),
    "archived": bool,
}


def _cleaned(changes: Mapping[str, Any]) -> dict[str, Any]:
    for name in changes:
        if name not in _RULES:
            raise WrongUsage("unknown_field", _("There is no field {name}.").format(name=name))
    return {name: _RULES[name](value) for name, value in changes.items()}
