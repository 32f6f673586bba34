"""P4.1, P4.3: the copy is a cache in a file of its own; loading replaces it whole or not at all."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import Refused
from app.registers.copy import CopyState, RegisterCopy
from app.registers.loading import Stopped, in_thread, write_copy
from integrations.contract import RegisterStatus
from tests.registers.conftest import NOW
from tests.registers.files import copy_of
from tests.registers.world import PaperRegister, entry

EE = PaperRegister().source()
KRINGEL = entry("10421629", "Kuldne Kringel OÜ")
ROW = ("10421629", "Kuldne Kringel OÜ", "R", "EE100", "Tartu", "51004")


def many(count: int):
    return ((str(10_000_000 + i), f"Firma {i} OÜ", "RLN"[i % 3], "", "", "") for i in range(count))


def about(rows: int = 0) -> CopyState:
    return CopyState("EE", rows, NOW, NOW, "Thu, 17 Sep 2026 09:38:00 GMT")


def nobody(_rows: int) -> None:
    return None


def test_what_was_loaded_is_found(tmp_path: Path) -> None:
    copy = RegisterCopy(tmp_path, EE)
    written = write_copy(copy.file, iter([ROW, *many(2000)]), about(), nobody, threading.Event())
    assert written == 2001
    assert copy.file == tmp_path / "register-ee.sqlite"
    assert copy.state() == about(2001)
    found = copy.find([ROW[0], "99999999", *(str(10_000_000 + i) for i in range(1200))])
    assert found is not None
    assert found.state == about(2001)
    assert len(found.entries) == 1201
    kringel = found.entries[ROW[0]]
    assert (kringel.name, kringel.status) == ("Kuldne Kringel OÜ", RegisterStatus.ENTERED)
    assert (kringel.vat_number, kringel.address, kringel.postal_code) == ("EE100", "Tartu", "51004")
    assert found.entries["10000001"].status is RegisterStatus.LIQUIDATION


def test_the_folder_holds_nothing_else_afterwards(tmp_path: Path) -> None:
    copy_of(tmp_path, EE, [KRINGEL])
    assert [file.name for file in tmp_path.iterdir()] == ["register-ee.sqlite"]


def test_progress_rises_by_ten_thousand(tmp_path: Path) -> None:
    said: list[int] = []
    write_copy(tmp_path / "c.sqlite", many(25_000), about(), said.append, threading.Event())
    assert said == [10_000, 20_000, 25_000]


def test_cancelled_half_way_the_old_copy_stays(tmp_path: Path) -> None:
    copy, stop = copy_of(tmp_path, EE, [KRINGEL]), threading.Event()

    def at_twenty_thousand(rows: int) -> None:
        if rows >= 20_000:
            stop.set()

    with pytest.raises(Stopped):
        write_copy(copy.file, many(100_000), about(), at_twenty_thousand, stop)
    assert copy.state() == CopyState("EE", 1, NOW, NOW)
    assert [file.name for file in tmp_path.iterdir()] == ["register-ee.sqlite"]


def test_cancelled_at_the_last_row_counts_too(tmp_path: Path) -> None:
    stop = threading.Event()
    with pytest.raises(Stopped):
        write_copy(tmp_path / "c.sqlite", many(5), about(), lambda _rows: stop.set(), stop)
    assert list(tmp_path.iterdir()) == []


def test_cancelled_while_the_index_is_made_counts_too(tmp_path: Path) -> None:
    stop = threading.Event()

    class Late(datetime):
        """Its text is asked for when everything but the move is done."""

        def isoformat(self, *how: str) -> str:
            stop.set()
            return super().isoformat(*how)

    late = CopyState("EE", 0, Late.fromtimestamp(NOW.timestamp(), UTC), NOW)
    with pytest.raises(Stopped):
        write_copy(tmp_path / "c.sqlite", many(5), late, nobody, stop)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_breaks_half_way_changes_nothing(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, EE, [KRINGEL])

    def broken():
        yield from many(15_000)
        raise ValueError("half a row")

    with pytest.raises(ValueError, match="half a row"):
        write_copy(copy.file, broken(), about(), nobody, threading.Event())
    assert copy.state() is not None
    assert [file.name for file in tmp_path.iterdir()] == ["register-ee.sqlite"]


def test_a_file_without_companies_does_not_replace_a_copy(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, EE, [KRINGEL])
    with pytest.raises(Refused) as refused:
        write_copy(copy.file, iter([]), about(), nobody, threading.Event())
    assert refused.value.code == "register_file_empty"
    assert copy.find(["10421629"]) is not None


def test_what_a_killed_load_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "register-ee.sqlite.new").write_bytes(b"half a database")
    assert copy_of(tmp_path, EE, [KRINGEL]).state() is not None


def test_without_a_file_there_is_no_copy(tmp_path: Path) -> None:
    copy = RegisterCopy(tmp_path / "nowhere", EE)
    assert copy.state() is None
    assert copy.find(["10421629"]) is None
    assert copy.with_code_prefix("104", 10) == ()
    assert copy.names(list) is None


@pytest.mark.parametrize("damage", ["cut", "zeros", "text", "empty", "another", "newer"])
def test_a_damaged_file_counts_as_absent_and_is_replaced(tmp_path: Path, damage: str) -> None:
    copy = RegisterCopy(tmp_path, EE)
    write_copy(copy.file, many(5_000), about(), nobody, threading.Event())
    _damage(copy.file, damage)
    assert copy.find([str(10_000_000 + i) for i in range(5_000)]) is None
    assert copy.state() is None
    copy_of(tmp_path, EE, [KRINGEL])
    assert copy.find(["10421629"]) is not None


def _damage(file: Path, how: str) -> None:
    size = file.stat().st_size
    if how == "cut":
        os.truncate(file, size // 2)
    elif how == "zeros":
        with file.open("rb+") as damaged:
            damaged.seek(size // 4)
            damaged.write(bytes(size // 2))
    elif how in {"text", "empty"}:
        file.write_text("<html>sign in to this network</html>" if how == "text" else "")
    else:
        with sqlite3.connect(file) as other:
            other.execute(
                "PRAGMA user_version=99" if how == "newer" else "UPDATE about SET as_of = 'long ago'"
            )
        other.close()


def test_a_look_up_goes_on_while_the_file_is_replaced(tmp_path: Path) -> None:
    """P12.2: two things at once; the reader sees the state it began with."""
    copy = RegisterCopy(tmp_path, EE)
    write_copy(copy.file, many(30_000), about(), nobody, threading.Event())

    def replace_while_reading(rows):
        first = next(rows)
        if sys.platform != "win32":  # where the load waits for the reader
            copy_of(tmp_path, EE, [KRINGEL])
        return [first, *rows]

    seen = copy.names(replace_while_reading)
    assert seen is not None
    assert len(seen) == 30_000


def test_the_copy_is_never_written_by_readers(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, EE, [KRINGEL])
    assert copy.read(lambda c: c.execute("DELETE FROM entry")) is None
    assert RegisterCopy(tmp_path, EE).find(["10421629"]) is not None


async def test_who_cancels_twice_still_waits_for_the_thread() -> None:
    stop, let_go = threading.Event(), threading.Event()
    running = asyncio.ensure_future(in_thread(let_go.wait, stop))
    await asyncio.sleep(0)
    for _ in range(2):
        running.cancel()
        await asyncio.sleep(0.01)
    waiting = not running.done()
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert stop.is_set()
    assert waiting


LOAD = """
import os, signal, sys, threading
from pathlib import Path
from tests.registers.test_copy import many, about, write_copy
def told(rows):
    print(rows, flush=True)
