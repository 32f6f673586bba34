"""Starting with the computer: the entries as the systems read them."""

import plistlib
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from ui.desktop import autostart

AWKWARD = ["/opt/a b/python", '/x/$HOME `y` "z" \\ 100%/start.py', "--background"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def test_on_and_off(settings: Path):
    assert not autostart.starts_itself()
    autostart.start_itself(["/usr/bin/kontor", "--background"])
    assert autostart.starts_itself()
    assert [file.name for file in (settings / "autostart").iterdir()] == ["kontor.desktop"]
    autostart.start_itself(None)
    assert not autostart.starts_itself()
    autostart.start_itself(None)


def test_the_entry_starts_what_was_asked_for(settings: Path):
    autostart.start_itself(AWKWARD)
    entry = RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign] # names keep their letters
    entry.read(settings / "autostart" / "kontor.desktop", "utf-8")
    line = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\").replace("%%", "%")
    said = subprocess.run(["sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == AWKWARD


def test_the_agent_of_a_mac(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    autostart.start_itself(AWKWARD)
    agent = plistlib.loads((tmp_path / "Library" / "LaunchAgents" / "kontor.plist").read_bytes())
    assert agent["ProgramArguments"] == AWKWARD
    assert agent["RunAtLoad"] is True
    assert autostart.starts_itself()


def test_the_command_names_the_home_unless_it_is_the_usual_one(tmp_path: Path):
    from platformdirs import user_data_path

    assert autostart.command(user_data_path("Kontor", appauthor=False))[-1] == "--background"
    assert autostart.command(tmp_path)[-2:] == ["--home", str(tmp_path)]
    assert Path(autostart.command(tmp_path)[1]).name == "start.py"


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = false"])
def test_switched_off_in_the_settings_of_the_desktop(settings: Path, line: str):
    autostart.start_itself(["/usr/bin/kontor", "--background"])
    entry = settings / "autostart" / "kontor.desktop"
    entry.write_text(entry.read_text().replace("X-GNOME-Autostart-enabled=true", line))
    assert not autostart.starts_itself()
    autostart.start_itself(["/usr/bin/kontor", "--background"])
    assert autostart.starts_itself()
