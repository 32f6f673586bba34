"""What a command tells: its result on stdout, as one JSON document or as plain lines; messages on stderr."""

import json
import sys
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TextIO

from app.core.errors import KontorError
from app.core.progress import Progress
from app.core.words import language

GAP, WIDEST = "  ", 48


class NobodyReads(Exception):
    """Whoever read the output has gone (`| head`). No OSError, which the command line's library would take for its."""


@dataclass(slots=True)
class Report:
    """`give` is called once by every command that comes to its end; `fail` once where one does not."""

    as_json: bool
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    _given: bool = False
    _line_open: bool = False

    def __post_init__(self) -> None:
        """JSON is UTF-8 everywhere; lines use what the terminal speaks, and nothing ends a command over a letter."""
        encoding = "utf-8" if self.as_json else None
        for stream, chosen in ((self.out, encoding), (self.err, None)):
            if reconfigure := getattr(stream, "reconfigure", None):
                reconfigure(encoding=chosen, errors="backslashreplace")

    def give(self, document: object, lines: Iterable[str] = ()) -> None:
        self.show(document, lines)
        self._given = True

    def show(self, document: object, lines: Iterable[str]) -> None:
        """As `give`, for a command that runs on after its document."""
        self._end_line()
        text = as_json(document) if self.as_json else "\n".join(lines)
        try:
            self.out.write(text + "\n" if text else "")
            self.out.flush()
        except BrokenPipeError:
            raise NobodyReads from None

    def note(self, text: str) -> None:
        self._end_line()
        self.err.write(f"{plain(text)}\n")
        self.err.flush()

    def fail(self, error: KontorError, document: dict[str, object] | None = None) -> int:
        """Say the error, and give it in `document` where one is given. Returns the exit code."""
        code = self.say(error)
        if self.as_json and not self._given:
            self.give({**(document or {}), "error": error_form(error)})
        return code

    def say(self, error: KontorError) -> int:
        """What happened and what to do, on stderr. Returns the exit code."""
        for sentence in filter(None, (error.message, error.hint)):
            self.note(sentence)
        return error.exit_code

    def tell(self, progress: Progress) -> None:
        """How far it has come, in one line that overwrites itself; nothing where nobody looks on."""
        if not self.err.isatty():
            return
        share = f"{progress.done}/{progress.total}" if progress.total is not None else str(progress.done)
        self.err.write(f"\r\x1b[K{plain(progress.step)} {share}")
        self.err.flush()
        self._line_open = True

    def _end_line(self) -> None:
        if self._line_open:
            self.err.write("\r\x1b[K")
            self._line_open = False


def error_form(error: KontorError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "hint": error.hint}


def as_json(document: object) -> str:
    """In one line, so that whoever reads line by line has the document whole."""
    return json.dumps(document, ensure_ascii=False, default=_value)


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"no form in JSON for {type(value).__name__}")


def iso(moment: datetime) -> str:
    """UTC to the second, e.g. `2026-11-20T08:12:00Z`."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def number(count: int) -> str:
    """For people: `350 000`, or as the chosen language groups it."""
    if count < 1000:
        return str(count)
    from babel.numbers import format_decimal

    return plain(format_decimal(count, locale=language()))


def plain(value: object) -> str:
    """One cell or line. A name from outside cannot steer the terminal: control characters become spaces."""
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def table(
    titles: Sequence[object], rows: Iterable[Sequence[object]], right: Collection[int] = ()
) -> list[str]:
    """Aligned lines below their titles; `right` are the columns of numbers.

    A longer text is cut off, but for the last column: one name of 300 letters would push all others off the screen.
    """
    cells = [[*map(_short, row[:-1]), plain(row[-1])] for row in [titles, *rows]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [_line(row, widths, right) for row in cells]


def _short(value: object) -> str:
    text = plain(value)
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _line(row: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    cells = zip(row, widths, strict=True)
    return GAP.join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(cells)).rstrip()


def pairs(rows: Iterable[tuple[str, object]]) -> list[str]:
    """Names and values below each other; empty values are left out, counts alone stand right."""
    shown = [(name, value) for name, value in rows if plain(value)]
    counts = {1} if all(isinstance(value, int) for _name, value in shown) else ()
    return table(shown[0], shown[1:], counts) if shown else []
