"""Loading the local copy from a file or from the register (P4.1): whole or not at all, in words when it fails."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import OtherSideFailed, Refused, WrongUsage
from app.core.events import RegisterChanged
from app.core.progress import Progress
from app.core.rights import Actor, Level
from tests.registers.conftest import NOW, OFFLINE, OWNER, Room, flags
from tests.registers.world import asked, firms, write_file

MEMBER = Actor(2, "Liis Kask", Level.MEMBER)


async def test_loading_a_file_of_the_user(room: Room, tmp_path: Path) -> None:
    told: list[object] = []
    room.events.subscribe(RegisterChanged, told.append)
    path = write_file(tmp_path / "companies.csv", firms(*range(25_000)))
    loaded = await room.service.load(OWNER, path, room.said.append)
    assert loaded.rows == 25_000
    assert loaded.seconds > 0
    assert loaded.as_of == datetime.fromtimestamp(path.stat().st_mtime, UTC)
    assert room.said == [Progress("Indexing the business register", n) for n in (10_000, 20_000, 25_000)]
    state = await room.again().copy_state()
    assert state is not None
    assert (state.country, state.rows, state.as_of, state.loaded_at) == ("EE", 25_000, loaded.as_of, NOW)
    assert len(told) == 1
    assert room.register.questions == []


async def test_downloading_tells_kilobytes_and_leaves_nothing_behind(room: Room) -> None:
    room.register.add(*firms(*range(200)))
    loaded = await room.service.load(OWNER, None, room.said.append)
    assert loaded.rows == 200
    downloaded = [p for p in room.said if p.step == "Downloading the business register, kB"]
    assert [p.done for p in downloaded] == sorted(p.done for p in downloaded)
    assert all(p.total is not None and p.done <= p.total for p in downloaded)
    assert sorted(f.name for f in room.cache.iterdir() if f.suffix != ".lock") == ["register-ee.sqlite"]


async def test_the_newest_copy_is_not_downloaded_again(room: Room) -> None:
    room.register.add(*firms(1, 2))
    first = await room.service.load(OWNER, None)
    room.register.add(*firms(3))
    told: list[object] = []
    room.events.subscribe(RegisterChanged, told.append)
    assert (await room.service.load(OWNER, None)).rows == first.rows  # the register says: still the newest
    assert told == []
    room.register.last_modified = "Fri, 18 Sep 2026 09:38:00 GMT"
    assert (await room.service.load(OWNER, None)).rows == 3


async def test_a_register_that_tells_no_date_is_as_of_now(room: Room) -> None:
    room.register.add(*firms(1))
    room.register.last_modified = ""
    assert (await room.service.load(OWNER, None)).as_of == NOW


async def test_p1_4_loading_and_checking_need_the_right(room: Room) -> None:
    for refused in (room.service.load(MEMBER, None), room.service.check(MEMBER, everyone=True)):
        with pytest.raises(Refused) as error:
            await refused
        assert error.value.code == "no_right"
    assert room.register.questions == []


@pytest.mark.parametrize(
    ("content", "code_said"),
    [
        (b"a;b;c\n1;2;3\n", "register_file_unknown"),
        (b"code,name,status,vat,address,postal\n1,\xff\xfe,R,,,\n", "register_file_damaged"),
        (b"code,name,status,vat,address,postal\n", "register_file_empty"),
        (b"", "register_file_unknown"),
    ],
)
async def test_a_wrong_file_is_refused_and_the_old_copy_stays(
    room: Room, tmp_path: Path, content: bytes, code_said: str
) -> None:
    room.register.add(*firms(1))
    await room.service.load(OWNER, None)
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        await room.service.load(OWNER, path)
    assert refused.value.code == code_said
    assert refused.value.hint
    state = await room.service.copy_state()
    assert state is not None
    assert state.rows == 1


async def test_a_file_that_is_not_there(room: Room, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(WrongUsage) as wrong:
            await room.service.load(OWNER, path)
        assert wrong.value.code == "no_such_file"
        assert str(path) in wrong.value.message


async def test_a_register_out_of_reach_fails_the_load_in_words(room: Room) -> None:
    room.register.breaks(OFFLINE)
    with pytest.raises(OtherSideFailed) as failed:
        await room.service.load(OWNER, None)
    assert failed.value.code == "no_network"
    assert failed.value.message == "Paper Register cannot be reached."


async def test_a_cache_folder_that_cannot_be_written_is_refused_in_words(room: Room, tmp_path: Path) -> None:
    room.cache.write_text("a file where the folder should be")
    with pytest.raises(Refused) as refused:
        await room.service.load(OWNER, write_file(tmp_path / "c.csv", firms(1)))
    assert refused.value.code == "cache_unwritable"
    room.register.add(*firms(*range(20)))
    assert set(await flags(room.service, asked(*range(20)))) == {"green found"}  # online, then


async def test_cancelling_a_load_stops_it_and_keeps_the_old_copy(room: Room, tmp_path: Path) -> None:
    await room.service.load(OWNER, write_file(tmp_path / "small.csv", firms(1)))
    path = write_file(tmp_path / "large.csv", firms(*range(50_000)))
    running: asyncio.Task[object]

    def cancel(progress: Progress) -> None:
        room.said.append(progress)
        running.cancel()

    running = asyncio.ensure_future(room.service.load(OWNER, path, cancel))
    with pytest.raises(asyncio.CancelledError):
        await running
    state = await room.service.copy_state()
    assert state is not None
    assert state.rows == 1
    assert [f.name for f in room.cache.glob("*.new")] == []
    assert (await room.service.load(OWNER, path)).rows == 50_000  # the lock was let go


async def test_two_loads_at_once_come_one_after_the_other(room: Room) -> None:
    room.register.add(*firms(*range(12)))
    room.pause_takes = 0.05
    first, second = room.service, room.again()  # as two processes: each has its own everything
    done = await asyncio.gather(first.load(OWNER, None), second.load(OWNER, None))
    assert [loaded.rows for loaded in done] == [12, 12]
    assert room.register.questions == ["download"]  # the second took what the first had brought


async def test_who_waits_a_minute_for_another_process_is_told(room: Room, tmp_path: Path) -> None:
    from filelock import FileLock

    room.cache.mkdir()
    room.register.add(*firms(*range(20)))
    with FileLock(room.cache / "register-ee.lock"):
        with pytest.raises(Refused) as refused:
            await room.service.load(OWNER, write_file(tmp_path / "c.csv", firms(1)))
        assert refused.value.code == "register_busy"
        assert sum(room.pauses) == 60
        assert set(await flags(room.service, asked(*range(20)))) == {"green found"}
    assert (await room.service.load(OWNER, None)).rows == 20
