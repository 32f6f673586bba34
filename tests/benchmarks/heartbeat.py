"""When Qt's loop turned: a timer of 1 ms that notes every time it comes late."""

import json
import sys
import time

from PySide6.QtCore import QObject, Qt, QTimer

LATE = 4_000_000  # ns; what is shorter is of no interest


class Heartbeat(QTimer):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.gaps: list[tuple[int, int]] = []
        self._last = time.monotonic_ns()
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._beat)
        self.start(1)

    def _beat(self) -> None:
        now = time.monotonic_ns()
        if now - self._last > LATE:
            self.gaps.append((self._last, now))
        self._last = now

    def tell(self) -> None:
        """One line: [[from, to], …] in ns of `time.monotonic_ns`."""
        sys.stdout.write(json.dumps(self.gaps) + "\n")
        sys.stdout.flush()
