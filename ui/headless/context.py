"""What every command stands on: the common options, the opened program, the firm and who acts in it."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core import settings, words
from app.core.clock import Clock, SetClock, SystemClock, read_moment
from app.core.errors import NotFound, WrongUsage
from app.core.paths import Home, find_home
from app.core.words import _
from ui.headless.output import Report

if TYPE_CHECKING:
    from app.container import Container
    from app.core.rights import Actor
    from app.firm.views import FirmView

DONE, SOME_FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Workplace:
    """The firm's database, opened, and the member who acts."""

    program: "Container"
    firm: "FirmView"
    actor: "Actor"
    report: Report


@dataclass(frozen=True, slots=True)
class Call:
    """One command of one caller: the common options, as given or from the environment."""

    home: Home
    home_is_chosen: bool  # by --home
    database: str
    member: str | None  # e-mail; None is the Owner of an embedded database
    now: str | None
    report: Report

    def work(self, job: Callable[[Workplace], Awaitable[int | None]]) -> int:
        """Run a job in the firm; it returns the exit code, None for "done". Raises `KontorError`."""
        return self.run(self._at_work(job))

    def run(self, job: Coroutine[Any, Any, int | None]) -> int:
        """Run it to its end; Ctrl+C and SIGTERM cancel it cleanly and come out as KeyboardInterrupt."""
        import asyncio

        try:
            with asyncio.Runner() as runner:
                return runner.run(_until_terminated(job)) or DONE
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    async def _at_work(self, job: Callable[[Workplace], Awaitable[int | None]]) -> int | None:
        async with self.workplace() as here:
            return await job(here)

    @asynccontextmanager
    async def workplace(self) -> AsyncIterator[Workplace]:
        self._refuse_missing()
        async with self.program() as program:
            firm = await program.firm.required()
            speak(self.home, firm.language)
            self.set_zone(program.clock, firm.time_zone)
            if self.member is None and program.store.file is None:
                raise WrongUsage(
                    "no_member",
                    _("On a shared database a command needs to know who asks."),
                    _("Name the member: --as E-MAIL."),
                )
            actor = await program.firm.actor(self.member)
            yield Workplace(program, firm, actor, self.report)

    @asynccontextmanager
    async def program(self) -> AsyncIterator["Container"]:
        """The opened database, with or without a firm in it."""
        from app.container import open_container
        from app.core import logs
        from app.core.late_vault import LateVault

        if self.database:
            file_of(self.database)
        logs.set_up(self.home)
        vault = LateVault(self.home)
        opened = await open_container(self.home, vault, database=self.database, clock=self.clock())
        try:
            yield opened
        finally:
            await opened.close()

    def _refuse_missing(self) -> None:
        """Asking about a folder without a database does not make one there."""
        file = file_of(self.database) if self.database else self.home.database
        if file is not None and not file.exists():
            raise NotFound(
                "no_firm",
                _("There is no firm in {place} yet.").format(place=file.parent),
                _("Create one with: kontor init. Or name another folder with --home."),
            )

    def clock(self) -> Clock:
        """The machine's, or one that stands at `--now`, taken as UTC until the firm's zone is known."""
        if self.now is None:
            return SystemClock()
        return SetClock(read_now(self.now, "UTC"))

    def set_zone(self, clock: Clock, zone: str) -> None:
        """A naive `--now` is a time in the firm's zone (headless.md)."""
        if self.now is not None and isinstance(clock, SetClock):
            clock.turn(read_now(self.now, zone) - clock.now())


def speak(home: Home, language: str = "") -> None:
    """`language`: the firm's, once it is known; what was chosen for this computer goes before it."""
    with suppress(OSError):  # the folder of the compiled words cannot be written to: as before
        kept = settings.load(home.settings)
        words.use(kept.language or language or kept.spoken or "en", home.cache)


def file_of(url: str) -> Path | None:
    """The SQLite file that an address of a database names; None for a server. Raises `WrongUsage`.

    The address is not repeated: it may hold a password.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url)
        address.get_dialect().import_dbapi()
    except (ArgumentError, ImportError, ValueError):
        address = None
    embedded = address is not None and address.get_backend_name() == "sqlite"
    if address is None or (embedded and address.database in (None, "", ":memory:")):
        raise WrongUsage(
            "database_url",
            _("This is not the address of a database that Kontor can open."),
            _("Write it like sqlite:////folder/kontor.sqlite."),
        )
    return Path(address.database or "") if embedded else None


def read_now(text: str, zone: str) -> datetime:
    try:
        return read_moment(text, zone).astimezone(UTC)
    except ValueError:
        raise WrongUsage(
            "now", _("--now is no ISO time: {text}.").format(text=text), _("Write it like 2026-11-20T08:30.")
        ) from None


def call_from(
    *, home: str | None, database: str | None, as_json: bool, member: str | None, now: str | None
) -> Call:
    if now is not None:
        read_now(now, "UTC")
    database = database or os.environ.get("KONTOR_DATABASE", "")
    return Call(find_home(home), home is not None, database, member, now, Report(as_json))


async def _until_terminated(job: Coroutine[Any, Any, int | None]) -> int | None:
    """SIGTERM, which servers send, ends a command as calmly as Ctrl+C does."""
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(job)
    before = signal.signal(signal.SIGTERM, lambda *_signal: loop.call_soon_threadsafe(task.cancel))
    try:
        return await task
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def interruptible() -> Iterator[None]:
    """Inside, Ctrl+C and SIGTERM end a wait for the keyboard at once, though a loop is running."""
    before = {which: signal.getsignal(which) for which in (signal.SIGINT, signal.SIGTERM)}
    try:
        for which in before:
            signal.signal(which, signal.default_int_handler)
        yield
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def existing_file(path: Path) -> Path:
    """Raises `WrongUsage` where there is no such file."""
    with suppress(OSError):
        if path.is_file():
            return path
    raise WrongUsage(
        "no_file", _("There is no file {file}.").format(file=path), _("Check the path and its spelling.")
    )