def hook(event, arguments):
    if event == "os.rename" and len(sys.argv) > 3:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
write_copy(Path(sys.argv[1]), many(int(sys.argv[2])), about(), told, threading.Event())
"""
LOADED = 40_000
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")


def start_load(file: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", LOAD, str(file), str(LOADED), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])


@needs_kill
def test_a_load_that_is_killed_keeps_the_old_copy(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, EE, [KRINGEL])
    outcomes = set()
    for turn in range(8):
        with start_load(copy.file) as load:
            assert load.stdout is not None
            for _ in range(turn % 5):  # after four lines all rows are in; index and move are to come
                load.stdout.readline()
            time.sleep(0.004 * turn)  # the real moment of the kill is what is tried out
            load.kill()
        found = copy.find(["10421629"])
        assert found is not None
        outcomes.add(found.state.rows)
        assert found.state.rows in {1, LOADED}
        assert ("10421629" in found.entries) == (found.state.rows == 1)
        copy_of(tmp_path, EE, [KRINGEL])
    assert 1 in outcomes


@needs_kill
def test_a_load_that_is_killed_just_before_the_move_keeps_the_old_copy(tmp_path: Path) -> None:
    copy = copy_of(tmp_path, EE, [KRINGEL])
    with start_load(copy.file, "before the move") as load:
        load.communicate()
    assert load.returncode == -signal.SIGKILL
    assert copy.state() == CopyState("EE", 1, NOW, NOW)
    assert (tmp_path / "register-ee.sqlite.new").exists()


def test_a_load_that_nobody_kills_is_whole(tmp_path: Path) -> None:
    """So that the two above are known to have killed something that works."""
    copy = copy_of(tmp_path, EE, [KRINGEL])
    with start_load(copy.file) as load:
        said, _errors = load.communicate()
    assert said.split() == [b"10000", b"20000", b"30000", b"40000"]
    assert copy.state() == about(LOADED)
