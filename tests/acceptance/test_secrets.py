"""After a whole life with every fault: no file below the home, no log line, no error holds a secret (P11.3)."""

import asyncio
import io
import logging
import traceback
from base64 import b64encode
from collections.abc import Awaitable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from app.clients.export import write_csv
from app.core import logs
from app.core.errors import KontorError
from app.core.paths import Home
from app.core.settings import Settings, save
from app.core.vault import find_vault
from app.db.backup import back_up
from app.schedule.views import JobRunView
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import Firm, TrigonSandbox, generated_firms
from tests.acceptance.office import LIST, Office, Outside, open_office
from tests.stores import home, migrated  # noqa: F401 - fixtures

PASSPHRASE = 'õun & "pirn" 7'
WRONG = "ei-ole-see-parool"
COUNTS = "*/activity-counts"
LOUD = (*logs.CHATTY, "sqlalchemy.engine", "sqlalchemy.pool", "alembic")


@pytest.fixture
def firms() -> list[Firm]:
    """Two pages."""
    return generated_firms(201)


@pytest.fixture
def everything_said(home: Home) -> Iterator[io.StringIO]:  # noqa: F811
    """The program's own log, with every library talking as much as it can; and the same through a second handler,
    with the program's formatter, as `--verbose` shows it on stderr.
    """
    levels = {name: logging.getLogger(name).level for name in LOUD}
    logs.set_up(home)
    root = logging.getLogger()
    said = io.StringIO()
    shown = logging.StreamHandler(said)
    shown.setFormatter(logs.Redacted(logs.LINE))
    root.addHandler(shown)
    for one in (root, *root.handlers, *map(logging.getLogger, LOUD)):
        one.setLevel(logging.DEBUG)
    yield said
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def test_no_file_no_log_line_and_no_error_holds_a_secret(
    home: Home,  # noqa: F811
    trigon: TrigonSandbox,
    register: AriregisterSandbox,
    outside: Outside,
    everything_said: io.StringIO,
    expected_logs: list[logging.LogRecord],
    tmp_path: Path,
) -> None:
    trigon.sessions.password = 'Õ!"salajane & parool\\7'
    vault = await find_vault(home, PASSPHRASE)
    assert (await vault.state()).kind == "file"
    office = await open_office(home, vault, trigon, register, outside)
    errors = await _life(office)
    assert {error.code for error in errors if isinstance(error, KontorError)} >= {
        *("wrong_credentials", "user_inactive", "no_list_permission", "sign_in_again", "rate_limited"),
        *("service_down", "bad_answer", "no_network", "timed_out", "wrong_address"),
    }
    await asyncio.to_thread(back_up, home.database, home.backups / "copy.sqlite")
    save(home.settings, Settings(theme="dark"))
    rows = [[client.name, client.email] for client in await office.clients()]
    await asyncio.to_thread(write_csv, home.root / "clients.csv", ["Name", "E-mail"], rows)

    secrets = {trigon.sessions.password, PASSPHRASE, WRONG, *_tokens(trigon)}
    assert len(secrets) > 20
    _search(home, secrets)
    await office.program.close()
    _search(home, secrets)  # the write-ahead log is in the database now
    for secret in secrets:
        for form in _forms(secret):
            assert form not in everything_said.getvalue()
            for error in errors:
                assert form not in _all_of(error), type(error)
    assert len(everything_said.getvalue()) > 10_000, "the libraries did talk"
    assert expected_logs is not None


async def test_runs_of_the_schedule_leave_no_secret_in_history_notices_and_logs(
    home: Home,  # noqa: F811
    trigon: TrigonSandbox,
    register: AriregisterSandbox,
    outside: Outside,
    everything_said: io.StringIO,
    expected_logs: list[logging.LogRecord],
) -> None:
    trigon.sessions.password = 'Õ!"salajane & parool\\7'
    trigon.sessions.refresh_life = 365 * 86_400
    for id_ in list(trigon.firms)[25:]:
        trigon.remove(id_)
    office = await open_office(home, await find_vault(home, PASSPHRASE), trigon, register, outside)
    await office.connect()
    await office.bring()
    ran = await _months(office)
    assert {run.status for run in ran} == {"done", "partly", "failed"}
    told = {detail.get("code") for run in ran for detail in run.details}
    assert told >= {
        *("no_view_permission", "service_down", "no_network", "bad_answer", "timed_out"),
        *("rate_limited", "sign_in_again"),
    }
    assert await office.program.notices.recent(100)
    assert await office.program.scheduler.history(office.owner)
    pending = await office.program.summaries.pending(office.owner)

    secrets = {trigon.sessions.password, PASSPHRASE, *_tokens(trigon)}
    assert len(secrets) > 10
    _search(home, secrets)
    await office.program.close()
    _search(home, secrets)
    for secret in secrets:
        for form in _forms(secret):
            assert form not in everything_said.getvalue()
            assert form not in repr((ran, pending))
    assert expected_logs is not None


