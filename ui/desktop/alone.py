"""One window on a home: a second start brings the first one forward and goes (P10.2).

A lock file says whether there is a window, and a local server is its doorbell. The lock is taken first: asking the
doorbell alone, two starts at the same moment would both find nobody at home.
"""

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

RING_MS = 3000  # how long a second start waits for an answer
PATIENCE = 8.0  # seconds for a window that is just being loaded, or just ends
LOOKS = 0.05  # seconds between two tries
HERE = b"here"


class Found(Enum):
    """What a start finds on its home."""

    NOBODY = auto()  # it is the first
    A_WINDOW = auto()  # which comes forward
    SILENCE = auto()  # a window that answers nobody


class Alone:
    """`home`: the folder of the database. Everything is let go of by `close` or with the process."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = QLockFile(str(home / "window.lock"))
        self._lock.setStaleLockTime(
            0
        )  # however long a window is open; whether one was killed its process tells
        self._bell: QLocalServer | None = None

    def _name(self) -> str:
        """Of the doorbell: short, as some systems allow no longer one."""
        from hashlib import sha256

        return "kontor-" + sha256(str(self._home.resolve()).encode()).hexdigest()[:24]

    def enter(self, patience: float = PATIENCE) -> Found:
        """Be the first, or have the first one come forward. One that is being loaded does not listen yet, one that
        ends does no more: it is given `patience` seconds.
        """
        end = time.monotonic() + patience
        while True:
            if self.first():
                return Found.NOBODY
            if self.ring():
                return Found.A_WINDOW
            if time.monotonic() >= end:
                return Found.SILENCE
            time.sleep(LOOKS)

    def first(self) -> bool:
        """Whether nobody else has a window on this home. True also where no lock can be made: the program says
        itself what is wrong with such a folder.
        """
        return self._lock.tryLock(0) or self._lock.error() != QLockFile.LockError.LockFailedError

    def ring(self) -> bool:
        """Ask the first window to come forward; False where nobody answers."""
        from PySide6.QtNetwork import QLocalSocket

        line = QLocalSocket()
        line.connectToServer(self._name())
        answered = line.waitForConnected(RING_MS) and (
            bool(line.bytesAvailable()) or line.waitForReadyRead(RING_MS)
        )
        line.abort()
        return bool(answered)

    def listen(self, rung: Callable[[], None]) -> None:
        """`rung` is called whenever a second start rings. To be called once the window is there: it is not free."""
        from PySide6.QtNetwork import QLocalServer

        self._lock.tryLock(0)  # at the very first start there was no folder for it yet
        bell = QLocalServer()
        bell.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

        def answer() -> None:
            while (line := bell.nextPendingConnection()) is not None:
                line.disconnected.connect(line.deleteLater)
                line.write(HERE)
                line.flush()
                line.disconnectFromServer()
                rung()

        bell.newConnection.connect(answer)
        if not bell.listen(self._name()) and self._lock.isLocked():
            QLocalServer.removeServer(self._name())  # left behind by one that was killed: the lock is ours
            bell.listen(self._name())
        self._bell = bell

    def take_off_the_bell(self) -> None:
        """This window ends: who rings from now on waits for its place instead."""
        if self._bell is not None:
            self._bell.close()
            self._bell = None

    def close(self) -> None:
        self.take_off_the_bell()
        self._lock.unlock()
