"""People are answered in the language of this computer, else the firm's; JSON keeps the values as they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import words
from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import Kontor
from ui.headless.values import said


@pytest.fixture
def speak(kontor_home: Path) -> Iterator[None]:
    """Whoever works on this computer has chosen Norwegian; English again for the tests that follow."""
    (kontor_home / "settings.json").write_text('{"language": "nb"}', encoding="utf-8")
    yield
    words.use("en", kontor_home / "cache")


def test_an_import_is_told_in_the_language_of_this_computer(
    connected: TrigonSandbox, speak: None, kontor: Kontor
) -> None:
    shown = kontor("import", "trigon").out
    assert "Importen 1 er bekreftet. Angre den med: kontor undo-import 1" in shown
    assert "ja      Ny        Funnet          Põhjatäht Logistika AS" in shown
    assert "Konflikt" in shown
    assert not {"New", "Found", "Conflict", "State"} & set(shown.split())
    listed = kontor("clients", "list").out
    assert "Aktiv" in listed
    assert "Active" not in listed
    document = kontor("clients", "list", "--json").json
    assert {client["status"] for client in document} == {"active"}


def test_members_and_connections_too(connected: TrigonSandbox, speak: None, kontor: Kontor) -> None:
    assert "Eier  Aktiv" in kontor("members", "list").out
    assert "Tilkoblet" in kontor("integrations").out
    assert kontor("integrations", "--json").json[0]["state"] == "connected"


def test_errors_too(firm: None, speak: None, kontor: Kontor) -> None:
    refused = kontor("clients", "show", "10000000")
    assert refused.err.startswith("Kunden 10000000 finnes ikke.")
    assert refused.code != 0


def test_fields_that_change_are_named(connected: TrigonSandbox, speak: None, kontor: Kontor) -> None:
    kontor("import", "trigon")
    connected.edit("f_1", {"phone": "+372 600 1234"})
    assert "Telefon: " in kontor("import", "trigon", "--dry-run").out


def test_values_are_said_as_the_windows_say_them_and_what_is_unknown_is_shown_as_it_is() -> None:
    assert [said(value) for value in ("new", "attention", "sign_in_again", "f_1")] == [
        "New", "Needs attention", "Sign in again", "f_1",
    ]  # fmt: skip


INIT = ("init", "--name", "Büroo", "--owner-name", "K", "--owner-email", "k@firm.example")


@pytest.mark.parametrize(
    ("country", "ready", "days", "refused"),
    [
        ("EE", "Büroo on valmis, omanik on K.", "E–R", "Käsku nothing ei ole."),
        (
            "NO",
            "Büroo er klart, med K som eier.",
            "man.–fre.",
            "Kommandoen nothing finnes ikke.",
        ),
    ],
)
def test_the_firms_language_is_spoken_from_its_first_word_on(
    kontor: Kontor, tmp_path: Path, country: str, ready: str, days: str, refused: str
) -> None:
    told = kontor(*INIT, "--country", country).out
    assert told.startswith(ready)
    assert f"  {days}\n" in told
    assert kontor("nothing").err.startswith(refused)
    elsewhere = tmp_path / "elsewhere"
    for home in (["--home", elsewhere], [f"--home={elsewhere}"]):
        assert kontor(*home, "nothing").err.startswith("There is no command nothing.")


def test_the_language_of_this_computer_goes_before_the_firms(speak: None, kontor: Kontor) -> None:
    assert kontor(*INIT, "--country", "EE").out.startswith("Büroo er klart")
    assert "Navn" in kontor("members", "list").out


def test_a_firm_that_this_computer_meets_first_on_the_command_line_is_answered_in_its_language(
    kontor: Kontor, kontor_home: Path
) -> None:
    kontor(*INIT, "--country", "EE")
    (kontor_home / "settings.json").unlink()
    assert "Nimi" in kontor("members", "list").out
