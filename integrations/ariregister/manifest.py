"""What Kontor knows of the Estonian register without asking it. What does the work is imported when it is called."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from integrations.contract import N_, FileRow, Register, RegisterSource, RegisterStatus, Surroundings

ADDRESS = "https://ariregister.rik.ee"
STATUS_OF = {
    "R": RegisterStatus.ENTERED,
    "L": RegisterStatus.LIQUIDATION,
    "N": RegisterStatus.BANKRUPT,
    "K": RegisterStatus.DELETED,
}


def _open(address: str, around: Surroundings) -> AbstractAsyncContextManager[Register]:
    from integrations.ariregister.client import open_ariregister

    return open_ariregister(address, around)


def _valid_form(code: str) -> bool:
    from integrations.ariregister.codes import valid_form

    return valid_form(code)


def _check_digit(code: str) -> bool:
    from integrations.ariregister.codes import check_digit_fits

    return check_digit_fits(code)


def _rows(path: Path) -> Iterator[FileRow]:
    from integrations.ariregister.register_file import rows

    return rows(path)


SOURCE = RegisterSource(
    key="ariregister",
    name=N_("Estonian Business Register"),
    country="EE",
    licence=N_("Business register data: Centre of Registers and Information Systems (RIK), CC BY 4.0"),
    address=ADDRESS,
    open=_open,
    valid_form=_valid_form,
    check_digit=_check_digit,
    digit_decides=False,
    rows=_rows,
    status_of=STATUS_OF,
)
