"""One window on a home (P10.2): with real processes, and with one that was killed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from ui.desktop.alone import Alone

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
