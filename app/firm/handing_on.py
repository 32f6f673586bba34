"""Who takes over from a member that leaves: clients and open tasks, within a transaction (P1.3).

The rooms of clients and of work lie above this one, so their tables are named here and not imported.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, column, delete, insert, select, table, update
from sqlalchemy.orm import Session

from app.core.errors import Refused, WrongUsage
from app.core.rights import Actor
from app.core.words import _, ngettext
from app.db.audit import Change, record
from app.db.base import Moment
from app.db.chunks import chunks
from app.firm.tables import Member

CLIENT = table("client", column("id"), column("name"), column("manager_id"), column("changed_at", Moment()))
TASK = table("task", column("id"), column("title"), column("status"), column("changed_at", Moment()))
ASSIGNEE = table("task_assignee", column("task_id"), column("member_id"))


@dataclass(frozen=True, slots=True)
class Held:
    """What a member holds: id → name of the clients, the inactive too; id → title of the open tasks."""

    clients: Mapping[int, str]
    tasks: Mapping[int, str]

    def __bool__(self) -> bool:
        return bool(self.clients or self.tasks)


def held_by(session: Session, member_id: int) -> Held:
    clients = select(CLIENT.c.id, CLIENT.c.name).where(CLIENT.c.manager_id == member_id)
    tasks = select(TASK.c.id, TASK.c.title).join_from(TASK, ASSIGNEE, ASSIGNEE.c.task_id == TASK.c.id)
    tasks = tasks.where(ASSIGNEE.c.member_id == member_id, TASK.c.status == "open")
    return Held(_named(session, clients), _named(session, tasks))


def hand_on(session: Session, actor: Actor, at: datetime, member: Member, successor: Member | None) -> Held:
    """What the successor now holds. `Refused("successor_needed")` where there is something and nobody to take it."""
    held = held_by(session, member.id)
    if not held:
        return held
    if successor is None:
        raise successor_needed(member, held)
    if successor.id == member.id or successor.status == "inactive":
        words = _("{name} cannot take over.").format(name=successor.name)
        raise WrongUsage("unfit_successor", words, _("Choose another member who is not inactive."))
    _hand_on_clients(session, at, member, successor)
    moved = {"manager_id": (member.id, successor.id)}
    changes = [Change("edit", "client", id_, name, moved) for id_, name in held.clients.items()]
    changes += _hand_on_tasks(session, at, held.tasks, member, successor)
    record(session, actor, at, changes)
    return held


def successor_needed(member: Member, held: Held) -> Refused:
    words = []
    if count := len(held.clients):
        words.append(ngettext("{name} manages {count} client.", "{name} manages {count} clients.", count))
    if count := len(held.tasks):
        words.append(ngettext("{name} has {n} open task.", "{name} has {n} open tasks.", count))
    said = " ".join(words).format(name=member.name, count=len(held.clients), n=len(held.tasks))
    return Refused("successor_needed", said, _("Choose who takes over."))


def _hand_on_clients(session: Session, at: datetime, member: Member, successor: Member) -> None:
    theirs = CLIENT.c.manager_id == member.id
    session.execute(update(CLIENT).where(theirs).values(manager_id=successor.id, changed_at=at))


def _hand_on_tasks(
    session: Session, at: datetime, tasks: Mapping[int, str], member: Member, successor: Member
) -> Iterator[Change]:
    """Who else does a task goes on doing it; the successor may have been among them."""
    before = _assignees(session, tasks)
    for part in chunks(tasks):
        both = ASSIGNEE.c.member_id.in_([member.id, successor.id])
        session.execute(delete(ASSIGNEE).where(ASSIGNEE.c.task_id.in_(part), both))
        rows = [{"task_id": task_id, "member_id": successor.id} for task_id in part]
        session.execute(insert(ASSIGNEE), rows)
        session.execute(update(TASK).where(TASK.c.id.in_(part)).values(changed_at=at))
    for task_id, old in before.items():
        new = sorted({successor.id, *old} - {member.id})
        yield Change("edit", "task", task_id, tasks[task_id], {"assignees": (old, new)})


def _assignees(session: Session, tasks: Mapping[int, str]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    wanted = select(ASSIGNEE.c.task_id, ASSIGNEE.c.member_id).order_by(ASSIGNEE.c.member_id)
    for part in chunks(tasks):
        for task_id, member_id in session.execute(wanted.where(ASSIGNEE.c.task_id.in_(part))):
            found.setdefault(task_id, []).append(member_id)
    return found


def _named(session: Session, wanted: "Select[int, str]") -> dict[int, str]:
    return dict(session.execute(wanted).all())
