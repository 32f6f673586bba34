"""`check`, `backup`, and databases that cannot be used: exit 5, in words, with nothing lost."""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.db.revision import HEAD
from tests.headless.caller import PASSPHRASE, Kontor

EVERY = [("check",), ("members", "list"), ("clients", "list"), ("backup", "x.sqlite"), ("import", "trigon")]


def database(home: Path) -> Path:
    return home / "kontor.sqlite"


def test_check_of_a_sound_firm(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    answer = kontor("check", "--json")
    assert answer.code == 0
    assert answer.json == {
        "ok": True,
        "database": str(database(kontor_home)),
        "schema": HEAD,
        "firm": "Büroo OÜ",
        "members": 1,
        "clients": 0,
        "secrets": {"kept_in": "none", "usable": False, "locked": False},
        "register": None,
        "backups": {"count": 0, "newest": None},
    }
    hint = (
        "Choose a passphrase, or without a window set KONTOR_SECRETS_PASSPHRASE. "
        "Nothing is kept in plain text."
    )
    assert kontor("check").out.splitlines() == [
        "The database is sound.",
        f"Database           {database(kontor_home)}",
        f"Database version   {answer.json['schema']}",
        "Firm               Büroo OÜ",
        "Members            1",
        "Clients            0",
        "Secrets            This computer has no keyring to keep secrets in, and no passphrase for an encrypted file.",
        f"{'':19}{hint}",
        "Business register  Not loaded yet. Load it with: kontor register load",
        "Backups            None yet. Make one with: kontor backup FILE.sqlite",
    ]


def test_check_tells_of_the_vault_and_of_backups(
    firm: None, kontor: Kontor, kontor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", PASSPHRASE)
    target = kontor_home / "backups" / "kontor-20261120-081200-by-hand.sqlite"
    assert kontor("backup", target).code == 0
    found = kontor("check", "--json").json
    assert found["secrets"]["usable"] is True
    assert found["backups"] == {"count": 1, "newest": target.name}
    assert "\nBackups            1, of 20.11.2026 10:12\n" in kontor("check").out, "the name is in UTC"
    target.rename(target.with_name("by-hand.sqlite"))
    assert "\nBackups            1, of by-hand.sqlite\n" in kontor("check").out


def test_a_backup_is_a_database_of_its_own(firm: None, kontor: Kontor, tmp_path: Path) -> None:
    target = tmp_path / "backups of ours" / "büroo.sqlite"
    answer = kontor("backup", target, "--json")
    assert answer.code == 0
    assert answer.json == {"ok": True, "file": str(target), "bytes": target.stat().st_size}
    other = tmp_path / "other home"
    other.mkdir()
    target.rename(other / "kontor.sqlite")
    assert (
        kontor("members", "list", "--home", other, "--json").json == kontor("members", "list", "--json").json
    )


def test_a_backup_does_not_write_over_the_database(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    linked = kontor_home / "linked"
    linked.symlink_to(kontor_home)
    for target in (
        database(kontor_home),
        linked / "kontor.sqlite",
        f"{database(kontor_home)}-wal",
        kontor_home,
    ):
        answer = kontor("backup", target, "--json")
        assert (answer.code, answer.error) == (2, "wrong_target"), target
    assert kontor("check").code == 0


def test_a_backup_that_cannot_be_written(firm: None, kontor: Kontor, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    answer = kontor("backup", tmp_path / "file" / "below.sqlite", "--json")
    assert (answer.code, answer.error) == (5, "backup_failed")


def test_only_those_who_look_after_the_firm_take_backups(firm: None, kontor: Kontor, tmp_path: Path) -> None:
    kontor("members", "add", "--name", "Liis", "--email", "liis@firm.example")
    answer = kontor("backup", tmp_path / "copy.sqlite", "--as", "liis@firm.example", "--json")
    assert (answer.code, answer.error) == (3, "no_right")
    assert not (tmp_path / "copy.sqlite").exists()


@pytest.mark.parametrize("words", EVERY)
def test_no_database_at_all_in_the_file(
    firm: None, kontor: Kontor, kontor_home: Path, words: tuple[str, ...]
) -> None:
    database(kontor_home).write_bytes(b"this was a letter to the tax office " * 400)
    before = database(kontor_home).read_bytes()
    answer = kontor(*words, "--json")
    assert answer.code == 5
    assert answer.json["error"]["message"] in answer.err
    assert answer.json.get("ok", False) is False
    assert database(kontor_home).read_bytes() == before


@pytest.mark.expected_logs("ui.headless.upkeep: the database is damaged: client_member 1 client 1")
def test_check_finds_damage_that_opening_does_not_meet(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    with closing(sqlite3.connect(database(kontor_home))) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO client_member (client_id, member_id) VALUES (77, 1)")
    assert kontor("clients", "list").code == 0
    answer = kontor("check", "--json")
    assert (answer.code, answer.error, answer.json["ok"]) == (5, "damaged", False)
    assert "client_member" in (kontor_home / "logs" / "kontor.log").read_text("utf-8")


def test_a_database_of_a_newer_kontor(firm: None, kontor: Kontor, kontor_home: Path) -> None:
    with closing(sqlite3.connect(database(kontor_home))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    answer = kontor("clients", "list", "--json")
    assert (answer.code, answer.error) == (5, "newer_schema")


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody may write below it, not even an administrator, whose rights are laid down meanwhile."""
    everything = [folder, *folder.rglob("*")]
    modes = {path: path.stat().st_mode for path in everything}
    mine = os.geteuid()
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    os.seteuid(65_534 if mine == 0 else mine)
    try:
        yield
    finally:
        os.seteuid(mine)
        for path, mode in modes.items():
            path.chmod(mode)


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows have no such right")
@pytest.mark.parametrize(
    "words", [("members", "add", "--name", "L", "--email", "l@firm.example"), ("check",)]
)
def test_a_home_that_cannot_be_written_to(
    firm: None, kontor: Kontor, kontor_home: Path, words: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # the folders of the tests are for their user alone
        home = Path(shutil.copytree(kontor_home, Path(folder) / "home"))
        before = database(home).read_bytes()
        assert kontor(*words).code == 0  # loads what a stranger could not read
        with locked(Path(folder)):
            answer = kontor(*words, "--json", "--home", home)
        assert answer.code == 5
        assert answer.json["error"]["hint"] in answer.err
        assert "Traceback" not in answer.err
        assert database(home).read_bytes() == before


def test_a_home_that_is_a_file(kontor: Kontor, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    init = ("init", "--name", "B", "--country", "EE", "--owner-name", "K", "--owner-email", "k@firm.example")
    answer = kontor(*init, "--home", home, "--json")
    assert answer.code == 5
    assert home.read_text() == "no folder"
