"""Garbage is collected in the window's own thread.

Cycles of Python hold widgets (a closed wizard, its buttons, what its signals call). Left to itself the collector runs
in whichever thread allocates next, and a worker thread that lets go of a widget ends the program: Qt's objects may be
deleted in the window's thread alone. So the collector is turned off, and a timer does its work by its own rules.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 250  # ms, while there is something to collect
SELDOM = 4000  # ms, when nothing has happened for a while: a program that waits in the tray sleeps


class Collecting(QObject):
    """From now on until `stop`. Between `hold` and `go_on` the program is loaded and nothing is collected."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY)
        self._clock.timeout.connect(self.collect)
        self._clock.start()

    def hold(self) -> None:
        """Imports leave next to no garbage, and looking for it takes a fifth of their time."""
        self._clock.stop()

    def go_on(self) -> None:
        """What was loaded by now stays to the end, and is left out from here on: a look at it takes 50 ms."""
        gc.freeze()
        self._clock.start()

    def collect(self) -> None:
        """The oldest generation whose turn it is by the collector's own thresholds, and those younger; the longer
        there is nothing, the longer until the next look.
        """
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                self._clock.setInterval(EVERY)
                return
        self._clock.setInterval(min(2 * self._clock.interval(), SELDOM))

    def stop(self) -> None:
        self._clock.stop()
        gc.unfreeze()
        gc.collect()
        gc.enable()
        self.deleteLater()
