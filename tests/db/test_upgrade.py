"""Opening a database: new, current, newer, another's (P11.1, P11.4)."""

import random
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock
from sqlalchemy import create_mock_engine, text

from app.core.paths import Home
from app.db import upgrade
from app.db.backup import faults_in
from app.db.base import Base
from app.db.store import Store
from app.db.upgrade import HEAD, SCRIPTS, revision_of
from tests.db.opening import fingerprint, opened, plainly, refused
from tests.db.processes import start


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    home = Home(tmp_path / "empty")
    home.root.mkdir()
    return home


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


def test_where_clients_were_imported_from_before_it_was_noted(store: Store):
    """It is taken to be what is connected: from then on another address is noticed."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    run = (
        "INSERT INTO import_run (source, fetched_at, confirmed_at, actor, created, updated, unchanged, skipped,"
        " conflicts, red_x, failed) VALUES ('{}', '2026-01-01', '2026-01-01', '', 0, 0, 0, 0, 0, 0, 0)"
    )
    with store.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(
            text(
                'INSERT INTO connection (integration, active, address, sign_in_name, account, "user", state,'
                " last_error) VALUES ('trigon', 1, 'https://there.example', '', '', '', 'connected', '')"
            )
        )
        for source in ("trigon", "clients.csv"):
            connection.execute(text(run.format(source)))
        command.upgrade(config, "head")
        found = connection.execute(text("SELECT source, address FROM import_run ORDER BY id")).all()
    assert [tuple(row) for row in found] == [("trigon", "https://there.example"), ("clients.csv", None)]


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
