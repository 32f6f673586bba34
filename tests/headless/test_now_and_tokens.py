"""A program whose clock stands at `--now` talks with real tokens: these are told by the machine's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.headless.caller import PASSPHRASE, Kontor

PAST, FUTURE = "2024-11-30", "2027-01-15"


@pytest.fixture(autouse=True)
def _ready(monkeypatch: pytest.MonkeyPatch, trigon: TrigonSandbox) -> None:
    """Firms without codes, so that no register is asked."""
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", PASSPHRASE)
    trigon.firms = {f"f_{n}": Firm(f"f_{n}", f"Firma {n} OÜ") for n in range(450)}


def connect(kontor: Kontor, trigon: TrigonSandbox, now: str) -> None:
    words = ("connect", "trigon", "--email", trigon.email, "--url", trigon.url, "--now", now)
    assert kontor(*words, stdin=trigon.password).code == 0


def lasts_until(kontor: Kontor, *more: str) -> datetime:
    view = kontor("integrations", "--json", *more).json[0]
    assert view["state"] == "connected"
    return datetime.fromisoformat(view["token_expires"])


def near(moment: datetime, days: float) -> bool:
    return abs(moment - datetime.now(UTC) - timedelta(days=days)) < timedelta(minutes=5)


def paths(trigon: TrigonSandbox) -> list[str]:
    return [exchange.received.path.removeprefix("/api/v1") for exchange in trigon.exchanges]


@pytest.mark.parametrize("now", [PAST, FUTURE])
def test_what_is_kept_of_a_token_is_its_real_end(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, now: str
) -> None:
    connect(kontor, trigon, now)
    assert near(lasts_until(kontor), 90)
    trigon.sessions.refresh_life = 7 * 86_400
    assert kontor("import", "trigon", "--dry-run", "--now", now).code == 0
    assert near(lasts_until(kontor), 7)


@pytest.mark.parametrize(("before", "then"), [(PAST, FUTURE), (FUTURE, PAST)])
def test_a_good_token_stays_good_whatever_the_program_takes_for_today(
    firm: None, kontor: Kontor, trigon: TrigonSandbox, before: str, then: str
) -> None:
    """Renewed once, as the access token is in memory alone; no second time on the way, and nobody signs in again."""
    connect(kontor, trigon, before)
    trigon.exchanges.clear()
    assert kontor("import", "trigon", "--dry-run", "--now", then).code == 0
    assert paths(trigon).count("/auth/refresh") == 1
    assert paths(trigon).count("/auth/login") == 0
    assert paths(trigon).count("/firms") == 3
    assert lasts_until(kontor, "--now", then) > datetime.now(UTC)


def test_a_date_until_which_to_wait_is_one_of_the_machines_clock(
    firm: None, kontor: Kontor, trigon: TrigonSandbox
) -> None:
    """Taken against 2024 it would be two years away, and the command would give up."""
    connect(kontor, trigon, PAST)
    trigon.exchanges.clear()
    soon = datetime.now(UTC) + timedelta(seconds=1)
    trigon.faults.too_many(soon.strftime("%a, %d %b %Y %H:%M:%S GMT"), "*/firms")
    assert kontor("import", "trigon", "--dry-run", "--now", PAST).code == 0  # the first page twice
    assert paths(trigon).count("/firms") == 4
