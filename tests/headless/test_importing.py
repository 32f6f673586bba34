"""`import`, `undo-import`, `register` and `clients` against real sandboxes over loopback."""

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.sandbox import companies
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.headless.caller import KALANDUS, LOGISTIKA, SHARED, TALU, Kontor

ROW = {
    *("remote_id", "name", "registration_code", "state", "checked", "registry", "registry_reason"),
    *("client_id", "changes", "reason"),
}
SUMMARY = ["created", "updated", "unchanged", "skipped", "conflicts", "red_x", "failed"]


def by_id(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["remote_id"]: row for row in document["rows"]}


def test_a_dry_run_shows_the_review_and_writes_nothing(connected: TrigonSandbox, kontor: Kontor) -> None:
    answer = kontor("import", "trigon", "--dry-run", "--json")
    assert (answer.code, answer.err) == (0, "")
    document = answer.json
    assert list(document) == ["run", "rows", "summary"]
    assert document["run"] is None
    assert all(set(row) == ROW for row in document["rows"])
    rows = by_id(document)
    assert {key: (row["state"], row["checked"], row["registry"]) for key, row in rows.items()} == {
        "f_1": ("new", True, "green"),
        "f_2": ("new", True, "green"),
        "f_3": ("new", True, "green"),
        "f_4": ("new", True, "red"),
        "f_5": ("new", True, "grey"),
        "f_6": ("conflict", False, "green"),
        "f_7": ("conflict", False, "amber"),
    }
    assert rows["f_4"]["registry_reason"] == "1910208 has seven digits, a code has eight."
    assert "Choose which one" in rows["f_6"]["reason"]
    assert document["summary"] == dict(zip(SUMMARY, [5, 0, 0, 0, 2, 1, 0], strict=True))
    assert kontor("clients", "list", "--json").json == []


def test_import_confirms_what_the_review_presets(connected: TrigonSandbox, kontor: Kontor) -> None:
    answer = kontor("import", "trigon", "--json")
    assert answer.code == 0
    assert answer.json["run"] == 1
    assert answer.json["summary"] == dict(zip(SUMMARY, [5, 0, 0, 0, 2, 1, 0], strict=True))
    clients = kontor("clients", "list", "--json").json
    assert {row["client_id"] for row in answer.json["rows"]} - {None} == {client["id"] for client in clients}
    again = kontor("import", "trigon", "--json").json
    assert Counter(row["state"] for row in again["rows"]) == {"unchanged": 5, "conflict": 2}
    assert again["summary"] == dict(zip(SUMMARY, [0, 0, 5, 0, 2, 1, 0], strict=True))


def test_people_read_a_table_and_what_comes_next(connected: TrigonSandbox, kontor: Kontor) -> None:
    shown = kontor("import", "trigon", "--dry-run").out
    assert "Nothing was written" in shown
    assert "Confirm it with the same command without --dry-run." in shown
    assert "--registry red" not in shown, "nothing is in the list yet"
    assert kontor("clients", "list").out.startswith("There are no clients yet.\n")
    done = kontor("import", "trigon").out
    assert "kontor undo-import 1" in done
    assert "yes     New       Found       Põhjatäht Logistika AS" in done
    assert "no      Conflict  Found       Kaksikvenna Catering OÜ" in done
    assert "Created      5\n" in done
    assert "2 clients are in conflict and left out." in done
    assert "kontor clients list --registry red" in done


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--only", LOGISTIKA.code], {"f_1"}),
        (["--only", LOGISTIKA.code, "--only", "f_5"], {"f_1", "f_5"}),
        (["--only", f"{KALANDUS.code[:2]} {KALANDUS.code[2:]}"], {"f_3"}),
        (["--skip", LOGISTIKA.code, "--skip", "f_2"], {"f_3", "f_4", "f_5"}),
        (["--only", "f_1", "--only", "f_2", "--skip", TALU.code], {"f_1"}),
        (["--only", "f_7"], {"f_7"}),
        (["--all"], {"f_1", "f_2", "f_3", "f_4", "f_5"}),
    ],
)
def test_only_and_skip(connected: TrigonSandbox, kontor: Kontor, words: list[str], wanted: set[str]) -> None:
    preview = kontor("import", "trigon", "--dry-run", *words, "--json").json
    assert {row["remote_id"] for row in preview["rows"] if row["checked"]} == wanted
    answer = kontor("import", "trigon", *words, "--json")
    assert answer.code == 0
    assert {row["remote_id"] for row in answer.json["rows"] if row["client_id"]} == wanted
    assert answer.json["summary"] == preview["summary"]
    assert answer.json["summary"]["created"] == len(wanted)


