"""The open-data file "lihtandmed": 17 columns, about 378,000 rows, 97 MB unpacked.

Read once a week in one go, so the loop over the rows does as little as possible.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import IO

from integrations.contract import N_, FileRow

COLUMNS = (
    "nimi",
    "ariregistri_kood",
    "ettevotja_oiguslik_vorm",
    "ettevotja_oigusliku_vormi_alaliik",
    "kmkr_nr",
    "ettevotja_staatus",
    "ettevotja_staatus_tekstina",
    "ettevotja_esmakande_kpv",
    "ettevotja_aadress",
    "asukoht_ettevotja_aadressis",
    "asukoha_ehak_kood",
    "asukoha_ehak_tekstina",
    "indeks_ettevotja_aadressis",
    "ads_adr_id",
    "ads_ads_oid",
    "ads_normaliseeritud_taisaadress",
    "teabesysteemi_link",
)
NAME, CODE, FORM, VAT_NUMBER, STATUS, STREET, PLACE, POSTAL_CODE, ADDRESS = 0, 1, 2, 4, 5, 9, 11, 12, 15
SOLE_TRADER = "Füüsilisest isikust ettevõtja"
CSV_NAME = "ettevotja_rekvisiidid__lihtandmed.csv"
MOST_BYTES = 2 * 1024**3  # unpacked; twenty times what it is today
CHUNK = 256 * 1024

UNKNOWN_FORM = N_(
    "This is not the file of basic data of the Estonian register. Download lihtandmed as CSV again."
)
DAMAGED = N_("The file of the Estonian register is damaged. Download it again.")

_wanted = itemgetter(CODE, NAME, STATUS, VAT_NUMBER, ADDRESS, POSTAL_CODE)


def rows(path: Path) -> Iterator[FileRow]:
    """Code, name, status letter, VAT number, address, postal code, in the order of the file (a zip, or unpacked).

    Of sole traders, whose rows are about a person, only the code, the status and the name are given. Raises ValueError
    with a sentence when the file is of another form or damaged, OSError when it cannot be read.
    """
    try:
        with _opened(path) as text:
            yield from _read(csv.reader(text, delimiter=";"))
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise ValueError(DAMAGED) from None


def _read(reader: Iterator[list[str]]) -> Iterator[FileRow]:
    if tuple(next(reader, ())) != COLUMNS:
        raise ValueError(UNKNOWN_FORM)
    width = len(COLUMNS)
    for row in reader:
        if len(row) != width:
            if row:
                raise ValueError(DAMAGED)
        elif row[FORM] == SOLE_TRADER:
            yield row[CODE], row[NAME], row[STATUS], "", "", ""
        elif row[ADDRESS]:
            yield _wanted(row)
        else:  # not put in normal form there
            address = ", ".join(filter(None, (row[STREET], row[PLACE])))
            yield row[CODE], row[NAME], row[STATUS], row[VAT_NUMBER], address, row[POSTAL_CODE]


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    """Without the byte order mark. A zip holds one CSV; others in it are not looked at."""
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8-sig", newline="", buffering=CHUNK) as text:
            yield text
        return
    with zipfile.ZipFile(path) as archive, archive.open(_csv_in(archive)) as packed:
        # The chunk of a TextIOWrapper is 8 KiB; larger reads halve the time that unpacking takes.
        buffered = io.BufferedReader(packed, CHUNK)  # type: ignore[type-var]
        with io.TextIOWrapper(buffered, encoding="utf-8-sig", newline="") as text:
            yield text


def _csv_in(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
    if len(files) != 1 or files[0].file_size > MOST_BYTES or files[0].flag_bits & 1:  # bit 0: encrypted
        raise ValueError(UNKNOWN_FORM)
    return files[0]
