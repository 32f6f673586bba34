"""From a double-click to a window with clients in it.

The window is on the screen before anything heavy is imported: the database layer, the network and the
services are loaded in a worker thread while the shell already answers (targets.md, rows 11 and 12).
"""

import builtins
import linecache
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.core import settings as settings_file
from app.core import words
from app.core.paths import Home, find_home
from app.core.words import _
from ui.desktop import theme
from ui.desktop.alone import Alone, Found
from ui.desktop.qt_words import QtWords

if TYPE_CHECKING:
    from app.core.clock import Clock
    from ui.desktop.shell import Shell

SWITCH_SECONDS = 0.001  # a worker thread's imports may hold the window up no longer than this at a time


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says to the window. `demo`: a throw-away firm on the built-in sandboxes. `background`:
    begin in the tray, as at the start of the computer. `clock`: another than the machine's, which no word of the
    command line asks for.
    """

    home: str | None = None
    database: str | None = None
    demo: bool = False
    background: bool = False
    clock: "Clock | None" = None


def run(options: Options) -> int:
    """Show the window, run until it is closed; returns the exit code."""
    sys.setswitchinterval(SWITCH_SECONDS)
    import_plainly()
    again: Options | None = options
    while again is not None:
        again = one_life(again)
    return 0


def import_plainly() -> None:
    """Take back the `__import__` that PySide has put in the place of Python's.

    It reads the source of whatever is imported, in search of modules that ask for a `__feature__` of PySide's, and
    keeps it: a tenth of the time of a start and 25 MB. Nobody here asks for one.
    """
    builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
    linecache.clearcache()


def one_life(options: Options) -> Options | None:
    """From a window to its end; gives what is to open next, if anything is."""
    home = demo_home() if options.demo else find_home(options.home)
    alone = Alone(home.root)
    found = alone.enter()
    if found is Found.SILENCE:
        sys.stderr.write(
            _("Kontor is open already, and does not answer. End it, then start it again.") + "\n"
        )
    if found is not Found.NOBODY:
        return None
    try:
        return show(options, home, alone)
    finally:
        alone.close()


def show(options: Options, home: Home, alone: Alone) -> Options | None:
    settings = settings_file.load(home.settings)
    words.use(settings.language or settings.spoken or "en", home.cache)
    app = make_application()
    look = theme.start(app)
    look.choose(scheme=settings.theme, text_size=settings.text_size, reduce_motion=settings.reduce_motion)
    from ui.desktop.shell import Shell

    shell = Shell(settings)
    if not options.background:
        shell.show()
    return live(app, shell, home, options, alone)


def make_application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([*sys.argv[:1], *theme.ARGUMENTS])
        app.setProperty(theme.STYLED, True)
        app.installTranslator(QtWords(app))
    app.setApplicationName("Kontor")
    app.setApplicationDisplayName("Kontor")
    app.setDesktopFileName("kontor")
    app.setQuitOnLastWindowClosed(
        False
    )  # quitting a running loop from inside loses tasks; the session ends it
    return app


def demo_home() -> Home:
    """A new folder that is removed at the end of the program."""
    import atexit
    import shutil
    import tempfile
    from pathlib import Path

    folder = Path(tempfile.mkdtemp(prefix="kontor-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Home(folder)


def live(app: QApplication, shell: "Shell", home: Home, options: Options, alone: Alone) -> Options | None:
    """The event loop: asyncio on top of Qt's. Imported only now, with the window already on the screen."""
    import asyncio

    import qasync

    from ui.desktop.collecting import Collecting
    from ui.desktop.session import Next, Session
    from ui.desktop.waking import woken_by_signals

    collecting = Collecting(app)
    collecting.hold()
    app.commitDataRequest.connect(lambda _manager: shell.quit())  # the person logs off
    before = signal.signal(signal.SIGTERM, lambda *_signal: shell.quit())
    try:
        with woken_by_signals(), asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
            session = Session(shell, home, options, alone=alone, loaded=collecting.go_on)
            following = runner.run(session.run())
    finally:
        signal.signal(signal.SIGTERM, before)
        collecting.stop()
    return {Next.NOTHING: None, Next.DEMO: Options(demo=True), Next.THE_SAME: options}[following]
