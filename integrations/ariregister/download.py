"""A download that is whole or not there."""

import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import httpx


class FileBeside:
    """A file beside the target that takes its place when it is whole, and is removed when it is not."""

    def __init__(self, target: Path, progress: Callable[[int, int | None], None]) -> None:
        self._target = target
        self._path = target.with_name(target.name + ".part")
        self._progress = progress
        self._file: IO[bytes] | None = None
        self._total: int | None = None

    def begin(self, status: int, headers: httpx.Headers) -> None:
        self._close()
        length = headers.get("content-length", "")
        self._total = int(length) if length.isdecimal() else None
        self._file = self._path.open("wb")

    def take(self, chunk: bytes) -> None:
        if self._file is not None:
            self._file.write(chunk)
            self._progress(self._file.tell(), self._total)

    def put_in_place(self) -> bool:
        """False where what came is no zip. In a worker thread: waiting for the disk may take a while."""
        if self._file is None:
            return False
        self._file.flush()
        os.fsync(self._file.fileno())
        self._close()
        if not zipfile.is_zipfile(self._path):
            return False
        self._path.replace(self._target)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()
        with suppress(OSError):
            self._path.unlink()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
