"""Where the Python that runs Kontor lives, whether it is ready, and how to become it.

The environment is a folder in the checkout, one for each system and Python: `.venv-linux-3.11`. In the checkout,
because it is then found by editors, goes when the checkout goes, and never serves another one; not plain `.venv`,
which may be somebody's own. Kontor itself is not installed into it: a path file points to the source tree, which
spares a build and its tools.

A start pays for what is imported here: only what a finished environment needs.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PINNED = "constraints.txt"  # what Kontor needs to run
PINNED_FOR_TESTS = "constraints-test.txt"  # what its tests and linters need besides
# Options of Kontor's own that take their value as the next word.
_WITH_VALUE = {"--home", "--database", "--as", "--now"}
_NO_WINDOW = {"--help", "-h", "--version"}


class SetUpStopped(Exception):
    """The environment can't be made; the words say what to do. `status` is as in Kontor's own exit codes."""

    def __init__(self, words: str, status: int = 3) -> None:
        super().__init__(words)
        self.status = status


def wants_window(arguments: list[str]) -> bool:
    """False when there is a subcommand, or a question that is answered in the terminal."""
    words = iter(arguments)
    for word in words:
        if word in _NO_WINDOW:
            return False
        if word in _WITH_VALUE:
            next(words, None)
        elif not word.startswith("-"):
            return False
    return True


def folder(root: str = ROOT, platform: str = sys.platform) -> str:
    return os.path.join(root, f".venv-{platform}-{sys.version_info[0]}.{sys.version_info[1]}")


def python(root: str = ROOT, platform: str = sys.platform) -> str:
    inside = ("Scripts", "python.exe") if platform == "win32" else ("bin", "python")
    return os.path.join(folder(root, platform), *inside)


def is_ready(pinned: str, root: str = ROOT) -> bool:
    """True when everything that the list `pinned` names is installed, by a Python that is still there.

    The set-up leaves a copy of each list that it has installed, as its last act.
    """
    wanted = _read(os.path.join(root, "packaging", pinned))
    return wanted is not None and wanted == _read(os.path.join(folder(root), pinned)) and _base_is_there(root)


def prepare(*, window: bool, tests: bool = False) -> None:
    """Makes the environment unless it is ready; with `window` also sees to the system libraries that Qt loads."""
    lists = [PINNED, PINNED_FOR_TESTS] if tests else [PINNED]
    if not all(is_ready(pinned) for pinned in lists):
        import making

        making.make(lists)
    if window and sys.platform == "linux":
        _see_to_qt_libraries(os.path.join(folder(), "qt-libraries-present"))


def _see_to_qt_libraries(seen: str) -> None:
    """Once: `seen` is the file that remembers it."""
    if os.path.exists(seen):
        return
    import debian

    debian.provide_qt_libraries()
    try:  # noqa: SIM105 - importing contextlib takes longer than the rest of a start
        open(seen, "wb").close()
    except OSError:  # somebody else's checkout: asked each time
        pass


def become(*arguments: str) -> int:
    """Runs the environment's Python in place of this one, in the folder where the user is.

    `-P` keeps that folder off the module path: a `ui` that lies there is not ours.
    """
    command = [python(), "-P", *arguments]
    if os.name == "posix":
        _replace(command)
    return _run_beside(command)


def _replace(command: list[str]) -> NoReturn:
    os.execv(command[0], command)  # noqa: S606 - signals, terminal and exit status are the program's own from here


def _run_beside(command: list[str]) -> int:
    """Windows has no exec: its own would give the prompt back at once and lose the exit status."""
    import subprocess

    with subprocess.Popen(command) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # the program has got it too and decides
                continue


def _base_is_there(root: str) -> bool:
    """False after the Python that made the environment has been removed or replaced by another version."""
    if not os.path.exists(python(root)):
        return False
    settings = _read(os.path.join(folder(root), "pyvenv.cfg")) or b""
    for line in settings.splitlines():
        name, _, value = line.partition(b"=")
        if name.strip() == b"executable":
            return os.path.exists(os.fsdecode(value.strip()))
    return False


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
