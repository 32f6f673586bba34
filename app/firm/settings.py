"""The firm and its settings, within a transaction (P1.1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.rights import Actor, Level
from app.core.text import fitting
from app.core.words import _
from app.db.audit import Change, differences, record
from app.firm import members, values
from app.firm.countries import COUNTRIES
from app.firm.tables import Firm, FirmSetting, Member
from app.firm.views import FirmView, NewFirm

NAME_LENGTH = 64


def kept(session: Session) -> Firm | None:
    return session.scalar(select(Firm))


def required(session: Session) -> Firm:
    firm = kept(session)
    if firm is None:
        raise Refused(
            "no_firm",
            _("There is no firm in this database yet."),
            _("Start Kontor and create it there, or run kontor init."),
        )
    return firm


def view(firm: Firm) -> FirmView:
    return FirmView(
        firm.id,
        firm.uid,
        firm.name,
        firm.registration_code,
        firm.country,
        firm.currency,
        firm.time_zone,
        firm.language,
        firm.working_week,
    )


def create(session: Session, at: datetime, new: NewFirm, uid: str) -> tuple[Firm, Member]:
    if kept(session) is not None:
        raise Refused(
            "firm_exists",
            _("This database holds a firm already."),
            _("Change it in Settings & Apps, or start Kontor with another --home folder."),
        )
    fields = values.clean(values.FIRM, _with_usual(new))
    person = {"name": new.owner_name, "email": new.owner_email, "level": Level.OWNER, "status": "active"}
    owner = members.insert(session, None, at, values.clean(values.MEMBER, person))
    firm = Firm(**fields, uid=uid, created_at=at)
    session.add(firm)
    session.flush()
    made = {name: (None, value) for name, value in fields.items()}
    record(session, members.as_actor(owner), at, [Change("add", "firm", firm.id, firm.name, made)])
    return firm, owner


def change(session: Session, actor: Actor, at: datetime, changes: Mapping[str, Any]) -> tuple[Firm, bool]:
    """The firm, and whether anything was written."""
    firm = required(session)
    old = {name: getattr(firm, name) for name in values.FIRM}
    found = differences(old, values.clean(values.FIRM, changes))
    for name, (_old, new) in found.items():
        setattr(firm, name, new)
    record(session, actor, at, [Change("edit", "firm", firm.id, firm.name, found)])
    return firm, bool(found)


def setting(session: Session, name: str, default: Any) -> Any:
    row = session.get(FirmSetting, name)
    return default if row is None else row.value


def put_setting(session: Session, actor: Actor, at: datetime, name: str, value: Any) -> bool:
    """None takes the setting away. Whether anything was written."""
    firm = required(session)
    old = setting(session, name, None)
    if old == value and type(old) is type(value):  # 1 is not True
        return False
    session.execute(delete(FirmSetting).where(FirmSetting.name == name))
    if value is not None:
        session.execute(insert(FirmSetting).values(name=fitting(name, NAME_LENGTH), value=value))
    record(session, actor, at, [Change("edit", "firm", firm.id, firm.name, {name: (old, value)})])
    return True


def _with_usual(new: NewFirm) -> dict[str, str]:
    """The country's usual where nothing was chosen."""
    usual = COUNTRIES[values.country(new.country)]
    return {
        "name": new.name,
        "registration_code": new.registration_code,
        "country": usual.code,
        "currency": new.currency or usual.currency,
        "time_zone": new.time_zone or usual.time_zone,
        "language": new.language or usual.language,
        "working_week": "12345",
    }
