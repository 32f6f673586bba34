"""Registration codes: one form for comparing them, and whether they can be codes at all. Pure."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from integrations.contract import RegisterSource


class Form(StrEnum):
    """What a code looks like, without asking a register (P4.2)."""

    MISSING = "missing"
    FINE = "fine"
    WRONG_DIGIT = "wrong_digit"  # the control digit does not fit; the register decides
    NOT_A_CODE = "not_a_code"
    UNKNOWN = "unknown"  # no register of that country is known here


def normal_code(code: str, country: str = "") -> str:
    """The code as it is compared (P3.6): "NO 908 412 206 MVA" and "908412206" are one, as are "ee10421629"
    and "1042 1629".

    Letters upper-cased; spaces, dots, dashes and invisible characters left out. Before digits alone the
    country's own letters go, and behind Norwegian digits "MVA". Other signs stay: in "HRB 12/3" they tell
    codes apart. Empty where there is no code.
    """
    wide = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", code).upper())
    bare = unicodedata.normalize("NFC", "".join(c for c in wide if not _left_out(c)))
    core = bare.removeprefix(country.upper()) if country else bare
    if country.upper() == "NO":
        core = core.removesuffix("MVA")
    return core if core.isdecimal() else bare


def code_key(country: str, code: str) -> tuple[str, str] | None:
    """Country and normal code, for matching (P3.6); None without a code."""
    normal = normal_code(code, country)
    return (country.upper(), normal) if normal else None


def form_of(country: str, code: str, registers: Iterable[RegisterSource]) -> Form:
    """`registers`: those that are known, as `integrations.registry` lists them."""
    normal = normal_code(code, country)
    if not normal:
        return Form.MISSING
    source = next((r for r in registers if r.country == country.upper()), None)
    if source is None:
        return Form.UNKNOWN
    if not source.valid_form(normal):
        return Form.NOT_A_CODE
    if source.check_digit(normal):
        return Form.FINE
    return Form.NOT_A_CODE if source.digit_decides else Form.WRONG_DIGIT


def _left_out(char: str) -> bool:
    kind = unicodedata.category(char)
    return char == "." or kind in ("Pd", "Cc", "Cf") or kind.startswith("Z")
