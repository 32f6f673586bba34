"""Which company was meant? For a red X: codes that differ by one slip of the hand, and names that are nearly the same
(P3.5). All rules are pure; `suggestions` brings them together with the local copy.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from app.registers.copy import RegisterCopy
from app.registers.names import clearly_different, legal_form, like_pattern, likeness, normalise

NEAR_NAME = 87.0
"""One letter missing in a name of four, or one wrong in a name of eight, is still near."""
NEAR_CODE = 15.0  # what a code that differs by one slip is worth, in points of likeness
SUSPECTS_AT_MOST = (
    100  # a whole list of strange codes is no matter of slips, and each name costs a look at all others
)
LONGEST_CODE = 12  # digits; more is no slip of the hand
WHOLE_FILE_FROM = 16  # from so many names on, reading every row once is cheaper than one LIKE after the other
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Suspect:
    """What was asked for and has a red X. `code` as typed."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    code: str
    name: str
    score: float


def codes_near(typed: str, possible: Callable[[str], bool]) -> frozenset[str]:
    """Codes one slip away that are `possible`: a digit too few, too many or wrong, two neighbours swapped, or signs
    that do not belong there.
    """
    digits = "".join(sign for sign in typed if sign in "0123456789")
    if len(digits) > LONGEST_CODE:
        return frozenset()
    return frozenset(code for code in {digits, *_slips(digits)} if code != typed and possible(code))


def _slips(digits: str) -> Iterator[str]:
    for i in range(len(digits) + 1):
        head, tail = digits[:i], digits[i:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[:1] + tail[2:]
        for digit in "0123456789":
            yield head + digit + tail
            yield head + digit + tail[1:]


def patterns(suspects: Sequence[Suspect]) -> tuple[str, ...]:
    """LIKE patterns that together find every near name but those with a slip in both halves. None: read all rows."""
    if len(suspects) >= WHOLE_FILE_FROM:
        return ()
    return tuple({like_pattern(part) for suspect in suspects for part in _parts(normalise(suspect.name))})


def _parts(name: str) -> tuple[str, ...]:
    """Two stretches of the name, so that one slip leaves one of them whole."""
    words = sorted((w for w in name.split() if len(w) > 2), key=len, reverse=True)[:2]
    if len(words) == 1 and len(words[0]) >= 8:
        middle = len(words[0]) // 2
        return words[0][:middle], words[0][middle:]
    return tuple(words) or (name,)


def nearest_by_name(suspects: Sequence[Suspect], rows: Iterable[tuple[str, str]]) -> list[Suggestion | None]:
    """The company whose name is nearest, in the suspects' order; None where none is near. `rows`: code and name."""
    best: list[Suggestion | None] = [None] * len(suspects)
    wanted = [normalise(suspect.name) for suspect in suspects]
    rows = iter(rows)
    while chunk := list(islice(rows, _ROWS_AT_ONCE)):
        names = [normalise(name) for _code, name in chunk]
        for i, suspect in enumerate(suspects):
            best[i] = _better(best[i], wanted[i], names, chunk, suspect)
    return best


def _better(
    best: Suggestion | None, wanted: str, names: list[str], rows: list[tuple[str, str]], suspect: Suspect
) -> Suggestion | None:
    """Of two equally near ones, the one whose legal form fits too."""
    from rapidfuzz import fuzz, process

    if not wanted:
        return None
    floor = best.score - 1 if best else NEAR_NAME
    for _name, score, i in process.extract(wanted, names, scorer=fuzz.ratio, score_cutoff=floor, limit=5):
        code, name = rows[i]
        with_form = score + (legal_form(suspect.name) == legal_form(name))
        if code != suspect.code and (best is None or with_form > best.score):
            best = Suggestion(code, name, with_form)
    return best


def choose(suspect: Suspect, by_code: Mapping[str, str], by_name: Suggestion | None) -> Suggestion | None:
    """`by_code`: registered names of the codes near by; one counts only where the name fits."""
    found = [by_name] if by_name else []
    for code, name in by_code.items():
        if suspect.name and not clearly_different(suspect.name, name):
            found.append(Suggestion(code, name, likeness(suspect.name, name) + NEAR_CODE))
    return max(found, key=lambda s: (s.score, s.code), default=None)


def suggestions(
    suspects: Sequence[Suspect], copy: RegisterCopy, possible: Callable[[str], bool]
) -> list[Suggestion | None]:
    """For each suspect, from the local copy. Blocking: 30 ms a name, 0.8 s and 20 ms a name from 16 on."""
    near_codes = [codes_near(suspect.code, possible) if suspect.name else frozenset() for suspect in suspects]
    known = copy.find(sorted(frozenset[str]().union(*near_codes)))
    names = {code: entry.name for code, entry in known.entries.items()} if known else {}
    by_name = _by_name(suspects, copy)
    return [
        choose(suspect, {code: names[code] for code in codes if code in names}, by_name[i])
        for i, (suspect, codes) in enumerate(zip(suspects, near_codes, strict=True))
    ]


def _by_name(suspects: Sequence[Suspect], copy: RegisterCopy) -> list[Suggestion | None]:
    named = [suspect for suspect in suspects if normalise(suspect.name)]
    if not named:
        return [None] * len(suspects)
    found = copy.names(lambda rows: nearest_by_name(suspects, rows), patterns(named))
    return found or [None] * len(suspects)
