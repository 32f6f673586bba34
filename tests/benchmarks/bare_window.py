"""The floor of a start: the least that PySide6 needs for a main window on the screen.

    python tests/benchmarks/bare_window.py [--imports [stalls]]

With --imports, the libraries of Kontor's first page are imported in a worker thread behind it; it writes the moment at
which they are there (ns of `time.monotonic_ns`). As in Kontor, nothing is collected meanwhile, and the import is
Python's own in place of PySide's. With `stalls`, the moments in between which its loop did not turn follow, and it
ends.
"""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

LIBRARIES = ("sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "msgspec")


def main() -> None:
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    if "--imports" in sys.argv:
        load_behind(app)
    app.exec()


def load_behind(app: QApplication) -> None:
    import builtins
    import gc
    import threading
    import time
    from importlib import import_module

    def load() -> None:
        for name in LIBRARIES:
            import_module(name)
        print(time.monotonic_ns(), flush=True)

    gc.disable()
    builtins.__import__ = builtins.__orig_import__
    sys.setswitchinterval(0.001)
    worker = threading.Thread(target=load)
    if "stalls" in sys.argv:
        watch(app, worker)
    worker.start()


def watch(app: QApplication, worker: object) -> None:
    from heartbeat import Heartbeat

    heartbeat = Heartbeat(app)

    def look() -> None:
        if not worker.is_alive():
            heartbeat.timeout.disconnect(look)
            heartbeat.tell()
            app.quit()

    heartbeat.timeout.connect(look)


if __name__ == "__main__":
    main()
