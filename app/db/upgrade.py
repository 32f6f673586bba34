"""Opening a database: new, current, older (backed up, then migrated), newer (refused).

Alembic is imported only when there is something to migrate; the usual start asks for one row.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, InterfaceError

from app.core.clock import Clock
from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.core.words import _
from app.db.backup import back_up, name_for
from app.db.faults import damaged, in_words
from app.db.revision import HEAD
from app.db.store import Store

SCRIPTS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 60


def open_store(url: str, home: Home, clock: Clock) -> Store:
    """A store whose schema is the current one. Blocking: call it in a thread.

    Raises `DatabaseUnusable` and leaves the file as it was when it is damaged, newer than this program,
    another program's, or cannot be migrated. An empty file counts as none: SQLite leaves one behind where
    a first start was cut short.
    """
    _make_folder(url)
    store = Store(url)
    cut_short = _was_cut_short(store.file)
    try:
        _refuse_read_only(store.file)
        if cut_short:
            _refuse_damaged(store)
        if revision_of(store) != HEAD:
            _upgrade(store, home, clock)
        store.writer.connect().close()  # write-ahead logging is on before the first reader looks
    except (DatabaseError, InterfaceError) as fault:
        store.close()
        raise in_words(fault) from fault
    except BaseException:
        store.close()
        raise
    return store


def revision_of(store: Store) -> str | None:
    """The schema's revision; None for a database without tables. Raises for one that is not Kontor's.

    Asks over a reader: the writer would switch the file to write-ahead logging before we know whose it is.
    """
    with store.reader.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return None
        if "alembic_version" not in tables or "firm" not in tables:
            raise DatabaseUnusable(
                "foreign",
                _("This database belongs to another program."),
                _("Choose another file, or start Kontor with another --home folder. Nothing was changed."),
            )
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations inside the caller's transaction; SQLite rolls back DDL too, as BEGIN was said."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _make_folder(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return
    try:
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise DatabaseUnusable(
            "cannot_open",
            _("The folder of the database cannot be made."),
            _("Check the path and your rights there, or start Kontor with another --home folder."),
        ) from fault


def _refuse_read_only(file: Path | None) -> None:
    """Before SQLite is asked: in a read-only folder it cannot even read a file with write-ahead logging."""
    if file is None:
        return
    if not os.access(file.parent, os.W_OK) or (file.exists() and not os.access(file, os.R_OK | os.W_OK)):
        raise DatabaseUnusable(
            "read_only",
            _("The database in {folder} cannot be written to.").format(folder=file.parent),
            _("Ask for the right to write there, or start Kontor with another --home folder."),
        )


def _was_cut_short(file: Path | None) -> bool:
    """Whether a write-ahead log is left over: whoever wrote last was killed, or is still at it."""
    log = file and file.with_name(f"{file.name}-wal")
    return bool(log and log.exists() and log.stat().st_size)


def _refuse_damaged(store: Store) -> None:
    """SQLite's quick check: 8 ms for 10,000 clients, 64 ms for 100,000. The full one is the backup's (P11.2)."""
    with store.reader.connect() as connection:
        if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
            raise damaged()


def _upgrade(store: Store, home: Home, clock: Clock) -> None:
    with _alone(store.file.parent if store.file else home.root):
        revision = revision_of(store)  # another process may have done it meanwhile
        if revision == HEAD:
            return
        _refuse_newer(revision)
        if revision is not None and store.file is not None:
            back_up(store.file, home.backups / name_for(clock.now(), "before-migration"))
        _migrate_whole(store)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process prepares a database at a time. The lock lies beside it, whatever home others have."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "migration.lock", timeout=LOCK_SECONDS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as fault:
        raise DatabaseUnusable(
            "busy",
            _("Another copy of Kontor has been preparing the database for a minute."),
            _("Wait until it has started, then try again."),
        ) from fault
    except OSError as fault:
        raise DatabaseUnusable(
            "read_only",
            _("The folder of the database cannot be written to."),
            _("Ask for the right to write there, or start Kontor with another --home folder."),
        ) from fault
    try:
        yield
    finally:
        lock.release()


def _refuse_newer(revision: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseUnusable(
            "newer_schema",
            _("This database was made by a newer version of Kontor."),
            _("Install the newer version and open it there. Nothing was changed."),
        )


def _migrate_whole(store: Store) -> None:
    """All migrations that are due in one transaction, or none of them."""
    try:
        with _without_references(store) as connection, connection.begin():
            migrate(connection)
            _refuse_orphans(connection)
    except Exception as fault:
        known = in_words(fault)
        if known.code != "database_error":
            raise known from fault
        raise DatabaseUnusable(
            "migration_failed",
            _("The database could not be brought into the form that this version of Kontor needs."),
            _("Nothing was changed, and a backup lies in the backups folder. Keep using the older version."),
        ) from fault


@contextmanager
def _without_references(store: Store) -> Iterator[Connection]:
    """A writing connection that does not follow foreign keys.

    Alembic alters a table of SQLite by dropping the old one after copying it, and a DROP with foreign keys
    on deletes every row that belongs to it (contacts, links …). The switch works outside a transaction
    only, so it is thrown on the driver's connection.
    """
    with store.writer.connect() as connection:
        driver = connection.connection.driver_connection
        if store.file is None or driver is None:
            yield connection
            return
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if lost:
        raise ValueError(f"rows of {lost[0]} point to rows of {lost[2]} that are not there")
