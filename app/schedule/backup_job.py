"""The daily backup (P11.2): at 02:00 in the firm's zone, or at the next start where that was missed."""

import asyncio
from datetime import datetime
from hashlib import blake2s
from pathlib import Path

from sqlalchemy import select

from app.core.clock import Clock
from app.core.paths import Home
from app.core.progress import Progress, Tell
from app.core.turns import to_the_end
from app.core.words import _, ngettext
from app.db.backup import back_up, daily_backups, name_for, prune
from app.db.keeping import next_backup
from app.db.store import Store
from app.firm.tables import Firm
from app.schedule.views import JobResult

KEY = "backup"


class BackupJob:
    """Due by the files in the backups folder alone. A database on a server has its own backups."""

    key = KEY
    needs_network = False

    def __init__(self, store: Store, clock: Clock, home: Home) -> None:
        self._store = store
        self._clock = clock
        self._folder = _folder(home, store.file)

    @property
    def title(self) -> str:
        return _("Backup")

    async def due(self, now: datetime) -> datetime | None:
        firm = await self._firm() if self._store.file else None
        if firm is None:
            return None
        founded, zone = firm
        made = await asyncio.to_thread(daily_backups, self._folder)
        return next_backup(made.keys(), founded, now, zone)

    async def run(self, tell: Tell) -> JobResult:
        """Raises `DatabaseUnusable` where none was made; then nothing is thrown away either."""
        file, firm = self._store.file, await self._firm()
        if file is None or firm is None:
            return JobResult()
        tell(Progress(_("Making a backup"), 0))
        target = self._folder / name_for(self._clock.now(), "daily")
        size, gone = await to_the_end(asyncio.to_thread(_back_up, file, target, firm[1]))
        return JobResult(
            done=1,
            text=_words(size, gone),
            details=({"file": target.name, "bytes": size, "removed": gone},),
        )

    async def _firm(self) -> tuple[datetime, str] | None:
        """Since when there is a firm, and its zone."""
        row = await self._store.read(
            lambda session: session.execute(select(Firm.created_at, Firm.time_zone)).first()
        )
        return (row[0], row[1]) if row else None


def _folder(home: Home, file: Path | None) -> Path:
    """Where another database than the home's is used (`--database`), its backups have a folder of their own: by their
    names one firm's could not be told from another's, and would be thrown away for them.
    """
    if file is None or file.absolute() == home.database.absolute():
        return home.backups
    mark = blake2s(str(file.absolute()).encode(), digest_size=4).hexdigest()
    return home.backups / f"{file.stem}-{mark}"


def _back_up(file: Path, target: Path, zone: str) -> tuple[int, int]:
    """Bytes of the new backup, and how many old ones went."""
    return back_up(file, target), prune(target.parent, zone)


def _words(size: int, gone: int) -> str:
    made = _("Made and checked: {size}.").format(size=_size(size))
    went = ngettext("{n} old backup was removed.", "{n} old backups were removed.", gone).format(n=gone)
    return f"{made} {went}" if gone else made


def _size(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB" if size >= 10_000_000 else f"{max(size // 1000, 1)} kB"
