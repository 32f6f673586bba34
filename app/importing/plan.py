"""What confirming a review will write, held against the present database (P3.8). Reads nothing, writes nothing.

A row whose ground has moved since the review was made is not written: the client was edited, deleted or linked
meanwhile. It fails with its reason and the others go on, so that no edit made in between is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.importing import words
from app.importing.known import Known, Ours
from app.importing.matching import Codes
from app.importing.reading import LinkNow, Present
from app.importing.review import Review
from app.importing.rows import ReviewRow, State

ID_LENGTH = 64  # of `client_link.remote_id`


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    CONFLICT = "conflict"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Update:
    """`ours` and `link` as they are now; `link` None where there is none yet."""

    row: ReviewRow
    ours: Ours
    link: LinkNow | None


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is not written. `client_id`: of the client that is still there. `link`: where something is to be
    noted about it all the same.
    """

    row: ReviewRow
    outcome: Outcome
    reason: str = ""
    client_id: int | None = None
    link: LinkNow | None = None


@dataclass(slots=True)
class Plan:
    """`noted`: unchanged rows about whose link something is noted. The four lists and `unchanged` are all rows;
    `noted` are among the unchanged.
    """

    creates: list[ReviewRow] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    noted: list[Left] = field(default_factory=list)
    unchanged: int = 0

    def left_as(self, outcome: Outcome) -> int:
        return sum(each.outcome is outcome for each in self.left)


def concerned(rows: Iterable[ReviewRow]) -> list[ReviewRow]:
    """Rows that are written or named in the log: all but the plainly unchanged."""
    return [
        row for row in rows if row.state is not State.UNCHANGED or row.news or (row.checked and row.writes)
    ]


def ids_of(rows: Iterable[ReviewRow]) -> tuple[set[int], set[str], set[int]]:
    """Clients, remote ids and clients without a link that have to be looked at again before these rows are written."""
    clients, remote, free = set(), set(), set()
    for row in rows:
        remote.add(row.key)
        if row.client_id is not None:
            clients.add(row.client_id)
            if row.link is None:
                free.add(row.client_id)
        if row.link is not None:
            remote.add(row.link.remote_id)
    return clients, remote, free


def make_plan(
    review: Review, rows: Sequence[ReviewRow], present: Present, added_codes: dict[str, str], codes: Codes
) -> Plan:
    """`added_codes`: codes of clients that are new here since the review, with their names."""
    plan = Plan()
    ground = _Ground(review, present, added_codes, codes)
    for row in rows:
        if not (row.checked and row.writes):
            _leave(plan, ground, row)
        elif why := ground.moved(row):
            plan.left.append(Left(row, Outcome.FAILED, why, ground.client_id(row)))
        elif row.ours is None:
            plan.creates.append(row)
        else:
            plan.updates.append(Update(row, present.clients[row.ours.id], ground.link(row)))
    _forget_moved(plan)
    return plan


def _forget_moved(plan: Plan) -> None:
    """A link that is moved to another remote client is no longer one to a client that is not listed."""
    moved = {update.link.id for update in plan.updates if update.link and update.row.links}
    plan.noted = [left for left in plan.noted if left.link and left.link.id not in moved]
    plan.left = [
        replace(left, link=None) if left.link and left.link.id in moved else left for left in plan.left
    ]


def _leave(plan: Plan, ground: "_Ground", row: ReviewRow) -> None:
    link = ground.link_to_note(row) if row.news else None
    if row.state is State.UNCHANGED or row.checked:
        plan.unchanged += 1
        if link is not None:
            plan.noted.append(Left(row, Outcome.UNCHANGED, link=link))
        return
    outcome = Outcome.CONFLICT if row.state is State.CONFLICT else Outcome.SKIPPED
    plan.left.append(Left(row, outcome, row.reason_words, ground.client_id(row), link))


class _Ground:
    """Compares what a row was decided upon with what is there now."""

    def __init__(self, review: Review, present: Present, added_codes: dict[str, str], codes: Codes) -> None:
        self._source, self._present, self._added, self._codes = review.about, present, added_codes, codes
        self._written: set[int] = set()

    def moved(self, row: ReviewRow) -> str:
        """Why the row cannot be written any more, in words; "" where it can."""
        if len(row.key) > ID_LENGTH or not row.key.isprintable():
            return words.reason("odd_id", source=self._source.name)
        if row.ours is None:
            return self._taken(row)
        code = self._changed(row, row.ours)
        if not code:
            self._written.add(row.ours.id)
        return words.reason(code)

    def client_id(self, row: ReviewRow) -> int | None:
        return row.client_id if row.client_id in self._present.clients else None

    def link(self, row: ReviewRow) -> LinkNow | None:
        """The row's link, or the one that it moves, as it is now."""
        return self._present.links.get(row.link.remote_id) if row.link else None

    def link_to_note(self, row: ReviewRow) -> LinkNow | None:
        """The row's link, unless it changed since the review."""
        return self.link(row) if not self._link_changed(row) else None

    def _taken(self, row: ReviewRow) -> str:
        if row.key in self._present.links:
            return words.reason("link_taken")
        if row.remote is None or not self._added:
            return ""
        code = self._codes.key(row.remote.country or self._source.country, row.remote.registration_code or "")
        return words.reason("code_taken", client=self._added[code]) if code in self._added else ""

    def _changed(self, row: ReviewRow, ours: Ours) -> str:
        now = self._present.clients.get(ours.id)
        if now is None:
            return "client_deleted"
        if ours.id in self._written:
            return "twice"
        if now.values != ours.values:
            return "client_changed"
        if self._link_changed(row):
            return "link_changed"
        return "link_taken" if row.links and row.key in self._present.links else ""

    def _link_changed(self, row: ReviewRow) -> bool:
        if row.link is None:
            return row.client_id in self._present.linked
        now = self._present.links.get(row.link.remote_id)
        return now is None or (now.id, now.client_id, now.base) != (
            row.link.id,
            row.link.client_id,
            row.link.base,
        )


def added_codes(
    known: Known, now: Iterable[tuple[int, str, str, str]], country: str, codes: Codes
) -> dict[str, str]:
    """Codes that clients have now and did not have when the review was made, with the clients' names."""
    added = {}
    for client_id, its_country, code, name in now:
        before = known.clients.get(client_id)
        if code and (before is None or (before.country, before.registration_code) != (its_country, code)):
            added[codes.key(its_country or country, code)] = name
    return {key: name for key, name in added.items() if codes.says_who(key)}
