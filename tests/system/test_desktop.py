"""The desktop that the system tests stand on is a real one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.desktop import wait

pytestmark = pytest.mark.system

WINDOW = """
import sys
from PySide6.QtWidgets import QApplication, QLineEdit, QSystemTrayIcon
app = QApplication(sys.argv)
assert QSystemTrayIcon.isSystemTrayAvailable()
edit = QLineEdit()
edit.setWindowTitle("Written here")
edit.returnPressed.connect(lambda: (print(edit.text()), app.quit()))
edit.show()
sys.exit(app.exec())
"""


def test_windows_take_keys_and_there_is_a_tray(desktop, tmp_path):
    program = desktop.start(sys.executable, "-c", WINDOW, stdout=subprocess.PIPE)
    window = desktop.window("^Written here$")
    desktop.run("xdotool", "windowactivate", "--sync", window)
    picture = desktop.picture(tmp_path / "screen.png")
    desktop.write("Kontor OU")
    desktop.press("Return")
    assert program.communicate(timeout=20)[0].strip() == "Kontor OU"
    assert program.returncode == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_keyring_keeps_a_secret_between_programs(desktop):
    desktop.run(
        sys.executable, "-c", "import keyring; keyring.set_password('kontor', 'trigon', 'from the test')"
    )
    told = desktop.run(
        sys.executable, "-c", "import keyring; print(keyring.get_password('kontor', 'trigon'))"
    )
    assert told.strip() == "from the test"


def test_nothing_outlives_the_desktop(desktop):
    stubborn = desktop.start(
        sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); signal.pause()"
    )
    screen = desktop.surroundings["DISPLAY"].strip(":")
    assert Path(f"/tmp/.X11-unix/X{screen}").exists()
    desktop.__exit__(None, None, None)
    assert stubborn.returncode == -signal.SIGTERM
    wait(lambda: not Path(f"/tmp/.X11-unix/X{screen}").exists(), "the screen is still there")
