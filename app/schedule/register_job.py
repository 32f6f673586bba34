"""The weekly refresh of the register's copy, for a firm that has one (P4.1)."""

from datetime import datetime, timedelta

from app.core.errors import OtherSideFailed
from app.core.progress import Tell
from app.core.rights import SCHEDULER
from app.core.words import _, ngettext
from app.db.store import Store
from app.registers.service import RegisterService
from app.schedule import history
from app.schedule.views import FAILED, JobResult

KEY = "register"
EACH, ASK_AGAIN = timedelta(days=7), timedelta(days=1)


class RegisterJob:
    """Due a week after the copy was loaded. A register without anything newer is asked again a day later; one that is
    out of reach is no news, as the copy at hand goes on serving.
    """

    key = KEY
    needs_network = True

    def __init__(self, store: Store, registers: RegisterService) -> None:
        self._store = store
        self._registers = registers

    @property
    def title(self) -> str:
        return _("Copy of the business register")

    async def due(self, now: datetime) -> datetime | None:
        copy = await self._registers.copy_state()
        if copy is None:  # never loaded, or deleted: it is a cache, and nobody is made to have one
            return None
        run = await self._store.read(lambda session: history.last_start(session, KEY))
        asked = run if run is not None and run <= now else copy.loaded_at
        return max(copy.loaded_at + EACH, asked + ASK_AGAIN)

    async def run(self, tell: Tell) -> JobResult:
        before = await self._registers.copy_state()
        try:
            loaded = await self._registers.load(SCHEDULER, None, tell)
        except OtherSideFailed as error:
            details = {"code": error.code, "message": error.message, "hint": error.hint}
            return JobResult(FAILED, text=f"{error.message} {error.hint}".strip(), details=(details,))
        after = await self._registers.copy_state()
        if before == after:
            return JobResult(text=_("There is nothing newer in the business register."))
        words = ngettext("{n} company in the copy.", "{n} companies in the copy.", loaded.rows)
        return JobResult(done=1, text=words.format(n=loaded.rows), details=({"rows": loaded.rows},))
