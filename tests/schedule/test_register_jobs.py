"""The register's copy stays fresh, and what it says of clients is news when it changes (P4.1, P4.2)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app.clients.service import ClientService
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import SCHEDULER
from app.db.store import Store
from app.firm.notices import Notices
from app.firm.service import FirmService
from app.firm.views import FirmView
from app.registers.service import RegisterService
from app.schedule.recheck_job import RecheckJob
from app.schedule.register_job import RegisterJob
from app.schedule.register_news import Standing, news_of
from app.schedule.scheduler import Scheduler
from app.schedule.views import JobRunView
from integrations.contract import Problem, Surroundings, TryLater
from tests.registers.world import PaperRegister, code, entry, firms, write_file
from tests.stores import NOW, Heard

DAY = timedelta(days=1)
OFFLINE = TryLater(Problem.NO_NETWORK)
Schedule = Callable[..., Scheduler]


@pytest.fixture
def register() -> PaperRegister:
    return PaperRegister()


@pytest_asyncio.fixture
async def registers(
    store: Store, clock: SetClock, heard: Heard, home: Home, firm: FirmView, register: PaperRegister
) -> AsyncIterator[RegisterService]:
    around = Surroundings(lambda _seconds: asyncio.sleep(0), clock.now, lambda: 0.5, "test")
    service = RegisterService(
        store, clock, heard.events, FirmService(store, clock, heard.events), home.cache, around,
        sources=(register.source(),),
    )  # fmt: skip
    yield service
    await service.close()


@pytest.fixture
def copies(store: Store, registers: RegisterService) -> RegisterJob:
    return RegisterJob(store, registers)


@pytest.fixture
def recheck(store: Store, registers: RegisterService) -> RecheckJob:
    return RecheckJob(store, registers)


@pytest.fixture
def add(store: Store, clock: SetClock, heard: Heard, home: Home):
    service = ClientService(store, clock, heard.events, home)

    async def add(number: int, country: str = "EE") -> int:
        values = {"name": f"Firma {number} OÜ", "registration_code": code(number), "country": country}
        return await service.add(SCHEDULER, values)

    return add


def came_to(run: JobRunView) -> tuple[str, int, int, str]:
    return run.status, run.done, run.failed, run.text


async def test_without_a_copy_nobody_is_made_to_have_one(copies: RegisterJob, register: PaperRegister):
    assert await copies.due(NOW) is None
    assert register.questions == []


async def test_a_copy_is_refreshed_after_a_week_and_asked_for_daily_until_there_is_a_newer_one(
    copies: RegisterJob,
    registers: RegisterService,
    register: PaperRegister,
    schedule: Schedule,
    clock: SetClock,
    notices: Notices,
):
    register.add(*firms(1, 2))
    await registers.load(SCHEDULER, None)
    scheduler = schedule(copies)
    assert await copies.due(NOW) == NOW + 7 * DAY
    clock.turn(8 * DAY)
    (run,) = await scheduler.run_due()
    assert came_to(run) == ("done", 0, 0, "There is nothing newer in the business register.")
    assert await copies.due(clock.now()) == clock.now() + DAY
    register.add(*firms(3))
    register.last_modified = "Sat, 28 Nov 2026 09:38:00 GMT"
    clock.turn(DAY)
    (run,) = await scheduler.run_due()
    assert came_to(run) == ("done", 1, 0, "3 companies in the copy.")
    assert await copies.due(clock.now()) == clock.now() + 7 * DAY
    assert register.questions.count("download") == 3
    assert await notices.recent() == ()


async def test_a_register_out_of_reach_is_no_news_and_the_copy_stays(
    copies: RegisterJob,
    registers: RegisterService,
    register: PaperRegister,
    schedule: Schedule,
    clock: SetClock,
    notices: Notices,
    tmp_path: Path,
):
    await registers.load(SCHEDULER, write_file(tmp_path / "own.csv", firms(1, 2)))
    register.breaks(OFFLINE)
    clock.turn(7 * DAY)
    scheduler = schedule(copies)
    (run,) = await scheduler.run_due()
    assert (run.status, run.details[0]["code"]) == ("failed", "no_network")
    assert (await registers.copy_state()).rows == 2
    assert await notices.recent() == ()
    register.breaks(None)
    register.add(*firms(1))
    clock.turn(timedelta(hours=1))
    (run,) = await scheduler.run_due()
    assert run.text == "1 company in the copy."


async def test_clients_are_checked_each_month_and_new_ones_after_a_day(
    recheck: RecheckJob, register: PaperRegister, schedule: Schedule, clock: SetClock, add, notices: Notices
):
    register.add(*firms(1, 2))
    scheduler = schedule(recheck)
    assert await recheck.due(NOW) is None
    await add(1)
    await add(8, country="LV")  # no register of Latvia is known
    assert await recheck.due(NOW) == NOW + DAY
    clock.turn(DAY)
    (run,) = await scheduler.run_due()
    assert run.status == "done"
    assert await recheck.due(clock.now()) == clock.now() + 30 * DAY
    await add(2)
    assert await recheck.due(clock.now()) == clock.now() + DAY
    clock.turn(DAY)
    await scheduler.run_due()
    assert register.questions == [f"find {code(1)}", f"find {code(2)}"]
    assert await recheck.due(clock.now()) == NOW + 31 * DAY
    assert await notices.recent() == ()


async def test_what_changed_since_last_month_is_news(
    recheck: RecheckJob, register: PaperRegister, schedule: Schedule, clock: SetClock, add, notices: Notices
):
    register.add(*firms(1, 2, 3, 4, 5))
    ids = [await add(number) for number in range(1, 6)]
    scheduler = schedule(recheck)
    clock.turn(DAY)
    await scheduler.run_due()
    assert await notices.recent() == ()
    register.add(
        entry(code(1), "Firma 1 OÜ", "K", deleted_on="2026-12-01"),
        entry(code(2), "Firma 2 OÜ", "N"),
        entry(code(3), "Firma Kolm OÜ"),
    )
    del register.companies[code(4)]
    clock.turn(30 * DAY)
    (run,) = await scheduler.run_due()
    assert (run.status, run.done, run.failed) == ("done", 5, 0)
    assert {(n.tone, n.title, n.text, n.place) for n in await notices.recent()} == {
        (
            "red",
            "Firma 1 OÜ is deleted from the register",
            "Firma 1 OÜ was deleted from the register on 01.12.2026.",
            f"clients/{ids[0]}",
        ),
        ("red", "Firma 2 OÜ is bankrupt", "Firma 2 OÜ is bankrupt.", f"clients/{ids[1]}"),
        (
            "amber",
            "Firma 3 OÜ has a new name in the register",
            "It is Firma Kolm OÜ there now, before that it was Firma 3 OÜ.",
            f"clients/{ids[2]}",
        ),
        (
            "red",
            "Firma 4 OÜ left the register",
            f"Its code {code(4)} is not found any more.",
            f"clients/{ids[3]}",
        ),
    }
    assert {item["code"] for item in run.details} == {"deleted", "bankrupt", "not_found", "other_name"}
    clock.turn(30 * DAY)
    await scheduler.run_due()
    assert len(await notices.recent()) == 4  # said once


async def test_a_register_out_of_reach_changes_nothing_and_is_asked_again(
    recheck: RecheckJob, register: PaperRegister, schedule: Schedule, clock: SetClock, add, notices: Notices
):
    register.add(*firms(1))
    await add(1)
    clock.turn(DAY)
    scheduler = schedule(recheck)
    await scheduler.run_due()
    register.breaks(OFFLINE)
    clock.turn(30 * DAY)
    (run,) = await scheduler.run_due()
    assert (run.status, run.details[0]["code"]) == ("failed", "unreachable")
    register.breaks(None)
    clock.turn(timedelta(hours=1))
    (run,) = await scheduler.run_due()
    assert (run.status, run.done) == ("done", 1)
    assert await notices.recent() == ()


async def test_what_was_not_answered_is_asked_for_the_next_day(
    recheck: RecheckJob, register: PaperRegister, schedule: Schedule, clock: SetClock, add
):
    register.add(*firms(1, 2))
    register.fault = lambda question: OFFLINE if code(2) in question else None
    await add(1)
    await add(2)
    clock.turn(2 * DAY)
    scheduler = schedule(recheck)
    (run,) = await scheduler.run_due()
    assert came_to(run) == (
        "partly",
        1,
        1,
        "1 client checked. 1 could not be checked and is asked for again tomorrow.",
    )
    assert await scheduler.run_due() == ()
    assert await recheck.due(clock.now()) == clock.now() + DAY


def standings(count: int, reason: str) -> dict[int, Standing]:
    return {n: Standing(n, f"Firma {n}", code(n), reason, {}) for n in range(count)}


def test_many_changes_are_told_as_one():
    changed = news_of(standings(7, "found"), standings(7, "not_found"))
    (news,) = changed.news
    assert (news.tone, news.title, news.place) == ("red", "The register tells of 7 changes", "clients")
    assert news.text.endswith("Firma 4 left the register; and 2 more.")
    assert len(changed.details) == 7


@pytest.mark.parametrize("before", ["not_checked", "no_code", ""])
def test_a_first_verdict_is_no_change(before: str):
    assert news_of(standings(1, before), standings(1, "not_found")).news == ()
    assert news_of({}, standings(1, "deleted")).news == ()


def test_another_code_is_another_company():
    new = {0: Standing(0, "Firma 0", code(9), "bankrupt", {})}
    assert news_of(standings(1, "found"), new).news == ()
