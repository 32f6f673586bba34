"""The Estonian register over the network, against its sandbox; the sandbox against the wire document."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.ariregister.client import open_ariregister
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.contract import Problem, RegisterEntry, RegisterStatus, TryLater, UserNeeded
from integrations.registry import register_for
from integrations.sandbox import companies
from integrations.sandbox.messages import Received, Reply
from integrations.trigon.sandbox_firms import sandbox_firms
from tests.integrations.document import Document
from tests.integrations.surroundings import TestTime

FILE = "*.zip"
LOOK_UP = "*/autocomplete"
DOCUMENT = Document("ariregister")


@pytest.fixture
async def register(ariregister: AriregisterSandbox, time: TestTime) -> AsyncIterator:
    async with open_ariregister(ariregister.url, time.around(silence=0.3)) as register:
        yield register
    for exchange in ariregister.exchanges:
        DOCUMENT.check_request(exchange.received)


# --- look-up --------------------------------------------------------------------------------------


async def test_exact_code(register, ariregister):
    found = await register.find(companies.RENAMED.code)
    assert found == RegisterEntry(
        code="19102045",
        name="Virmaliste Digilahendused OÜ",
        status=RegisterStatus.ENTERED,
        former_names=("Ämbliku Veebikoda OÜ",),
        address=companies.RENAMED.address,
        postal_code=companies.RENAMED.postal_code,
    )
    assert DOCUMENT.check(ariregister.exchanges) == 1


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (companies.ORDINARY[0], RegisterStatus.ENTERED),
        (companies.BANKRUPT, RegisterStatus.BANKRUPT),
        (companies.IN_LIQUIDATION, RegisterStatus.LIQUIDATION),
        (companies.DELETED, RegisterStatus.DELETED),
        (companies.WRONG_DIGIT, RegisterStatus.ENTERED),
        (companies.QUOTED, RegisterStatus.ENTERED),
    ],
)
async def test_states(register, one, status):
    found = await register.find(one.code)
    assert (found.code, found.name, found.status) == (one.code, one.name, status)


async def test_unknown_code(register):
    assert await register.find("19999905") is None


async def test_a_hit_that_is_not_exact_is_none(register, ariregister):
    ariregister.faults.alter(
        lambda content: content["data"].extend([{"reg_code": 19102069, "name": "Teine OÜ", "status": "R"}]),
        LOOK_UP,
    )
    assert (await register.find("19102068")).name == "Hõbelusikas Köök OÜ"
    ariregister.faults.json(
        {"status": "OK", "data": [{"reg_code": 19102069, "name": "Teine OÜ", "status": "R"}]}, path=LOOK_UP
    )
    assert await register.find("19102068") is None


@pytest.mark.parametrize("number", [70310, "70310", "00070310", " 00070310 "])
async def test_numbers_become_eight_digits(register, ariregister, number):
    ariregister.faults.json(
        {"status": "OK", "data": [{"reg_code": number, "name": "X", "status": "R"}]}, path=LOOK_UP
    )
    assert (await register.find("00070310")).code == "00070310"


@pytest.mark.parametrize("code", ["", "1910206", "191020688", "1910206x", "EE101721589", "١٢٣٤٥٦٧٨"])
async def test_what_is_no_code_is_not_asked(register, ariregister, code):
    assert await register.find(code) is None
    assert not ariregister.exchanges


@pytest.mark.parametrize("letter", ["X", "", None, "r"])
async def test_unknown_letters_are_something_else(register, ariregister, letter):
    ariregister.faults.alter(lambda content: content["data"][0].update(status=letter), LOOK_UP)
    found = await register.find(companies.BANKRUPT.code)
    assert found.status is RegisterStatus.OTHER


async def test_fields_that_are_missing(register, ariregister):
    item = {"name": " Ainult Nimi OÜ ", "reg_code": 19102068, "historical_names": None, "shares": [1]}
    nameless = {"name": "Koodita", "reg_code": None}
    ariregister.faults.json({"status": "ok", "data": [nameless, item]}, path=LOOK_UP)
    found = await register.find("19102068")
    assert found == RegisterEntry("19102068", "Ainult Nimi OÜ", RegisterStatus.OTHER)


async def test_search_brings_the_most_alike_first(register, ariregister):
    ariregister.put(companies.Company("19109996", "Hõbelusikas Köök ja Pruulikoda OÜ"))
    ariregister.put(companies.Company("19100005", "Hõbelusika Köögid OÜ"))
    found = await register.search("Hõbelusika  Köök OÜ")
    assert found[0].code == companies.NEAR_NAME.code
    assert len(found) == 3


async def test_search_knows_former_names(register):
    assert (await register.search("ämbliku veebikoda"))[0].code == companies.RENAMED.code


@pytest.mark.parametrize("text", ["", "  ", "\t"])
async def test_search_for_nothing(register, ariregister, text):
    assert await register.search(text) == ()
    assert not ariregister.exchanges


async def test_search_without_a_hit(register):
    assert await register.search("Qwxz") == ()


async def test_search_for_anything_is_sent_whole(register, ariregister):
    for text in ("a&b=c #?%2F+õ", "'; DROP TABLE", "x" * 300):
        await register.search(text)
        assert ariregister.exchanges[-1].received.query["q"] == text


# --- at most one a second -------------------------------------------------------------------------


async def test_one_a_second_and_one_at_a_time(register, ariregister, time):
    ariregister.latency = 0.01
    await asyncio.gather(*(register.find(one.code) for one in companies.ORDINARY[:5]))
    assert time.pauses == [1.0] * 4
    assert ariregister.most_at_once == 1
    time.pass_by(0.25)
    await register.find("19102068")
    assert time.pauses[4:] == [0.75]
    time.pass_by(1)
    await register.find("19102068")
    assert len(time.pauses) == 5


async def test_a_clock_that_was_set_back_makes_nobody_wait_longer(register, time):
    await register.find("19102068")
    time.now -= timedelta(days=365)
    await register.find("19102068")
    assert time.pauses == [1.0]


async def test_failures_count_as_questions(register, ariregister, time):
    ariregister.faults.page(501, LOOK_UP)
    with pytest.raises(TryLater):
        await register.find("19102068")
    await register.find("19102068")
    assert time.pauses == [1.0]


# --- not checked is never "not found" -------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (200, "bad_answer"),
        (400, "service_down"),
        (403, "service_down"),
        (429, "rate_limited"),
        (500, "service_down"),
    ],
)
async def test_pages_for_people(register, ariregister, status, problem):
    ariregister.faults.page(status, LOOK_UP, times=None)
    with pytest.raises(TryLater) as caught:
        await register.find(companies.BANKRUPT.code)
    assert caught.value.problem == problem


@pytest.mark.parametrize(
    "content", [{"status": "ERROR", "data": []}, {"data": []}, {"status": "OK"}, [], None]
)
async def test_other_forms(register, ariregister, content):
    ariregister.faults.json(content, path=LOOK_UP)
    with pytest.raises(TryLater) as caught:
        await register.find(companies.BANKRUPT.code)
    assert caught.value.problem is Problem.BAD_ANSWER


async def test_register_down(register, ariregister, time):
    ariregister.down = True
    with pytest.raises(TryLater) as caught:
        await register.find(companies.BANKRUPT.code)
    assert caught.value.problem is Problem.SERVICE_DOWN
    assert time.pauses == []  # 30 s would be the wait: an import does not stand still for one code
    ariregister.down = False
    assert await register.find(companies.BANKRUPT.code)


async def test_silence_and_reset(register, ariregister):
    ariregister.faults.reset(LOOK_UP)
    assert await register.find(companies.BANKRUPT.code)
    ariregister.faults.silence(LOOK_UP, times=None)
    with pytest.raises(TryLater) as caught:
        await register.find(companies.BANKRUPT.code)
    assert caught.value.problem is Problem.TIMED_OUT


async def test_not_a_register(ariregister, time):
    async with open_ariregister(f"{ariregister.url}/elsewhere", time.around()) as register:
        with pytest.raises(UserNeeded) as caught:
            await register.find(companies.BANKRUPT.code)
    assert caught.value.problem is Problem.WRONG_ADDRESS


async def test_the_real_address_leads_to_two_hosts(time, blocked_network):
    async with open_ariregister(register_for("EE").address, time.around()) as register:
        with pytest.raises(TryLater):
            await register.find("19102068")
        with pytest.raises(TryLater):
            await register.download(Path("none"), unless_older_than=None, progress=lambda *_: None)
    names = {name.strip("b'") for name in blocked_network}
    assert names == {"ariregister.rik.ee", "avaandmed.ariregister.rik.ee"}


# --- the file -------------------------------------------------------------------------------------


class Progress(list[tuple[int, int | None]]):
    def __call__(self, done: int, total: int | None) -> None:
        self.append((done, total))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "register.zip"
    path.write_bytes(b"the old one")
    return path


async def test_download(register, ariregister, target):
    progress = Progress()
    modified = await register.download(target, unless_older_than=None, progress=progress)
    assert modified == "Thu, 17 Sep 2026 09:38:00 GMT"
    size = target.stat().st_size
    assert progress[-1] == (size, size)
    found = {code for code, *_ in register_for("EE").rows(target)}
    assert found == {one.code for one in ariregister.companies.values() if one.status != "K"}
    assert sorted(path.name for path in target.parent.iterdir()) == ["register.zip"]
    assert DOCUMENT.check(ariregister.exchanges) == 1


async def test_download_only_when_it_is_newer(register, ariregister, target):
    first = await register.download(target, unless_older_than=None, progress=Progress())
    before = target.read_bytes()
    progress = Progress()
    assert await register.download(target, unless_older_than=first, progress=progress) is None
    assert (progress, target.read_bytes()) == ([], before)
    ariregister.put(companies.Company("19109996", "Uus OÜ"), renewed=ariregister.renewed + timedelta(days=1))
    second = await register.download(target, unless_older_than=first, progress=Progress())
    assert second == "Fri, 18 Sep 2026 09:38:00 GMT"
    assert target.read_bytes() != before
    assert DOCUMENT.check(ariregister.exchanges) == 3


TROUBLES = {
    "page": lambda s: s.faults.page(200, FILE),
    "cut off": lambda s: s.faults.cut_off(FILE, times=4),
    "reset": lambda s: s.faults.reset(FILE, times=4),
    "silence": lambda s: s.faults.silence(FILE, times=2),
    "down": lambda s: setattr(s, "down", True),
    "forbidden": lambda s: s.faults.page(403, FILE),
    "not modified, though nobody asked": lambda s: s.faults.page(304, FILE),
    "nothing there": lambda s: s.faults.page(204, FILE),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_download_that_fails_leaves_what_was(register, ariregister, target, trouble):
    TROUBLES[trouble](ariregister)
    with pytest.raises(TryLater):
        await register.download(target, unless_older_than=None, progress=Progress())
    assert target.read_bytes() == b"the old one"
    assert [path.name for path in target.parent.iterdir()] == ["register.zip"]


async def test_a_download_that_breaks_begins_anew(register, ariregister, target):
    ariregister.faults.cut_off(FILE, times=2)
    progress = Progress()
    await register.download(target, unless_older_than=None, progress=progress)
    assert len(list(register_for("EE").rows(target))) > 300
    size = target.stat().st_size
    assert progress[-1] == (size, size)
    assert all(done <= size for done, _ in progress)


async def test_a_cancelled_download_leaves_what_was(register, ariregister, target):
    hold = ariregister.faults.hold(FILE)
    loading = asyncio.create_task(
        register.download(target, unless_older_than=None, progress=lambda *_: loading.cancel())
    )
    await asyncio.sleep(0)
    hold.release.set()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert target.read_bytes() == b"the old one"
    assert [path.name for path in target.parent.iterdir()] == ["register.zip"]


async def test_a_folder_that_is_not_there(register, tmp_path):
    with pytest.raises(FileNotFoundError):
        await register.download(tmp_path / "none" / "r.zip", unless_older_than=None, progress=Progress())


# --- the sandbox itself ---------------------------------------------------------------------------


async def test_look_up_and_file_agree_with_the_firms_in_trigon(register, ariregister, target):
    await register.download(target, unless_older_than=None, progress=Progress())
    in_file = {code: status for code, _, status, *_ in register_for("EE").rows(target)}
    expected = {
        "ordinary": "R",
        "bankrupt": "N",
        "in liquidation": "L",
        "deleted": None,
        "renamed": "R",
        "other name": "R",
        "shared code": "R",
        "wrong digit, registered": "R",
        "wrong digit, unknown": None,
        "unknown code": None,
        "near name": None,
        "sole trader": "R",
        "archived": "R",
        "without view": "R",
    }
    for firm in sandbox_firms():
        if firm.case in expected:
            assert in_file.get(firm.registration_code) == expected[firm.case], firm.case
    deleted, near = (next(f for f in sandbox_firms() if f.case == case) for case in ("deleted", "near name"))
    assert (await register.find(deleted.registration_code)).status is RegisterStatus.DELETED
    assert (await register.search(near.name))[0].code == companies.NEAR_NAME.code


def test_every_case_is_shown():
    firms = sandbox_firms()
    assert len(firms) >= 60
    assert len({firm.id for firm in firms}) == len(firms)
    assert len({firm.case for firm in firms}) >= 25


def test_sandbox_refuses_who_does_not_say_who_it_is():
    sandbox = AriregisterSandbox()
    asked = Received("GET", "/est/api/autocomplete?q=19102068", {"user-agent": "Kontor/1"})
    assert sandbox._answer_request(asked).status == 200
    assert sandbox._answer_request(Received("GET", asked.target)).status == 403


@pytest.mark.parametrize("language", ["est", "eng"])
def test_sandbox_keeps_to_the_document(language):
    sandbox = AriregisterSandbox()
    for wanted in ("191", "OÜ", "virmaliste", "qwxz", "Viljandi maakond"):
        asked = Received("GET", f"/{language}/api/autocomplete?q={wanted}", {"user-agent": "Kontor/1"})
        reply = sandbox._answer_request(asked)
        DOCUMENT.check_request(asked)
        DOCUMENT.check_answer(asked, reply)
        assert len(_data(reply)) <= 10


def _data(reply: Reply) -> list[dict[str, object]]:
    import msgspec

    return msgspec.json.decode(reply.body)["data"]


async def test_head_of_the_file(ariregister):
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        path = "/sites/default/files/avaandmed/ettevotja_rekvisiidid__lihtandmed.csv.zip"
        answer = await client.head(ariregister.url + path)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 1000
    assert answer.headers["last-modified"]
    assert answer.content == b""
