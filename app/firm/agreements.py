"""Dated agreements with members, within a transaction (P1.3)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound, WrongUsage
from app.core.rights import Actor
from app.core.words import _
from app.db.audit import Change, record
from app.firm.members import find
from app.firm.tables import Agreement
from app.firm.views import AgreementView

WEEK = 7 * 24 * 3600
MOST = Decimal(1_000_000)  # an hour; beyond it a comma was forgotten
FINEST = Decimal("0.0001")

Terms = dict[str, str | int | None]  # as the audit log carries them


def listed(session: Session, member_id: int) -> tuple[AgreementView, ...]:
    """The newest first."""
    own = select(Agreement).filter_by(member_id=member_id).order_by(Agreement.from_day.desc())
    return tuple(_view(row) for row in session.scalars(own))


def put(session: Session, actor: Actor, at: datetime, member_id: int, new: AgreementView) -> bool:
    """Add the agreement or replace the one from the same day. Whether anything was written."""
    _check(new)
    find(session, member_id)
    row = _kept(session, member_id, new.from_day)
    old = _terms(_view(row)) if row else None
    if old == _terms(new):
        return False
    row = row or Agreement(member_id=member_id, from_day=new.from_day)
    row.labour_cost, row.billable_rate = new.labour_cost, new.billable_rate
    row.weekly_seconds = new.weekly_seconds
    session.add(row)
    _record(session, actor, at, row, (old, _terms(new)))
    return True


def remove(session: Session, actor: Actor, at: datetime, member_id: int, from_day: date) -> None:
    row = _kept(session, member_id, from_day)
    if row is None:
        raise NotFound(
            "unknown_agreement",
            _("There is no agreement from that day."),
            _("Open the member's agreements anew."),
        )
    session.delete(row)
    _record(session, actor, at, row, (_terms(_view(row)), None))


def _kept(session: Session, member_id: int, from_day: date) -> Agreement | None:
    return session.scalar(select(Agreement).filter_by(member_id=member_id, from_day=from_day))


def _view(row: Agreement) -> AgreementView:
    return AgreementView(row.from_day, row.labour_cost, row.billable_rate, row.weekly_seconds)


def _terms(agreement: AgreementView) -> Terms:
    """Amounts with exactly four decimals, so that 20 and 20.00 are one."""
    return {
        "labour_cost": _amount(agreement.labour_cost),
        "billable_rate": _amount(agreement.billable_rate),
        "weekly_seconds": agreement.weekly_seconds,
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(FINEST))


def _check(new: AgreementView) -> None:
    for amount in (new.labour_cost, new.billable_rate):
        if amount is not None and not _is_amount(amount):
            raise WrongUsage(
                "wrong_amount",
                _("{amount} is no amount for an hour.").format(amount=amount),
                _("Enter an amount from 0 to 1,000,000 with up to four decimals."),
            )
    if new.weekly_seconds is not None and not 0 <= new.weekly_seconds <= WEEK:
        raise WrongUsage(
            "wrong_hours", _("A week does not have that many hours."), _("Enter hours from 0 to 168.")
        )


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value <= MOST and value == value.quantize(FINEST)


def _record(
    session: Session, actor: Actor, at: datetime, row: Agreement, terms: tuple[Terms | None, Terms | None]
) -> None:
    member = find(session, row.member_id)
    changes = {f"agreement.{row.from_day.isoformat()}": terms}
    record(session, actor, at, [Change("edit", "member", member.id, member.name, changes)])
