"""A small register to test against: it knows companies, gives a file of those that live, and can be out of reach.

Its file is the plain six columns; the real register and its file are tested in tests/integrations.
"""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stdnum.ee import registrikood
from stdnum.ee.ik import calc_check_digit
from stdnum.no import orgnr

from app.registers.verdicts import Asked
from integrations.contract import (
    FileRow,
    IntegrationError,
    RegisterEntry,
    RegisterSource,
    RegisterStatus,
    Surroundings,
)

LETTERS = {
    "R": RegisterStatus.ENTERED,
    "L": RegisterStatus.LIQUIDATION,
    "N": RegisterStatus.BANKRUPT,
    "K": RegisterStatus.DELETED,
}
LETTER_OF = {status: letter for letter, status in LETTERS.items()}
HEAD = ["code", "name", "status", "vat", "address", "postal"]


def entry(code: str, name: str, letter: str = "R", deleted_on: str = "") -> RegisterEntry:
    return RegisterEntry(code, name, LETTERS.get(letter, RegisterStatus.OTHER), deleted_on=deleted_on)


def write_file(path: Path, entries: Iterable[RegisterEntry]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(
            [e.code, e.name, LETTER_OF.get(e.status, "X"), e.vat_number, e.address, e.postal_code]
            for e in entries
        )
    return path


def rows(path: Path) -> Iterator[FileRow]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if next(reader, None) != HEAD:
            raise ValueError("This is not the file of the paper register. Take the other one.")
        for code, name, letter, vat, address, postal in reader:  # noqa: UP028 - another number of columns is a ValueError
            yield code, name, letter, vat, address, postal


@dataclass
class PaperRegister:
    """`questions`: everything it was asked. `fault`: raised instead of an answer while it is set."""

    companies: dict[str, RegisterEntry] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    fault: Callable[[str], IntegrationError | None] = lambda _question: None
    last_modified: str = "Thu, 17 Sep 2026 09:38:00 GMT"
    file: Iterable[RegisterEntry] | None = None  # None: the living ones of `companies`

    def add(self, *entries: RegisterEntry) -> None:
        self.companies.update((e.code, e) for e in entries)

    def breaks(self, error: IntegrationError | None) -> None:
        self.fault = lambda _question: error

    async def find(self, code: str) -> RegisterEntry | None:
        self._ask(f"find {code}")
        return self.companies.get(code)

    async def search(self, text: str) -> tuple[RegisterEntry, ...]:
        self._ask(f"search {text}")
        return tuple(e for e in self.companies.values() if text.casefold() in e.name.casefold())[:10]

    async def download(
        self, target: Path, *, unless_older_than: str | None, progress: Callable[[int, int | None], None]
    ) -> str | None:
        self._ask("download")
        if unless_older_than == self.last_modified:
            return None
        living = [e for e in self.companies.values() if e.status is not RegisterStatus.DELETED]
        size = write_file(target, living if self.file is None else self.file).stat().st_size
        progress(size // 2, size)
        progress(size, size)
        return self.last_modified

    @asynccontextmanager
    async def open(self, address: str, around: Surroundings) -> AsyncIterator["PaperRegister"]:
        self.opened.append(address)
        yield self
        self.opened.append("closed")

    def source(self, **other: object) -> RegisterSource:
        values: dict[str, object] = {
            "key": "paper",
            "name": "Paper Register",
            "country": "EE",
            "licence": "CC BY 4.0",
            "address": "https://paper.example",
            "open": self.open,
            "valid_form": lambda code: len(code) == 8 and code.isascii() and code.isdigit(),
            "check_digit": registrikood.is_valid,
            "digit_decides": False,
            "rows": rows,
            "status_of": LETTERS,
        }
        return RegisterSource(**(values | other))

    def _ask(self, question: str) -> None:
        self.questions.append(question)
        if error := self.fault(question):
            raise error


def norwegian(register: PaperRegister) -> RegisterSource:
    """A register without a file, whose control digit decides (P4.1, P4.2)."""
    return register.source(
        key="nordic",
        name="Nordic Register",
        country="NO",
        valid_form=lambda code: len(code) == 9 and code.isascii() and code.isdigit(),
        check_digit=orgnr.is_valid,
        digit_decides=True,
        rows=None,
    )


def code(number: int) -> str:
    """A code with a fitting control digit, by its number."""
    start = str(1_000_000 + number)
    return start + calc_check_digit(start + "0")


def asked(*numbers: int) -> list[Asked]:
    return [Asked("EE", code(n), f"Firma {n}") for n in numbers]


def firms(*numbers: int, letter: str = "R") -> list[RegisterEntry]:
    return [entry(code(n), f"Firma {n} OÜ", letter) for n in numbers]
