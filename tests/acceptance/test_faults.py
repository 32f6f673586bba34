"""What goes wrong at the other side in the middle of an import, through the whole program (issue: *Faults*)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.errors import OtherSideFailed
from integrations.trigon.sandbox import Firm
from tests.acceptance.conftest import MANY
from tests.acceptance.office import HEALTH, LIST, Office, by_id

KEY = "trigon"


@pytest.fixture
def firms(many: list[Firm]) -> list[Firm]:
    """Three pages, so that there is a middle."""
    return many


def says_what_to_do(failed: OtherSideFailed) -> None:
    """Two sentences for a person: what happened, and what to do; and no technical text."""
    assert failed.exit_code == 4
    for text in (failed.message, failed.hint):
        assert re.fullmatch(r"[A-Z][^{}<>]{10,}\S", text), text
        assert not re.search(r"Traceback|httpx|JSON|HTTP|\b[45]\d\d\b|None|!", text), text
    assert "Trigon" in failed.message


# --- 401 --------------------------------------------------------------------------------------------


async def test_access_that_runs_out_between_two_pages_is_renewed_and_the_import_goes_on(
    office: Office,
) -> None:
    kept = await _kept(office)
    office.after_first_page(office.trigon.sessions.expire_access)
    run = await office.bring()
    assert run.created == len(await office.clients()) == MANY
    refused = [e for e in office.trigon.exchanges if e.reply.status == 401]
    assert [e.received.path for e in refused] == ["/api/v1/firms"], "it did come to a refusal in the middle"
    assert await _kept(office) != kept, "the new refresh token is the one that is kept"
    assert await office.state() == "connected"
    assert (await office.bring()).unchanged == MANY, "and it is good"


async def _kept(office: Office) -> str:
    firm = await office.program.firm.required()
    return (await office.program.vault.get(f"{firm.uid}/{KEY}") or {})["refresh_token"]


def _revoked(office: Office) -> None:
    office.trigon.sessions.revoke()


def _grown_old(office: Office) -> None:
    office.trigon.sessions.expire_access()
    office.trigon.sessions.expire_refresh()


def _renewal_refused(office: Office) -> None:
    office.trigon.sessions.expire_access()
    office.trigon.faults.json({"error": {"code": "refresh_token_reused"}}, 401, "*/auth/refresh")


@pytest.mark.parametrize("ends", [_revoked, _grown_old, _renewal_refused])
async def test_a_sign_in_that_ends_in_the_middle_loses_nothing(
    office: Office, ends: Callable[[Office], None]
) -> None:
    await office.bring()
    before = await office.tables(without=HEALTH)
    office.trigon.firms["g_0000003"] = replace(office.trigon.firms["g_0000003"], phone="+372 1")
    office.after_first_page(lambda: ends(office))
    failed = await office.fails()
    assert failed.code == "sign_in_again"
    says_what_to_do(failed)
    assert "Sign in again" in failed.hint
    assert await office.state() == "sign_in_again"
    assert office.program.imports.waiting(office.owner, KEY) is None, "half a list is no review"
    assert await office.tables(without=HEALTH) == before

    assert (await office.fails()).code == "sign_in_again"
    asked = len(office.trigon.exchanges)
    assert (await office.fails()).code == "sign_in_again"
    assert len(office.trigon.exchanges) == asked, "a token that was refused is not tried again"
    await office.connect()
    assert await office.state() == "connected"
    run = await office.bring()
    assert (run.updated, run.unchanged) == (1, MANY - 1), "links and clients are as before"


async def test_each_import_puts_off_the_day_of_the_next_sign_in(office: Office) -> None:
    """The refresh token is renewed with every talk, and so is what the card says of its end (P3.12)."""
    first = (await office.program.connections.view(KEY)).token_expires
    office.outside.clock.turn(timedelta(days=10))
    await office.bring()
    assert (await office.program.connections.view(KEY)).token_expires == first + timedelta(days=10)


# --- 403 --------------------------------------------------------------------------------------------


async def test_one_firm_without_View_says_so_and_the_others_are_as_ever(office: Office) -> None:
    await office.bring()
    closed, other = "g_0000007", "g_0000008"
    office.trigon.change(closed, permissions=["list"], phone=None, email=None, name="Uus Nimi OÜ")
    office.trigon.change(other, phone="+372 2")
    rows = by_id(await office.fetch())
    assert rows[closed].reason == "unreadable"
    assert "View" in rows[closed].reason_words
    assert rows[closed].reason_words.startswith(("Trigon", "The role", "This", "You"))
    assert (rows[other].state, rows[other].reason_words) == ("changed", "")
    run = await office.bring()
    assert (run.updated, run.failed) == (2, 0)
    client = next(c for c in await office.clients() if c.name == "Uus Nimi OÜ")
    assert client.phone, "what may not be looked at empties nothing"
    assert client.email


async def test_List_taken_away_in_the_middle_is_no_vanishing(office: Office) -> None:
    await office.bring()
    before = await office.tables(without=HEALTH)
    user = office.trigon.sessions.users[office.trigon.email]
    office.after_first_page(lambda: setattr(user, "lists", False))
    failed = await office.fails()
    assert failed.code == "no_list_permission"
    says_what_to_do(failed)
    assert await office.tables(without=HEALTH) == before
    assert await office.state() == "connected", "the sign-in is as good as before"
    user.lists = True
    assert (await office.bring()).unchanged == MANY


# --- 429 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asks", "waits"), [("7", [7.0]), (None, [30.0])])
async def test_too_many_requests_waits_as_long_as_asked_and_goes_on(
    office: Office, asks: str | None, waits: list[float]
) -> None:
    office.first_page_passes()
    office.trigon.faults.too_many(asks, LIST)
    run = await office.bring()
    assert run.created == MANY
    assert office.outside.pauses == waits


async def test_too_many_requests_without_Retry_After_waits_longer_each_time(office: Office) -> None:
    office.trigon.faults.too_many(None, LIST, times=2)
    assert (await office.bring()).created == MANY
    assert office.outside.pauses == [30.0, 60.0]


async def test_too_many_requests_for_too_long_is_told_with_the_wait(office: Office) -> None:
    office.first_page_passes()
    office.trigon.faults.too_many("900", LIST)
    failed = await office.fails()
    assert (failed.code, office.outside.pauses) == ("rate_limited", [])
    says_what_to_do(failed)
    assert "15 minutes" in failed.hint
    assert await office.clients() == ()


# --- what passes, and what stays ---------------------------------------------------------------------


def _five_hundred(office: Office, times: int | None) -> None:
    office.trigon.faults.page(500, LIST, times=times)


def _page_for_people(office: Office, times: int | None) -> None:
    office.trigon.faults.page(200, LIST, times=times)


def _reset(office: Office, times: int | None) -> None:
    office.trigon.faults.reset(LIST, times=times)


def _silence(office: Office, times: int | None) -> None:
    office.trigon.faults.silence(LIST, times=times)


def _cut_off(office: Office, times: int | None) -> None:
    office.trigon.faults.cut_off(LIST, times=times)


def _repair(office: Office, times: int | None) -> None:
    office.trigon.faults.page(503, LIST, times=times, headers={"Retry-After": "3600"})


@pytest.mark.parametrize("trouble", [_five_hundred, _reset, _silence, _cut_off])
async def test_trouble_that_passes_is_not_even_noticed(
    office: Office, trouble: Callable[[Office, int | None], None]
) -> None:
    office.first_page_passes()
    trouble(office, 1)
    assert (await office.bring()).created == MANY
    assert office.outside.pauses, (
        "a pause before the second try"
    )  # and one more where this computer is slow itself
    assert await office.state() == "connected"


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (_five_hundred, "service_down"),
        (_repair, "service_down"),
        (_page_for_people, "bad_answer"),
        (_reset, "no_network"),
        (_silence, "timed_out"),
        (_cut_off, "bad_answer"),
    ],
)
async def test_trouble_that_stays_is_told_and_leaves_all_as_it_was(
    office: Office, trouble: Callable[[Office, int | None], None], code: str
) -> None:
    await office.bring()
    before = await office.tables(without=HEALTH)
    office.first_page_passes()
    trouble(office, None)
    failed = await office.fails()
    assert failed.code == code
    says_what_to_do(failed)
    view = await office.program.connections.view(KEY)
    assert (view.state, view.last_error, view.last_error_words) == ("unreachable", code, failed.message)
    assert view.last_success is not None
    assert office.program.imports.waiting(office.owner, KEY) is None
    assert await office.tables(without=HEALTH) == before

    office.trigon.faults.clear()
    run = await office.bring()
    assert (run.unchanged, run.created, run.updated) == (MANY, 0, 0)
    view = await office.program.connections.view(KEY)
    assert (view.state, view.last_error) == ("connected", "")


async def test_a_page_that_repeats_a_firm_makes_one_client_of_it(office: Office) -> None:
    first, later = office.trigon.firms["g_0000000"], office.trigon.firms["g_0000001"]
    office.first_page_passes()

    def repeat(content: dict) -> None:
        content["items"] = [first.content(), later.content(), *content["items"], content["items"][0]]

    office.trigon.faults.alter(repeat, LIST)
    review = await office.fetch()
    assert len(review.rows) == len(by_id(review)) == MANY
    assert {row.state for row in review.rows} == {"new"}, "nobody is in conflict with himself"
    assert (await office.bring()).created == len(await office.clients()) == MANY


async def test_the_register_out_of_reach_stops_no_import(office: Office) -> None:
    office.register.down = True
    review = await office.fetch()
    assert {row.verdict.flag for row in review.rows} == {"grey"}
    assert all(row.checked for row in review.rows)
    assert (await office.bring()).red_x == 0
