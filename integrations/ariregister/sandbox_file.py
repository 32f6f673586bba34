"""Makes a register file in the form of the real one: of any size, always the same."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import IO

from integrations.ariregister.register_file import COLUMNS, CSV_NAME
from integrations.sandbox.companies import COMPANIES, Company, company

WHOLE_REGISTER = 378_009  # rows on 2026-09-17
STATUS_WORDS = {"R": "Registrisse kantud", "L": "Likvideerimisel", "N": "Pankrotis"}
LINK = "https://ariregister.rik.ee/est/company/"


def write_register(
    path: Path, rows: int = WHOLE_REGISTER, first: Iterable[Company] = COMPANIES, *, level: int = 1
) -> None:
    """`rows` rows: `first`, then as many of `companies.company` as it takes. A zip when the name of `path` ends so."""
    companies = islice(living(chain(first, map(company, count()))), rows)
    if path.suffix == ".zip":
        write_zip(path, companies, level=level)
    else:
        with path.open("wb") as file:
            _write(file, companies)


def write_zip(target: Path | IO[bytes], companies: Iterable[Company], *, level: int = 1) -> None:
    entry = zipfile.ZipInfo(CSV_NAME, (2026, 9, 17, 9, 38, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    with (
        zipfile.ZipFile(target, "w", compresslevel=level) as archive,
        archive.open(entry, "w", force_zip64=True) as file,
    ):
        _write(file, companies)


def living(companies: Iterable[Company]) -> Iterator[Company]:
    """Deleted companies are not in the file."""
    return (one for one in companies if one.status in STATUS_WORDS)


def _write(file: IO[bytes], companies: Iterable[Company]) -> None:
    with io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False) as text:
        writer = csv.writer(text, delimiter=";", lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(map(_row, companies))


def _row(one: Company) -> tuple[str, ...]:
    place = one.place
    return (
        one.name,
        one.code,
        one.form,
        "",
        one.vat_number,
        one.status,
        STATUS_WORDS[one.status],
        one.first_entry,
        "",
        one.street,
        place.ehak if place else "",
        place.small_to_large if place else "",
        one.postal_code,
        str(2_000_000 + int(one.code) % 999_983) if place else "",
        "",
        one.address,
        LINK + one.code,
    )
