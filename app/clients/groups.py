"""Groups of clients, within a transaction (P2.1). Two names that differ in case alone are one group."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from app.clients.tables import ClientGroup, ClientInGroup
from app.clients.views import GroupView
from app.core.errors import NotFound, Refused, WrongUsage
from app.core.rights import Actor
from app.core.text import fitting, one_line
from app.core.words import _
from app.db.audit import Change, record
from app.db.chunks import chunks

NAME_LENGTH = 100
Names = dict[int, list[str]]  # client → sorted names of its groups


def listed(session: Session) -> tuple[GroupView, ...]:
    """By name, also those without clients."""
    rows = session.execute(
        select(ClientGroup.id, ClientGroup.name, func.count(ClientInGroup.client_id))
        .outerjoin(ClientInGroup, ClientInGroup.group_id == ClientGroup.id)
        .group_by(ClientGroup.id, ClientGroup.name)
        .order_by(ClientGroup.name)
    )
    return tuple(GroupView(*row) for row in rows)


def names_of(session: Session, client_ids: Collection[int]) -> Names:
    found: Names = {client_id: [] for client_id in client_ids}
    for part in chunks(client_ids):
        rows = session.execute(
            select(ClientInGroup.client_id, ClientGroup.name)
            .join(ClientGroup, ClientGroup.id == ClientInGroup.group_id)
            .where(ClientInGroup.client_id.in_(part))
            .order_by(ClientGroup.name)
        )
        for client_id, name in rows:
            found[client_id].append(name)
    return found


def alter(
    session: Session,
    actor: Actor,
    at: datetime,
    client_ids: Collection[int],
    *,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> tuple[Names, Names]:
    """Names before and after. Unknown groups to add are made, unknown ones to remove are no matter.

    A group that is in both is removed.
    """
    before = names_of(session, client_ids)
    wanted = _made(session, actor, at, add)
    known = _known(session)
    unwanted = {known[key] for name in remove if (key := one_line(name).casefold()) in known}
    for group_id, name in set(wanted) - unwanted:
        _join(session, group_id, [i for i in before if name not in before[i]])
    for group_id, name in unwanted:
        _leave(session, group_id, [i for i in before if name in before[i]])
    return before, names_of(session, client_ids)


def rename(session: Session, actor: Actor, at: datetime, group_id: int, name: str) -> bool:
    group = _find(session, group_id)
    new, old = _name(name), group.name
    if new == old:
        return False
    taken = _known(session).get(new.casefold())
    if taken and taken[0] != group_id:
        raise Refused(
            "name_taken",
            _("There is a group {name} already.").format(name=taken[1]),
            _("Choose another name, or move the clients into that group."),
        )
    group.name = new
    record(session, actor, at, [Change("edit", "client_group", group_id, new, {"name": (old, new)})])
    return True


def remove(session: Session, actor: Actor, at: datetime, group_id: int) -> bool:
    """Only an empty one: nobody loses a group without seeing it go."""
    group = _find(session, group_id)
    if session.scalar(select(ClientInGroup.client_id).filter_by(group_id=group_id).limit(1)):
        raise Refused(
            "group_in_use",
            _("There are clients in {name}.").format(name=group.name),
            _("Take them out of the group first."),
        )
    record(
        session,
        actor,
        at,
        [Change("delete", "client_group", group_id, group.name, {"name": (group.name, None)})],
    )
    session.delete(group)
    return True


def _known(session: Session) -> dict[str, tuple[int, str]]:
    """Folded name → id and name."""
    rows = session.execute(select(ClientGroup.id, ClientGroup.name))
    return {name.casefold(): (id_, name) for id_, name in rows}


def _made(session: Session, actor: Actor, at: datetime, names: Iterable[str]) -> list[tuple[int, str]]:
    """The groups of these names, made where they are not there yet."""
    known = _known(session)
    found: dict[int, str] = {}
    for name in map(_name, names):
        if name.casefold() not in known:
            group = ClientGroup(name=name)
            session.add(group)
            session.flush()
            record(
                session, actor, at, [Change("add", "client_group", group.id, name, {"name": (None, name)})]
            )
            known[name.casefold()] = (group.id, name)
        group_id, kept = known[name.casefold()]
        found[group_id] = kept
    return list(found.items())


def _join(session: Session, group_id: int, client_ids: Collection[int]) -> None:
    if client_ids:
        session.execute(insert(ClientInGroup), [{"client_id": i, "group_id": group_id} for i in client_ids])


def _leave(session: Session, group_id: int, client_ids: Collection[int]) -> None:
    for part in chunks(client_ids):
        session.execute(
            delete(ClientInGroup).where(ClientInGroup.group_id == group_id, ClientInGroup.client_id.in_(part))
        )


def _find(session: Session, group_id: int) -> ClientGroup:
    group = session.get(ClientGroup, group_id)
    if group is None:
        raise NotFound("unknown_group", _("There is no such group."), _("Open the list of groups anew."))
    return group


def _name(text: str) -> str:
    line = one_line(text)
    if not line:
        raise WrongUsage("no_name", _("The group has no name."), _("Enter a name."))
    return fitting(line, NAME_LENGTH)
