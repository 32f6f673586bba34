"""What a person who tries the command line ran into."""

import sys
from pathlib import Path

import pytest

from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import Kontor
from tests.headless.conftest import connected, firm, kontor, made_firm, register, trigon  # noqa: F401 - fixtures

pytestmark = pytest.mark.usefixtures("expected_logs")


def test_a_red_x_is_explained_where_it_is_shown(connected: TrigonSandbox, kontor: Kontor) -> None:  # noqa: F811
    said = kontor("import", "trigon", "--dry-run").out
    (line,) = [line for line in said.splitlines() if "Poolik Number" in line]
    assert "1910208 has seven digits, a code has eight." in line
    (green,) = [line for line in said.splitlines() if "Koodita" in line]
    assert green.endswith("Koodita Käsitöö OÜ")


def test_a_backup_replaces_no_file_that_is_none(firm: None, kontor: Kontor, tmp_path: Path) -> None:  # noqa: F811
    letters = tmp_path / "letters.txt"
    letters.write_text("Dear client")
    answer = kontor("backup", letters, "--json")
    assert (answer.code, answer.error) == (2, "wrong_target")
    assert letters.read_text() == "Dear client"
    older = tmp_path / "older.sqlite"
    assert [kontor("backup", older).code for _ in range(2)] == [0, 0], "an older backup is replaced"


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a person's folders to that person by itself"
)
def test_a_new_home_is_its_owners_alone(kontor: Kontor, tmp_path: Path) -> None:  # noqa: F811
    home = tmp_path / "of" / "ours"
    owner = ("--owner-name", "Kadri Tamm", "--owner-email", "kadri@firm.example")
    assert kontor("init", "--home", home, "--name", "Büroo OÜ", "--country", "EE", *owner).code == 0
    assert home.stat().st_mode & 0o077 == 0


def test_disconnecting_names_the_program_as_people_know_it(connected: TrigonSandbox, kontor: Kontor) -> None:  # noqa: F811
    assert kontor("disconnect", "trigon").out.startswith("Trigon is off.")


def test_a_run_that_never_was_is_no_empty_list(
    connected: TrigonSandbox,  # noqa: F811
    kontor: Kontor,  # noqa: F811
    register: AriregisterSandbox,  # noqa: F811
) -> None:
    assert kontor("import", "trigon").code == 0
    assert len(kontor("clients", "list", "--run", "1", "--json").json) == 5
    answer = kontor("clients", "list", "--run", "99", "--json")
    assert (answer.code, answer.error) == (3, "unknown_run")


def test_a_number_that_is_none_is_told_in_plain_words(firm: None, kontor: Kontor) -> None:  # noqa: F811
    for words in (("clients", "list", "--run", "x"), ("undo-import", "x")):
        answer = kontor(*words)
        assert answer.code == 2
        assert "whole number" in answer.err
        assert "parse" not in answer.err
        assert "Input" not in answer.err
