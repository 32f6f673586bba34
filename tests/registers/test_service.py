"""Verdicts through the whole room (P3.5, P4): the copy first, then the register, never red for want of it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from stdnum.ee import registrikood

from app.core.errors import WrongUsage
from app.core.events import RegisterChanged
from app.registers.service import Asked
from integrations.contract import Problem, TryLater, UserNeeded
from tests.registers.conftest import NOW, OFFLINE, OWNER, Room, flags
from tests.registers.world import asked, code, entry, firms, norwegian

DOWN = TryLater(Problem.SERVICE_DOWN, "status 503")


def test_codes_of_this_file_are_codes() -> None:
    assert all(registrikood.is_valid(code(n)) for n in range(200))


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