async def _months(office: Office) -> list[JobRunView]:
    """A failure of each kind in a run of its own, an hour or more after each other; then one that goes well."""
    trigon, summaries, ran = office.trigon, office.program.summaries, []
    plan = {"title": "Volumes", "topic": "Volumes", "day": "last-day", "refresh": "import"}
    first_day = office.outside.clock.now().date() - timedelta(days=70)
    mapping = {"payment_created": "Payments", "active_reporting_persons": "Persons"}
    await summaries.configure(office.owner, "trigon", {**plan, "first_day": first_day, "mapping": mapping})

    async def run() -> None:
        ran.extend(await office.program.scheduler.run_due())
        office.outside.clock.turn(timedelta(hours=25))

    for id_ in list(trigon.firms)[:3]:
        trigon.edit(id_, {"readable": False})
    list(trigon.firms.values())[3].counts_fail = True
    for fault in ("page", "too_many", "reset", "cut_off", "silence"):
        for path in (COUNTS, "*/auth/refresh"):
            arguments = {"page": (500,), "too_many": ("900",)}.get(fault, ())
            getattr(trigon.faults, fault)(*arguments, path=path, times=None)
            await run()
            trigon.faults.clear()
            await office.connect()
    trigon.faults.page(200, COUNTS, times=None)
    await run()
    trigon.faults.clear()
    trigon.sessions.revoke()
    await run()
    await office.connect()
    await run()
    return ran


async def _life(office: Office) -> list[BaseException]:
    """Connect, import and an error of each kind. What went wrong, in order."""
    errors: list[BaseException] = []

    async def fails(work: Awaitable[object]) -> None:
        try:
            await work
        except KontorError as error:
            errors.append(error)

    connect = office.program.connections.connect
    url, email, password = office.trigon.url, office.trigon.email, office.trigon.sessions.password
    for who, what, where in (
        (email, WRONG, url),
        ("puhkusel@buroo.example", password, url),
        ("rollita@buroo.example", password, url),
        (email, password, office.register.url),
        (email, password, "http://127.0.0.1:9"),
        (email, password, f"http://{email}:{quote(password)}@127.0.0.1"),
        (email, password + "x" * 300, url),
    ):
        await fails(connect(office.owner, "trigon", where, {"email": who, "password": what}))
    for breaks in ("reset", "cut_off", "silence"):
        getattr(office.trigon.faults, breaks)("*/auth/login")
        await fails(office.connect())
    office.trigon.faults.page(200, "*/auth/login")
    await fails(office.connect())
    office.trigon.faults.clear()

    await office.connect()
    await office.bring()
    for fault in ("page", "too_many", "reset", "cut_off", "silence"):
        for path in (LIST, "*/auth/refresh"):
            arguments = {"page": (200,), "too_many": ("900",)}.get(fault, ())
            getattr(office.trigon.faults, fault)(*arguments, path=path, times=None)
            await fails(office.fetch())
            office.trigon.faults.clear()
            await fails(office.fetch())  # an answer to a renewal that was lost ends the sign-in
            await office.connect()
    office.trigon.faults.page(500, LIST, times=None)
    await fails(office.fetch())
    office.trigon.faults.clear()
    office.after_first_page(office.trigon.sessions.expire_access)
    await office.bring()
    office.after_first_page(office.trigon.sessions.revoke)
    await fails(office.fetch())
    await office.connect()
    office.trigon.change("g_0000001", phone="+372 1")
    await office.bring()
    await office.program.connections.disconnect(office.owner, "trigon")
    await office.connect()
    return errors


def _tokens(trigon: TrigonSandbox) -> set[str]:
    """All that were ever given out, also in answers that never arrived."""
    found: set[str] = set()
    for exchange in trigon.exchanges:
        words = exchange.reply.body.decode().replace('"', " ").split()
        found |= {word for word in words if word.startswith(("rt_", "at_"))}
    return found


def _forms(secret: str) -> set[str]:
    """As it would stand in a text, an address, JSON, or a header."""
    in_json = secret.replace("\\", "\\\\").replace('"', '\\"')
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        in_json,
        repr(secret)[1:-1],
        b64encode(secret.encode()).decode(),
    }


def _search(home: Home, secrets: set[str]) -> None:  # noqa: F811
    files = [file for file in home.root.rglob("*") if file.is_file()]
    assert {"kontor.sqlite", "secrets.kontor", "kontor.log", "register-ee.sqlite"} <= {
        file.name for file in files
    }
    for file in files:
        content = file.read_bytes()
        for secret in secrets:
            for form in _forms(secret):
                for coding in ("utf-8", "utf-16-le"):
                    assert form.encode(coding) not in content, file.name


def _all_of(error: BaseException) -> str:
    """Its text, its traceback with the chain, and whatever it carries, all the way down."""
    texts = ["".join(traceback.format_exception(error))]
    one: BaseException | None = error
    while one is not None:
        texts += [str(one), repr(one), repr(one.args), repr(getattr(one, "__notes__", "")), repr(vars(one))]
        one = one.__cause__ or one.__context__
    return "\n".join(texts)
