"""`tasks add`, `tasks list`, `tasks done`."""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.container import Container, open_container
from app.core.clock import SetClock
from app.core.paths import Home
from app.core.rights import Actor
from app.core.vault import MemoryVault
from tests.headless.caller import OWNER, Answer, Kontor
from tests.stores import NOW

pytestmark = pytest.mark.usefixtures("firm")
AT = ("--now", "2026-11-20T10:12:00")
KEYS = [
    *(
        "id",
        "title",
        "client_id",
        "client",
        "registration_code",
        "topic",
        "status",
        "overdue",
        "start",
        "due",
    ),
    *("billing_date", "assignees", "fields", "checklist", "source", "done_at"),
]
Office = Callable[[Callable[[Container, Actor], Any]], Any]


@pytest.fixture
def office(firm: None, kontor_home: Path) -> Office:
    """What is prepared through the services, as the windows would."""

    async def work(story: Callable[[Container, Actor], Any]) -> Any:
        program = await open_container(Home(kontor_home), MemoryVault(), clock=SetClock(NOW))
        try:
            return await story(program, await program.firm.actor())
        finally:
            await program.close()

    return lambda story: asyncio.run(work(story))


@pytest.fixture
def lists(office: Office) -> None:
    """Two clients, two topics, and a task field of each kind that differs in JSON."""

    async def story(program: Container, kadri: Actor) -> None:
        await program.clients.add(kadri, {"name": "Kuldne Kringel OÜ", "registration_code": "10421629"})
        await program.clients.add(kadri, {"name": "Range AS", "topic_mandatory": True})
        await program.tasks.add_topic(kadri, "Käibemaks")
        await program.tasks.add_topic(kadri, "Palgad")
        for name, kind in (
            ("Makseid", "number"),
            ("Hind", "price"),
            ("Saadetud", "checkbox"),
            ("Märkus", "text"),
        ):
            await program.tasks.add_task_field(kadri, name, kind)
        await program.firm.add_member(kadri, "Liis Kask", "liis@firm.example")

    office(story)


def ids(answer: Answer) -> list[int]:
    assert answer.code == 0, answer.err
    return [task["id"] for task in answer.json]


def add(kontor: Kontor, title: str, *words: str) -> int:
    (made,) = ids(kontor("tasks", "add", "--title", title, *words, *AT, "--json"))
    return made


def test_a_task_with_everything(lists: None, kontor: Kontor) -> None:
    answer = kontor(
        *("tasks", "add", "--title", " KMD november ", "--client", "1042 1629", "--topic", "käibemaks"),
        *("--start", "2026-12-01", "--due", "2026-12-20", "--billing-date", "2026-11-30"),
        *(
            "--assignee",
            "LIIS@firm.example",
            "--assignee",
            OWNER,
            "--description",
            "Two\nlines",
            "--important",
        ),
        *(
            "--field",
            "makseid=1 200",
            "--field",
            "Hind=12,5",
            "--field",
            "Saadetud=no",
            "--field",
            "Märkus=a=b",
        ),
        *("--check", "Pank", "--check", "Kassa", "--json"),
        *AT,
    )
    assert (answer.code, answer.err) == (0, "")
    (task,) = answer.json
    assert list(task) == KEYS
    assert task == {
        "id": 1,
        "title": "KMD november",
        "client_id": 1,
        "client": "Kuldne Kringel OÜ",
        "registration_code": "10421629",
        "topic": "Käibemaks",
        "status": "open",
        "overdue": False,
        "start": "2026-12-01",
        "due": "2026-12-20",
        "billing_date": "2026-11-30",
        "assignees": [OWNER, "liis@firm.example"],
        "fields": {"Hind": "12.5", "Makseid": 1200, "Märkus": "a=b", "Saadetud": False},
        "checklist": [{"text": "Pank", "done": False}, {"text": "Kassa", "done": False}],
        "source": "",
        "done_at": None,
    }
    assert kontor("tasks", "list", "--json", *AT).json == [task]


def test_numbers_are_numbers_where_they_are_whole(lists: None, kontor: Kontor, office: Office) -> None:
    for makseid, hind in (("7", "7"), ("7,25", "0"), ("-3", "120,00")):
        add(kontor, makseid, "--field", f"Makseid={makseid}", "--field", f"Hind={hind}")
    found = [task["fields"] for task in kontor("tasks", "list", "--json").json]
    assert found == [
        {"Hind": "7", "Makseid": 7}, {"Hind": "0", "Makseid": "7.25"}, {"Hind": "120", "Makseid": -3},
    ]  # fmt: skip
    assert [type(fields["Makseid"]) for fields in found] == [int, str, int]

    async def kept(program: Container, kadri: Actor) -> Decimal | None:
        return (await program.task_queries.detail(kadri, 2)).fields[1].number

    assert office(kept) == Decimal("7.25")


def test_a_task_of_the_firm_itself(kontor: Kontor) -> None:
    (task,) = kontor("tasks", "add", "--title", "Varukoopia", "--json").json
    assert {key: task[key] for key in ("client_id", "client", "registration_code", "topic", "assignees")} == {
        "client_id": None, "client": None, "registration_code": None, "topic": None, "assignees": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        ((), 2, "no_title"),
        (("--client", "99"), 3, "no_client"),
        (("--topic", "Pank"), 3, "no_topic"),
        (("--assignee", "x@y.example"), 3, "no_member"),
        (("--due", "20.12.2026"), 2, "day"),
        (("--start", "2026-12-02", "--due", "2026-12-01"), 2, "due_before_start"),
        (("--field", "Makseid"), 2, "field"),
        (("--field", "Ridu=1"), 3, "no_field"),
        (("--field", "Makseid=many"), 2, "unfit_value"),
        (("--field", "Makseid=0,00001"), 2, "too_fine"),
    ],
)
def test_what_cannot_be_added(lists: None, kontor: Kontor, words, code: int, error: str) -> None:
    title = "X" if words else " "
    answer = kontor("tasks", "add", "--title", title, *words, "--json")
    assert (answer.code, answer.error) == (code, error)
    assert answer.json["error"]["hint"]
    assert kontor("tasks", "list", "--scope", "all", "--json").json == []


