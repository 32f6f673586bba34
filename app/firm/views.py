"""What leaves the room: plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class FirmView:
    id: int
    uid: str
    name: str
    registration_code: str
    country: str
    currency: str
    time_zone: str
    language: str
    working_week: str  # ISO days, "12345" is Monday to Friday


@dataclass(frozen=True, slots=True)
class NewFirm:
    """An empty text means the country's usual."""

    name: str
    country: str
    owner_name: str
    owner_email: str
    registration_code: str = ""
    currency: str = ""
    time_zone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class MemberView:
    id: int
    name: str
    email: str
    status: str  # active, limited, inactive
    level: str  # owner, admin, member
    grants: tuple[str, ...]
    external_ids: Mapping[str, str]  # by integration


@dataclass(frozen=True, slots=True)
class AgreementView:
    """In force from `from_day` until the day before the next one. None: the firm's, else nothing (P1.3)."""

    from_day: date
    labour_cost: Decimal | None  # per hour
    billable_rate: Decimal | None  # per hour
    weekly_seconds: int | None


@dataclass(frozen=True, slots=True)
class NoticeView:
    id: int
    at: datetime
    tone: str  # green, amber, red, info
    title: str
    text: str
    place: str
    read: bool
