"""Garbage is collected in the window's own thread.

Cycles of Python hold widgets (a closed wizard, its buttons, what its signals call). Left to itself the collector runs
in whichever thread allocates next, and a worker thread that lets go of a widget ends the program: Qt's objects may be
deleted in the window's thread alone. So the collector is turned off, and a timer does its work by its own rules.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 250  # ms


class Collecting(QObject):
    """From now on until `stop`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY)
        self._clock.timeout.connect(self.collect)
        self._clock.start()

    def collect(self) -> None:
        """The oldest generation whose turn it is by the collector's own thresholds, and those younger."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._clock.stop()
        gc.collect()
        gc.enable()
        self.deleteLater()
