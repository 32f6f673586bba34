"""Older databases: backed up, then migrated whole or not at all (P11.2)."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.paths import Home
from app.db import upgrade
from app.db.backup import faults_in
from app.db.revision import HEAD
from app.db.upgrade import SCRIPTS, revision_of
from tests.db.opening import opened, plainly, refused
from tests.db.processes import start

_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"
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
    (folder / "versions" / "next_colour.py").write_text(_NEXT.format(head=HEAD, then=lines))
    monkeypatch.setattr(upgrade, "SCRIPTS", folder)
    monkeypatch.setattr(upgrade, "HEAD", "next")


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
    assert revision_of(store) == "next"
    store.close()
    assert plainly(home, "SELECT id, name, colour FROM client") == [(7, "Kuldne Kringel OÜ", "")]
    (backup,) = home.backups.iterdir()
    assert backup.name == "kontor-20261120-081200-before-migration.sqlite"
    assert faults_in(backup) == ""
    with closing(sqlite3.connect(backup)) as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
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
    assert plainly(home, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    assert plainly(home, "SELECT name FROM client") == [("Kuldne Kringel OÜ",)]
    assert faults_in(home.database) == ""
    (backup,) = home.backups.iterdir()
    assert faults_in(backup) == ""


def test_without_a_backup_nothing_is_migrated(home: Home, monkeypatch, tmp_path: Path):
    home.backups.write_text("a file where the folder should be")
    next_version(monkeypatch, tmp_path / "scripts")
    assert refused(home).code == "backup_failed"
    assert plainly(home, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_killed_in_the_middle_of_a_migration(home: Home, monkeypatch, tmp_path: Path):
    plainly(home, *_ONE_CLIENT)
    folder = tmp_path / "scripts"
    then = 'print("in the middle", flush=True)\nimport time\ntime.sleep(60)'
    with monkeypatch.context() as patch:
        next_version(patch, folder, then)
    code = f"""
        import app.db.upgrade as upgrade
        upgrade.SCRIPTS, upgrade.HEAD = Path({str(folder)!r}), "next"
        open_store(url, home, clock)
    """
    process = start(home, code)
    assert process.stdout.readline() == "in the middle\n", process.stderr.read()
    process.kill()
    process.communicate()
    store = opened(home)
    assert revision_of(store) == HEAD
    store.close()
    assert plainly(home, "SELECT name FROM contact") == [("Helve Raudsepp",)]
    assert faults_in(home.database) == ""
