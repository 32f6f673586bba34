"""The monthly check of the clients' registration codes, and news of what has changed since (P4.2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.clients.tables import Client
from app.core.progress import Tell
from app.core.rights import SCHEDULER
from app.core.words import _, ngettext
from app.db.store import Store
from app.firm.tables import Firm
from app.registers.service import RegisterService
from app.registers.stored import DUE_AFTER
from app.schedule import history
from app.schedule.register_news import Standing, news_of
from app.schedule.views import DONE, FAILED, PARTLY, UNREACHABLE, JobResult

KEY = "recheck"
ASK_AGAIN = timedelta(days=1)


class RecheckJob:
    """Due when the oldest verdict on an active client is a month old, or a day after a client was added whom nobody
    has checked; at most once a day, as some registers answer few questions at a time.
    """

    key = KEY
    needs_network = True

    def __init__(self, store: Store, registers: RegisterService) -> None:
        self._store = store
        self._registers = registers

    @property
    def title(self) -> str:
        return _("Check of registration codes")

    async def due(self, now: datetime) -> datetime | None:
        def work(session: Session) -> datetime | None:
            first = _first_due(session, self._registers.countries)
            run = history.last_start(session, KEY)
            return max(first, run + ASK_AGAIN) if first and run and run <= now else first

        return await self._store.read(work)

    async def run(self, tell: Tell) -> JobResult:
        before = await self._store.read(_standings)
        checked = await self._registers.check(SCHEDULER, everyone=False, tell=tell)
        changed = news_of(before, await self._store.read(_standings))
        done = checked.checked - checked.unreachable
        if checked.unreachable and not done:
            return _nobody_answered()
        words = ngettext("{n} client checked.", "{n} clients checked.", done).format(n=done)
        missed = ngettext(
            "{n} could not be checked and is asked for again tomorrow.",
            "{n} could not be checked and are asked for again tomorrow.",
            checked.unreachable,
        ).format(n=checked.unreachable)
        return JobResult(
            PARTLY if checked.unreachable else DONE,
            done,
            checked.unreachable,
            f"{words} {missed}" if checked.unreachable else words,
            details=changed.details,
            news=changed.news,
        )


def _nobody_answered() -> JobResult:
    text = _("The business register could not be reached. The next check asks again.")
    return JobResult(FAILED, text=text, details=({"code": UNREACHABLE, "message": text, "hint": ""},))


def _first_due(session: Session, countries: Iterable[str]) -> datetime | None:
    """When the first active client with a code is due, in a country whose register can be asked."""
    own = session.scalar(select(Firm.country))
    asked = func.coalesce(func.nullif(Client.country, ""), own or "").in_(sorted(countries))
    mine = (Client.status == "active") & (Client.registration_code != "") & asked
    old = session.scalar(select(func.min(Client.registry_at)).where(mine))
    new = session.scalar(select(func.min(Client.created_at)).where(mine, _unchecked()))
    moments = (old + DUE_AFTER if old else None, new + ASK_AGAIN if new else None)
    return min((moment for moment in moments if moment), default=None)


def _unchecked() -> ColumnElement[bool]:
    return Client.registry_at.is_(None)


class _Row(NamedTuple):
    id: int
    name: str
    code: str
    reason: str
    facts: Mapping[str, str] | None


def _standings(session: Session) -> dict[int, Standing]:
    wanted = select(
        Client.id, Client.name, Client.registration_code, Client.registry_reason, Client.registry_facts
    ).where(Client.status == "active")
    rows = (_Row(*row) for row in session.execute(wanted))
    return {
        row.id: Standing(row.id, row.name, row.code, row.reason or "", dict(row.facts or {})) for row in rows
    }
