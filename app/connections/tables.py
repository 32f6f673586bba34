"""Connections to accounting programs. Their secrets are in the vault, never here (P11.3)."""

from datetime import datetime

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db.base import Base, Moment


class Connection(Base):
    """One per integration. `state`: connected, sign_in_again, unreachable, off."""

    __tablename__ = "connection"

    id: Mapped[int] = mapped_column(primary_key=True)
    integration: Mapped[str] = mapped_column(String(32), unique=True)
    active: Mapped[bool] = mapped_column(Boolean, default=False)
    address: Mapped[str] = mapped_column(String(400), default="")
    sign_in_name: Mapped[str] = mapped_column(
        String(254), default=""
    )  # e-mail, filled in again at "sign in again"
    account: Mapped[str] = mapped_column(String(200), default="")
    user: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(16), default="off")
    connected_at: Mapped[datetime | None] = mapped_column(Moment)
    token_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    last_success_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str] = mapped_column(String(32), default="")  # a Problem of integrations.contract
    last_error_at: Mapped[datetime | None] = mapped_column(Moment)
