"""Look-ups through the whole room (P2.3, P3.5, P4): copy first, then the register online, never red for want of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stdnum.ee import registrikood
from stdnum.ee.ik import calc_check_digit

from app.core.errors import OtherSideFailed, Refused, WrongUsage
from app.core.events import RegisterChanged
from app.core.progress import Progress
from app.core.rights import Actor, Level
from app.registers.copy import RegisterCopy
from app.registers.service import Asked, RegisterService
from integrations.contract import Problem, TryLater, UserNeeded
from tests.registers.conftest import NOW, OWNER, Room
from tests.registers.world import entry, norwegian, write_file

MEMBER = Actor(2, "Liis Kask", Level.MEMBER)
DOWN = TryLater(Problem.SERVICE_DOWN, "status 503")
OFFLINE = TryLater(Problem.NO_NETWORK)


def code(number: int) -> str:
    """A code with a fitting control digit, by its number."""
    start = str(1_000_000 + number)
    return start + calc_check_digit(start + "0")


def asked(*numbers: int) -> list[Asked]:
    return [Asked("EE", code(n), f"Firma {n}") for n in numbers]


def firms(*numbers: int, letter: str = "R"):
    return [entry(code(n), f"Firma {n} OÜ", letter) for n in numbers]


async def flags(service: RegisterService, wanted: list[Asked]) -> list[str]:
    return [f"{v.flag} {v.reason}" for v in await service.verdicts(wanted)]


def test_codes_of_this_file_are_codes() -> None:
    assert all(registrikood.is_valid(code(n)) for n in range(200))


# --- verdicts -------------------------------------------------------------------------------------


async def test_b5_the_copy_first_and_online_only_what_it_lacks(room: Room) -> None:
    room.register.add(*firms(1), *firms(2, letter="L"), *firms(3, letter="N"))
    await room.service.load(OWNER, None)
    room.register.add(*firms(4, letter="K"), *firms(5))  # deleted ones are in no file; the other is new
    wanted = [
        *asked(1, 2, 3, 4, 5, 6),
        Asked("EE", "123", "Firma"),
        Asked("EE", "", "Firma"),
        Asked("LV", "4000", "X"),
    ]
    assert await flags(room.service, wanted) == [
        "green found",
        "amber in_liquidation",
        "amber bankrupt",
        "red deleted",
        "green found",
        "red not_found",
        "red not_a_code",
        "grey no_code",
        "grey not_checked",
    ]
    assert room.register.questions == ["download", *(f"find {code(n)}" for n in (4, 5, 6))]


async def test_the_same_code_is_asked_once(room: Room) -> None:
    room.register.add(*firms(1))
    spaced = Asked("EE", f" {code(1)[:4]} {code(1)[4:]}", "Firma 1")
    assert await flags(room.service, [*asked(1, 1), spaced]) == ["green found"] * 3
    assert room.register.questions == [f"find {code(1)}"]


async def test_a_client_without_a_country_is_of_the_firms_own(room: Room) -> None:
    room.register.add(*firms(1))
    assert (
        await flags(room.service, [Asked("", code(1), "Firma 1"), Asked("ee", code(1), "Firma 1")])
        == ["green found"] * 2
    )


async def test_few_codes_are_not_worth_the_file_and_many_are(room: Room) -> None:
    room.register.add(*firms(*range(30)))
    told: list[object] = []
    room.events.subscribe(RegisterChanged, told.append)
    assert set(await flags(room.service, asked(*range(10)))) == {"green found"}
    assert "download" not in room.register.questions
    room.register.questions.clear()
    assert set(await flags(room.service, asked(*range(11)))) == {"green found"}
    assert room.register.questions == ["download"]
    state = await room.service.copy_state()
    assert state is not None
    assert (state.rows, state.as_of) == (30, datetime(2026, 9, 17, 9, 38, tzinfo=UTC))
    assert len(told) == 1


async def test_an_old_copy_is_renewed_and_if_that_fails_says_its_date(room: Room) -> None:
    room.register.add(*firms(*range(30)))
    await room.service.load(OWNER, None)
    room.clock.turn(timedelta(days=8))
    room.register.breaks(OFFLINE)
    found = await room.service.verdicts(asked(*range(11)))
    assert {(v.flag, v.facts.get("copy_date")) for v in found} == {("green", "2026-09-17")}
    room.register.breaks(None)
    room.register.last_modified = "Sat, 26 Sep 2026 05:00:00 GMT"
    room.clock.turn(timedelta(minutes=15))
    found = await room.service.verdicts(asked(*range(11)))
    assert {(v.flag, v.facts.get("copy_date")) for v in found} == {("green", None)}


async def test_p3_5_unreachable_is_grey_and_asked_no_further(room: Room) -> None:
    room.register.breaks(OFFLINE)
    found = await room.service.verdicts([*asked(*range(40)), Asked("EE", "12", "Firma")])
    assert {(v.flag, v.reason, v.facts["why"], v.at) for v in found[:-1]} == {
        ("grey", "not_checked", "unreachable", None)
    }
    assert (found[-1].flag, found[-1].reason) == ("red", "not_a_code")
    assert room.register.questions == ["download", f"find {code(0)}"]


@pytest.mark.parametrize(
    "error",
    [DOWN, TryLater(Problem.TIMED_OUT), TryLater(Problem.RATE_LIMITED), UserNeeded(Problem.WRONG_ADDRESS)],
)
async def test_any_real_failure_ends_the_asking(room: Room, error) -> None:
    room.register.breaks(error)
    assert set(await flags(room.service, asked(*range(5)))) == {"grey not_checked"}
    assert len(room.register.questions) == 1


async def test_one_strange_answer_does_not_spoil_the_rest_but_two_in_a_row_do(room: Room) -> None:
    room.register.add(*firms(*range(6)))
    strange = TryLater(Problem.BAD_ANSWER)
    room.register.fault = lambda question: (
        strange if question in {f"find {code(1)}", f"find {code(3)}"} else None
    )
    green, grey = "green found", "grey not_checked"
    assert await flags(room.service, asked(*range(6))) == [green, grey, green, grey, green, green]
    room.register.fault = lambda question: strange if question == f"find {code(11)}" else None
    room.register.breaks(strange)
    room.register.questions.clear()
    assert await flags(room.service, asked(10, 11, 12, 13)) == [grey] * 4
    assert len(room.register.questions) == 2


async def test_found_online_until_the_register_fails(room: Room) -> None:
    room.register.add(*firms(1, 2, 3))
    room.register.fault = lambda question: OFFLINE if question == f"find {code(2)}" else None
    assert await flags(room.service, asked(1, 2, 3)) == [
        "green found",
        "grey not_checked",
        "grey not_checked",
    ]


async def test_at_most_fifty_are_asked_online_and_the_rest_goes_on_next_time(room: Room) -> None:
    room.register.add(*firms(*range(120)))
    room.register.fault = lambda question: DOWN if question == "download" else None
    found = await room.service.verdicts(asked(*range(120)))
    assert [v.flag for v in found] == ["green"] * 50 + ["grey"] * 70
    assert {v.facts.get("why") for v in found[50:]} == {"too_many"}
    again = await room.service.verdicts(asked(*range(120)))
    assert [v.flag for v in again] == ["green"] * 100 + ["grey"] * 20
    assert room.register.questions.count("download") == 1  # not again within a quarter of an hour
    room.clock.turn(timedelta(minutes=15))
    await room.service.verdicts(asked(*range(120)))
    assert room.register.questions.count("download") == 2


async def test_answers_are_remembered_for_a_day_and_over_a_new_start(room: Room) -> None:
    room.register.add(*firms(1))
    assert await flags(room.service, asked(1, 2)) == ["green found", "red not_found"]
    room.register.questions.clear()
    room.clock.turn(timedelta(hours=23))
    remembered = await room.again().verdicts(asked(1, 2))
    assert [v.reason for v in remembered] == ["found", "not_found"]
    assert {v.at for v in remembered} == {NOW}  # when the register said so
    assert room.register.questions == []
    room.clock.turn(timedelta(hours=1))
    await flags(room.service, asked(1, 2))
    assert len(room.register.questions) == 2


async def test_a_failure_is_not_remembered(room: Room) -> None:
    room.register.add(*firms(1))
    room.register.breaks(OFFLINE)
    assert await flags(room.service, asked(1)) == ["grey not_checked"]
    room.register.breaks(None)
    assert await flags(room.service, asked(1)) == ["green found"]


async def test_a_new_copy_does_not_lose_the_answers(room: Room) -> None:
    room.register.add(*firms(1), *firms(2, letter="K"))
    await flags(room.service, asked(2))
    await room.service.load(OWNER, None)
    room.register.questions.clear()
    assert await flags(room.service, asked(1, 2)) == ["green found", "red deleted"]
    assert room.register.questions == []


async def test_a_damaged_copy_is_as_none_and_replaced(room: Room) -> None:
    room.register.add(*firms(*range(30)))
    await room.service.load(OWNER, None)
    (room.cache / "register-ee.sqlite").write_bytes(b"SQLite format 3\0" + bytes(5000))
    assert await room.service.copy_state() is None
    room.register.questions.clear()
    assert set(await flags(room.service, asked(*range(30)))) == {"green found"}
    assert room.register.questions == ["download"]


async def test_did_you_mean(room: Room) -> None:
    room.register.add(*firms(1, 2), entry("10421629", "Kuldne Kringel OÜ"))
    await room.service.load(OWNER, None)
    found = await room.service.verdicts(
        [
            Asked("EE", "1042162", "Kuldne Kringel"),
            Asked("EE", code(77), "Kuldne Kringel Osaühing"),
            Asked("EE", "", "Kuldne Kringel"),
            Asked("EE", code(78), "Hõbe Saiake"),
        ]
    )
    meant = [(v.facts.get("suggestion_code"), v.facts.get("suggestion_name")) for v in found]
    assert meant == [("10421629", "Kuldne Kringel OÜ")] * 2 + [(None, None)] * 2


async def test_no_question_is_asked_for_a_suggestion(room: Room) -> None:
    assert await flags(room.service, [Asked("EE", "1042162", "Kuldne Kringel")]) == ["red not_a_code"]
    assert room.register.questions == []


async def test_a_register_without_a_file_is_always_asked(room: Room) -> None:
    room.register.add(entry("974760673", "Registerenheten i Brønnøysund"))
    service = room.again(norwegian(room.register))
    wanted = [
        Asked("NO", "974 760 673", "Registerenheten"),
        Asked("NO", "974760674", "X"),
        Asked("EE", code(1), "Y"),
    ]
    assert await flags(service, wanted) == ["green found", "red not_a_code", "grey not_checked"]
    with pytest.raises(WrongUsage):
        await service.load(OWNER, None)
    assert await service.copy_state() is None


async def test_progress_counts_up_and_ends_at_all(room: Room) -> None:
    room.register.add(*firms(*range(30)))
    await room.service.load(OWNER, None)
    room.register.add(*firms(40, 41))
    await room.service.verdicts(asked(*range(30), 40, 41, 50), room.said.append)
    counted = [p for p in room.said if p.step == "Checking registration codes"]
    assert [p.done for p in counted] == [30, 31, 32, 33]
    assert {p.total for p in counted} == {33}


async def test_nothing_asked_nothing_said(room: Room) -> None:
    assert await room.service.verdicts([]) == ()
    assert room.register.questions == []


async def test_cancelled_look_ups_keep_what_was_answered(room: Room) -> None:
    room.register.add(*firms(1, 2))
    waiting = asyncio.Event()

    async def find(wanted: str):
        room.register.questions.append(wanted)
        if wanted == code(2):
            waiting.set()
            await asyncio.Event().wait()
        return room.register.companies.get(wanted)

    room.register.find = find
    running = asyncio.ensure_future(room.service.verdicts(asked(1, 2)))
    await waiting.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    del room.register.find
    room.register.questions.clear()
    assert await flags(room.service, asked(1, 2)) == ["green found"] * 2
    assert room.register.questions == [f"find {code(2)}"]


# --- where the register lives ---------------------------------------------------------------------


async def test_the_address_is_the_environments_or_the_firms_or_the_registers(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.register.add(*firms(1, 2, 3, 4))
    await flags(room.service, asked(1))
    await flags(room.service, asked(2))
    assert room.register.opened == [
        "https://paper.example"
    ]  # kept open: the pace of the look-ups lives there
    await room.firm.set_setting(OWNER, "paper.url", "https://paper.test")
    await flags(room.service, asked(3))
    monkeypatch.setenv("KONTOR_PAPER_URL", "http://127.0.0.1:9")
    await flags(room.service, asked(4))
    assert room.register.opened[1:] == ["closed", "https://paper.test", "closed", "http://127.0.0.1:9"]
    await room.service.close()
    assert room.register.opened[-1] == "closed"


# --- loading --------------------------------------------------------------------------------------


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


# --- offering companies while typing --------------------------------------------------------------


async def names_for(room: Room, text: str, country: str = "EE") -> list[str]:
    return [found.name for found in await room.service.search(country, text)]


async def test_p2_3_search_in_the_copy(room: Room) -> None:
    room.register.add(
        entry("10421629", "Kuldne Kringel OÜ"),
        entry("10421630", "OÜ Kringel"),
        entry("10999999", "Kringli Kohvik AS"),
        entry("70000310", "Õunapuu Lasteaed MTÜ"),
        entry("80000311", "50% Kaubamaja OÜ"),
        entry(
            "80000312", "Oinapuu Laod MTÜ"
        ),  # fits the pattern that stands for any marks, but not the words
    )
    await room.service.load(OWNER, None)
    room.register.questions.clear()
    assert await names_for(room, "1042 16") == ["Kuldne Kringel OÜ", "OÜ Kringel"]
    assert await names_for(room, "kringel") == ["OÜ Kringel", "Kuldne Kringel OÜ"]
    assert await names_for(room, "kringel kuldne oü") == ["Kuldne Kringel OÜ"]
    assert await names_for(room, "ounapuu") == await names_for(room, "ÕUNAPUU L") == ["Õunapuu Lasteaed MTÜ"]
    assert await names_for(room, "50%") == ["50% Kaubamaja OÜ"]
    assert await names_for(room, "10421629") == ["Kuldne Kringel OÜ"]
    assert room.register.questions == []


async def test_search_asks_online_for_what_the_copy_lacks(room: Room) -> None:
    room.register.add(*firms(1))
    await room.service.load(OWNER, None)
    room.register.add(entry("10421629", "Üleeilne Idu OÜ"))  # founded after the copy was made
    room.register.questions.clear()
    assert await names_for(room, "üleeilne") == ["Üleeilne Idu OÜ"]
    assert await names_for(room, "10421629") == ["Üleeilne Idu OÜ"]
    assert await names_for(room, "Üleeilne ") == ["Üleeilne Idu OÜ"]  # remembered
    assert await names_for(room, "99999") == []  # the beginning of a code leads nowhere online
    assert await names_for(room, "x") == []
    assert room.register.questions == ["search üleeilne", "find 10421629"]


async def test_search_without_a_copy_and_without_a_register(room: Room) -> None:
    room.register.add(entry("10421629", "Kuldne Kringel OÜ"))
    assert await names_for(room, "kuldne") == ["Kuldne Kringel OÜ"]
    room.register.breaks(OFFLINE)
    with pytest.raises(OtherSideFailed):
        await names_for(room, "hõbe")
    assert await names_for(room, "kuldne", "LV") == []


async def test_search_with_a_copy_is_not_disturbed_by_a_register_out_of_reach(room: Room) -> None:
    room.register.add(*firms(1))
    await room.service.load(OWNER, None)
    room.register.breaks(OFFLINE)
    room.register.questions.clear()
    assert await names_for(room, "kuldne") == []
    assert await names_for(room, "kuldne kr") == []  # not asked for every letter
    assert len(room.register.questions) == 1
    room.clock.turn(timedelta(minutes=2))
    assert await names_for(room, "kuldne kri") == []
    assert len(room.register.questions) == 2


async def test_search_is_at_most_ten(room: Room) -> None:
    room.register.add(*firms(*range(40)))
    await room.service.load(OWNER, None)
    assert len(await names_for(room, "firma")) == 10
    assert len(await names_for(room, "100")) == 10
    assert RegisterCopy(room.cache, room.register.source()).state() is not None
