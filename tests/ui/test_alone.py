"""One window on a home (P10.2): with real processes, and with one that was killed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from ui.desktop.alone import Alone, Found

HOLD = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from ui.desktop.alone import Alone
app = QCoreApplication(["kontor"])
alone = Alone(Path(sys.argv[1]))
print(alone.first(), flush=True)
alone.listen(lambda: print("rung", flush=True))
print("listening", flush=True)
QTimer.singleShot(30_000, app.quit)
app.exec()
"""


RING = """
import sys
from pathlib import Path
from ui.desktop.alone import Alone
print(Alone(Path(sys.argv[1])).ring())
"""


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    assert process.stdout.readline() == "listening\n"
    yield process
    process.kill()
    process.communicate()


def test_a_second_start_rings(qapp: QCoreApplication, holder: subprocess.Popen, tmp_path: Path):
    second = Alone(tmp_path)
    assert not second.first()
    assert second.ring()
    assert second.ring()
    assert [holder.stdout.readline() for _ in range(2)] == ["rung\n", "rung\n"]


def test_another_home_is_another_window(qapp: QCoreApplication, holder: subprocess.Popen, tmp_path: Path):
    other = Alone(tmp_path / "..")
    assert not other.ring()


def test_after_a_kill_the_next_start_is_the_first(
    qapp: QCoreApplication, holder: subprocess.Popen, tmp_path: Path
):
    holder.kill()
    holder.wait()
    following = Alone(tmp_path)
    assert following.first()
    rings: list[str] = []
    following.listen(lambda: rings.append("rung"))
    caller = subprocess.Popen([sys.executable, "-c", RING, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    while caller.poll() is None:
        qapp.processEvents()
    assert caller.communicate()[0] == "True\n"
    assert rings == ["rung"]
    following.close()


def test_nobody_answers(qapp: QCoreApplication, tmp_path: Path):
    assert not Alone(tmp_path).ring()


def test_what_was_let_go_of_can_be_taken(qapp: QCoreApplication, tmp_path: Path):
    one, two = Alone(tmp_path), Alone(tmp_path)
    assert one.first()
    assert not two.first()
    one.close()
    assert two.first()
    two.close()


def test_a_folder_that_cannot_be_locked_is_left_to_the_program(qapp: QCoreApplication, tmp_path: Path):
    assert Alone(tmp_path / "missing").first()


LOADS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from ui.desktop.alone import Alone
app = QCoreApplication(["kontor"])
alone = Alone(Path(sys.argv[1]))
print(alone.first(), flush=True)
QTimer.singleShot(400, lambda: alone.listen(lambda: print("rung", flush=True)))
QTimer.singleShot(30_000, app.quit)
app.exec()
"""

ENDS = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.desktop.alone import Alone
app = QCoreApplication(["kontor"])
alone = Alone(Path(sys.argv[1]))
assert alone.first()
alone.listen(print)
alone.take_off_the_bell()
print("ends", flush=True)
sys.stdin.readline()
alone.close()
"""

ENTERS = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from ui.desktop.alone import Alone, Found
app = QCoreApplication(["kontor"])
alone = Alone(Path(sys.argv[1]))
found = alone.enter()
if found is Found.NOBODY:
    alone.listen(lambda: None)
print(found.name, flush=True)
if found is Found.NOBODY:
    QTimer.singleShot(30_000, app.quit)
    app.exec()
"""


@pytest.fixture
def started(tmp_path: Path):
    """Starts a script on the home; it is ended with the test."""
    running: list[subprocess.Popen] = []

    def start(script: str) -> subprocess.Popen:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], text=True, **pipes)
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_a_window_that_is_being_loaded_is_waited_for(qapp: QCoreApplication, started, tmp_path: Path):
    first = started(LOADS)
    assert first.stdout.readline() == "True\n"
    assert Alone(tmp_path).enter() is Found.A_WINDOW
    assert first.stdout.readline() == "rung\n"


def test_after_one_that_ends_the_next_is_the_first(qapp: QCoreApplication, started, tmp_path: Path):
    first = started(ENDS)
    assert first.stdout.readline() == "ends\n"
    second = Alone(tmp_path)
    assert second.enter(patience=0) is Found.SILENCE
    first.stdin.write("now\n")
    first.stdin.flush()
    assert second.enter() is Found.NOBODY
    second.close()


def test_of_many_that_start_together_one_is_the_first(started):
    said = [process.stdout.readline() for process in [started(ENTERS) for _each in range(5)]]
    assert sorted(said) == ["A_WINDOW\n"] * 4 + ["NOBODY\n"]
