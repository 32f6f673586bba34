"""The daily backup: made by itself, told of only when it failed (P11.2)."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core.clock import SetClock
from app.core.paths import Home
from app.core.progress import nobody
from app.db.backup import back_up, faults_in
from app.db.store import Store
from app.db.upgrade import open_store
from app.firm.notices import Notices
from app.firm.views import FirmView
from app.schedule.backup_job import BackupJob
from tests.stores import NOW

TONIGHT = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # 02:00 in Tallinn
DAY = timedelta(days=1)


@pytest.fixture
def job(store: Store, clock: SetClock, home: Home) -> BackupJob:
    return BackupJob(store, clock, home)


def names(home: Home) -> list[str]:
    return sorted(file.name for file in home.backups.iterdir())


async def test_without_a_firm_nothing_is_due(job: BackupJob):
    assert await job.due(NOW) is None


async def test_made_tonight_and_at_the_next_start_when_missed(
    job: BackupJob, firm: FirmView, schedule, clock: SetClock, home: Home, notices: Notices
):
    assert await job.due(NOW) == TONIGHT
    scheduler = schedule(job)
    assert await scheduler.run_due() == ()
    clock.turn(TONIGHT + timedelta(days=3, hours=7) - NOW)  # off over the weekend
    (run,) = await scheduler.run_due()
    assert (run.status, run.done, run.text.split(":")[0]) == ("done", 1, "Made and checked")
    assert names(home) == ["kontor-20261124-070000-daily.sqlite"]
    assert run.details[0]["bytes"] == (home.backups / names(home)[0]).stat().st_size
    assert await scheduler.run_due() == ()
    assert await job.due(clock.now()) == TONIGHT + 4 * DAY
    assert await notices.recent() == ()


async def test_another_database_of_the_same_home_has_backups_of_its_own(
    job: BackupJob, firm: FirmView, schedule, clock: SetClock, home: Home, tmp_path: Path
):
    """`--database`: the one's backup is not taken for the other's, and never thrown away for it."""
    file = tmp_path / "second.sqlite"
    back_up(home.database, file)
    clock.turn(DAY)
    await schedule(job).run_due()
    other = open_store(f"sqlite:///{file}", home, clock)
    second = BackupJob(other, clock, home)
    due = await second.due(clock.now())
    assert due is not None
    assert due <= clock.now()
    await second.run(nobody)
    assert await second.due(clock.now()) == TONIGHT + DAY
    other.close()
    (own,) = home.backups.glob("*.sqlite")
    (beside,) = home.backups.glob("second-*/*.sqlite")
    assert own.name == beside.name


async def test_it_opens_and_has_what_the_database_has(
    job: BackupJob, firm: FirmView, schedule, clock: SetClock, home: Home
):
    clock.turn(DAY)
    await schedule(job).run_due()
    made = home.backups / names(home)[0]
    assert faults_in(made) == ""
    with closing(sqlite3.connect(made)) as plain:
        assert plain.execute("SELECT name FROM firm").fetchall() == [("Tammik & Kuusk OÜ",)]
        assert plain.execute("SELECT status FROM job_run").fetchall() == [("running",)]


async def test_a_month_of_nights_leaves_what_is_to_be_kept(
    job: BackupJob, firm: FirmView, schedule, clock: SetClock, home: Home
):
    home.backups.mkdir()
    others = ["before-restore.sqlite", "kontor-20260101-000000-before-migration.sqlite"]
    for name in others:
        (home.backups / name).write_bytes(b"precious")
    scheduler = schedule(job)
    for _night in range(40):
        clock.turn(DAY)
        (run,) = await scheduler.run_due()
    assert run.text.endswith("1 old backup was removed.")
    found = [name for name in names(home) if name not in others]
    # of Wednesday, 30 December: 7 days; 20 and 13 December as Sundays; 30 November
    assert [name[7:15] for name in found] == [
        "20261130", "20261213", "20261220", *(f"202612{day}" for day in range(24, 31))
    ]  # fmt: skip
    assert all((home.backups / name).read_bytes() == b"precious" for name in others)


async def test_a_backup_that_was_not_made_is_told_of_and_tried_again(
    job: BackupJob, firm: FirmView, schedule, clock: SetClock, home: Home, notices: Notices
):
    home.backups.write_text("a file where the folder should be")
    clock.turn(DAY)
    scheduler = schedule(job)
    (run,) = await scheduler.run_due()
    assert (run.status, run.details[0]["code"]) == ("failed", "backup_failed")
    (notice,) = await notices.recent()
    assert (notice.tone, notice.title) == ("red", "Backup: not done")
    assert "Check the free space" in notice.text
    assert await scheduler.run_due() == ()
    home.backups.unlink()
    clock.turn(timedelta(hours=1))
    (run,) = await scheduler.run_due()
    assert run.status == "done"
