"""How a command ends where it does not come to its end: Ctrl+C, SIGTERM, a closed pipe, a fault of its own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from integrations.trigon.sandbox import TrigonSandbox
from tests.headless.caller import PASSPHRASE, Kontor

Started = Callable[..., "subprocess.Popen[str]"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for other processes")


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_stopped_writes_nothing(
    connected: TrigonSandbox, kontor: Kontor, started: Started, how: signal.Signals
) -> None:
    asked = len(connected.exchanges)
    connected.latency = 0.3
    process = started("import", "trigon", "--json")
    while len(connected.exchanges) == asked:
        assert process.poll() is None
    process.send_signal(how)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert err == "Stopped. What was not finished has not been kept.\n"
    connected.latency = 0
    assert kontor("clients", "list", "--json").json == []
    assert kontor("import", "trigon", "--json").code == 0


@posix
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_waiting_for_a_password_can_be_stopped(
    firm: None, started: Started, trigon: TrigonSandbox, monkeypatch: pytest.MonkeyPatch, how: signal.Signals
) -> None:
    monkeypatch.setenv("KONTOR_SECRETS_PASSPHRASE", PASSPHRASE)
    process = started("connect", "trigon", "--email", trigon.email, "--url", trigon.url)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)  # it reads standard input, which stays open and says nothing
    process.send_signal(how)
    assert process.wait(20) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    assert not trigon.exchanges


@posix
def test_a_reader_that_goes_away_is_no_error(firm: None, started: Started) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = started("members", "list", "--json", stdout=writing)
    os.close(writing)
    _out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (141, "")


@pytest.mark.expected_logs("a command ended with a fault")
def test_a_fault_of_the_program_is_told_without_its_traceback(
    firm: None, kontor: Kontor, kontor_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_given: object) -> None:
        raise ZeroDivisionError("a value nobody should see")

    monkeypatch.setattr("app.firm.service.FirmService.members", broken)
    answer = kontor("members", "list", "--json")
    assert (answer.code, answer.error) == (1, "fault")
    assert "ZeroDivisionError" in answer.err
    assert "Traceback" not in answer.err
    assert "nobody should see" not in answer.out + answer.err
    assert "Traceback" in (kontor_home / "logs" / "kontor.log").read_text("utf-8")


def test_ctrl_c_while_libraries_are_loaded(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.headless.run.run", interrupted)
    assert kontor("members", "list").code == 130


def test_output_that_the_terminal_cannot_show(kontor: Kontor, firm: None, started: Started) -> None:
    """JSON stays UTF-8; lines write what is missing as an escape."""
    kontor("members", "add", "--name", "Žanett Ľ", "--email", "z@firm.example")
    plain = started("members", "list", environment={"PYTHONIOENCODING": "ascii"})
    assert "\\u017danett" in plain.communicate(timeout=20)[0]
    document = started("members", "list", "--json", environment={"PYTHONIOENCODING": "latin-1"})
    names = [member["name"] for member in json.loads(document.communicate(timeout=20)[0])]
    assert names == ["Kadri Tamm", "Žanett Ľ"]
