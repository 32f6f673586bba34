"""Registration codes: one form for comparing them. Pure."""

import unicodedata


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


def _left_out(char: str) -> bool:
    kind = unicodedata.category(char)
    return char == "." or kind in ("Pd", "Cc", "Cf") or kind.startswith("Z")