def test_naming_both_of_a_shared_code_decides_nothing(connected: TrigonSandbox, kontor: Kontor) -> None:
    answer = kontor("import", "trigon", "--only", SHARED, "--only", "f_1", "--json")
    assert answer.code == 1
    assert answer.json["summary"]["created"] == 1
    assert answer.err.count("Not imported: Kaksikvenna") == 2


@pytest.mark.parametrize("option", ["--only", "--skip"])
def test_a_code_that_nobody_has_stops_the_import(
    connected: TrigonSandbox, kontor: Kontor, option: str
) -> None:
    answer = kontor("import", "trigon", option, "99999999", "--json")
    assert (answer.code, answer.error) == (3, "no_row")
    assert kontor("clients", "list", "--json").json == []


def test_only_and_all_do_not_go_together(connected: TrigonSandbox, kontor: Kontor) -> None:
    answer = kontor("import", "trigon", "--only", "f_1", "--all", "--json")
    assert (answer.code, answer.error) == (2, "only_and_all")


def test_three_way_merge(connected: TrigonSandbox, kontor: Kontor, kontor_home: Path) -> None:
    kontor("import", "trigon")
    _edit_here(kontor_home, LOGISTIKA.code, "email", "ours@logistika.example")
    _edit_here(kontor_home, TALU.code, "email", "ours@talu.example")
    connected.change("f_1", phone="+372 2")
    connected.change("f_2", email="theirs@talu.example")
    connected.archive("f_3")
    document = kontor("import", "trigon", "--json").json
    rows = by_id(document)
    assert (rows["f_1"]["state"], rows["f_1"]["changes"]) == ("changed", {"phone": ["+372 1", "+372 2"]})
    assert (rows["f_2"]["state"], rows["f_2"]["checked"]) == ("conflict", False)
    assert rows["f_2"]["changes"] == {"email": ["ours@talu.example", "theirs@talu.example"]}
    assert (rows["f_3"]["state"], rows["f_3"]["reason"]) == ("attention", "Archived in Trigon, active here.")
    (client,) = kontor("clients", "show", LOGISTIKA.code, "--json").json
    assert (client["email"], client["phone"]) == ("ours@logistika.example", "+372 2")
    named = kontor("import", "trigon", "--only", TALU.code, "--json").json
    assert (by_id(named)["f_2"]["checked"], named["summary"]["updated"]) == (True, 1)
    assert kontor("clients", "show", TALU.code, "--json").json[0]["email"] == "ours@talu.example"


def test_undo_restores_and_removes(connected: TrigonSandbox, kontor: Kontor) -> None:
    kontor("import", "trigon")
    connected.change("f_1", name="Põhjatäht Veod AS")
    kontor("import", "trigon")
    assert kontor("undo-import", 2, "--json").json == {"restored": 1, "removed": 0, "kept": []}
    assert kontor("clients", "show", LOGISTIKA.code, "--json").json[0]["name"] == LOGISTIKA.name
    undone = kontor("undo-import", 1, "--json")
    assert (undone.code, undone.json) == (0, {"restored": 0, "removed": 5, "kept": []})
    twice = kontor("undo-import", 1, "--json")
    assert twice.code == 3
    assert kontor("undo-import", 99, "--json").code == 3
    assert kontor("undo-import", "one", "--json").code == 2


def test_undo_tells_what_it_kept(connected: TrigonSandbox, kontor: Kontor, kontor_home: Path) -> None:
    kontor("import", "trigon")
    connected.change("f_1", phone="+372 2")
    kontor("import", "trigon")
    answer = kontor("undo-import", 1, "--json")
    assert answer.code == 1
    (kept,) = answer.json["kept"]
    assert set(kept) == {"client_id", "reason"}
    assert answer.json["removed"] == 4
    assert "later import" in kept["reason"]


def test_the_time_of_an_import_is_the_one_given(connected: TrigonSandbox, kontor: Kontor) -> None:
    """Noon in Tallinn is ten in UTC, in winter."""
    assert kontor("import", "trigon", "--only", "f_1", "--now", "2027-01-15T12:00").code == 0
    assert kontor("import", "trigon", "--only", "f_2", "--now", "2027-01-15T12:00+00:00").code == 0
    moments = [client["imported_at"] for client in kontor("clients", "list", "--json").json]
    assert moments == ["2027-01-15T10:00:00Z", "2027-01-15T12:00:00Z"]
    assert "15.01.2027 12:00" in kontor("clients", "list").out


