"""The entry point: window or command, without loading the other one."""

import subprocess
import sys
from types import ModuleType

import pytest

from tests.headless.caller import ROOT, Kontor
from ui.headless.run import in_front
from ui.main import main

WITHOUT_QT = """
import sys
for name in ("PySide6", "qasync", "qtawesome", "shiboken6"):
    sys.modules[name] = None
from ui.main import main
code = main(sys.argv[1:])
heavy = {"sqlalchemy", "alembic", "httpx", "keyring", "cryptography", "holidays", "babel"} & set(sys.modules)
print("loaded:", *sorted(heavy), file=sys.stderr)
sys.exit(code)
"""


def alone(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_QT, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words", [["--help"], ["import", "--help"], ["connect", "trigon", "--help"], ["--version"]]
)
def test_help_needs_neither_qt_nor_anything_heavy(words: list[str]) -> None:
    answer = alone(*words)
    assert (answer.returncode, answer.stderr) == (0, "loaded:\n")
    assert "kontor" in answer.stdout


def test_a_command_that_uses_the_database_runs_without_qt(kontor_home: object) -> None:
    answer = alone(
        "init",
        "--name",
        "Büroo",
        "--country",
        "NO",
        "--owner-name",
        "Ola",
        "--owner-email",
        "ola@firm.example",
    )
    assert answer.returncode == 0, answer.stderr
    assert "Büroo" in answer.stdout


class Window:
    """Stands where `ui.desktop.start` would be imported from."""

    def __init__(self) -> None:
        self.asked: dict[str, object] = {}

    def Options(self, **given: object) -> dict[str, object]:
        return given

    def run(self, options: dict[str, object]) -> int:
        self.asked = options
        self.typer = "typer" in sys.modules
        return 7


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    found = Window()
    module = ModuleType("ui.desktop.start")
    module.Options, module.run = found.Options, found.run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ui.desktop.start", module)
    for name in [n for n in sys.modules if n == "typer" or n.startswith("typer.")]:
        monkeypatch.delitem(sys.modules, name)
    return found


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ([], {"home": None, "database": None, "demo": False}),
        (["--demo"], {"home": None, "database": None, "demo": True}),
        (["--background"], {"home": None, "database": None, "demo": False}),
        (["--home", "import", "--demo"], {"home": "import", "database": None, "demo": True}),
        (["--home=a b", "--database", "sqlite://"], {"home": "a b", "database": "sqlite://", "demo": False}),
    ],
)
def test_without_a_command_the_window_opens(
    words: list[str], options: dict[str, object], window: Window
) -> None:
    assert main(words) == 7
    assert window.asked == {"background": "--background" in words, **options}
    assert not window.typer


@pytest.mark.parametrize(
    "words", [["--json"], ["--home"], ["--demo=1"], ["--nothing"], ["--as", "a@b.example"]]
)
def test_options_that_the_window_does_not_know_are_explained(
    words: list[str], window: Window, kontor: Kontor
) -> None:
    answer = kontor(*words)
    assert answer.code == 2
    assert "kontor --help" in answer.err
    assert not window.asked


def test_without_qt_the_window_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, kontor: Kontor) -> None:
    monkeypatch.setitem(sys.modules, "ui.desktop.start", None)
    answer = kontor()
    assert answer.code == 3
    assert "kontor --help" in answer.err
    assert answer.out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
def test_without_a_screen_the_window_says_so(monkeypatch: pytest.MonkeyPatch, kontor: Kontor) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    answer = kontor()
    assert answer.code == 3
    assert "no screen" in answer.err


def test_version_as_json(kontor: Kontor) -> None:
    assert kontor("--version", "--json").json == kontor("--json", "--home", "x", "--version").json
    assert set(kontor("--version", "--json").json) == {"version"}


def test_common_options_may_stand_anywhere() -> None:
    words = ["import", "--home", "a", "trigon", "--json", "--now=2026-01-01", "--only", "x", "--as", "b"]
    common = ["--home", "a", "--json", "--now=2026-01-01", "--as", "b"]
    assert in_front(words) == [*common, "import", "trigon", "--only", "x"]


def test_nothing_is_an_option_after_two_dashes() -> None:
    assert in_front(["clients", "show", "--", "--json", "--home"]) == [
        "clients",
        "show",
        "--",
        "--json",
        "--home",
    ]
