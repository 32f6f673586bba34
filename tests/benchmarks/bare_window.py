"""The floor of a start: the least that PySide6 needs for a main window on the screen.

    python tests/benchmarks/bare_window.py [--imports]

With --imports, the libraries of Kontor's first page are imported in a worker thread behind it; then it writes the
moments in between which its loop did not turn, and ends.
"""

import sys

from PySide6.QtWidgets import QApplication, QMainWindow

LIBRARIES = ("sqlalchemy.orm", "sqlalchemy.dialects.sqlite", "msgspec", "rapidfuzz", "filelock")


def main() -> None:
    app = QApplication(sys.argv)
    window = QMainWindow()
    window.resize(1280, 800)
    window.show()
    if "--imports" in sys.argv:
        watch_imports(app)
    app.exec()


def watch_imports(app: QApplication) -> None:
    import threading
    from importlib import import_module

    from heartbeat import Heartbeat

    sys.setswitchinterval(0.001)
    heartbeat = Heartbeat(app)

    def load() -> None:
        for name in LIBRARIES:
            import_module(name)

    worker = threading.Thread(target=load)

    def look() -> None:
        if not worker.is_alive():
            heartbeat.timeout.disconnect(look)
            heartbeat.tell()
            app.quit()

    heartbeat.timeout.connect(look)
    worker.start()


if __name__ == "__main__":
    main()
