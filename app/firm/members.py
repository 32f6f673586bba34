"""Members of the firm, within a transaction (P1.3, P1.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, Refused
from app.core.rights import GRANTABLE, Actor, Level, Right, reason_against, require
from app.core.text import one_line
from app.core.words import _
from app.db.audit import Change, differences, record
from app.firm import values
from app.firm.handing_on import Held, hand_on, held_by, successor_needed
from app.firm.tables import Member, MemberExternalId
from app.firm.views import MemberView


def listed(session: Session) -> tuple[MemberView, ...]:
    """All members, the inactive too, by name."""
    ids: dict[int, dict[str, str]] = {}
    for row in session.scalars(select(MemberExternalId)):
        ids.setdefault(row.member_id, {})[row.integration] = row.external_id
    members = session.scalars(select(Member).order_by(Member.name, Member.id))
    return tuple(_view(member, ids.get(member.id, {})) for member in members)


def view(session: Session, member: Member) -> MemberView:
    own = select(MemberExternalId).where(MemberExternalId.member_id == member.id)
    return _view(member, {row.integration: row.external_id for row in session.scalars(own)})


def find(session: Session, member_id: int) -> Member:
    member = session.get(Member, member_id)
    if member is None:
        raise NotFound("unknown_member", _("There is no such member."), _("Open the list of members anew."))
    return member


def add(session: Session, actor: Actor, at: datetime, given: Mapping[str, Any]) -> Member:
    new = values.clean(values.MEMBER, given)
    if new["level"] == Level.OWNER:
        raise Refused("one_owner", _("A firm has one Owner."), _("Add the member, then hand over the firm."))
    return insert(session, actor, at, new)


def insert(session: Session, actor: Actor | None, at: datetime, new: Mapping[str, Any]) -> Member:
    """`actor` None: the first Owner, entered by nobody but themselves."""
    _refuse_taken(session, new["email"])
    member = Member(**new, created_at=at)
    session.add(member)
    session.flush()
    made = {name: (None, value) for name, value in new.items()}
    record(session, actor or as_actor(member), at, [_entry("add", member, made)])
    return member


def change(
    session: Session, actor: Actor, at: datetime, member_id: int, changes: Mapping[str, Any]
) -> tuple[Member, bool]:
    """The member, and whether anything was written."""
    member = find(session, member_id)
    found = differences(_kept(member), values.clean(values.MEMBER, changes))
    if not found:
        return member, False
    _refuse_change(session, actor, member, found)
    if "level" in found and member.level != Level.OWNER and found["level"][1] == Level.OWNER:
        _step_down(session, actor, at)
    for name, (_old, new) in found.items():
        setattr(member, name, new)
    record(session, actor, at, [_entry("edit", member, found)])
    return member, True


def make_inactive(
    session: Session, actor: Actor, at: datetime, member_id: int, successor_id: int | None
) -> tuple[Member, Held]:
    """The member, and what the successor now holds."""
    member = find(session, member_id)
    successor = None if successor_id is None else find(session, successor_id)
    moved = hand_on(session, actor, at, member, successor)
    change(session, actor, at, member_id, {"status": "inactive"})
    return member, moved


def set_external_id(  # noqa: PLR0917 - what every change needs, and three values
    session: Session, actor: Actor, at: datetime, member_id: int, integration: str, external_id: str
) -> bool:
    """Whether anything was written. "" takes the id away."""
    member = find(session, member_id)
    new = values.external_id(external_id)
    row = session.scalar(
        select(MemberExternalId).filter_by(member_id=member_id, integration=integration)
    ) or MemberExternalId(member_id=member_id, integration=integration, external_id="")
    old, row.external_id = row.external_id, new
    if old == new:
        return False
    if new:
        session.add(row)
    else:
        session.delete(row)
    record(session, actor, at, [_entry("edit", member, {f"external_id.{integration}": (old, new)})])
    return True


def as_actor(member: Member) -> Actor:
    granted = frozenset(Right(name) for name in member.grants if name in GRANTABLE)
    return Actor(member.id, member.name, Level(member.level), granted)


def acting(session: Session, email: str | None) -> Actor:
    """Who acts under this e-mail; None: the Owner."""
    wanted = Member.level == Level.OWNER if email is None else Member.email == one_line(email).lower()
    member = session.scalar(select(Member).where(wanted))
    if member is None:
        words = _("Nobody in this firm has the e-mail {email}.").format(email=email or "–")
        raise NotFound("unknown_member", words, _("Check the address, or ask an Admin to add the member."))
    if member.status != "active":
        words = _("{name} is not an active member and cannot sign in.").format(name=member.name)
        raise Refused(
            "not_active", words, _("Ask an Admin or the Owner of the firm to make the member active.")
        )
    return as_actor(member)


def _view(member: Member, external_ids: Mapping[str, str]) -> MemberView:
    return MemberView(
        member.id, member.name, member.email, member.status, member.level, tuple(member.grants), external_ids
    )


def _kept(member: Member) -> dict[str, Any]:
    return {name: getattr(member, name) for name in values.MEMBER}


def _entry(action: str, member: Member, changes: Mapping[str, tuple[Any, Any]]) -> Change:
    return Change(action, "member", member.id, member.name, changes)


def _refuse_taken(session: Session, email: str) -> None:
    if session.scalar(select(Member.id).where(Member.email == email)):
        raise Refused(
            "email_taken",
            _("Another member has the e-mail {email}.").format(email=email),
            _("Enter another address, or change that member."),
        )


def _refuse_change(
    session: Session, actor: Actor, member: Member, found: Mapping[str, tuple[Any, Any]]
) -> None:
    if "email" in found:
        _refuse_taken(session, found["email"][1])
    if member.level == Level.OWNER:
        _refuse_owner_change(actor, found)
    elif found.get("level", ("", ""))[1] == Level.OWNER:
        require(actor, Right.HAND_OVER)
        if found.get("status", ("", member.status))[1] != "active":
            raise Refused(
                "not_active", _("Only an active member can own the firm."), _("Make it active first.")
            )
    if found.get("status", ("", ""))[1] == "inactive" and (held := held_by(session, member.id)):
        raise successor_needed(member, held)


def _refuse_owner_change(actor: Actor, found: Mapping[str, tuple[Any, Any]]) -> None:
    """An Admin must not take the firm over by way of the Owner's e-mail, nor leave it without one."""
    if actor.level is not Level.OWNER:
        raise Refused("no_right", reason_against(actor, Right.HAND_OVER), _("Ask the Owner of the firm."))
    if {"level", "status"} & set(found):
        raise Refused(
            "owner_stays",
            _("A firm has one active Owner at any time."),
            _("Hand the firm over to another member first."),
        )


def _step_down(session: Session, actor: Actor, at: datetime) -> None:
    owner = session.scalars(select(Member).where(Member.level == Level.OWNER)).one()
    owner.level = Level.ADMIN.value
    change = _entry("edit", owner, {"level": (Level.OWNER.value, Level.ADMIN.value)})
    record(session, actor, at, [change])