def test_what_there_is_to_choose_is_said(lists: None, kontor: Kontor) -> None:
    assert "Käibemaks, Palgad" in kontor("tasks", "list", "--topic", "Pank").err
    assert "Hind, Makseid, Märkus, Saadetud" in kontor("tasks", "add", "--title", "X", "--field", "A=1").err


def test_lists(lists: None, kontor: Kontor) -> None:
    overdue = add(kontor, "A", "--due", "2026-11-19", "--client", "Range AS", "--topic", "Palgad")
    today = add(kontor, "B", "--due", "2026-11-20", "--assignee", "liis@firm.example")
    later = add(kontor, "C", "--start", "2026-12-10", "--billing-date", "2026-11-30", "--client", "10421629")
    billed = add(kontor, "D", "--billing-date", "2026-11-30")
    done = add(kontor, "E", "--due", "2026-12-01")
    kontor("tasks", "done", done, *AT)
    for words, wanted in (
        ((), [overdue, today, later, billed]),
        (("--scope", "today"), [today]),
        (("--scope", "overdue"), [overdue]),
        (("--scope", "done"), [done]),
        (("--scope", "all"), [overdue, today, done, later, billed]),
        (("--client", "10421629"), [later]),
        (("--client", "Range AS", "--scope", "overdue"), [overdue]),
        (("--topic", "PALGAD"), [overdue]),
        (("--assignee", "liis@firm.example"), [today]),
        (("--month", "2026-11"), [overdue, today, billed]),
        (("--month", "2026-12", "--scope", "all"), [done, later]),
        (("--month", "2027-01"), []),
    ):
        assert ids(kontor("tasks", "list", *words, *AT, "--json")) == wanted, words
    assert [task["overdue"] for task in kontor("tasks", "list", *AT, "--json").json] == [True, *[False] * 3]


@pytest.mark.parametrize(
    ("words", "code"), [(("--month", "11/2026"), 2), (("--scope", "soon"), 2), (("--client", "9"), 3)]
)
def test_lists_that_cannot_be(lists: None, kontor: Kontor, words, code: int) -> None:
    answer = kontor("tasks", "list", *words, "--json")
    assert answer.code == code
    assert set(answer.json["error"]) == {"code", "message", "hint"}


def test_done_lists_what_was_refused_with_its_reason(lists: None, kontor: Kontor) -> None:
    fine = add(kontor, "Fine")
    items = add(kontor, "Items", "--check", "Pank")
    topic = add(kontor, "Topic", "--client", "Range AS")
    answer = kontor("tasks", "done", items, fine, topic, fine, "--json", *AT)
    assert answer.code == 1
    assert [(task["id"], task["status"], task["reason"]) for task in answer.json] == [
        (items, "open", "1 item of the checklist is open."),
        (fine, "done", ""),
        (topic, "open", "The client wants a topic on every task."),
    ]
    assert answer.json[1]["done_at"] == "2026-11-20T08:12:00Z"
    assert list(answer.json[0]) == [*KEYS, "reason"]
    again = kontor("tasks", "done", fine, "--json")
    assert (again.code, again.json[0]["status"]) == (0, "done")
    assert kontor("tasks", "done", fine, 99, "--json").error == "unknown_task"
    assert kontor("tasks", "done", "one", "--json").code == 2


def test_lines_for_people(lists: None, kontor: Kontor) -> None:
    assert kontor("tasks", "list").out == "There are no open tasks.\nAdd one with: kontor tasks add.\n"
    assert "No task fits." in kontor("tasks", "list", "--scope", "done").out
    added = kontor("tasks", "add", "--title", "KMD", "--client", "10421629", "--due", "2026-11-19", *AT).out
    assert added.splitlines() == [
        "KMD is added.",
        "Id  Title  Client             Topic  Status   Due         Members",
        " 1  KMD    Kuldne Kringel OÜ         Overdue  19.11.2026",
        "",
        "1 task",
    ]
    add(kontor, "Items", "--check", "Pank")
    answer = kontor("tasks", "done", 1, 2)
    assert (answer.code, answer.err) == (1, "")
    assert answer.out.splitlines() == [
        "1 task is done.",
        "1 task is not:",
        "Id  Title  Reason",
        " 2  Items  1 item of the checklist is open.",
    ]


def test_a_member_adds_and_sees_their_own(lists: None, kontor: Kontor) -> None:
    add(kontor, "Others")
    liis = ("--as", "liis@firm.example")
    refused = kontor("tasks", "add", "--title", "X", *liis, "--json")
    assert (refused.code, refused.error) == (3, "no_right")
    own = add(kontor, "Own", "--assignee", "liis@firm.example", *liis)
    assert ids(kontor("tasks", "list", *liis, "--json")) == [own]
    assert kontor("tasks", "done", 1, *liis, "--json").error == "no_right"
    assert kontor("tasks", "done", own, *liis).code == 0
