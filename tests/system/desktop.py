"""A real desktop on a virtual screen: X server, window manager, panel with a tray, session bus, unlocked keyring.

`packaging/test.py` installs the programs (packaging/debian.py names them). Each desktop has a home of its own; every
program started in it ends with it.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Self, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PROGRAMS = ("Xvfb", "openbox", "tint2", "dbus-daemon", "gnome-keyring-daemon", "xdotool", "import")
# What conftest.py sets to keep unit tests away from a desktop.
_NOT_HERE = {"QT_QPA_PLATFORM", "PYTHON_KEYRING_BACKEND", "KONTOR_HOME", "WAYLAND_DISPLAY"}
_FOLDERS = ("config", "data", "cache", "state", "run")


class Desktop:
    """`with Desktop(home) as desktop:` — `surroundings` is what a program needs to find itself in it."""

    def __init__(self, home: Path, size: str = "1440x900", *, panel: bool = True) -> None:
        """`panel`: with a tray in it."""
        self.home = home
        self._panel = panel
        self._size = size
        self._ends = ExitStack()
        self.surroundings = {name: value for name, value in os.environ.items() if name not in _NOT_HERE}

    def __enter__(self) -> Self:
        with ExitStack() as until_complete:
            until_complete.push(self.__exit__)
            self._make_home()
            self._start_bus()
            self._start_keyring()
            self._start_screen()
            until_complete.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def start(self, *command: str | Path, **options: object) -> subprocess.Popen[str]:
        """Starts a program in the checkout's folder; it is ended with the desktop at the latest."""
        process: subprocess.Popen[str] = subprocess.Popen(  # type: ignore[call-overload]
            [str(word) for word in command], cwd=ROOT, env=self.surroundings, text=True, **options
        )
        self._ends.callback(_end, process)
        return process

    def run(self, *command: str | Path, said: str | None = None, seconds: float = 60) -> str:
        """What a program printed; it has to end well."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT,
            env=self.surroundings,
            input=said,
            text=True,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, (
            f"{command[0]} ended with {done.returncode}: {done.stderr or done.stdout}"
        )
        return done.stdout

    def kontor(self, *arguments: str, **options: object) -> subprocess.Popen[str]:
        return self.start(sys.executable, "-m", "ui.main", *arguments, **options)

    def windows(self, title: str) -> list[str]:
        """Numbers of the windows on the screen whose title fits this pattern."""
        command = ["xdotool", "search", "--onlyvisible", "--name", title]
        found = subprocess.run(command, env=self.surroundings, text=True, capture_output=True, check=False)
        return found.stdout.split()

    def window(self, title: str, seconds: float = 30) -> str:
        """The number of the first such window, once there is one."""
        return wait(lambda: self.windows(title), f"no window {title!r}", seconds)[0]

    def press(self, *keys: str) -> None:
        """Key names of X: "Return", "ctrl+k"."""
        self.run("xdotool", "key", "--clearmodifiers", *keys)

    def write(self, text: str) -> None:
        self.run("xdotool", "type", "--delay", "5", text)

    def click(self, x: int, y: int, button: int = 1) -> None:
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def processes_of(self, home: Path) -> list[str]:
        """Command lines in which this folder is named, of all that runs on this computer."""
        lines = [words.replace(b"\0", b" ").decode(errors="replace") for words in _command_lines()]
        return [line for line in lines if str(home) in line]

    def picture(self, path: Path) -> Path:
        """The whole screen as a PNG."""
        self.run("import", "-window", "root", path)
        return path

    def _make_home(self) -> None:
        for folder in _FOLDERS:
            (self.home / folder).mkdir(parents=True, exist_ok=True)
            self.surroundings[f"XDG_{folder.upper()}_HOME"] = str(self.home / folder)
        (self.home / "run").chmod(0o700)
        self.surroundings |= {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home / "run")}

    def _start_bus(self) -> None:
        bus = self._quietly(
            "dbus-daemon", "--session", "--nofork", "--print-address=1", stdout=subprocess.PIPE
        )
        self.surroundings["DBUS_SESSION_BUS_ADDRESS"] = _first_line(bus)

    def _start_keyring(self) -> None:
        keyring = self._quietly(
            *("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"),
            stdin=subprocess.PIPE,
        )
        assert keyring.stdin is not None
        keyring.stdin.write("password of the test")
        keyring.stdin.close()
        wait(self._keyring_answers, "the keyring does not answer")

    def _keyring_answers(self) -> bool:
        code = "import secretstorage as s; c = s.dbus_init(); print(s.get_default_collection(c).is_locked())"
        asked = subprocess.run(
            [sys.executable, "-c", code], env=self.surroundings, capture_output=True, text=True, check=False
        )
        return asked.stdout.strip() == "False"

    def _start_screen(self) -> None:
        server = self._quietly(
            *("Xvfb", "-displayfd", "1", "-screen", "0", f"{self._size}x24", "-nolisten", "tcp"),
            stdout=subprocess.PIPE,
        )
        self.surroundings |= {"DISPLAY": f":{_first_line(server)}", "QT_QPA_PLATFORM": "xcb"}
        self._quietly("openbox")
        self._wait_for_owner("WM_S0", "no window manager")
        if self._panel:
            self._quietly("tint2")
            self._wait_for_owner("_NET_SYSTEM_TRAY_S0", "no tray")

    def _quietly(self, *command: str, **options: object) -> subprocess.Popen[str]:
        quiet: dict[str, object] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return self.start(*command, **quiet | options)

    def _wait_for_owner(self, selection: str, words: str) -> None:
        """A window manager and a tray each own a selection: the sign that the place is taken."""
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        display = ctypes.c_void_p(x11.XOpenDisplay(self.surroundings["DISPLAY"].encode()))
        try:
            atom = ctypes.c_ulong(x11.XInternAtom(display, selection.encode(), 0))
            wait(lambda: x11.XGetSelectionOwner(display, atom), words)
        finally:
            x11.XCloseDisplay(display)


def _command_lines() -> Iterator[bytes]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has ended meanwhile
            yield file.read_bytes()


def missing_programs() -> list[str]:
    return [program for program in PROGRAMS if not shutil.which(program)]


def wait(question: Callable[[], T], words: str, seconds: float = 20) -> T:
    """The first answer that is true."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, f"{words} within {seconds} s"
        time.sleep(0.03)
    return answer


def _first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line, f"{process.args} did not start"
    process.stdout.close()
    return line


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
