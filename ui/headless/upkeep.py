"""Looking after the data (P11): `check`, `backup`."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.core.errors import DatabaseUnusable, Refused, WrongUsage
from app.core.words import _, ngettext
from ui.desktop import shown
from ui.headless.context import Call, Workplace
from ui.headless.output import number, pairs

if TYPE_CHECKING:
    from app.container import Container
    from app.core.vault import VaultState
    from app.firm.views import FirmView


log = logging.getLogger(__name__)
DATABASE = b"SQLite format 3\0"  # how every such file begins


def check(context: typer.Context) -> int:
    """Look over the database and what belongs to it.

    Also the keyring, the copy of the register and the backups. 5 when the database is damaged.
    """
    call: Call = context.obj
    try:
        return call.work(_check)
    except DatabaseUnusable as fault:
        return call.report.fail(fault, {"ok": False})


async def _check(here: Workplace) -> None:
    await _refuse_damage(here.program)
    found, vault = await _findings(here), await here.program.vault.state()
    here.report.give({"ok": True, **found}, _check_lines(here, found, vault))


async def _refuse_damage(program: "Container") -> None:
    """SQLite's own check of pages, indexes and foreign keys; a server looks after its own."""
    from asyncio import to_thread

    from app.db.backup import faults_in

    file = program.store.file
    found = "" if file is None else await to_thread(faults_in, file)
    if found:
        log.error("the database is damaged: %s", found)
        raise DatabaseUnusable(
            "damaged",
            _("The database file is damaged."),
            _("Nothing was changed. Keep the file, and restore the newest backup from the backups folder."),
        )


async def _findings(here: Workplace) -> dict[str, Any]:
    from asyncio import to_thread

    from app.db.upgrade import revision_of

    program = here.program
    vault, copy = await program.vault.state(), await program.registers.copy_state()
    return {
        "database": str(program.store.file or program.store.url.render_as_string(hide_password=True)),
        "schema": await to_thread(revision_of, program.store),
        "firm": here.firm.name,
        "members": len(await program.firm.members()),
        "clients": len(await program.client_queries.rows(here.actor)),
        "secrets": {"kept_in": vault.kind, "usable": vault.usable, "locked": vault.locked},
        "register": {"country": copy.country, "rows": copy.rows, "as_of": copy.as_of} if copy else None,
        "backups": _backups(program.home.backups),
    }


def _backups(folder: Path) -> dict[str, Any]:
    names = _backup_names(folder)
    return {"count": len(names), "newest": names[-1] if names else None}


def _backup_names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*.sqlite")) if folder.is_dir() else []


def _check_lines(here: Workplace, found: Mapping[str, Any], vault: "VaultState") -> list[str]:
    facts = (
        (_("Database"), found["database"]),
        (_("Database version"), found["schema"]),
        (_("Firm"), found["firm"]),
        (_("Members"), number(found["members"])),
        (_("Clients"), number(found["clients"])),
        (_("Secrets"), vault.words),
        ("", "" if vault.usable else vault.hint),
        (_("Business register"), _register_words(found["register"], here.firm)),
        (_("Backups"), _backups_words(here.program.home.backups, here.firm.time_zone)),
    )
    return [_("The database is sound."), *pairs(facts)]


def _register_words(copy: Mapping[str, Any] | None, firm: "FirmView") -> str:
    if copy is None:  # a copy is made of the Estonian one alone, the Norwegian is asked online
        return _("Not loaded yet. Load it with: kontor register load") if firm.country == "EE" else ""
    words = ngettext("{n} company, as of {day}", "{n} companies, as of {day}", copy["rows"])
    return words.format(n=number(copy["rows"]), day=shown.day(copy["as_of"], firm.time_zone))


def _backups_words(folder: Path, zone: str) -> str:
    """Their names hold the moment in UTC; one that a person named otherwise is shown by its name."""
    names = _backup_names(folder)
    if not names:
        return _("None yet. Make one with: kontor backup FILE.sqlite")
    try:
        made = datetime.strptime(names[-1][:22], "kontor-%Y%m%d-%H%M%S").replace(tzinfo=UTC)
        newest = shown.day_and_time(made, zone)
    except ValueError:
        newest = names[-1]
    words = ngettext("{n}, of {newest}", "{n}, the newest of {newest}", len(names))
    return words.format(n=number(len(names)), newest=newest)


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An older backup of this name is replaced.")],
) -> int:
    """Copy the database to FILE.

    Others may go on working meanwhile. The copy is verified by opening it.
    """

    async def job(here: Workplace) -> None:
        from asyncio import to_thread

        from app.core.rights import Right, require
        from app.db.backup import back_up

        require(here.actor, Right.SETTINGS)
        target = file.expanduser().absolute()
        size = await to_thread(back_up, _source(here.program, target), target)
        size_words = f"{number(ceil(size / 1000))} kB"
        said = _("The backup {file} is verified: {size}.").format(file=target, size=size_words)
        here.report.give({"ok": True, "file": str(target), "bytes": size}, [said])

    call: Call = context.obj
    return call.work(job)


def _source(program: "Container", target: Path) -> Path:
    """The database's file; refuses to write a backup over it."""
    source = program.store.file
    if source is None:
        raise Refused(
            "on_a_server",
            _("The database is on a server, so there is no file to copy."),
            _("Use the server's own backups."),
        )
    own = {source.resolve().with_name(source.name + ending) for ending in ("", "-wal", "-shm")}
    if target.is_dir() or target.resolve() in own:
        raise WrongUsage(
            "wrong_target",
            _("{file} is a folder, or the database itself.").format(file=target),
            _("Name a new file, for instance kontor-backup.sqlite."),
        )
    if target.exists() and not _is_database(target):
        raise WrongUsage(
            "wrong_target",
            _("{file} is there already and is no backup.").format(file=target),
            _("Name a new file, for instance kontor-backup.sqlite."),
        )
    return source


def _is_database(file: Path) -> bool:
    """An older backup may be replaced, somebody's letters may not. An empty file is nobody's."""
    try:
        with file.open("rb") as opened:
            return opened.read(len(DATABASE)) in {DATABASE, b""}
    except OSError:
        return False
