"""Whatever a worker thread allocates, windows that lie in cycles of garbage are let go in the window's thread."""

import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ui.desktop.collecting import Collecting

ended_in: list[str] = []


class Window(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.myself = self
        self.last_word = Last()


class Last:
    def __del__(self) -> None:
        ended_in.append(threading.current_thread().name)


@pytest.fixture
def collecting(qapp):
    ended_in.clear()
    made = Collecting(qapp)
    yield made
    made.stop()


def allocate_much() -> None:
    kept = [[n] for n in range(50_000)]
    del kept


def test_a_window_in_a_cycle_ends_in_the_windows_thread(collecting, qtbot):
    Window()
    worker = threading.Thread(target=allocate_much, name="worker")
    worker.start()
    worker.join()
    assert ended_in == []  # with the collector left to itself it says "worker"
    held = [[n] for n in range(2_000)]
    qtbot.waitUntil(lambda: ended_in == [threading.main_thread().name])
    assert len(held) == 2_000


def test_the_collector_is_itself_again_afterwards(qapp):
    Collecting(qapp).stop()
    assert gc.isenabled()
    assert QApplication.instance() is qapp


def test_nothing_is_collected_while_the_program_is_loaded(collecting, qtbot):
    collecting.hold()
    assert not collecting._clock.isActive()
    Window()
    allocate_much()
    assert ended_in == []
    assert not gc.isenabled()


def test_what_was_loaded_is_left_out_until_the_end(qapp):
    ended_in.clear()
    before = gc.get_freeze_count()
    collecting = Collecting(qapp)
    collecting.hold()
    Window()
    collecting.go_on()
    assert gc.get_freeze_count() > before
    gc.collect()
    assert ended_in == []
    collecting.stop()
    assert ended_in == [threading.main_thread().name]
    assert gc.get_freeze_count() == 0


def test_the_longer_there_is_nothing_the_longer_until_the_next_look(collecting):
    gc.collect()
    pauses = []
    for _look in range(6):
        collecting.collect()
        pauses.append(collecting._clock.interval())
    assert pauses == [500, 1000, 2000, 4000, 4000, 4000]
    held = [[n] for n in range(2_000)]
    collecting.collect()
    assert collecting._clock.interval() == 250
    assert len(held) == 2_000
