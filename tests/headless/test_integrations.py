"""`connect`, `disconnect`, `integrations`: with secrets from outside and a vault beneath."""

import asyncio
import sys
from datetime import date
from pathlib import Path

import pytest

from app.container import open_container
from app.core.paths import Home
from app.core.vault import MemoryVault
from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import PASSPHRASE, Kontor


@pytest.fixture(autouse=True)
def _passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", PASSPHRASE)


def words(trigon: TrigonSandbox) -> tuple[str, ...]:
    return ("connect", "trigon", "--email", trigon.email, "--url", trigon.url)


def everything_below(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())


def test_connected_with_the_password_from_stdin(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, kontor_home: Path
) -> None:
    answer = kontor(*words(trigon), "--json", stdin=f"{trigon.password}\n")
    assert answer.code == 0, answer.err
    assert answer.json == {
        "integration": "trigon",
        "account": "Mari Näidis",
        "user": trigon.email,
        "state": "connected",
    }
    assert trigon.password.encode() not in everything_below(kontor_home)


def test_connected_with_the_password_from_the_environment(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_PASSWORD", trigon.password)
    assert kontor(*words(trigon)).code == 0


@pytest.mark.parametrize("given", ["\ufeff{}\r\n", "{}", "{}\nmore"])
def test_a_line_as_windows_or_printf_write_it(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, given: str
) -> None:
    assert kontor(*words(trigon), stdin=given.format(trigon.password)).code == 0


def test_at_a_terminal_the_password_is_asked_for_without_echo(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return trigon.password

    monkeypatch.setattr("getpass.getpass", getpass)
    answer = kontor(*words(trigon), stdin="something else\n", terminal=True)
    assert (answer.code, asked) == (0, ["Password: "])


def test_a_wrong_password_is_the_other_sides_no(firm: None, kontor: Kontor, trigon: TrigonSandbox) -> None:
    answer = kontor(*words(trigon), "--json", stdin="geheim-und-falsch\n")
    assert (answer.code, answer.error) == (4, "wrong_credentials")
    assert answer.json["error"]["hint"] in answer.err
    assert "geheim" not in answer.out + answer.err
    assert kontor("integrations", "--json").json[0]["state"] == "off"


def test_nobody_there(firm: None, kontor: Kontor) -> None:
    there = ("--email", "a@b.example", "--url", "http://127.0.0.1:9")
    answer = kontor("connect", "trigon", *there, "--json", stdin="x\n")
    assert (answer.code, answer.error) == (4, "no_network")


def test_without_a_secret_nothing_is_asked_there(firm: None, kontor: Kontor, trigon: TrigonSandbox) -> None:
    answer = kontor(*words(trigon), "--json")
    assert (answer.code, answer.error) == (2, "no_secret")
    assert "KONTOR_PASSWORD" in answer.err
    assert not trigon.exchanges


def test_without_keyring_and_passphrase_it_is_said_before_a_secret_is_read(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KONTOR_SECRETS_PASSPHRASE")
    answer = kontor(*words(trigon), "--json", stdin="the password\n")
    assert answer.code == 3
    assert "KONTOR_SECRETS_PASSPHRASE" in answer.json["error"]["hint"]
    assert sys.stdin.read() == "the password\n"


def test_a_secret_is_never_an_argument(firm: None, kontor: Kontor, trigon: TrigonSandbox) -> None:
    for more in (["--password", "geheim"], ["--password=geheim"]):
        answer = kontor(*words(trigon), *more, "--json")
        assert answer.code == 2
        assert "geheim" not in answer.out + answer.err


@pytest.mark.parametrize("missing", [["--email", "a@b.example"], ["--url", "http://127.0.0.1:9"]])
def test_what_the_form_wants_is_wanted_here(firm: None, kontor: Kontor, missing: list[str]) -> None:
    answer = kontor("connect", "trigon", *missing, "--json", stdin="x\n")
    assert (answer.code, answer.error) == (2, "usage")


@pytest.mark.parametrize(
    "unknown",
    [("connect", "nobody"), ("disconnect", "nobody"), ("import", "nobody"), ("connect",), ("import",)],
)
def test_an_integration_that_does_not_exist(firm: None, kontor: Kontor, unknown: tuple[str, ...]) -> None:
    answer = kontor(*unknown, "--json")
    assert answer.code == 2
    assert answer.json["error"]["message"]


def test_health_before_during_and_after(firm: None, kontor: Kontor, trigon: TrigonSandbox) -> None:
    fields = ("integration", "state", "account", "last_success", "last_error", "next_run", "token_expires")
    (before,) = kontor("integrations", "--json").json
    assert before == dict.fromkeys(fields) | {"integration": "trigon", "state": "off"}
    kontor(*words(trigon), stdin=trigon.password)
    (during,) = kontor("integrations", "--json").json
    assert tuple(during) == fields
    assert (during["state"], during["account"], during["last_error"]) == ("connected", "Mari Näidis", None)
    assert during["last_success"].endswith("Z")
    assert during["token_expires"] > during["last_success"]
    assert kontor("disconnect", "trigon", "--json").json == {"integration": "trigon", "state": "off"}
    (after,) = kontor("integrations", "--json").json
    assert (after["state"], after["account"]) == ("off", None)
    assert kontor("import", "trigon").code == 3


def test_a_sign_in_that_ended_shows(firm: None, kontor: Kontor, trigon: TrigonSandbox) -> None:
    kontor(*words(trigon), stdin=trigon.password)
    trigon.sessions.revoke()
    answer = kontor("import", "trigon", "--json")
    assert (answer.code, answer.error) == (4, "sign_in_again")
    (health,) = kontor("integrations", "--json").json
    assert (health["state"], health["last_error"]) == ("sign_in_again", "sign_in_again")
    told = kontor("integrations").out
    assert "\nTrigon       Sign in again  Mari Näidis  " in told
    assert "The sign-in to Trigon has ended. Sign in again." in told
    assert told.endswith("Sign in to Trigon: kontor connect trigon --url URL --email E-MAIL\n")


def test_P3_12_the_next_run_of_the_counts_is_told(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, kontor_home: Path
) -> None:
    """As the schedule has it: at 00:30 of the last day of the month in Tallinn."""
    kontor(*words(trigon), stdin=trigon.password)
    assert kontor("integrations", "--json").json[0]["next_run"] is None

    async def configure() -> None:
        program = await open_container(Home(kontor_home), MemoryVault())
        plan = {"title": "Summary {period}", "topic": "Bookkeeping", "day": "last-day"}
        plan |= {"first_day": date(2026, 11, 1), "mapping": {"payment_created": "Payments"}}
        await program.summaries.configure(await program.firm.actor(), "trigon", plan)
        await program.close()

    asyncio.run(configure())
    now = ("--now", "2026-11-10T12:00")
    (health,) = kontor("integrations", *now, "--json").json
    assert health["next_run"] == "2026-11-29T22:30:00Z"
    told = kontor("integrations", *now).out
    assert "  Next run  " in told
    assert "  30.11.2026 00:30  " in told
    kontor("disconnect", "trigon")
    assert kontor("integrations", *now, "--json").json[0]["next_run"] is None
