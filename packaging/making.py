"""Makes the environment: one start at a time, finished or not at all.

The copies of the lists (see `environment.is_ready`) are removed first and written last, so a set-up that was
interrupted is done again by the next start.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import environment
from environment import ROOT, SetUpStopped

LOG = "set-up.log"


@dataclass(frozen=True)
class Reason:
    signs: tuple[str, ...]  # what pip writes
    words: str
    status: int  # as in Kontor's own exit codes


REASONS = (
    Reason(
        (
            *("NameResolutionError", "Failed to resolve", "Temporary failure in name resolution"),
            *("NewConnectionError", "Failed to establish a new connection", "Network is unreachable"),
            *("ConnectTimeout", "ReadTimeout", "ProxyError", "RemoteDisconnected", "Connection reset"),
        ),
        "Kontor's libraries could not be fetched: the package registry can't be reached. "
        "Connect this computer to the internet and start again.",
        4,
    ),
    Reason(
        ("SSLError", "CERTIFICATE_VERIFY_FAILED"),
        "Kontor's libraries could not be fetched: the certificate of the package registry can't be verified. "
        "Check the clock of this computer and the proxy of your network, then start again.",
        4,
    ),
    Reason(
        ("DO NOT MATCH THE HASHES",),
        "A downloaded library is not the one that Kontor was tested with, so nothing was installed. "
        "Start again on another network; if it stays so, tell the makers of Kontor.",
        3,
    ),
    Reason(
        ("No space left on device", "[Errno 28]", "[WinError 112]"),
        "The disk is full. Free about 600 MB and start again.",
        3,
    ),
)


def say(words: str) -> None:
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def make(lists: list[str]) -> None:
    with _alone():
        missing = [pinned for pinned in lists if not environment.is_ready(pinned)]
        if not missing:  # another start has made it while this one waited
            return
        if environment.PINNED in missing:
            _begin_anew()
            missing = lists
        for pinned in missing:
            _install(pinned)
        say("Ready.")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Holds a lock until this process has ended, and pip too: when only this one is killed, pip still writes."""
    try:
        file = Path(environment.folder() + ".lock").open("a+b")  # noqa: SIM115 - closed below
    except OSError as error:
        raise SetUpStopped(
            f"Kontor can't write to its folder {ROOT}. Copy it to a folder of your own and start it there."
        ) from error
    with file:
        if not _try_to_lock(file):
            say("Another start is setting Kontor up; waiting for it.")
            while not _try_to_lock(file):
                time.sleep(0.2)
        os.set_inheritable(file.fileno(), True)  # noqa: FBT003 - the one way to say it
        yield


def _try_to_lock(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _begin_anew() -> None:
    target = Path(environment.folder())
    if target.is_dir():
        finished = (target / environment.PINNED).exists()
        say(
            "Kontor's libraries have changed; renewing them."
            if finished
            else "The last set-up was not finished."
        )
        _remove(target)
    else:
        say("Setting Kontor up: this happens once, fetches about 120 MB and takes a minute or two.")
    if importlib.util.find_spec("ensurepip") is None:  # Debian keeps it in a package of its own
        import debian

        debian.provide_venv()
    done = subprocess.run([_own_python(), "-m", "venv", target], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SetUpStopped(
            f"Python could not make an environment in {target}:\n{done.stdout}{done.stderr}".rstrip()
        )
    _lead_to_the_source_tree()


def _remove(target: Path) -> None:
    for pinned in (environment.PINNED, environment.PINNED_FOR_TESTS):
        (target / pinned).unlink(missing_ok=True)
    try:
        shutil.rmtree(target)
    except OSError as error:
        raise SetUpStopped(
            f"Kontor's libraries in {target} can't be replaced. Close Kontor where it is still open and start again."
        ) from error


def _own_python() -> str:
    """The Python itself rather than a name that may lead to another version one day, as `python3` does."""
    base: str = getattr(sys, "_base_executable", sys.executable)
    return os.path.realpath(base) if sys.platform == "linux" else base


def _lead_to_the_source_tree() -> None:
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([environment.python(), "-c", ask], text=True).strip()
    Path(packages, "kontor.pth").write_text(os.path.relpath(ROOT, packages) + "\n", encoding="ascii")


def _install(pinned: str) -> None:
    """Exactly what the list names: each file by its hash; wheels only, as building would fetch tools nobody pinned."""
    here = Path(ROOT, "packaging")
    content = (here / pinned).read_bytes()
    lists = [f"--requirement={here / name}" for name in {pinned: 0, environment.PINNED: 0}]
    pip = [environment.python(), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    _follow([*pip, "--require-hashes", "--only-binary=:all:", "--progress-bar=off", *lists])
    part = Path(environment.folder(), pinned + ".part")
    part.write_bytes(content)
    part.replace(part.with_suffix(""))


def _follow(command: list[str]) -> None:
    """Runs pip, shows what it is at, keeps every line in a file."""
    log = Path(environment.folder(), LOG)
    with (
        log.open("a", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            close_fds=False,  # pip holds the lock as well
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as pip,
    ):
        assert pip.stdout is not None
        for line in pip.stdout:
            kept.write(line)
            if progress := in_short(line):
                say(progress)
    if pip.returncode != 0:
        raise _stopped(log)


def in_short(line: str) -> str:
    """A line of pip's as progress for a person; empty for the many that say nothing to one."""
    words = line.split()
    if line.startswith("Collecting ") and len(words) > 1:
        return "  " + words[1].replace("==", " ")
    if line.startswith("Installing collected packages"):
        return "  installing"
    return ""


def _stopped(log: Path) -> SetUpStopped:
    words, status = reason(log.read_text(encoding="utf-8", errors="replace"))
    return SetUpStopped(f"{words}\nEverything that was said on the way is in {log}", status)


def reason(said: str) -> tuple[str, int]:
    """What went wrong in words for people, and the exit status, from all that pip has said."""
    for known in REASONS:
        if any(sign in said for sign in known.signs):
            return known.words, known.status
    errors = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines()[-3:]
    return "Kontor's libraries could not be installed:\n" + "\n".join(errors), 3
