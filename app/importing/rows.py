"""One row of the review: its state, what is ticked, what would change, and why (P3.4, P3.7, P3.10). Pure."""

from enum import StrEnum

import msgspec

from app.core.words import _
from app.importing import words
from app.importing.alike import Candidate
from app.importing.known import Link, Ours
from app.importing.merge import THEIRS, FieldMerge
from app.importing.source import Values
from app.registers.verdicts import Verdict
from integrations.contract import RemoteClient


class State(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    ATTENTION = "attention"


LINK, CHOOSE, DEACTIVATE = "link", "choose", "deactivate"  # what a row may offer


class ReviewRow(msgspec.Struct, frozen=True, gc=False):
    """A remote client, or (`remote` None) a link to one that is no longer listed. `key`: the remote id.

    `checked` is what the review presets or, after choices, what holds. `can_check` is False where ticking alone
    would say nothing: `choose_match` or `deactivate` comes first. `fields`: those that differ. `offer`: "link",
    "choose", "deactivate" or "". `link` and `ours` are what was known when the review was made: confirming
    refuses a row whose ground has moved since. `theirs`: cleaned, in the order of the source's fields. `news`: there
    is something to note about the link, ticked or not: archived there, no longer listed, a value that both sides
    came to have. So it is news once (P3.10).
    """

    key: str
    remote: RemoteClient | None
    state: State
    checked: bool
    can_check: bool
    verdict: Verdict
    client_id: int | None = None
    client_name: str = ""
    client_mark: str = ""
    fields: tuple[FieldMerge, ...] = ()
    reason: str = ""
    reason_words: str = ""
    candidates: tuple[Candidate, ...] = ()
    offer: str = ""
    deactivate: bool = False
    link: Link | None = None
    ours: Ours | None = None
    theirs: Values = ()
    news: bool = False

    @property
    def creates(self) -> bool:
        """Ticked, it becomes a new client."""
        return self.ours is None and self.remote is not None and self.can_check

    @property
    def links(self) -> bool:
        """It brings a link, or moves one."""
        return self.ours is not None and (self.link is None or self.link.remote_id != self.key)

    @property
    def writes(self) -> bool:
        """Whether ticked it would change anything that a person sees. What a person decided is something, too:
        it is not asked for, nor overruled, at the next import.
        """
        return (
            self.creates
            or self.links
            or self.deactivate
            or any(f.conflict or f.declined or f.choice == THEIRS for f in self.fields)
        )


def what_changes(row: ReviewRow) -> str:
    """For the column of that name; "" where nothing does."""
    if row.deactivate or (row.offer == DEACTIVATE and not row.writes):
        return _("Deactivate here too")
    if row.offer == CHOOSE:
        return _("Choose the row")
    if row.offer == LINK and not (row.checked and row.creates):
        return _("Link to this client")
    if row.ours is None:
        return _("New client") if row.remote and row.remote.active else _("New client, inactive")
    return _changes_of(row)


def _changes_of(row: ReviewRow) -> str:
    conflicts = sum(f.conflict for f in row.fields)
    if conflicts:
        return words.conflicts_and_more(conflicts, len(row.fields) - conflicts)
    taken = [f.field for f in row.fields if f.choice == THEIRS]
    return words.link_and(taken) if row.links else words.fields_in_words(taken)
