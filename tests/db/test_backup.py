"""Backups: consistent, verified, whole or not at all (P11.2)."""

import asyncio
import os
import random
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.errors import DatabaseUnusable
from app.core.paths import Home
from app.db.backup import back_up, faults_in, name_for
from app.db.store import Store
from app.firm.tables import FirmSetting

needs_mounts = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not Path("/proc/mounts").exists(),
    reason="mounts a disk",
)


def fill(store: Store, count: int, start: int = 0) -> None:
    rows = [FirmSetting(name=f"n{n}", value="x" * 300) for n in range(start, start + count)]
    store._write(lambda session: session.add_all(rows))


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def settings_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as plain:
        return plain.execute("SELECT count(*) FROM firm_setting").fetchone()[0]


def test_a_backup_has_everything_and_is_one_file(store: Store, home: Home, tmp_path: Path):
    fill(store, 300)
    target = tmp_path / "deep" / "down" / "Öö.sqlite"
    assert back_up(home.database, target) == target.stat().st_size
    assert settings_in(target) == 300
    assert faults_in(target) == ""
    assert names_in(target.parent) == [target.name]
    assert (
        target.read_bytes()[18:20] == b"\x01\x01"
    )  # no write-ahead log: opening it leaves nothing beside it


def test_what_is_still_in_the_log_is_in_the_backup(store: Store, home: Home, tmp_path: Path):
    fill(store, 10)
    assert home.database.with_name("kontor.sqlite-wal").stat().st_size > 0
    back_up(home.database, tmp_path / "b.sqlite")
    assert settings_in(tmp_path / "b.sqlite") == 10


async def test_a_backup_while_others_write(store: Store, home: Home, tmp_path: Path):
    """Pairs are written together; a backup never has half of one."""

    def pair(n: int):
        def work(session: Session) -> None:
            session.add(FirmSetting(name=f"a{n}", value="x" * 2000))
            session.flush()
            session.add(FirmSetting(name=f"b{n}", value="x" * 2000))

        return work

    async def write() -> None:
        for n in range(150):
            await store.write(pair(n))

    writing = asyncio.create_task(write())
    sizes = []
    while not writing.done():
        target = tmp_path / f"{len(sizes)}.sqlite"
        await asyncio.to_thread(back_up, home.database, target)
        sizes.append(settings_in(target))
    await writing
    assert len(sizes) >= 2
    assert all(size % 2 == 0 for size in sizes)
    assert sizes == sorted(sizes)


def test_a_damaged_database_makes_no_backup_and_keeps_the_older_one(store: Store, home: Home, tmp_path: Path):
    fill(store, 1000)
    store.close()
    target = tmp_path / "b.sqlite"
    back_up(home.database, target)
    good = target.read_bytes()
    with home.database.open("r+b") as file:
        file.seek(home.database.stat().st_size // 2)
        file.write(random.Random(1).randbytes(40_000))
    with pytest.raises(DatabaseUnusable) as caught:
        back_up(home.database, target)
    assert caught.value.code == "damaged"
    assert target.read_bytes() == good
    assert sorted(f.name for f in tmp_path.iterdir() if f.is_file()) == ["b.sqlite"]


def test_a_missing_database_is_not_made(tmp_path: Path):
    with pytest.raises(DatabaseUnusable) as caught:
        back_up(tmp_path / "gone.sqlite", tmp_path / "b.sqlite")
    assert caught.value.code == "backup_failed"
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_cannot_be_written(store: Store, home: Home, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseUnusable) as caught:
        back_up(home.database, tmp_path / "file" / "b.sqlite")
    assert caught.value.code == "backup_failed"
    assert "b.sqlite" in caught.value.message


def test_what_a_killed_backup_left_is_no_matter(store: Store, home: Home, tmp_path: Path):
    (tmp_path / "b.sqlite.new").write_bytes(b"half a page")
    back_up(home.database, tmp_path / "b.sqlite")
    assert sorted(f.name for f in tmp_path.iterdir() if f.is_file()) == ["b.sqlite"]
    assert faults_in(tmp_path / "b.sqlite") == ""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("this machine mounts nothing")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@needs_mounts
def test_a_full_disk_keeps_the_older_backup(store: Store, home: Home, small_disk: Path):
    target = small_disk / "b.sqlite"
    back_up(home.database, target)
    good = target.read_bytes()
    fill(store, 1000)
    with pytest.raises(DatabaseUnusable) as caught:
        back_up(home.database, target)
    assert caught.value.code == "backup_failed"
    assert target.read_bytes() == good
    assert names_in(small_disk) == ["b.sqlite"]


@needs_mounts
def test_a_read_only_disk(store: Store, home: Home, small_disk: Path):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(DatabaseUnusable) as caught:
        back_up(home.database, small_disk / "b.sqlite")
    assert caught.value.code == "backup_failed"


def test_a_backup_is_as_good_as_its_source(store: Store, home: Home, tmp_path: Path):
    """A row that points to nothing is a fault, but no reason to go without backups."""
    store.close()
    with closing(sqlite3.connect(home.database)) as plain:
        plain.execute("INSERT INTO agreement (member_id, from_day) VALUES (99, '2026-01-01')")
        plain.commit()
    assert "agreement" in faults_in(home.database)
    back_up(home.database, tmp_path / "b.sqlite")
    assert "agreement" in faults_in(tmp_path / "b.sqlite")


def test_checking_leaves_nothing_behind(store: Store, home: Home):
    fill(store, 10)
    store.close()
    before = names_in(home.root)
    assert faults_in(home.database) == ""
    assert faults_in(home.root / "gone.sqlite") != ""
    assert names_in(home.root) == before


def test_names_sort_by_time_and_are_in_utc():
    tallinn = timezone(timedelta(hours=2))
    assert (
        name_for(datetime(2026, 11, 20, 8, 12, tzinfo=UTC), "daily") == "kontor-20261120-081200-daily.sqlite"
    )
    assert (
        name_for(datetime(2026, 11, 20, 10, 12, tzinfo=tallinn), "daily")
        == "kontor-20261120-081200-daily.sqlite"
    )
