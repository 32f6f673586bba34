"""`init`, `members`, `--as`, `--now`, and the home they work in."""

from pathlib import Path

import pytest

from tests.headless.caller import OWNER, Answer, Kontor

INIT = ("init", "--name", "Büroo OÜ", "--owner-name", "Kadri Tamm", "--owner-email", OWNER)


def test_init_tells_the_firm_and_its_owner(kontor: Kontor, kontor_home: Path) -> None:
    answer = kontor(*INIT, "--country", "EE", "--registration-code", "10421629", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert answer.json["firm"] == {
        "id": 1,
        "name": "Büroo OÜ",
        "registration_code": "10421629",
        "country": "EE",
        "currency": "EUR",
        "timezone": "Europe/Tallinn",
        "language": "et",
        "working_week": "12345",
    }
    owner = answer.json["owner"]
    assert (owner["name"], owner["email"], owner["level"]) == ("Kadri Tamm", OWNER, "owner")
    assert (kontor_home / "kontor.sqlite").exists()


def test_what_is_given_goes_before_the_countrys(kontor: Kontor) -> None:
    given = ("--currency", "EUR", "--timezone", "Europe/Berlin", "--language", "en")
    firm = kontor(*INIT, "--country", "no", *given, "--json").json["firm"]
    assert (firm["country"], firm["currency"], firm["timezone"], firm["language"]) == (
        *("NO", "EUR", "Europe/Berlin", "en"),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        ("--country", "SE"),
        ("--country", "EE", "--timezone", "Tallinn"),
        ("--country", "EE", "--currency", "EURO"),
        ("--country", "EE", "--now", "yesterday"),
        ("--country", "EE", "--nothing"),
        (),
    ],
)
def test_wrong_usage_makes_nothing(kontor: Kontor, kontor_home: Path, wrong: tuple[str, ...]) -> None:
    answer = kontor(*INIT, *wrong, "--json")
    assert answer.code == 2
    assert set(answer.json["error"]) == {"code", "message", "hint"}
    assert answer.err.startswith(answer.json["error"]["message"])
    assert kontor("members", "list").code == 3


def test_there_is_one_firm(firm: None, kontor: Kontor) -> None:
    answer = kontor(*INIT, "--country", "EE", "--json")
    assert (answer.code, answer.error) == (3, "firm_exists")


def test_members_are_added_and_listed(firm: None, kontor: Kontor) -> None:
    added = kontor(
        "members", "add", "--name", "Liis Kask", "--email", "Liis@firm.example", "--level", "admin", "--json"
    )
    assert [member["email"] for member in added.json] == ["liis@firm.example"]
    listed = kontor("members", "list", "--json").json
    assert [(m["name"], m["level"], m["status"]) for m in listed] == [
        ("Kadri Tamm", "owner", "active"),
        ("Liis Kask", "admin", "active"),
    ]
    lines = kontor("members", "list").out.splitlines()
    assert [line.split()[1] for line in lines] == ["Name", "Kadri", "Liis"]


def test_the_acting_member_is_named_by_e_mail(firm: None, kontor: Kontor) -> None:
    kontor("members", "add", "--name", "Liis Kask", "--email", "liis@firm.example")
    refused = kontor(
        "members", "add", "--name", "M", "--email", "m@firm.example", "--as", "liis@firm.example", "--json"
    )
    assert (refused.code, refused.error) == (3, "no_right")
    unknown = kontor("clients", "list", "--as", "nobody@firm.example", "--json")
    assert unknown.code == 3
    assert len(kontor("members", "list", "--json").json) == 2


@pytest.mark.parametrize(
    "words", [("clients", "list"), ("members", "list"), ("check",), ("import", "trigon")]
)
def test_asking_an_empty_home_leaves_it_empty(kontor: Kontor, tmp_path: Path, words: tuple[str, ...]) -> None:
    home = tmp_path / "nothing here"
    answer = kontor(*words, "--home", home, "--json")
    assert (answer.code, answer.error) == (3, "no_firm")
    assert "kontor init" in answer.err
    assert not home.exists()


@pytest.mark.parametrize("name", ["Mu kontor", "Õie & Ülo #1", "100%25 a?b=c", "'quoted'", "a;b"])
def test_a_home_with_odd_signs(kontor: Kontor, tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    assert kontor(*INIT, "--country", "EE", "--home", home).code == 0
    assert kontor("--home", home, "members", "list", "--json").json[0]["email"] == OWNER
    assert kontor("check", f"--home={home}", "--json").json["database"] == str(home / "kontor.sqlite")
    assert [
        entry.name for entry in tmp_path.iterdir() if entry.is_dir() and (entry / "kontor.sqlite").exists()
    ] == [name]


def test_another_database_than_the_homes(kontor: Kontor, kontor_home: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'other.sqlite').as_posix()}"
    assert kontor("clients", "list", "--database", url).code == 3
    assert not (tmp_path / "other.sqlite").exists()
    assert kontor(*INIT, "--country", "EE", "--database", url).code == 0
    assert kontor("members", "list", "--database", url).code == 0
    assert not (kontor_home / "kontor.sqlite").exists()


def test_the_database_may_be_named_by_the_environment(
    kontor: Kontor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_DATABASE", f"sqlite:///{(tmp_path / 'other.sqlite').as_posix()}")
    assert kontor(*INIT, "--country", "EE").code == 0
    assert (tmp_path / "other.sqlite").exists()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "oddbase://kadri:geheim@server/x", "sqlite:///:memory:"]
)
def test_an_address_that_is_none_is_not_repeated(
    kontor: Kontor, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: Answer = kontor(*INIT, "--country", "EE", f"--database={url}", "--json")
    if not url:
        assert answer.code == 0  # as if it were not there
        return
    assert (answer.code, answer.error) == (2, "database_url")
    assert "geheim" not in answer.out + answer.err
