"""The command line as a caller has it: words in; exit code, stdout and stderr out."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import OWNER, PASSPHRASE, ROOT, Answer, Kontor
from ui.main import main


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def kontor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kontor:
    """Runs in this process: `kontor("clients", "list", stdin="…")`."""

    def run(*words: object, stdin: str = "", terminal: bool = False) -> Answer:
        given = Terminal if terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", given(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process of its own, as a person would; it is killed where a test leaves it running."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: object, **more: Any) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, "-m", "ui.main", *map(str, words)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        running.append(
            subprocess.Popen(command, text=True, encoding="utf-8", **{"env": environment, **pipes, **more})
        )
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def firm(kontor: Kontor) -> None:
    """A firm in `KONTOR_HOME`."""
    made = kontor(
        "init", "--name", "Büroo OÜ", "--country", "EE", "--owner-name", "Kadri Tamm", "--owner-email", OWNER
    )
    assert made.code == 0, made.err


@pytest.fixture
def trigon() -> Iterator[TrigonSandbox]:
    with TrigonSandbox() as sandbox:
        yield sandbox


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Iterator[AriregisterSandbox]:
    with AriregisterSandbox() as sandbox:
        monkeypatch.setenv("KONTOR_ARIREGISTER_URL", sandbox.url)
        yield sandbox


@pytest.fixture
def connected(
    firm: None,
    kontor: Kontor,
    trigon: TrigonSandbox,
    register: AriregisterSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> TrigonSandbox:
    """The firm with Trigon connected and the register's copy loaded."""
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", PASSPHRASE)
    words = ("connect", "trigon", "--email", trigon.email, "--url", trigon.url)
    assert kontor(*words, stdin=trigon.password + "\n").code == 0
    assert kontor("register", "load").code == 0
    return trigon
