"""Signals reach a window in which nothing happens (a session that ends waits for nobody)."""

import os
import signal
import threading
import time

import pytest
from PySide6.QtCore import QEventLoop, QTimer

from ui.desktop.waking import woken_by_signals

NEVER = 3000  # ms

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no signal can be sent to oneself there")


def test_a_signal_is_handled_at_once_where_nothing_happens(qapp):
    loop = QEventLoop()
    end = QTimer(singleShot=True, interval=NEVER)
    end.timeout.connect(loop.quit)
    end.start()
    before = signal.signal(signal.SIGUSR1, lambda *_signal: loop.quit())
    began = time.monotonic()
    try:
        with woken_by_signals():
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGUSR1)).start()
            loop.exec()
    finally:
        signal.signal(signal.SIGUSR1, before)
        end.stop()
    assert time.monotonic() - began < NEVER / 2000


def test_afterwards_signals_are_as_they_were(qapp):
    before = signal.set_wakeup_fd(-1)
    with woken_by_signals():
        pass
    assert signal.set_wakeup_fd(before) == -1
