"""Opening a database: new, current, older, newer, another's, damaged (P11.1, P11.2, P11.4)."""

import hashlib
import os
import random
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import create_mock_engine, text

from app.core.clock import SetClock
from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db import upgrade
from app.db.backup import faults_in
from app.db.base import Base
from app.db.store import Store
from app.db.upgrade import HEAD, SCRIPTS, open_store, revision_of
from app.firm.tables import FirmSetting
from tests.db.processes import start
from tests.stores import NOW, url_of


def fingerprint(home: Home) -> dict[str, str]:
    """Every file below the home with its contents."""
    files = (file for file in sorted(home.root.rglob("*")) if file.is_file())
    return {str(f.relative_to(home.root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def opened(home: Home) -> Store:
    return open_store(url_of(home), home, SetClock(NOW))


def refused(home: Home) -> DatabaseUnusable:
    with pytest.raises(DatabaseUnusable) as caught:
        opened(home).close()
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def plainly(home: Home, *statements: str) -> list[tuple]:
    with closing(sqlite3.connect(home.database)) as plain:
        rows = [row for statement in statements for row in plain.execute(statement)]
        plain.commit()
    return rows


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    home = Home(tmp_path / "empty")
    home.root.mkdir()
    return home


# --- new and current ------------------------------------------------------------------------------


def test_a_new_database_gets_the_newest_schema(tmp_path: Path):
    home = Home(tmp_path / "Räägu & Pojad" / "100%")
    store = opened(home)
    assert revision_of(store) == HEAD
    store.close()
    assert faults_in(home.database) == ""
    assert not home.backups.exists()  # there was nothing to lose


def test_the_constant_names_the_newest_script():
    assert ScriptDirectory(str(SCRIPTS)).get_current_head() == HEAD


def test_models_and_migrations_make_the_same_tables(store: Store):
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_models_and_migrations_agree_to_the_letter(store: Store):
    """Alembic's comparison overlooks rules of deletion, options of tables and lengths; the statements do not."""
    made: list[str] = []
    mock = create_mock_engine(
        "sqlite://", lambda sql, *_a, **_k: made.append(str(sql.compile(dialect=mock.dialect)))
    )
    Base.metadata.create_all(mock, checkfirst=False)

    def parts(sql: str) -> tuple[str, ...]:
        head, _, body = " ".join(sql.replace('"', "").split()).partition("(")
        return (
            head.strip(),
            *sorted(part.strip() for part in body.replace("),", ",").rstrip(") ").split(",")),
        )

    with store.reader.connect() as connection:
        rows = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
        )
        migrated = {parts(sql) for (sql,) in rows} - {sql for sql in () if "alembic_version" in sql}
    migrated = {sql for sql in migrated if "alembic_version" not in sql[0]}
    assert migrated == {parts(sql) for sql in made}


def test_migrations_go_back_to_nothing(store: Store):
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    with store.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        tables = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        assert {name for (name,) in tables} <= {"alembic_version", "sqlite_sequence"}


def test_an_empty_file_is_a_first_start_that_was_cut_short(empty: Home):
    empty.database.touch()
    store = opened(empty)
    assert revision_of(store) == HEAD
    store.close()


def test_the_usual_start_writes_nothing_and_needs_no_alembic(home: Home):
    before = fingerprint(home)
    opened(home).close()
    assert fingerprint(home) == before
    process = start(home, "open_store(url, home, clock).close(); say('alembic' in sys.modules)")
    assert process.communicate(timeout=60)[0] == "False\n"


def test_processes_that_start_at_once_make_one_database(empty: Home):
    code = "input(); store = open_store(url, home, clock); say('open'); store.close()"
    processes = [start(empty, code) for _ in range(3)]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        said, wrong = process.communicate(timeout=90)
        assert (said, process.returncode) == ("open\n", 0), wrong
    assert faults_in(empty.database) == ""
    assert not empty.backups.exists()


def test_a_start_does_not_wait_for_ever_for_another(empty: Home, monkeypatch):
    monkeypatch.setattr(upgrade, "LOCK_SECONDS", 0.2)
    with FileLock(empty.root / "migration.lock"):
        assert refused(empty).code == "busy"
    opened(empty).close()


def test_killed_in_the_middle_of_the_first_start(empty: Home):
    code = """
        import app.db.upgrade as upgrade
        whole = upgrade.migrate
        def migrate(connection, target="head"):
            whole(connection, target)
            say("migrated, not committed")
            time.sleep(60)
        upgrade.migrate = migrate
        open_store(url, home, clock)
    """
    process = start(empty, code)
    assert process.stdout.readline() == "migrated, not committed\n", process.stderr.read()
    process.kill()
    process.communicate()
    opened(empty).close()
    assert faults_in(empty.database) == ""


# --- newer, and another program's -----------------------------------------------------------------


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_newer_schema_is_refused_and_left_alone(home: Home, journal: str):
    plainly(home, f"PRAGMA journal_mode={journal}", "UPDATE alembic_version SET version_num = '9999'")
    before = fingerprint(home)
    assert refused(home).code == "newer_schema"
    after = fingerprint(home)
    after.pop("migration.lock", None)
    assert after == before


def test_a_database_of_another_program_is_refused_and_left_alone(empty: Home):
    plainly(empty, "CREATE TABLE bookmarks (id INTEGER)", "INSERT INTO bookmarks VALUES (1)")
    before = fingerprint(empty)
    assert refused(empty).code == "foreign"
    assert fingerprint(empty) == before


def test_another_program_may_have_migrations_too(empty: Home):
    plainly(
        empty, "CREATE TABLE alembic_version (version_num)", f"INSERT INTO alembic_version VALUES ('{HEAD}')"
    )
    before = fingerprint(empty)
    assert refused(empty).code == "foreign"
    assert fingerprint(empty) == before


@pytest.mark.parametrize(
    "contents", [b"Dear Kadri,\n" * 500, random.Random(1).randbytes(20_000), b"\x89PNG\r\n"]
)
def test_a_file_that_is_no_database_is_refused_and_left_alone(empty: Home, contents: bytes):
    empty.database.write_bytes(contents)
    before = fingerprint(empty)
    assert refused(empty).code == "damaged"
    assert fingerprint(empty) == before


def test_a_folder_in_place_of_the_file(empty: Home):
    empty.database.mkdir()
    assert refused(empty).code in ("cannot_open", "read_only")
    assert empty.database.is_dir()


def test_a_file_in_place_of_the_folder(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    assert refused(Home(tmp_path / "file")).code == "cannot_open"


# --- damaged --------------------------------------------------------------------------------------


@pytest.fixture
def filled(home: Home) -> Home:
    """A database of some 400 kB, closed."""
    store = opened(home)
    store._write(
        lambda session: session.add_all(FirmSetting(name=f"n{n:04}", value="x" * 300) for n in range(1000))
    )
    store.close()
    return home


def test_a_file_cut_off_in_the_middle(filled: Home):
    contents = filled.database.read_bytes()
    filled.database.write_bytes(contents[: len(contents) // 2 + 100])
    before = fingerprint(filled)
    assert faults_in(filled.database)
    _told_when_it_is_read(filled)
    assert fingerprint(filled) == before


def test_a_file_cut_off_near_its_beginning(filled: Home):
    filled.database.write_bytes(filled.database.read_bytes()[:5000])
    before = fingerprint(filled)
    assert refused(filled).code == "damaged"
    assert fingerprint(filled) == before


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_in_the_middle(filled: Home, seed: int):
    chance = random.Random(seed)
    contents = bytearray(filled.database.read_bytes())
    size = chance.choice([4_000, 40_000])
    place = chance.randrange(150_000, len(contents) - 60_000)
    contents[place : place + size] = chance.randbytes(size)
    filled.database.write_bytes(contents)
    before = fingerprint(filled)
    assert faults_in(filled.database)
    _told_when_it_is_read(filled)
    assert fingerprint(filled) == before


def test_random_bytes_at_the_beginning(filled: Home):
    contents = bytearray(filled.database.read_bytes())
    contents[100:3000] = random.Random(3).randbytes(2900)
    filled.database.write_bytes(contents)
    before = fingerprint(filled)
    assert refused(filled).code == "damaged"
    assert fingerprint(filled) == before


def _told_when_it_is_read(home: Home) -> None:
    """At the latest: where the part that opening needs is whole, opening succeeds."""

    def read() -> None:
        with closing(opened(home)) as store:
            store._read(lambda session: session.query(FirmSetting).all())

    with pytest.raises(DatabaseUnusable) as caught:
        read()
    assert caught.value.code == "damaged"
    assert "backup" in caught.value.hint
    assert "xxxx" not in "".join(traceback.format_exception(caught.value))


def test_after_a_crash_damage_is_found_at_once(filled: Home):
    """Not only when somebody comes upon the page."""
    code = """
        store = open_store(url, home, clock)
        store._write(lambda session: session.add(FirmSetting(name="last", value=1)))
        say("written")
        time.sleep(60)
    """
    process = start(filled, code)
    assert process.stdout.readline() == "written\n", process.stderr.read()
    process.kill()
    process.communicate()
    whole = Home(filled.root.with_name("copy"))
    shutil.copytree(filled.root, whole.root)
    opened(whole).close()
    assert plainly(whole, "SELECT value FROM firm_setting WHERE name = 'last'") == [(1,)]

    with filled.database.open("r+b") as file:
        file.seek(200_000)
        file.write(random.Random(5).randbytes(30_000))
    assert refused(filled).code == "damaged"


# --- migrations -----------------------------------------------------------------------------------

_SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("client") as batch:
        batch.add_column(sa.Column("colour", sa.String(7), nullable=False, server_default=""))
    op.create_table("fresh", sa.Column("id", sa.Integer(), primary_key=True))
{then}
"""


def next_version(monkeypatch: pytest.MonkeyPatch, folder: Path, then: str = "") -> None:
    """Kontor as it will be: with one more migration."""
    shutil.copytree(SCRIPTS, folder)
    lines = "\n".join(f"    {line}" for line in then.splitlines())
    (folder / "versions" / "0002_colour.py").write_text(_SECOND.format(then=lines))
    monkeypatch.setattr(upgrade, "SCRIPTS", folder)
    monkeypatch.setattr(upgrade, "HEAD", "0002")


_CLIENT = (
    "INSERT INTO client (id, name, country, registration_code, vat_number, client_code, mark, status, language,"
    " address, phone, email, notes, time_mandatory, topic_mandatory, registry_flag, registry_reason,"
    " registry_facts, created_at, changed_at) VALUES (7, 'Kuldne Kringel OÜ', 'EE', '18204418', '', '', 'KULD',"
    " 'active', '', '', '', '', '', 0, 0, 'grey', 'not_checked', '{}', '2026-01-01', '2026-01-01')"
)
_CONTACT = (
    "INSERT INTO contact (id, client_id, name, email, phone, role, is_primary)"
    " VALUES (1, 7, 'Helve Raudsepp', '', '', '', 1)"
)
_ONE_CLIENT = (_CLIENT, _CONTACT)


def test_an_older_database_is_backed_up_and_migrated(home: Home, monkeypatch, tmp_path: Path):
    plainly(home, *_ONE_CLIENT)
    next_version(monkeypatch, tmp_path / "scripts 100%")
    store = opened(home)
    assert revision_of(store) == "0002"
    store.close()
    assert plainly(home, "SELECT id, name, colour FROM client") == [(7, "Kuldne Kringel OÜ", "")]
    (backup,) = home.backups.iterdir()
    assert backup.name == "kontor-20261120-081200-before-migration.sqlite"
    assert faults_in(backup) == ""
    with closing(sqlite3.connect(backup)) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert plain.execute("SELECT count(*) FROM contact").fetchall() == [(1,)]


def test_altering_a_table_keeps_what_belongs_to_its_rows(home: Home, monkeypatch, tmp_path: Path):
    """Alembic drops the old table, and with foreign keys on that deletes the contacts of every client."""
    plainly(home, *_ONE_CLIENT)
    next_version(
        monkeypatch, tmp_path / "scripts", 'with op.batch_alter_table("client", recreate="always"): pass'
    )
    store = opened(home)
    assert store._write(lambda session: session.execute(text("PRAGMA foreign_keys")).scalar()) == 1
    store.close()
    assert plainly(home, "SELECT client_id, name FROM contact") == [(7, "Helve Raudsepp")]
    assert faults_in(home.database) == ""


@pytest.mark.parametrize(
    "then",
    [
        'raise ValueError("half way")',
        'op.execute("INSERT INTO nowhere VALUES (1)")',
        """op.execute("INSERT INTO contact VALUES (9, 99, 'lost', '', '', '', 0)")""",
    ],
    ids=["fault in the script", "fault in the database", "leaves a row that points to nothing"],
)
def test_a_migration_that_fails_changes_nothing(home: Home, monkeypatch, tmp_path: Path, then: str):
    plainly(home, *_ONE_CLIENT)
    before = plainly(home, "SELECT name, sql FROM sqlite_master ORDER BY name")
    next_version(monkeypatch, tmp_path / "scripts", then)
    fault = refused(home)
    assert fault.code in ("migration_failed", "damaged")
    assert plainly(home, "SELECT name, sql FROM sqlite_master ORDER BY name") == before
    assert plainly(home, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert plainly(home, "SELECT name FROM client") == [("Kuldne Kringel OÜ",)]
    assert faults_in(home.database) == ""
    (backup,) = home.backups.iterdir()
    assert faults_in(backup) == ""


def test_without_a_backup_nothing_is_migrated(home: Home, monkeypatch, tmp_path: Path):
    home.backups.write_text("a file where the folder should be")
    next_version(monkeypatch, tmp_path / "scripts")
    assert refused(home).code == "backup_failed"
    assert plainly(home, "SELECT version_num FROM alembic_version") == [("0001",)]


def test_killed_in_the_middle_of_a_migration(home: Home, monkeypatch, tmp_path: Path):
    plainly(home, *_ONE_CLIENT)
    folder = tmp_path / "scripts"
    then = 'print("in the middle", flush=True)\nimport time\ntime.sleep(60)'
    with monkeypatch.context() as patch:
        next_version(patch, folder, then)
    code = f"""
        import app.db.upgrade as upgrade
        upgrade.SCRIPTS, upgrade.HEAD = Path({str(folder)!r}), "0002"
        open_store(url, home, clock)
    """
    process = start(home, code)
    assert process.stdout.readline() == "in the middle\n", process.stderr.read()
    process.kill()
    process.communicate()
    store = opened(home)
    assert revision_of(store) == "0001"
    store.close()
    assert plainly(home, "SELECT name FROM contact") == [("Helve Raudsepp",)]
    assert faults_in(home.database) == ""


# --- rights and disk ------------------------------------------------------------------------------

AS_ANOTHER = """
    os.setgid(65534)
    os.setuid(65534)
"""
OPEN = """
    try:
        store = open_store(url, home, clock)
        store._read(lambda session: session.execute(select(FirmSetting)).all())
        store._write(lambda session: session.add(FirmSetting(name="a", value=1)))
        say("written")
        store.close()
    except DatabaseUnusable as fault:
        say(fault.code)
"""
needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="becomes another user"
)


@pytest.fixture
def reachable(migrated: Path) -> Iterator[Home]:
    """Not below pytest's own folder, which is for its user only."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = Home(Path(folder) / "home")
        home.root.mkdir()
        shutil.copyfile(migrated, home.database)
        yield home


@needs_root
@pytest.mark.parametrize(
    ("folder", "file", "code"),
    [(0o755, 0o644, "read_only"), (0o777, 0o444, "read_only"), (0o755, 0o666, "read_only"), (0o777, 0o600, "read_only"),
     (0o777, 0o666, "written")],
)  # fmt: skip
def test_rights_that_are_missing(reachable: Home, folder: int, file: int, code: str):
    reachable.root.chmod(folder)
    reachable.database.chmod(file)
    before = fingerprint(reachable)
    process = start(reachable, AS_ANOTHER + OPEN)
    said, wrong = process.communicate(timeout=60)
    assert said == f"{code}\n", wrong
    if code != "written":
        assert fingerprint(reachable) == before


@needs_root
def test_a_home_that_cannot_be_made(reachable: Home):
    process = start(Home(reachable.root / "below" / "it"), AS_ANOTHER + OPEN)
    said, wrong = process.communicate(timeout=60)
    assert said == "cannot_open\n", wrong


def test_a_full_disk(filled: Home):
    """The file may not grow: what SQLite says then is what it says when the disk is full."""
    store = opened(filled)

    def work(session) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count={pages}"))
        session.add_all(FirmSetting(name=f"m{n}", value="x" * 3000) for n in range(500))

    with pytest.raises(DatabaseUnusable) as caught:
        store._write(work)
    assert caught.value.code == "disk_full"
    store._write(lambda session: session.execute(text("PRAGMA max_page_count=1000000")))
    store._write(lambda session: session.add(FirmSetting(name="later", value=1)))
    store.close()
    assert plainly(filled, "SELECT count(*) FROM firm_setting") == [(1001,)]
    assert faults_in(filled.database) == ""
