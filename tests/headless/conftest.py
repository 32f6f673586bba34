"""The command line as a caller has it: words in; exit code, stdout and stderr out."""

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from app.core import words
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.trigon.sandbox import Firm, TrigonSandbox
from tests.headless.caller import KALANDUS, LOGISTIKA, OWNER, PASSPHRASE, ROOT, SHARED, TALU, Answer, Kontor
from ui.main import main


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def kontor(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Kontor]:
    """Runs in this process: `kontor("clients", "list", stdin="…")`. English again for the tests that follow."""

    def run(*given_words: object, stdin: str = "", terminal: bool = False) -> Answer:
        given = Terminal if terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", given(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        words.use("en", tmp_path)  # as every process begins
        code = main([str(word) for word in given_words])
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    yield run
    words.use("en", tmp_path)


@pytest.fixture
def started() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts a process of its own, as a person would; it is killed where a test leaves it running."""
    running: list[subprocess.Popen[str]] = []

    def start(
        *words: object, environment: Mapping[str, str] | None = None, **more: Any
    ) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, "-m", "ui.main", *map(str, words)]
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environment or {})}
        running.append(subprocess.Popen(command, encoding="utf-8", env=variables, **{**pipes, **more}))
        return running[-1]

    yield start
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def made_firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a firm, made once."""
    home = tmp_path_factory.mktemp("firm")
    owner = ["--owner-name", "Kadri Tamm", "--owner-email", OWNER]
    with contextlib.redirect_stdout(io.StringIO()):
        assert (
            main(
                [
                    "init",
                    "--name",
                    "Büroo OÜ",
                    "--country",
                    "EE",
                    "--language",
                    "en",
                    *owner,
                    "--home",
                    str(home),
                ]
            )
            == 0
        )
    return home


@pytest.fixture
def firm(made_firm: Path, kontor_home: Path) -> None:
    """A firm in `KONTOR_HOME`."""
    shutil.copy(made_firm / "kontor.sqlite", kontor_home)


@pytest.fixture
def trigon() -> Iterator[TrigonSandbox]:
    """Few firms, so that next to nothing has to be looked up online, where one a second is the pace."""
    firms = [
        Firm("f_1", LOGISTIKA.name, LOGISTIKA.code, email="info@logistika.example", phone="+372 1"),
        Firm("f_2", TALU.name, TALU.code, email="info@talu.example"),
        Firm("f_3", KALANDUS.name, f"{KALANDUS.code[:4]} {KALANDUS.code[4:]}", email="info@kala.example"),
        Firm("f_4", "Poolik Number OÜ", "1910208"),
        Firm("f_5", "Koodita Käsitöö OÜ"),
        Firm("f_6", "Kaksikvenna Catering OÜ", SHARED),
        Firm("f_7", "Kaksikvenna Pidulauad OÜ", SHARED),
    ]
    with TrigonSandbox(firms) as sandbox:
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
