"""Starting with the computer (P10.2): an entry where each system looks for one, without a window at first."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

NAME = "kontor"
IN_BACKGROUND = "--background"
_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_SWITCHED_OFF = {"hidden=true", "x-gnome-autostart-enabled=false"}
_ROOT = Path(__file__).parents[2]


def command(home: Path) -> list[str]:
    """What starts this very Kontor in the tray, on this home."""
    starter = _ROOT / "packaging" / "start.py"
    if getattr(sys, "frozen", False):
        program = [sys.executable]
    elif starter.exists():
        program = [sys.executable, str(starter)]
    else:
        program = [sys.executable, "-m", "ui.main"]
    return [*program, IN_BACKGROUND, *(["--home", str(home)] if home != _usual_home() else [])]


def _usual_home() -> Path:
    """Where it is without a word about it; at the start of the computer no KONTOR_HOME is set."""
    from platformdirs import user_data_path

    return user_data_path("Kontor", appauthor=False)


def starts_itself() -> bool:
    """An entry that the desktop's own settings have switched off does not count."""
    if sys.platform == "win32":
        return _in_registry()
    try:
        lines = _entry().read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return not _SWITCHED_OFF.intersection(line.replace(" ", "").lower() for line in lines)


def folder() -> Path | None:
    """Where the entry is written; None where it is no file."""
    return None if sys.platform == "win32" else _entry().parent


def start_itself(words: Sequence[str] | None) -> None:
    """`words`: the command; None: not any more. Raises OSError."""
    if sys.platform == "win32":
        _write_registry(words)
    elif words is None:
        _entry().unlink(missing_ok=True)
    else:
        entry = _entry()
        entry.parent.mkdir(parents=True, exist_ok=True)
        beside = entry.with_suffix(".new")
        beside.write_bytes(_agent(words) if sys.platform == "darwin" else _desktop_entry(words))
        beside.replace(entry)


def _entry() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{NAME}.plist"
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(settings) / "autostart" / f"{NAME}.desktop"


def _desktop_entry(words: Sequence[str]) -> bytes:
    """In the form of the Desktop Entry Specification."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Kontor",
        f"Exec={' '.join(map(_quoted, words))}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    )
    return ("\n".join(lines) + "\n").encode()


def _quoted(word: str) -> str:
    """An argument of Exec: the value is unescaped twice, once as text and once as a command."""
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return '"{}"'.format(word.replace("\\", "\\\\").replace("%", "%%"))


def _agent(words: Sequence[str]) -> bytes:
    import plistlib

    return plistlib.dumps({"Label": NAME, "ProgramArguments": list(words), "RunAtLoad": True})


if sys.platform == "win32":
    import winreg
    from contextlib import suppress
    from subprocess import list2cmdline

    def _in_registry() -> bool:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                winreg.QueryValueEx(key, NAME)
        except FileNotFoundError:
            return False
        return True

    def _write_registry(words: Sequence[str] | None) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
            if words is None:
                with suppress(FileNotFoundError):
                    winreg.DeleteValue(key, NAME)
            else:
                winreg.SetValueEx(key, NAME, 0, winreg.REG_SZ, list2cmdline(words))
