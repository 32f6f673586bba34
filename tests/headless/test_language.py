"""The tables for people speak the language of this computer; JSON and English keep the values as they are typed."""

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
    assert "x  ny        grønn     Põhjatäht Logistika AS" in shown
    assert "konflikt" in shown
    assert not {"new", "green", "conflict", "State"} & set(shown.split())
    listed = kontor("clients", "list").out
    assert "aktiv" in listed
    assert "active" not in listed
    document = kontor("clients", "list", "--json").json
    assert {client["status"] for client in document} == {"active"}


def test_members_and_connections_too(connected: TrigonSandbox, speak: None, kontor: Kontor) -> None:
    assert "eier  aktiv" in kontor("members", "list").out
    assert "tilkoblet" in kontor("integrations").out
    assert kontor("integrations", "--json").json[0]["state"] == "connected"


def test_errors_too(firm: None, speak: None, kontor: Kontor) -> None:
    refused = kontor("clients", "show", "10000000")
    assert refused.err.startswith("Kunden 10000000 finnes ikke.")
    assert refused.code != 0


def test_fields_that_change_are_named(connected: TrigonSandbox, speak: None, kontor: Kontor) -> None:
    kontor("import", "trigon")
    connected.edit("f_1", {"phone": "+372 600 1234"})
    assert "Telefon: " in kontor("import", "trigon", "--dry-run").out


def test_english_says_values_as_they_are_and_what_is_unknown_is_shown_as_it_is() -> None:
    assert [said(value) for value in ("new", "red", "sign_in_again", "f_1")] == [
        "new", "red", "sign in again", "f_1",
    ]  # fmt: skip
