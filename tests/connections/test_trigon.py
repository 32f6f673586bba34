"""The room with the real connector and the real file vault, over HTTP to the sandbox on loopback."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.connections.service import ConnectionService
from app.core import logs
from app.core.clock import SetClock
from app.core.errors import KontorError, OtherSideFailed
from app.core.events import Events
from app.core.file_vault import FileVault
from app.core.logs import set_up
from app.core.paths import Home
from app.core.rights import Actor
from app.db.backup import back_up
from app.db.store import Store
from app.firm.service import FirmService
from integrations.contract import Integration, Problem, Surroundings, TryLater, UserNeeded
from integrations.sandbox.faults import Break, Fault
from integrations.trigon.sandbox import TrigonSandbox
from tests.connections.office import MANIFEST, Office

PASSPHRASE = "õun ja pirn"


@pytest.fixture
def sandbox() -> Iterator[TrigonSandbox]:
    with TrigonSandbox(()) as running:
        yield running


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def catalogue(office: Office) -> tuple[Integration, ...]:
    from integrations.registry import integrations

    return (*integrations(), office.integration())


@pytest.fixture
def connections(
    store: Store,
    clock: SetClock,
    events: Events,
    firm: FirmService,
    file_vault: FileVault,
    around: Surroundings,
    catalogue: tuple[Integration, ...],
) -> ConnectionService:
    return ConnectionService(store, clock, events, firm, file_vault, around, catalogue)


async def connect(connections: ConnectionService, owner: Actor, sandbox: TrigonSandbox) -> None:
    answers = {"email": sandbox.email, "password": sandbox.password}
    await connections.connect(owner, "trigon", sandbox.url, answers)


async def test_connects_tests_and_disconnects(
    connections: ConnectionService, owner: Actor, sandbox: TrigonSandbox
) -> None:
    await connect(connections, owner, sandbox)
    view = await connections.view("trigon")
    assert (view.state, view.account, view.user) == ("connected", "Mari Näidis", sandbox.email)
    assert view.address == sandbox.url
    assert view.token_expires is not None
    assert (await connections.test(owner, "trigon")).account == "Mari Näidis"
    await connections.disconnect(owner, "trigon")
    assert sandbox.exchanges[-1].received.path.endswith("/auth/logout")
    assert sandbox.exchanges[-1].reply.status == 204


async def test_a_new_sign_in_that_fails_to_be_kept_does_not_end_the_old(
    connections: ConnectionService, owner: Actor, sandbox: TrigonSandbox, store: Store
) -> None:
    await connect(connections, owner, sandbox)
    await store.write(_make_unwritable)
    with pytest.raises(KontorError):
        await connect(connections, owner, sandbox)
    assert sandbox.exchanges[-1].received.path.endswith("/auth/logout"), "the new one is revoked"
    await asyncio.to_thread(store.writer.dispose)  # the next connection may write again
    await connections.test(owner, "trigon")


def _make_unwritable(session: Session) -> None:
    session.connection().exec_driver_sql("PRAGMA query_only=ON")


async def test_revoked_there_means_sign_in_again(
    connections: ConnectionService, owner: Actor, sandbox: TrigonSandbox
) -> None:
    await connect(connections, owner, sandbox)
    sandbox.sessions.revoke()
    with pytest.raises(OtherSideFailed) as caught:
        await connections.test(owner, "trigon")
    assert caught.value.code == "sign_in_again"
    view = await connections.view("trigon")
    assert (view.state, view.sign_in_name) == ("sign_in_again", sandbox.email)
    await connect(connections, owner, sandbox)
    view = await connections.view("trigon")
    assert (view.state, view.last_error, view.last_error_at) == ("connected", "", None)


async def test_four_copies_of_kontor_never_spend_a_token_twice(
    connections: ConnectionService, owner: Actor, sandbox: TrigonSandbox, home: Home
) -> None:
    """Two more processes beside this one, which holds two sessions at once itself."""
    await connect(connections, owner, sandbox)
    run = [sys.executable, str(Path(__file__).with_name("talker.py")), str(home.root), "6"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    others = [
        subprocess.Popen(run, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in others:
        assert process.stdout.readline() == "ready\n"
    for process in others:
        process.stdin.write("\n")
        process.stdin.flush()
    await asyncio.gather(_test_often(connections, owner), _test_often(connections, owner))
    for process in others:
        await asyncio.to_thread(process.communicate, timeout=60)
        assert process.returncode == 0
    answers = [e.reply for e in sandbox.exchanges if e.received.path.endswith("/auth/refresh")]
    assert len(answers) == 24
    assert {reply.status for reply in answers} == {200}
    assert (await connections.view("trigon")).state == "connected"


async def _test_often(connections: ConnectionService, owner: Actor) -> None:
    for _ in range(6):
        await connections.test(owner, "trigon")


# --- no secret anywhere -----------------------------------------------------------------------------


@pytest.fixture
def log_in_home(home: Home) -> Iterator[None]:
    """All that the program would log, and what libraries would say if they were asked."""
    levels = {name: logging.getLogger(name).level for name in (*logs.CHATTY, "sqlalchemy.engine")}
    set_up(home)
    logging.getLogger().setLevel(logging.DEBUG)
    for handler in logging.getLogger().handlers:
        handler.setLevel(logging.DEBUG)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def test_no_secret_in_any_file_or_error(
    connections: ConnectionService,
    owner: Actor,
    sandbox: TrigonSandbox,
    office: Office,
    home: Home,
    store: Store,
    catalogue: tuple[Integration, ...],
    log_in_home: None,
    expected_logs: list[logging.LogRecord],
) -> None:
    """P11.3, over a whole life: connect, each problem there is, faults of the line, disconnect."""
    errors: list[BaseException] = []
    sandbox.faults.add(Fault(breaks=Break.CUT_OFF, carried_out=True), path="/auth/login")
    for _ in range(3):
        errors += await _caught(connect(connections, owner, sandbox))
    secrets = {sandbox.password, PASSPHRASE, "not-the-password"}
    errors += await _caught(
        connections.connect(
            owner, "trigon", sandbox.url, {"email": sandbox.email, "password": "not-the-password"}
        )
    )
    await connections.test(owner, "trigon")
    for problem in Problem:
        for failure in (UserNeeded(problem, "detail"), TryLater(problem, "detail")):
            office.trouble = failure
            answers = {"email": "a@b.ee", "password": sandbox.password}
            errors += await _caught(connections.connect(owner, MANIFEST.key, "arvila.example", answers))
    sandbox.sessions.expire_access()
    await connections.test(owner, "trigon")
    sandbox.sessions.revoke()
    errors += await _caught(connections.test(owner, "trigon"))
    await connect(connections, owner, sandbox)
    await asyncio.to_thread(back_up, home.database, home.backups / "copy.sqlite")
    secrets |= _tokens(sandbox)
    await connections.disconnect(owner, "trigon")

    assert len(errors) > 2 * len(Problem)
    assert len(secrets) >= 3 + 2 * 4
    for secret in secrets:
        for error in errors:
            assert secret not in _all_texts(error)
    _search(home, secrets)
    await asyncio.to_thread(store.close)  # the write-ahead log goes into the database
    _search(home, secrets)


async def _caught(work: object) -> list[BaseException]:
    try:
        await work  # type: ignore[misc]
    except KontorError as error:
        return [error]
    return []


def _tokens(sandbox: TrigonSandbox) -> set[str]:
    found = set()
    for exchange in sandbox.exchanges:
        if exchange.reply.status == 200 and "/auth/" in exchange.received.path:
            content = exchange.reply.body.decode()
            found |= {part for part in content.replace('"', " ").split() if part.startswith(("rt_", "at_"))}
    return found


def _all_texts(error: BaseException | None) -> str:
    texts = []
    while error is not None:
        texts += [str(error), repr(error), repr(error.args), repr(getattr(error, "__notes__", ""))]
        texts += [str(value) for value in vars(error).values()]
        error = error.__cause__ or error.__context__
    return "\n".join(texts)


def _search(home: Home, secrets: set[str]) -> None:
    files = [file for file in home.root.rglob("*") if file.is_file()]
    names = {file.name for file in files}
    assert {"kontor.sqlite", "secrets.kontor", "kontor.log", "copy.sqlite"} <= names
    for file in files:
        content = file.read_bytes()
        for secret in secrets:
            for coding in ("utf-8", "utf-16-le"):
                assert secret.encode(coding) not in content, file.name


async def test_a_person_is_not_kept_waiting_for_a_pause(
    store: Store,
    clock: SetClock,
    events: Events,
    firm: FirmService,
    file_vault: FileVault,
    owner: Actor,
    sandbox: TrigonSandbox,
) -> None:
    """Trigon asks for a minute: Test says so at once, while a fetch would wait."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    around = Surroundings(pause, clock.now, lambda: 0.5)
    connections = ConnectionService(store, clock, events, firm, file_vault, around)
    await connect(connections, owner, sandbox)
    sandbox.faults.too_many("60", "*/me", times=None)
    with pytest.raises(OtherSideFailed) as failed:
        await connections.test(owner, "trigon")
    assert failed.value.code == Problem.RATE_LIMITED
    assert sum(pauses) <= 10
