"""The three-way merge of one client (P3.7): the value of the last import, theirs, ours. Pure.

| | |
|---|---|
| theirs and ours are the same | nothing to do |
| only theirs changed | taken |
| only ours changed | kept |
| both changed, differently | conflict, *keep ours* preset |
| never imported, ours empty | taken |
| never imported, theirs empty | kept |
| never imported, both filled | conflict, *keep ours* preset |

Whatever is decided, theirs becomes the value of the last import: so the same decision is not asked for twice.
"""

from collections.abc import Mapping, Sequence

import msgspec

from app.clients.codes import normal_code
from app.importing.source import Source, Values, fits, unfit

OURS, THEIRS = "ours", "theirs"
NEVER_EMPTIED = frozenset({"name", "country"})
_SIGNS_APART = str.maketrans("", "", " .-()/\u2013")

Base = Mapping[str, str]


class FieldMerge(msgspec.Struct, frozen=True, gc=False):
    """A field in which the three differ. `base` None: never imported. `choice`: "ours" or "theirs". `declined`: a
    person kept ours where theirs would have been taken.
    """

    field: str
    base: str | None
    theirs: str
    ours: str
    choice: str
    conflict: bool
    declined: bool = False

    @property
    def result(self) -> str:
        return self.theirs if self.choice == THEIRS else self.ours


def merge(
    fields: Sequence[str],
    base: Base,
    theirs: Values,
    ours: Values,
    *,
    country: str = "",
    readable: bool = True,
) -> tuple[FieldMerge, ...]:
    """The fields in which there is something to see, in the source's order.

    `base` lacks what was never imported. `country` says how registration codes are written.
    """
    merged = []
    for field, their, our in zip(fields, theirs, ours, strict=True):
        if their != our and heard(field, their, readable=readable):
            found = _merge_field(field, base.get(field), their, our, country)
            if found is not None:
                merged.append(found)
    return tuple(merged)


def _merge_field(field: str, base: str | None, theirs: str, ours: str, country: str) -> FieldMerge | None:
    if same(field, theirs, ours, country):
        return None
    choice, conflict = _decide(field, base, theirs, ours, country)
    return FieldMerge(field, base, theirs, ours, choice, conflict)


def _decide(field: str, base: str | None, theirs: str, ours: str, country: str) -> tuple[str, bool]:
    if base is None:
        return (THEIRS if not ours else OURS), bool(theirs and ours)
    if same(field, theirs, base, country):
        return OURS, False
    if same(field, ours, base, country):
        return THEIRS, False
    return OURS, True


def heard(field: str, theirs: str, *, readable: bool) -> bool:
    """Whether their value counts.

    Nothing counts only where it can be told from "not shown": a client that may not be looked into (List
    without View) empties no field here, and a client always has a name. A text that our column does not
    take is left out.
    """
    if not theirs:
        return readable and field not in NEVER_EMPTIED
    return fits(field, theirs)


def same(field: str, one: str, other: str, country: str = "") -> bool:
    """Whether two values say the same: "1 234 5678" is the code 12345678, spaces do not change a phone number."""
    return one == other or _compared(field, one, country) == _compared(field, other, country)


def _compared(field: str, text: str, country: str) -> str:
    if field == "registration_code":
        return normal_code(text, country)
    if field in ("vat_number", "phone"):
        return text.translate(_SIGNS_APART).upper()
    return text.casefold() if field in ("email", "country", "language") else text


def all_heard(source: Source, theirs: Values, *, readable: bool) -> bool:
    """Whether `heard` says yes to every field; seen at a glance for the usual client."""
    if not readable or unfit(source, theirs):
        return False
    return "" not in theirs or all(
        value or field not in NEVER_EMPTIED for field, value in zip(source.fields, theirs, strict=True)
    )


def next_base(fields: Sequence[str], base: Base, theirs: Values, *, readable: bool = True) -> dict[str, str]:
    """What counts as last imported once this was confirmed. What was not heard stays as it was."""
    following = dict(zip(fields, theirs, strict=True))
    for field, their in zip(fields, theirs, strict=True):
        if not heard(field, their, readable=readable):
            del following[field]
            if field in base:
                following[field] = base[field]
    return following


def outdated(fields: Sequence[str], base: Base, following: Base, country: str = "") -> bool:
    """Whether keeping `following` in place of `base` would make a difference to a later merge."""
    return any(
        following.get(f) != base.get(f)
        and (f not in base or f not in following or not same(f, base[f], following[f], country))
        for f in fields
    )
