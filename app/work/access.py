"""Which tasks a member may see and change (P1.4): all of them with the right to all clients, else their own.

One's own are the tasks that one does, and those of the clients that one manages or is a further member of.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app.clients import access as clients
from app.clients.tables import Client
from app.core.errors import NotFound, Refused
from app.core.rights import Actor, Right
from app.core.words import _
from app.db.chunks import chunks
from app.work.tables import Task, TaskAssignee


def theirs(actor: Actor) -> ColumnElement[bool]:
    """A condition on `Task`."""
    if actor.may(Right.CLIENTS):
        return true()
    own = select(TaskAssignee.task_id).where(TaskAssignee.member_id == actor.member_id)
    of_clients = select(Client.id).where(clients.theirs(actor)).correlate(None)
    return or_(Task.id.in_(own), Task.client_id.in_(of_clients))


def require_theirs(session: Session, actor: Actor, task_ids: Collection[int]) -> None:
    """Raise `NotFound` where a task does not exist, `Refused` where it is not the actor's."""
    wanted = set(task_ids)
    if wanted - _known(session, wanted, true()):
        raise NotFound("unknown_task", _("There is no such task."), _("Open the list of tasks anew."))
    if not actor.may(Right.CLIENTS) and wanted - _known(session, wanted, theirs(actor)):
        raise not_theirs()


def require_client(
    session: Session, actor: Actor, client_id: int | None, assignee_ids: Collection[int]
) -> None:
    """For a new task, and one that goes to another client: a member does not put it where they cannot see it."""
    if client_id is not None:
        clients.require_theirs(session, actor, [client_id])
    elif not actor.may(Right.CLIENTS) and actor.member_id not in assignee_ids:
        raise not_theirs()


def not_theirs() -> Refused:
    return Refused(
        "no_right",
        _("You can change your own tasks and those of your clients."),
        _("Ask an Admin or the Owner of the firm."),
    )


def _known(session: Session, task_ids: Collection[int], condition: ColumnElement[bool]) -> set[int]:
    found: set[int] = set()
    for part in chunks(task_ids):
        found.update(session.scalars(select(Task.id).where(Task.id.in_(part), condition)))
    return found
