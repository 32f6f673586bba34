"""The mark: up to four letters that stand for a client where there is little room (P2.1). Pure."""

import unicodedata
from collections.abc import Callable
from itertools import islice

LENGTH = 4

# Estonians put the legal form before or behind the name, Norwegians behind it. "Da" or "As" in front is a
# word of the name then.
_IN_FRONT = (
    "oü osaühing as aktsiaselts mtü mittetulundusühing sa sihtasutus fie uü usaldusühing tü täisühing "
    "tulundusühistu kü korteriühistu"
)
_BEHIND = "asa enk ans da nuf ba ks se sf iks filiaal"
IN_FRONT = frozenset(_IN_FRONT.split())
BEHIND = IN_FRONT | frozenset(_BEHIND.split())


def mark_of(name: str) -> str:
    """The first four letters of the name without its legal form, upper-cased: "OÜ Kuldne Kringel" → KULD.

    Short words run on: "AB Autod AS" → ABAU. A name without letters gives its digits; one of a legal form
    alone keeps it.
    """
    words = name_without_form(name)
    head = words[0][:LENGTH].upper() if words else ""
    if len(head) == LENGTH and head.isalpha():  # most names
        return head
    text = unicodedata.normalize("NFC", "".join(words)).upper()
    return _first(str.isalpha, text) or _first(str.isdecimal, text)


def typed_mark(text: str) -> str:
    """A mark as a person chose it: upper-cased, without spaces, cut to four (Uku does the same on saving)."""
    upper = unicodedata.normalize("NFC", text).upper()
    return "".join(c for c in upper if not c.isspace() and c.isprintable())[:LENGTH]


def name_without_form(name: str) -> list[str]:
    """The words of the name; all of them where nothing else is left."""
    words = unicodedata.normalize("NFC", name).split()
    rest = words
    while rest and _bare(rest[-1]) in BEHIND:
        rest = rest[:-1]
    while rest and _bare(rest[0]) in IN_FRONT:
        rest = rest[1:]
    return rest or words


def _bare(word: str) -> str:
    """For comparison: "A/S", "(OÜ)" and "a.s." are legal forms too."""
    folded = word.casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def _first(kind: Callable[[str], bool], text: str) -> str:
    return "".join(islice(filter(kind, text), LENGTH))
