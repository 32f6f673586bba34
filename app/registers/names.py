"""Are these two names the same company? Legal forms, case, accents, signs and spaces do not tell companies apart.

Both languages of the firms at once: a form is stripped wherever it stands at either end, so "OÜ 007 Autohaus"
and "007 Autohaus osaühing" are one name.
"""

import re
import unicodedata

# As they stand after folding (osaühing → osauhing). A name that is nothing but a form stays as it is.
_WRITTEN_OUT = {
    "osauhing": "ou",
    "aktsiaselts": "as",
    "usaldusuhing": "uu",
    "taisuhing": "tu",
    "tulundusuhistu": "tu",
    "mittetulundusuhing": "mtu",
    "sihtasutus": "sa",
    "korteriuhistu": "ku",
    "aksjeselskap": "as",
    "allmennaksjeselskap": "asa",
    "enkeltpersonforetak": "enk",
}
_IN_SHORT = (*_WRITTEN_OUT.values(), "fie", "filiaal", "ans", "da", "nuf")
_FORMS = _WRITTEN_OUT | {form: form for form in _IN_SHORT}
_LONG_FORM = "fuusilisest isikust ettevotja"  # a sole trader, written out
_WORD = re.compile(r"\w+")
_MARK = re.compile("[\u0300-\u036f]+")
_LETTERS_WITH_MARKS = frozenset("aousz")

OTHER_NAME = 75.0
"""Below this two names are clearly different (P3.5). "Tallinna Ehitus" and "Tartu Ehitus" have 67, a typing mistake
in a name of seven letters leaves 85; a name cut short or lengthened by whole words counts as the same."""


def normalise(name: str) -> str:
    """Folded words with a space between, legal forms gone from both ends. "" where the name has no letters."""
    words = _words(name)
    first, end = 0, len(words)
    while end - first > 1 and words[end - 1] in _FORMS:
        end -= 1
    while end - first > 1 and words[first] in _FORMS:
        first += 1
    return " ".join(words[first:end]).removeprefix(_LONG_FORM + " ").removesuffix(" " + _LONG_FORM)


def legal_form(name: str) -> str:
    """The form at the end or the beginning, in short: "as" for an Aktsiaselts. "" where there is none."""
    words = _words(name)
    return next((_FORMS[word] for word in (*words[-1:], *words[:1]) if word in _FORMS), "")


def likeness(one: str, other: str) -> float:
    """0 to 100 for two names as typed; 100 is the same name but for form, case and order of the words."""
    from rapidfuzz import fuzz

    a, b = normalise(one), normalise(other)
    return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b)) if a and b else 0.0


def clearly_different(typed: str, registered: str) -> bool:
    """Whether a person should look at it. Never where one of the names is missing: there is nothing to compare."""
    from rapidfuzz import fuzz

    a, b = normalise(typed), normalise(registered)
    if not a or not b or _initials_of(a, b) or _initials_of(b, a):
        return False
    return max(fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b), _part(a, b)) < OTHER_NAME


def like_pattern(word: str) -> str:
    """What a name that holds `word` looks like to SQLite's LIKE, which folds the case of ASCII alone.

    Letters that may carry a mark, and everything outside ASCII, stand for any letter; so do % and _. It finds too
    much rather than too little: who uses it compares again.
    """
    return "%" + "".join(_plain(letter) for letter in word.casefold()) + "%"


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", name).casefold()
    return _WORD.findall(text if text.isascii() else _MARK.sub("", text))


def _plain(letter: str) -> str:
    return letter if letter.isascii() and letter.isalnum() and letter not in _LETTERS_WITH_MARKS else "_"


def _part(a: str, b: str) -> float:
    """100 where all words of the shorter name are words of the longer one, else 0."""
    one, other = set(a.split()), set(b.split())
    return 100.0 if one <= other or other <= one else 0.0


def _initials_of(short: str, long: str) -> bool:
    """RIK for Registrite ja Infosüsteemide Keskus; small words ("ja", "og") may be left out."""
    words = long.split()
    if not 2 <= len(short) <= len(words):
        return False
    return short in {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in {"ja", "og"})}
