"""Which rows of a review a command line asks for: `--only`, `--skip`, `--all` (headless.md)."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.errors import NotFound, WrongUsage
from app.core.words import _

if TYPE_CHECKING:
    from app.importing.choices import Choices
    from app.importing.review import Review
    from app.importing.rows import ReviewRow

CodeOf = Callable[["ReviewRow"], str]


@dataclass(frozen=True, slots=True)
class Picked:
    """`only`, `skip`: registration codes as typed, or remote ids. Without `only` what the review presets."""

    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    everything: bool = False

    @classmethod
    def of(cls, only: Iterable[str], skip: Iterable[str], *, everything: bool) -> "Picked":
        picked = cls(frozenset(only), frozenset(skip), everything)
        if picked.only and everything:
            raise WrongUsage(
                "only_and_all", _("--only and --all do not go together."), _("Leave one of them out.")
            )
        return picked

    def choices(self, review: "Review") -> "Choices":
        """What a person at the review table would have decided. Raises `NotFound` for a code that no row has."""
        from app.importing.choices import Choices

        named, skipped = self.keys_named(review), {row.key for row in rows_named(review, self.skip)}
        choices = Choices()
        _decide(review, choices, [row for row in review.rows if row.key in named])
        for row in review.rows:
            wanted = row.key in named if self.only else _preset(row, everything=self.everything)
            if wanted or row.checked:
                choices.set_checked(row.key, wanted and row.key not in skipped)
        return choices

    def keys_named(self, review: "Review") -> set[str]:
        """Of the rows that were asked for by name."""
        skipped = {row.key for row in rows_named(review, self.skip)}
        return {row.key for row in rows_named(review, self.only)} - skipped


def _preset(row: "ReviewRow", *, everything: bool) -> bool:
    """Rows in conflict wait for a person, also where *keep ours* is preset."""
    return row.state != "conflict" and (everything or row.checked)


def rows_named(review: "Review", names: Iterable[str]) -> "list[ReviewRow]":
    """In the review's order. Raises `NotFound` for a name that no row has."""
    code_of = codes_in(review)
    wanted = {name: _normal(name, review.about.country) for name in names}
    found = [row for row in review.rows if row.key in wanted or code_of(row) in wanted.values()]
    known = {row.key for row in found} | {code_of(row) for row in found}
    for name, code in wanted.items():
        if name not in known and code not in known:
            raise NotFound(
                "no_row",
                _("No client there has the code or id {name}, so nothing was imported.").format(name=name),
                _("See the review with --dry-run."),
            )
    return found


def codes_in(review: "Review") -> CodeOf:
    """A function that gives the normal registration code of a row; it never equals a name that is none."""

    def code_of(row: "ReviewRow") -> str:
        country = (row.remote.country if row.remote else "") or review.about.country
        return _normal(code_as_typed(row), country) or f"\0{row.key}"

    return code_of


def code_as_typed(row: "ReviewRow") -> str:
    if row.remote is not None:
        return row.remote.registration_code or ""
    return row.ours.registration_code if row.ours else ""


def _normal(code: str, country: str) -> str:
    from app.clients.codes import normal_code

    return normal_code(code, country)


def _decide(review: "Review", choices: "Choices", named: "list[ReviewRow]") -> None:
    """Naming one of several rows with the same code says that this one is the client; naming all says nothing."""
    code_of = codes_in(review)
    open_ones = [row for row in named if row.offer == "choose"]
    alone = Counter(map(code_of, open_ones))
    for row in open_ones:
        if alone[code_of(row)] == 1 and len(row.candidates) <= 1:
            _choose(review, choices, row)


def _choose(review: "Review", choices: "Choices", row: "ReviewRow") -> None:
    """The one client that has the code; a new one where there is none, or it is another remote client already."""
    try:
        choices.choose_match(review, row.key, row.candidates[0].client_id if row.candidates else "new")
    except WrongUsage:
        choices.choose_match(review, row.key, "new")
