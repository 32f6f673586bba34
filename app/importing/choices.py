"""What a person decides in the review, and the rows as they hold then. Pure; owned by the screen."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from app.core.errors import WrongUsage
from app.core.words import _
from app.importing.merge import OURS, THEIRS, FieldMerge
from app.importing.review import Review
from app.importing.row_maker import RowMaker
from app.importing.rows import CHOOSE, DEACTIVATE, LINK, ReviewRow, State

NEW = "new"


@dataclass(slots=True)
class _Chosen:
    """Of one row. `match`: the id of a client of ours, "new", or None while it is not decided."""

    checked: bool | None = None
    fields: dict[str, str] = field(default_factory=dict)
    match: int | str | None = None
    deactivate: bool = False


class Choices:
    """Begins with what the review presets. Not for several threads."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Chosen] = {}

    def set_checked(self, key: str, checked: bool) -> None:  # noqa: FBT001 - as the screen has it
        """Tick or untick. A row that cannot be ticked yet stays as it is: nothing offered is chosen by a tick."""
        self._of(key).checked = checked

    def set_all(self, keys: Iterable[str], checked: bool) -> None:  # noqa: FBT001 - as the screen has it
        for key in keys:
            self.set_checked(key, checked)

    def choose_field(self, key: str, name: str, choice: str) -> None:
        """`choice`: "ours" or "theirs". For fields of the row as it is matched now."""
        if choice not in (OURS, THEIRS):
            raise WrongUsage("unknown_choice", _("{text} is not a choice here.").format(text=choice))
        chosen = self._of(key)
        chosen.fields[name] = choice
        chosen.checked = None

    def choose_match(self, review: Review, key: str, match: int | str | None) -> None:
        """`match`: the id of a client of ours, "new" for a new one, None to take the choice back.

        A client fits one remote client only: another row that had it is undecided again. Raises `WrongUsage`
        where the client is already linked to a listed one, or the row is not open to choice.
        """
        row = _row(review, key)
        if row.offer not in (LINK, CHOOSE):
            raise WrongUsage(
                "matched_already", _("It is clear which client {name} is.").format(name=_name(row))
            )
        if isinstance(match, int):
            _require_free(review, match)
            for other in self._by_key.values():
                if other.match == match:
                    other.match, other.fields = None, {}
        chosen = self._of(key)
        chosen.match, chosen.checked, chosen.fields = match, None, {}

    def deactivate(self, key: str, wanted: bool) -> None:  # noqa: FBT001 - as the screen has it
        """Take or leave the offer to deactivate the client here."""
        chosen = self._of(key)
        chosen.deactivate, chosen.checked = wanted, None

    def forget(self) -> None:
        """Back to what the review presets."""
        self._by_key.clear()

    def rows(self, review: Review) -> tuple[ReviewRow, ...]:
        """The rows as they hold with these choices, in the review's order."""
        if not self._by_key:
            return review.rows
        return tuple([self.row(review, row) if row.key in self._by_key else row for row in review.rows])

    def row(self, review: Review, row: ReviewRow) -> ReviewRow:
        """One of the review's own rows as it holds with these choices."""
        chosen = self._by_key.get(row.key)
        if chosen is None:
            return row
        return _ticked(_with_fields(_rematched(review, row, chosen), chosen), chosen)

    def _of(self, key: str) -> _Chosen:
        return self._by_key.setdefault(key, _Chosen())


def _rematched(review: Review, row: ReviewRow, chosen: _Chosen) -> ReviewRow:
    if chosen.match is None or row.remote is None:
        return row
    maker = RowMaker(review.about)
    if chosen.match == NEW:
        made = maker.new(row.remote, row.theirs, row.verdict)
    else:
        ours = review.known.clients[int(chosen.match)]
        link = next((each for each in review.known.links.values() if each.client_id == ours.id), None)
        made = maker.matched(row.remote, row.theirs, row.verdict, ours, link)
    return msgspec.structs.replace(made, candidates=row.candidates)


def _with_fields(row: ReviewRow, chosen: _Chosen) -> ReviewRow:
    if not chosen.fields or not row.fields:
        return row
    fields = tuple(_decided(merged, chosen.fields.get(merged.field, merged.choice)) for merged in row.fields)
    return msgspec.structs.replace(row, fields=fields)


def _decided(preset: FieldMerge, choice: str) -> FieldMerge:
    declined = not preset.conflict and (preset.choice, choice) == (THEIRS, OURS)
    return msgspec.structs.replace(preset, choice=choice, declined=declined)


def _ticked(row: ReviewRow, chosen: _Chosen) -> ReviewRow:
    """What is ticked without a word of the person: what the choices make of the row."""
    deactivate = chosen.deactivate and row.offer == DEACTIVATE
    row = msgspec.structs.replace(row, deactivate=deactivate)
    decided = bool(chosen.fields or chosen.match or deactivate)
    can_check = row.can_check or (row.ours is not None and row.writes)
    preset = (can_check and row.writes) if decided else row.checked
    state = row.state
    if state is State.UNCHANGED and row.writes and not deactivate:
        state = State.CHANGED
    checked = preset if chosen.checked is None else chosen.checked
    return msgspec.structs.replace(row, state=state, can_check=can_check, checked=checked and can_check)


def _require_free(review: Review, client_id: int) -> None:
    ours = review.known.clients.get(client_id)
    if ours is None:
        raise WrongUsage("unknown_client", _("There is no such client."), _("Fetch again."))
    if any(row.client_id == client_id and row.remote is not None for row in review.rows):
        raise WrongUsage(
            "client_taken",
            _("{client} is already another client of {source}.").format(
                client=ours.name, source=review.about.name
            ),
            _("Choose another client, or make a new one."),
        )


def _row(review: Review, key: str) -> ReviewRow:
    for row in review.rows:
        if row.key == key:
            return row
    raise WrongUsage("unknown_row", _("There is no such row in this review."), _("Fetch again."))


def _name(row: ReviewRow) -> str:
    return row.remote.name if row.remote else row.client_name
