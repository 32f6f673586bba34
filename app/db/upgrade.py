"""Opening a database: new, current, older (backed up, then migrated), newer (refused).

Alembic is imported only when there is something to migrate; the usual start asks for one row.
"""

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from app.core.clock import Clock
from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.core.words import _
from app.db.backup import back_up, name_for
from app.db.faults import in_words
from app.db.store import Store

HEAD = "0001"  # the newest migration; a test holds it against the scripts
SCRIPTS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 60


def open_store(url: str, home: Home, clock: Clock) -> Store:
    """A store whose schema is the current one. Blocking: call it in a thread.

    Raises `DatabaseUnusable` and leaves the file as it was when it is damaged, newer than this program,
    or cannot be migrated.
    """
    make_folder(url)
    store = Store(url)
    try:
        if revision_of(store) != HEAD:
            _upgrade(store, home, clock)
    except DatabaseError as fault:
        store.close()
        raise in_words(fault) from fault
    except BaseException:
        store.close()
        raise
    return store


def make_folder(url: str) -> None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return
    try:
        Path(address.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DatabaseUnusable(
            "cannot_open",
            _("The folder of the database cannot be made."),
            _("Check the path and your rights there, or start Kontor with another --home folder."),
        ) from fault


def revision_of(store: Store) -> str | None:
    """The schema's revision; None for a database without tables. Raises for one that is not Kontor's."""
    with store.writer.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise DatabaseUnusable(
                "foreign",
                _("This database belongs to another program."),
                _("Choose another file, or start Kontor with another --home folder. Nothing was changed."),
            )
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(store: Store, home: Home, clock: Clock) -> None:
    try:
        with FileLock(home.root / "migration.lock", timeout=LOCK_SECONDS):
            revision = revision_of(store)  # another process may have done it meanwhile
            if revision == HEAD:
                return
            _refuse_newer(revision)
            if revision is not None and store.file is not None:
                back_up(store.file, home.backups / name_for(clock.now(), "before-migration"))
            with store.writer.begin() as connection:
                migrate(connection)
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


def _refuse_newer(revision: str | None) -> None:
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}
    if revision is not None and revision not in known:
        raise DatabaseUnusable(
            "newer_schema",
            _("This database was made by a newer version of Kontor."),
            _("Install the newer version and open it there. Nothing was changed."),
        )


def migrate(connection: Connection, target: str = "head") -> None:
    """Run the migrations inside the caller's transaction; SQLite rolls back DDL too, as BEGIN was said."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