def test_clients_are_filtered(connected: TrigonSandbox, kontor: Kontor) -> None:
    kontor("import", "trigon", "--only", "f_1", "--only", "f_4")
    kontor("import", "trigon", "--only", "f_5")

    def names(*words: str) -> list[str]:
        return [client["name"] for client in kontor("clients", "list", *words, "--json").json]

    assert names("--run", "2") == ["Koodita Käsitöö OÜ"]
    assert names("--registry", "red") == ["Poolik Number OÜ"]
    assert names("--search", "põhjaTÄHT") == [LOGISTIKA.name]
    assert names("--search", LOGISTIKA.code[:5]) == [LOGISTIKA.name]
    assert names("--status", "inactive") == []
    assert (len(names("--integration", "trigon")), names("--integration", "nobody")) == (3, [])
    assert kontor("clients", "list", "--manager", "nobody@firm.example").code == 3
    assert names("--manager", "kadri@firm.example") == []


def test_a_client_is_shown_whole(connected: TrigonSandbox, kontor: Kontor) -> None:
    kontor("import", "trigon", "--only", "f_1", "--only", "f_5")
    first, second = kontor("clients", "show", LOGISTIKA.code, 2, "--json").json
    assert (first["registration_code"], second["name"]) == (LOGISTIKA.code, "Koodita Käsitöö OÜ")
    assert first["links"][0]["remote_id"] == "f_1"
    assert first["registry_facts"]["registered_name"] == LOGISTIKA.name
    assert kontor("clients", "show", "koodita  KÄSITÖÖ OÜ", "--json").json == [second]
    unknown = kontor("clients", "show", "77", "--json")
    assert (unknown.code, unknown.error) == (3, "no_client")


def test_register_load_and_check(
    connected: TrigonSandbox, kontor: Kontor, register: AriregisterSandbox, tmp_path: Path
) -> None:
    loaded = kontor("register", "load", "--json").json
    assert set(loaded) == {"rows", "seconds"}
    assert loaded["rows"] > 300
    kontor("import", "trigon")
    assert kontor("register", "check", "--all", "--json").json == {
        "checked": 5, "found": 3, "not_found": 1, "other": 1, "unreachable": 0,
    }  # fmt: skip
    assert kontor("register", "check", "--json").json["checked"] == 0
    missing = kontor("register", "load", tmp_path / "no.zip", "--json")
    assert (missing.code, missing.error) == (2, "no_file")
    (tmp_path / "odd.csv").write_text("this;is\nnot;it\n")
    assert kontor("register", "load", tmp_path / "odd.csv", "--json").code in (2, 3, 4)
    assert kontor("check", "--json").json["register"]["rows"] == loaded["rows"]


def test_a_register_out_of_reach_is_no_verdict(
    connected: TrigonSandbox, kontor: Kontor, register: AriregisterSandbox
) -> None:
    """The code of a company that the copy does not have can only be asked for online."""
    connected.add(Firm("f_8", "Olematu Oja OÜ", companies.registration_code(1_999_990)))
    register.down = True
    kontor("import", "trigon", "--only", "f_8")
    answer = kontor("register", "check", "--all", "--json")
    assert (answer.code, answer.json["unreachable"]) == (1, 1)
    assert kontor("clients", "list", "--json").json[0]["registry"] == "grey"


def test_a_member_without_the_right_may_not_import(connected: TrigonSandbox, kontor: Kontor) -> None:
    kontor("members", "add", "--name", "Liis", "--email", "liis@firm.example")
    asked = len(connected.exchanges)
    for words in (
        ("import", "trigon"),
        ("undo-import", "1"),
        ("clients", "list", "--run", "1"),
        ("register", "load"),
        ("disconnect", "trigon"),
    ):
        answer = kontor(*words, "--as", "liis@firm.example", "--json")
        assert (answer.code, answer.error) == (3, "no_right"), words
    assert len(connected.exchanges) == asked


def _edit_here(home: Path, code: str, field: str, value: str) -> None:
    """As in the window: this issue has no command that changes a client."""
    with sqlite3.connect(home / "kontor.sqlite") as database:
        database.execute(f"UPDATE client SET {field} = ? WHERE registration_code = ?", (value, code))
    database.close()
