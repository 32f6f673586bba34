"""Use cases of the firm and its members (P1): rights, one transaction, audit, events."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy.orm import Session

from app.core.clock import Clock
from app.core.events import ClientsChanged, Events, FirmChanged, TasksChanged
from app.core.rights import Actor, Right, require
from app.db.store import Store
from app.firm import agreements, members, settings
from app.firm.handing_on import Held
from app.firm.views import AgreementView, FirmView, MemberView, NewFirm

__all__ = ["AgreementView", "FirmService", "FirmView", "MemberView", "NewFirm"]

T = TypeVar("T")


class FirmService:
    """`new_uid`: a text that no other firm has; it tells this firm's secrets in the keyring from another's."""

    def __init__(
        self, store: Store, clock: Clock, events: Events, new_uid: Callable[[], str] = lambda: str(uuid4())
    ) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._new_uid = new_uid

    async def create(self, new: NewFirm) -> tuple[FirmView, MemberView]:
        """The firm and its Owner. `Refused("firm_exists")` where there is one."""
        at, uid = self._clock.now(), self._new_uid()

        def work(session: Session) -> tuple[FirmView, MemberView]:
            firm, owner = settings.create(session, at, new, uid)
            return settings.view(firm), members.view(session, owner)

        made = await self._store.write(work)
        self._events.publish(FirmChanged())
        return made

    async def firm(self) -> FirmView | None:
        def work(session: Session) -> FirmView | None:
            firm = settings.kept(session)
            return settings.view(firm) if firm else None

        return await self._store.read(work)

    async def required(self) -> FirmView:
        """The firm, or `Refused("no_firm")`."""
        return await self._store.read(lambda session: settings.view(settings.required(session)))

    async def change(self, actor: Actor, changes: Mapping[str, Any]) -> FirmView:
        """`changes`: fields of `FirmView` except `id` and `uid`."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()

        def work(session: Session) -> tuple[FirmView, bool]:
            firm, changed = settings.change(session, actor, at, changes)
            return settings.view(firm), changed

        return self._told(await self._store.write(work))

    async def members(self) -> tuple[MemberView, ...]:
        """All of them by name, the inactive too."""
        return await self._store.read(members.listed)

    async def actor(self, email: str | None = None) -> Actor:
        """Who acts under this e-mail; None: the Owner. `Refused` for unknown, limited and inactive ones."""

        def work(session: Session) -> Actor:
            settings.required(session)
            return members.acting(session, email)

        return await self._store.read(work)

    async def add_member(
        self, actor: Actor, name: str, email: str, level: str = "member", status: str = "active"
    ) -> MemberView:
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        given = {"name": name, "email": email, "level": level, "status": status}

        def work(session: Session) -> tuple[MemberView, bool]:
            return members.view(session, members.add(session, actor, at, given)), True

        return self._told(await self._store.write(work))

    async def change_member(self, actor: Actor, member_id: int, changes: Mapping[str, Any]) -> MemberView:
        """`changes`: name, email, status, level, grants.

        Level "owner" hands the firm over, and the Owner until now becomes an Admin. Status "inactive" is
        refused as "successor_needed" while the member holds clients or open tasks: see `make_inactive`.
        """
        require(actor, Right.SETTINGS)
        at = self._clock.now()

        def work(session: Session) -> tuple[MemberView, bool]:
            member, changed = members.change(session, actor, at, member_id, changes)
            return members.view(session, member), changed

        return self._told(await self._store.write(work))

    async def make_inactive(self, actor: Actor, member_id: int, successor_id: int | None) -> MemberView:
        """The member's clients, the inactive too, and open tasks go to the successor.

        `Refused("successor_needed")` where there are some and nobody to take them.
        """
        require(actor, Right.SETTINGS)
        at = self._clock.now()

        def work(session: Session) -> tuple[MemberView, Held]:
            member, moved = members.make_inactive(session, actor, at, member_id, successor_id)
            return members.view(session, member), moved

        member, moved = await self._store.write(work)
        if moved.clients:
            self._events.publish(ClientsChanged(frozenset(moved.clients)))
        if moved.tasks:
            self._events.publish(TasksChanged(frozenset(moved.tasks)))
        return self._told((member, True))

    async def set_external_id(self, actor: Actor, member_id: int, integration: str, external_id: str) -> None:
        """The member's id in an accounting program; "" takes it away."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        changed = await self._store.write(
            lambda session: members.set_external_id(session, actor, at, member_id, integration, external_id)
        )
        self._told((None, changed))

    async def agreements(self, actor: Actor, member_id: int) -> tuple[AgreementView, ...]:
        """The newest first. What a member costs is for who looks after members."""
        require(actor, Right.SETTINGS)
        return await self._store.read(lambda session: agreements.listed(session, member_id))

    async def set_agreement(  # noqa: PLR0917 - the terms in the order of the form
        self,
        actor: Actor,
        member_id: int,
        from_day: date,
        labour_cost: Decimal | None,
        billable_rate: Decimal | None,
        weekly_seconds: int | None,
    ) -> None:
        """Add an agreement, or replace the one from the same day."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        new = AgreementView(from_day, labour_cost, billable_rate, weekly_seconds)
        changed = await self._store.write(lambda session: agreements.put(session, actor, at, member_id, new))
        self._told((None, changed))

    async def remove_agreement(self, actor: Actor, member_id: int, from_day: date) -> None:
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        await self._store.write(lambda session: agreements.remove(session, actor, at, member_id, from_day))
        self._told((None, True))

    async def setting(self, name: str, default: Any = None) -> Any:
        """A setting of the firm by dotted name, as JSON has it."""
        return await self._store.read(lambda session: settings.setting(session, name, default))

    async def set_setting(self, actor: Actor, name: str, value: Any) -> None:
        """None takes it away. Never a secret: these are in the database and in the audit log (P11.3)."""
        require(actor, Right.SETTINGS)
        at = self._clock.now()
        changed = await self._store.write(
            lambda session: settings.put_setting(session, actor, at, name, value)
        )
        self._told((None, changed))

    def _told(self, result: tuple[T, bool]) -> T:
        """The first of the two; the second says whether there is anything to tell the screens."""
        answer, changed = result
        if changed:
            self._events.publish(FirmChanged())
        return answer
