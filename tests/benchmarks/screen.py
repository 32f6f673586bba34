"""A private X server without a window manager, and somebody outside who sees when a window is mapped."""

import os
import select
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CREATE_NOTIFY, MAP_NOTIFY, CONFIGURE_NOTIFY = 16, 19, 22
SUBSTRUCTURE_NOTIFY = 0x80000
SIZE = "1440x900"
SMALLEST = 400  # px: what is narrower is no main window
PATIENCE = 30.0  # seconds


@contextmanager
def screen() -> Iterator[str]:
    """Gives the number of a new display. Raises FileNotFoundError where there is no Xvfb."""
    reading, writing = os.pipe()
    options = f"-displayfd {writing} -screen 0 {SIZE}x24 -noreset -nolisten tcp"
    server = subprocess.Popen(["Xvfb", *options.split()], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as said:
            yield said.readline().strip()
    finally:
        server.terminate()
        server.wait()


class Observer:
    """Speaks the few words of the X protocol that it takes to be told of every window of the screen."""

    def __init__(self, display: str) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(str(Path("/tmp/.X11-unix") / f"X{display}"))
        self._line.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        root = self._root()
        self._line.sendall(struct.pack("<BxHIII", 2, 4, root, 0x800, SUBSTRUCTURE_NOTIFY))
        self._line.sendall(
            struct.pack("<BxH", 43, 1)
        )  # asks for something, so that an answer shows it listens
        while self._read(32)[0] != 1:
            continue
        self._widths: dict[int, int] = {}

    def _root(self) -> int:
        (length,) = struct.unpack_from("<6xH", self._read(8))
        setup = self._read(length * 4)
        vendor, formats = struct.unpack_from("<16xH3xB", setup)
        (root,) = struct.unpack_from("<I", setup, 32 + (vendor + 3) // 4 * 4 + formats * 8)
        return int(root)

    def _read(self, size: int) -> bytes:
        got = b""
        while len(got) < size:
            if not select.select([self._line], [], [], PATIENCE)[0]:
                raise TimeoutError("no window was mapped")
            more = self._line.recv(size - len(got))
            if not more:
                raise ConnectionError("the X server has gone")
            got += more
        return got

    def mapped(self) -> int:
        """Waits for the next main window; the moment, in ns of `time.monotonic_ns`."""
        while True:
            event = self._read(32)
            now, kind = time.monotonic_ns(), event[0] & 0x7F
            if kind == CREATE_NOTIFY:
                window, width = struct.unpack_from("<8xI4xH", event)
                self._widths[window] = width
            elif kind == CONFIGURE_NOTIFY:
                window, width = struct.unpack_from("<8xI8xH", event)
                self._widths[window] = width
            elif kind == MAP_NOTIFY:
                (window,) = struct.unpack_from("<8xI", event)
                if self._widths.get(window, 0) >= SMALLEST:
                    return now

    def close(self) -> None:
        self._line.close()
