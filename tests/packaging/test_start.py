"""packaging/start.py as it is run: real processes, a real environment, pip without a network."""

import ast
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


def test_the_first_start_makes_the_environment_and_the_second_says_nothing(checkout):
    status, out, err = checkout.said("clients", "list", "--json")
    here = checkout.root / "elsewhere"
    assert (status, out) == (0, f"1.0 ['clients', 'list', '--json'] {here}\n")
    assert err.splitlines() == [
        "Setting Kontor up: this happens once, fetches about 120 MB and takes a minute or two.",
        "  installing",
        "Ready.",
    ]
    assert checkout.said("clients") == (0, f"1.0 ['clients'] {here}\n", "")


def test_the_program_is_found_wherever_the_user_is(started):
    """Not the `ui` of the folder where the user happens to be."""
    (started.root / "elsewhere/ui").mkdir()
    (started.root / "elsewhere/ui/__init__.py").touch()
    (started.root / "elsewhere/ui/main.py").write_text("raise SystemExit('the wrong one')", encoding="utf-8")
    assert started.said("clients")[0] == 0


def test_the_tree_may_be_moved(started, tmp_path_factory):
    moved = tmp_path_factory.mktemp("moved") / "Kontor õ"
    started.root.rename(moved)
    started.root = moved
    status, out, err = started.said("clients")
    assert (status, err) == (0, "")
    assert out.startswith("1.0")


def test_other_libraries_renew_the_environment(started):
    started.pin("2.0")
    _, out, err = started.said("clients")
    assert out.startswith("2.0")
    assert "have changed; renewing" in err
    assert started.said("clients")[2] == ""


def test_a_set_up_that_was_interrupted_is_done_again(started):
    (started.environment / "constraints.txt").unlink()  # what the set-up writes last
    next(started.environment.rglob("probe.py")).unlink()
    status, out, err = started.said("clients")
    assert (status, out[:3]) == (0, "1.0")
    assert err.startswith("The last set-up was not finished.")


@posix
def test_the_environment_is_made_anew_when_its_python_has_gone(started):
    settings = started.environment / "pyvenv.cfg"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("executable = ", "executable = /nowhere"), encoding="utf-8")
    assert started.said("clients")[2].endswith("Ready.\n")


def test_two_first_starts_at_once_make_it_once(checkout):
    both = [checkout.start("clients"), checkout.start("clients")]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert all(out.startswith("1.0") for out, _ in said)
    errors = sorted(err for _, err in said)
    assert errors[0] == "Another start is setting Kontor up; waiting for it.\n"
    assert errors[1].startswith("Setting Kontor up")


@posix
def test_a_killed_set_up_stands_in_nobodys_way(checkout):
    first = checkout.start("clients")
    assert first.stderr is not None
    first.stderr.readline()
    first.kill()
    first.communicate()
    status, _, err = checkout.said("clients")
    assert status == 0
    assert err.endswith("Ready.\n")


def test_a_library_that_is_not_the_pinned_one_is_refused(checkout):
    checkout.pin("1.0", broken=True)
    status, out, err = checkout.said("clients")
    assert (status, out) == (3, "")
    assert "not the one that Kontor was tested with" in err
    assert "DO NOT MATCH" in (checkout.environment / "set-up.log").read_text(encoding="utf-8")


def test_without_a_network_it_says_so(checkout):
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_FIND_LINKS": ""}
    status, out, err = checkout.said("clients", **nobody)
    assert (status, out) == (4, "")
    assert "Connect this computer to the internet and start again." in err
    assert checkout.said("clients")[0] == 0


def test_a_folder_that_may_not_be_written(checkout, module, monkeypatch):
    environment, making = module("environment"), module("making")
    occupied = checkout.root / "a file"
    occupied.touch()
    monkeypatch.setattr(environment, "folder", lambda: str(occupied / ".venv"))
    with pytest.raises(environment.SetUpStopped, match="Copy it to a folder of your own"):
        making.make(["constraints.txt"])


def test_the_exit_status_is_the_programs_own(started):
    started.program("raise SystemExit(5)")
    assert started.said("check")[0] == 5


@posix
def test_signals_reach_the_program(started, tmp_path):
    told = tmp_path / "told"
    started.program(
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        f"pathlib.Path({str(told)!r}).write_text('up')\n"
        "signal.pause()\n"
    )
    with started.start("sandbox") as process:
        until = time.monotonic() + 20
        while not told.exists() and time.monotonic() < until:
            with contextlib.suppress(Exception):
                process.wait(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 7


def test_a_second_start_does_nothing_but_start(started):
    """What a set-up needs is not even read: how long the rest takes is a matter of the benchmarks."""
    started.program("")
    code, _said, told = started.said("clients", PYTHONPROFILEIMPORTTIME="1")
    assert code == 0
    read = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "environment" in read
    assert not read & {"making", "debian", "venv", "pip", "urllib.request"}


def test_an_old_python_is_told_so(module, monkeypatch, capsys):
    start = module("start")
    monkeypatch.setattr(start, "OLDEST", (99, 0))
    assert start.main() == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert f"this is Python {sys.version_info[0]}.{sys.version_info[1]}. Install a newer one" in err


def test_an_old_python_can_read_what_tells_it_so():
    source = (ROOT / "packaging/start.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))
    imported_first = source.partition("def main")[0]
    assert [line for line in imported_first.splitlines() if "import" in line and line[0].isalpha()] == [
        "from __future__ import annotations",
        "import sys",
    ]
