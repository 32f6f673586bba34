"""What people read without --json: words for keys, the firm's time, and what to do next. The JSON keeps its form."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.clients.views import ClientDetail, ContactView, CustomValue, LinkView
from app.core.errors import NotFound, WrongUsage
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.headless.caller import LOGISTIKA, Kontor
from ui.headless.client_sheet import sheet
from ui.headless.clients import client_named
from ui.headless.integrations import _command_of

KEYS = re.compile(r"\b[a-z]+_[a-z_]+\b(?!\.)|\d{4}-\d\d-\d\dT|\{|\bNone\b(?! yet)|True|False")
NOON = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)  # in Tallinn, in summer


def detail(**values: Any) -> ClientDetail:
    usual: dict[str, Any] = {
        "id": 12, "name": "Põhjatäht Logistika AS", "mark": "PÕHJ", "country": "EE", "registration_code": "19101005",
        "vat_number": "EE191001005", "client_code": "", "status": "active", "manager_id": None, "manager": "",
        "groups": (), "integrations": (), "language": "et", "email": "info@l.example", "phone": "",
        "registry_flag": "red", "registry_reason": "not_found", "registry_facts": {},
        "imported_at": NOON, "changed_at": NOON, "address": "",
        "notes": "", "parent_id": None, "parent": "", "member_ids": (), "members": (), "contacts": (), "custom": (),
        "links": (), "registry_at": NOON, "created_at": NOON, "time_mandatory": False, "topic_mandatory": False,
    }  # fmt: skip
    return ClientDetail(**usual | values)


def test_a_client_is_a_sheet_of_labels_and_not_of_keys() -> None:
    lines = sheet(detail(), "Europe/Tallinn")
    assert lines == [
        "Name               Põhjatäht Logistika AS",
        "Mark               PÕHJ",
        "Id                 12",
        "Status             Active",
        "Registration code  19101005",
        "VAT number         EE191001005",
        "Country            Estonia",
        "Language           Eesti",
        "E-mail             info@l.example",
        "Manager            Nobody",
        "Business register  Not found",
        "                   19101005 is not in the business register.",
        "Checked            01.07.2026 12:00",
        "Program            Not linked to a program. An import links clients by their registration code.",
        "Created            01.07.2026 12:00",
        "Changed            01.07.2026 12:00",
    ]


def test_what_belongs_to_a_client_is_in_words() -> None:
    contacts = (
        ContactView(1, "Arved Kask", "arved@l.example", "+372 5", "juhataja", is_primary=True),
        ContactView(2, "Mari", "", "", "", is_primary=False),
    )
    custom = (
        CustomValue(1, "Signed on", "date", "2026-03-09"),
        CustomValue(2, "Has a car", "yes_no", "yes"),
        CustomValue(3, "Region", "text", "Tartu"),
    )
    shown = sheet(
        detail(
            contacts=contacts, custom=custom, notes="First\nSecond", topic_mandatory=True, groups=("A", "B")
        ),
        "Europe/Tallinn",
    )
    text = "\n".join(shown)
    for line in (
        "Contacts            Arved Kask (juhataja), arved@l.example, +372 5\n                    Mari\n",
        "Signed on           09.03.2026\n",
        "Has a car           yes\n",
        "Region              Tartu\n",
        "Notes               First\n                    Second\n",
        "Topic is mandatory  yes\n",
        "Groups              A, B\n",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ((True, True, None), []),
        ((False, True, None), ["Archived there."]),
        ((True, False, None), ["Listed there, but the right View is missing. Give it to the role of the user there."]),
        ((True, True, NOON), [
            "Not listed there any more since 01.07.2026. Check the rights of the user there, or deactivate it here."
        ]),
    ],
)  # fmt: skip
def test_a_link_says_what_is_wrong_and_what_to_do(
    link: tuple[bool, bool, datetime | None], said: list[str]
) -> None:
    active, readable, vanished = link
    view = LinkView("trigon", "f_1", NOON, active, readable, vanished)
    lines = [line.strip() for line in sheet(detail(links=(view,)), "Europe/Tallinn")]
    place = lines.index("Trigon             linked on 01.07.2026 12:00, id there f_1")
    assert lines[place + 1 : -2] == said


def test_norwegian_numbers_stand_in_threes() -> None:
    shown = sheet(detail(country="NO", registration_code="999999905"), "Europe/Oslo")
    assert "Registration code  999 999 905" in shown
    assert "Checked            01.07.2026 11:00" in shown


@pytest.fixture
def imported(connected: TrigonSandbox, kontor: Kontor) -> TrigonSandbox:
    kontor("import", "trigon")
    return connected


EVERY = [
    ["clients", "list"], ["clients", "show", "1", "2", "4"], ["check"], ["integrations"], ["members", "list"],
    ["register", "check", "--all"], ["register", "load"], ["import", "trigon", "--dry-run"], ["import", "trigon"],
    ["undo-import", "1"], ["members", "add", "--name", "L", "--email", "l@firm.example"], ["disconnect", "trigon"],
]  # fmt: skip


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_nothing_that_people_read_has_a_key_or_a_machines_time(
    imported: TrigonSandbox, kontor: Kontor, kontor_home: Path, words: list[str]
) -> None:
    answer = kontor(*words)
    assert answer.code == 0
    told = answer.out.replace(str(kontor_home), "HOME").replace("f_", "")
    assert told
    assert KEYS.findall(told) == []
    assert "\n\n\n" not in told
    assert not told.startswith("\n")


def test_lists_end_in_their_count_and_say_what_to_do_when_empty(
    imported: TrigonSandbox, kontor: Kontor
) -> None:
    assert kontor("clients", "list", "--search", LOGISTIKA.code).out.endswith("\n\n1 client\n")
    assert kontor("clients", "list").out.endswith("\n\n5 clients\n")
    none = kontor("clients", "list", "--search", "nothing like it")
    assert none.out == "No client fits.\nLeave a condition out, or see all of them: kontor clients list.\n"
    assert kontor("clients", "list", "--search", "nothing like it", "--json").json == []


def test_the_register_is_told_by_what_it_says(imported: TrigonSandbox, kontor: Kontor) -> None:
    (line,) = [line for line in kontor("clients", "list").out.splitlines() if "Poolik Number" in line]
    assert "Active  Not a code" in line
    checked = kontor("register", "check", "--all").out
    assert checked.startswith("Checked         5\nFound           3\n")
    assert "See the clients with a red X: kontor clients list --registry red" in checked
    again = kontor("register", "check").out
    assert again.splitlines() == [
        "There is nothing to check.",
        "Clients whose check is recent are checked again with --all.",
    ]


def test_codes_that_could_not_be_checked_are_asked_for_again_later(
    connected: TrigonSandbox, kontor: Kontor, register: AriregisterSandbox
) -> None:
    connected.add(Firm("f_8", "Olematu Oja OÜ", "19999905"))
    register.down = True
    kontor("import", "trigon", "--only", "f_8")
    answer = kontor("register", "check", "--all")
    assert answer.code == 1
    assert "Ask again later for those that were not reached: kontor register check" in answer.out


def test_a_second_import_shows_what_is_new_and_counts_the_rest(
    imported: TrigonSandbox, kontor: Kontor
) -> None:
    imported.edit("f_1", {"phone": "+372 600 1234"})
    told = kontor("import", "trigon", "--dry-run")
    assert "Phone: +372 1 → +372 600 1234" in told.out
    assert "Unchanged" not in told.out.split("\n\n")[0]
    assert "Unchanged    4" in told.out
    assert "Updated      1" in told.out


def test_undoing_counts_clients(imported: TrigonSandbox, kontor: Kontor) -> None:
    imported.edit("f_1", {"phone": "+372 600 1234"})
    kontor("import", "trigon")
    assert kontor("undo-import", 2).out == "Import 2 is undone: 1 client restored.\n"
    assert kontor("undo-import", 1).out == "Import 1 is undone: 5 clients removed.\n"


def test_connections_say_how_to_begin_and_to_end(imported: TrigonSandbox, kontor: Kontor) -> None:
    titles, line = kontor("integrations").out.splitlines()
    assert re.split(r"  +", titles) == [
        "Integration", "State", "Account", "User", "Last success", "Next run", "Sign in again by",
    ]  # fmt: skip
    day, who = r"\d\d\.\d\d\.\d{4}", f"Trigon       Connected  Mari Näidis  {imported.email}"
    assert re.fullmatch(rf"{who}  {day} \d\d:\d\d {{12}}{day}", line)
    assert kontor("disconnect", "Trigon").out.splitlines() == [
        "Trigon is off.",
        "Its secrets are forgotten; clients and their links stay.",
    ]
    assert kontor("integrations").out.endswith(
        "Connect Trigon: kontor connect trigon --url URL --email E-MAIL\n"
    )


def test_connecting_leads_to_the_first_import(
    firm: None, trigon: TrigonSandbox, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", "correct horse battery staple")
    told = kontor("connect", "trigon", "--email", trigon.email, "--url", trigon.url, stdin=trigon.password)
    assert told.out.splitlines() == [
        f"Trigon is connected with Mari Näidis as {trigon.email}.",
        "See what an import would bring: kontor import trigon --dry-run",
    ]
    assert _command_of("trigon") == "kontor connect trigon --url URL --email E-MAIL"


def test_a_program_that_does_not_answer(imported: TrigonSandbox, kontor: Kontor) -> None:
    imported.stop()
    assert kontor("import", "trigon").code == 4
    told = kontor("integrations").out
    assert "\nTrigon       Cannot be reached  Mari Näidis" in told
    last = told.splitlines()[-1]
    assert re.match(
        r"\d\d\.\d\d\.\d{4} \d\d:\d\d Trigon cannot be reached over the network\. Check the network", last
    )


def test_clients_of_the_same_name_are_told_apart(imported: TrigonSandbox, kontor: Kontor) -> None:
    imported.change("f_2", name=LOGISTIKA.name)
    kontor("import", "trigon")
    answer = kontor("clients", "show", LOGISTIKA.name.upper(), "--json")
    assert (answer.code, answer.error) == (2, "several_clients")
    ids = [
        client["id"]
        for client in kontor("clients", "list", "--json").json
        if client["name"] == LOGISTIKA.name
    ]
    assert len(ids) == 2
    assert all(f"{number} ({LOGISTIKA.name})" in answer.err for number in ids)
    assert kontor("clients", "show", ids[1], "--json").json[0]["id"] == ids[1]


def test_a_client_is_found_by_its_code_before_an_id_and_an_id_before_a_name() -> None:
    rows = [
        detail(id=1, registration_code="19101005", name="7"),
        detail(id=7, registration_code="", name="Noore KÜ"),
        detail(id=8, registration_code="19101005", name="Noore KÜ"),
        detail(id=19101028, registration_code="19101011", name="B"),
        detail(id=9, registration_code="19101028", name="C"),
    ]
    assert [client_named(text, rows).id for text in ("1910 1011", "7", "19101028", "c")] == [
        19101028,
        7,
        9,
        9,
    ]
    for text, ids in (("19101005", ("1 (7)", "8 (Noore KÜ)")), (" noore  kü", ("7 (", "8 ("))):
        with pytest.raises(WrongUsage, match="fits 2 clients") as several:
            client_named(text, rows)
        assert all(part in several.value.hint for part in ids)
    for text in ("", " ", "Noore", "77"):
        with pytest.raises(NotFound):
            client_named(text, rows)


def test_a_backup_is_told_in_kilobytes(firm: None, kontor: Kontor, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    told = kontor("backup", target).out
    assert told == f"The backup {target} is verified: {-(-target.stat().st_size // 1000)} kB.\n"


def test_a_new_member_is_named(firm: None, kontor: Kontor) -> None:
    told = kontor("members", "add", "--name", "Liis Kask", "--email", "liis@firm.example", "--level", "admin")
    assert told.out.splitlines() == [
        "Liis Kask is added.",
        "Id  Name       E-mail             Level  Status",
        " 2  Liis Kask  liis@firm.example  Admin  Active",
    ]
