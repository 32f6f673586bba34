"""One writer, many readers (architecture, principle 3)."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from textwrap import dedent

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.core.errors import DatabaseUnusable, Refused
from app.core.paths import Home
from app.db.backup import faults_in
from app.db.store import Store
from app.firm.tables import FirmSetting, Notice
from tests.db.processes import start


def settings(session: Session) -> dict[str, object]:
    return {row.name: row.value for row in session.scalars(select(FirmSetting))}


def put(name: str, value: object = 1):
    return lambda session: session.add(FirmSetting(name=name, value=value))


async def test_what_is_written_is_read_and_outlives_the_store(store: Store, home: Home):
    await store.write(put("a", {"b": [1, "õ"]}))
    assert await store.read(settings) == {"a": {"b": [1, "õ"]}}
    store.close()
    with closing(sqlite3.connect(home.database)) as plain:
        assert plain.execute("SELECT value FROM firm_setting").fetchall() == [('{"b":[1,"õ"]}',)]


async def test_reading_cannot_write(store: Store):
    def sneak(session: Session) -> None:
        session.execute(insert(FirmSetting).values(name="sneaked", value=1))
        session.commit()

    with pytest.raises(DatabaseUnusable) as caught:
        await store.read(sneak)
    assert caught.value.code == "read_only"
    assert await store.read(settings) == {}


async def test_reading_does_not_flush_what_it_holds(store: Store):
    def hold_and_ask(session: Session) -> dict[str, object]:
        session.add(FirmSetting(name="held", value=1))
        return settings(session)

    assert await store.read(hold_and_ask) == {}


@pytest.mark.parametrize("fault", [ZeroDivisionError, Refused("no", "No."), KeyboardInterrupt])
async def test_a_write_that_raises_leaves_nothing(store: Store, fault):
    def work(session: Session) -> None:
        session.execute(insert(FirmSetting).values(name="half", value=1))
        session.flush()
        assert settings(session) == {"half": 1}
        raise fault

    kind = fault if isinstance(fault, type) else type(fault)
    with pytest.raises(kind):
        await store.write(work)
    assert await store.read(settings) == {}
    await store.write(put("next"))  # the connection is sound again
    assert await store.read(settings) == {"next": 1}


async def test_writes_run_one_after_the_other_in_one_thread(store: Store):
    threads: set[str] = set()
    inside = 0

    def count(session: Session) -> None:
        nonlocal inside
        inside += 1
        assert inside == 1
        threads.add(threading.current_thread().name)
        row = session.get(FirmSetting, "n") or FirmSetting(name="n", value=0)
        row.value = row.value + 1
        session.add(row)
        session.flush()
        inside -= 1

    await asyncio.gather(*(store.write(count) for _ in range(50)))
    assert await store.read(settings) == {"n": 50}
    assert len(threads) == 1
    assert threading.current_thread().name not in threads


async def test_a_reader_sees_one_state_while_others_write(store: Store):
    await store.write(put("a"))
    first_look, go_on = threading.Event(), threading.Event()

    def look_twice(session: Session) -> tuple[int, int]:
        before = len(settings(session))
        first_look.set()
        assert go_on.wait(10)
        session.expire_all()
        return before, len(settings(session))

    looking = asyncio.create_task(store.read(look_twice))
    assert await asyncio.to_thread(first_look.wait, 10)
    await store.write(put("b"))  # does not wait for the reader
    go_on.set()
    assert await looking == (1, 1)
    assert len(await store.read(settings)) == 2


async def test_a_cancelled_caller_does_not_tear_the_transaction(store: Store):
    begun, go_on = threading.Event(), threading.Event()

    def work(session: Session) -> None:
        session.execute(insert(FirmSetting).values(name="one", value=1))
        begun.set()
        assert go_on.wait(10)
        session.execute(insert(FirmSetting).values(name="two", value=2))

    writing = asyncio.create_task(store.write(work))
    assert await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    go_on.set()
    await store.write(lambda _session: None)  # waits its turn
    assert await store.read(settings) == {"one": 1, "two": 2}


async def test_two_processes_write_at_once(store: Store, home: Home):
    add = """
        store = open_store(url, home, clock)
        say("ready")
        input()
        def work(session):
            row = session.get(FirmSetting, "n")
            seen = row.value
            time.sleep(0.02)  # time for the other one to spoil it
            row.value = seen + 1
        for _ in range(10):
            store._write(work)
        store.close()
        say("done")
    """
    await store.write(put("n", 0))
    others = [start(home, add) for _ in range(2)]
    for other in others:
        assert await asyncio.to_thread(other.stdout.readline) == "ready\n"
    for other in others:
        other.stdin.write("go\n")
        other.stdin.flush()

    def count(session: Session) -> None:
        session.get(FirmSetting, "n").value += 1

    for _ in range(10):
        await store.write(count)
    for other in others:
        said, wrong = await asyncio.to_thread(other.communicate, timeout=60)
        assert (said, other.returncode) == ("done\n", 0), wrong
    assert await store.read(settings) == {"n": 30}


@pytest.mark.parametrize("committed", [True, False])
async def test_killed_in_the_middle_of_writing(home: Home, committed: bool):
    """Thousands of rows are on their way, more than the cache of pages holds, when the power goes."""
    code = """
        store = open_store(url, home, clock)
        def before(session):
            session.add(FirmSetting(name="before", value=1))
        store._write(before)
        def work(session):
            session.connection().exec_driver_sql("PRAGMA cache_size=10")
            session.connection().exec_driver_sql("PRAGMA cache_spill=10")
            for n in range(3000):
                session.add(FirmSetting(name=f"n{n}", value="x" * 500))
            session.flush()
            if not committed:
                say("in the middle")
                time.sleep(60)
        store._write(work)
        say("committed")
        time.sleep(60)
    """
    process = start(home, f"committed = {committed}\n" + dedent(code))
    said = await asyncio.to_thread(process.stdout.readline)
    assert said == ("committed\n" if committed else "in the middle\n"), process.stderr.read()
    process.kill()
    await asyncio.to_thread(process.communicate)
    assert home.database.with_name("kontor.sqlite-wal").stat().st_size > 100_000
    assert faults_in(home.database) == ""
    with closing(sqlite3.connect(home.database)) as plain:
        names = {name for (name,) in plain.execute("SELECT name FROM firm_setting")}
    assert len(names) == (3001 if committed else 1)
    assert "before" in names


async def test_the_file_is_one_file_after_closing(store: Store, home: Home):
    await store.write(put("a"))
    await store.read(settings)
    assert home.database.with_name("kontor.sqlite-wal").exists()
    store.close()
    left = sorted(file.name for file in home.root.iterdir() if file.name.startswith("kontor"))
    assert left == ["kontor.sqlite"]


async def test_references_are_kept(store: Store):
    with pytest.raises(DatabaseUnusable) as caught:
        await store.write(
            lambda session: session.execute(
                text("INSERT INTO agreement (member_id, from_day) VALUES (99, '2026-01-01')")
            )
        )
    assert caught.value.code == "database_error"


async def test_json_that_nobody_wrote_is_damage(store: Store):
    await store.write(put("a", "Kuldne"))
    await store.write(lambda session: session.execute(text("UPDATE firm_setting SET value = '\"Kuld'")))
    with pytest.raises(DatabaseUnusable) as caught:
        await store.read(settings)
    assert caught.value.code == "damaged"


async def test_writes_are_safe_from_a_power_cut(store: Store):
    """`synchronous=FULL` is 2; WAL stays switched on in the file."""
    read = lambda session: (  # noqa: E731
        session.execute(text("PRAGMA synchronous")).scalar(),
        session.execute(text("PRAGMA journal_mode")).scalar(),
        session.execute(text("PRAGMA foreign_keys")).scalar(),
    )
    assert await store.write(read) == (2, "wal", 1)
    assert (await store.read(read))[1:] == ("wal", 1)


SECRET = "Kuldne-Kringel-4711"


def twice(session: Session) -> None:
    session.add(FirmSetting(name=SECRET, value=SECRET))
    session.flush()
    session.execute(insert(FirmSetting).values(name=SECRET, value=SECRET))


def naive(session: Session) -> None:
    from datetime import datetime

    session.execute(insert(Notice).values(at=datetime(2026, 1, 1), tone="red", title=SECRET))  # noqa: DTZ001


def mistyped(session: Session) -> None:
    session.execute(
        text("INSERT INTO firm_setting VALUES (:name, :value)"), {"name": SECRET, "value": [SECRET]}
    )


@pytest.mark.parametrize("work", [twice, naive, mistyped])
async def test_errors_carry_no_values_of_rows(store: Store, work):
    """P11.3: the whole chain goes to the log and into crash reports."""
    with pytest.raises((DatabaseUnusable, StatementError)) as caught:
        await store.write(work)
    told = []
    fault: BaseException | None = caught.value
    while fault is not None:
        told += [str(fault), repr(fault), repr(fault.args)]
        fault = fault.__cause__ or fault.__context__
    assert len(told) > 3
    assert not any(SECRET in line for line in told)
