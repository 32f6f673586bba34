"""A signal of the system wakes Qt's event loop.

Python handles a signal once it next runs a line of its own; in a window where nothing happens that may be seconds
away, and a session that ends waits for nobody.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier


@contextmanager
def woken_by_signals() -> Iterator[None]:
    """In the main thread only, as `signal` has it."""
    near, far = socket.socketpair()
    for end in (near, far):
        end.setblocking(False)
    notifier = QSocketNotifier(near.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda: near.recv(64))  # that a line of Python runs is all there is to it
    before = signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        notifier.setEnabled(False)
        near.close()
        far.close()
