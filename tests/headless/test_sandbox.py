"""`kontor sandbox`: real servers, told first, stopped calmly."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

import httpx
import pytest

from integrations.registry import sandboxes
from tests.headless.caller import Kontor

Started = Callable[..., "subprocess.Popen[str]"]


def told_first(process: "subprocess.Popen[str]") -> dict[str, dict[str, str]]:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def free_ports(count: int) -> int:
    """The first of so many free ones in a row."""
    for first in range(23_000, 60_000, 100):
        try:
            for port in range(first, first + count):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first
    raise AssertionError("no free ports")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for other processes")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_served_until_stopped(started: Started, how: signal.Signals) -> None:
    process = started("sandbox", "--json")
    access = told_first(process)
    assert set(access) == {sandbox.key for sandbox in sandboxes()}
    sign_in = {name: access["trigon"][name] for name in ("email", "password")}
    assert httpx.post(f"{access['trigon']['url']}/api/v1/auth/login", json=sign_in).status_code == 200
    process.send_signal(how)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err
    with pytest.raises(httpx.ConnectError):
        httpx.get(access["trigon"]["url"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals for other processes")
def test_stopped_by_sigterm_also_where_sigint_is_ignored(started: Started) -> None:
    """As in a shell's background."""
    process = started("sandbox", "--json", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    told_first(process)
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(10) == 0


def test_fixed_ports_follow_each_other(started: Started) -> None:
    first = free_ports(len(sandboxes()))
    access = told_first(started("sandbox", "--json", "--port", first))
    ports = [int(one["url"].rpartition(":")[2]) for one in access.values()]
    assert ports == list(range(first, first + len(ports)))
    assert {one["url"].rpartition(":")[0] for one in access.values()} == {"http://127.0.0.1"}


def test_a_port_that_is_taken_is_said(kontor: Kontor) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = kontor("sandbox", "--json", "--port", taken.getsockname()[1])
    assert (answer.code, answer.error) == (3, "port_taken")


def test_people_read_lines(started: Started) -> None:
    process = started("sandbox")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    assert lines[0] == "trigon\n"
    assert lines[1].split() == ["url", lines[1].split()[1]]
    process.terminate()
