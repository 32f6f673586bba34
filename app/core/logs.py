"""The log: a file below the home that grows to a size and no further, free of secrets (P11.3)."""

import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from app.core.paths import Home
from app.core.redaction import hide, hiding, redact

__all__ = ["crash_text", "hide", "hiding", "log_file", "redact", "set_up", "watch_crashes"]

SIZE = 1_000_000  # bytes; five older files are kept
KEPT = 5
LINE = "%(asctime)s %(levelname)s %(name)s [%(process)d %(threadName)s] %(message)s"
# httpx logs whole addresses with their questions, httpcore logs headers
CHATTY = ("httpx", "httpcore", "asyncio", "keyring", "filelock")

log = logging.getLogger("kontor")


class Redacted(logging.Formatter):
    """Masks secrets in the finished text: arguments, traceback and stack are all in it by then. Times in UTC."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        return redact(super().formatMessage(record), whole_body=True)

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class LogFile(RotatingFileHandler):
    """Readable by its owner alone. Where it cannot be rotated (Windows, while another Kontor has it open) it grows
    on for a while; no line is lost and nobody sees an error of the log itself.
    """

    def _open(self) -> Any:
        def for_owner(path: str, flags: int) -> int:
            return os.open(path, flags, 0o600)

        return open(
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=for_owner
        )

    def doRollover(self) -> None:  # noqa: N802 - logging's own name
        try:
            super().doRollover()
        except OSError:
            if self.stream is None or self.stream.closed:
                self.stream = self._open()


def log_file(home: Home) -> Path:
    return home.logs / "kontor.log"


def set_up(home: Home, verbose: bool = False) -> Path | None:  # noqa: FBT001, FBT002 - as agreed with its callers
    """Log into the home from now on; `verbose` also to stderr. Returns the file.

    None where the folder cannot be written to: then warnings go to stderr, and it is for the database to say
    what is wrong with the folder. Calling it again moves the log.
    """
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "is_kontors", False)]:
        root.removeHandler(old)
        old.close()
    root.setLevel(logging.INFO)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    file = _file_handler(home)
    if file is not None:
        _add(root, file)
    if verbose or file is None:
        _add(root, logging.StreamHandler(sys.stderr), logging.INFO if verbose else logging.WARNING)
    return log_file(home) if file is not None else None


def _file_handler(home: Home) -> LogFile | None:
    try:
        home.root.mkdir(parents=True, exist_ok=True, mode=0o700)  # clients' data is no one else's business
        home.logs.mkdir(exist_ok=True)
        return LogFile(log_file(home), maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", errors="replace")
    except OSError:
        return None


def _add(root: logging.Logger, handler: logging.Handler, level: int = logging.INFO) -> None:
    handler.setFormatter(Redacted(LINE))
    handler.setLevel(level)
    handler.is_kontors = True  # type: ignore[attr-defined]  # told apart from handlers of others
    root.addHandler(handler)


def crash_text(fault: BaseException) -> str:
    """The traceback with its whole chain, without secrets and without values of variables."""
    return redact("".join(traceback.format_exception(fault)))


def watch_crashes() -> Callable[[], None]:
    """Uncaught exceptions of all threads go to the log and, without secrets, to stderr. Returns what ends it.

    A hook that somebody set before (the window's, for its crash dialog) is called instead of writing to stderr.
    """
    main, threads = sys.excepthook, threading.excepthook

    def in_main(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            main(kind, fault, trace)
            return
        log.critical("stopped by an unexpected error", exc_info=(kind, fault, trace))
        if main is sys.__excepthook__:  # prints the traceback with all that is in it
            sys.stderr.write(crash_text(fault))
        else:
            main(kind, fault, trace)

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        fault = arguments.exc_value
        if fault is None:
            return
        log.critical("a thread ended with an unexpected error", exc_info=fault)
        if threads is threading.__excepthook__:
            sys.stderr.write(crash_text(fault))
        else:
            threads(arguments)

    sys.excepthook, threading.excepthook = in_main, in_thread

    def stop() -> None:
        sys.excepthook, threading.excepthook = main, threads

    return stop
