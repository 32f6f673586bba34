"""Columns of a table, said once: what a cell shows, how it sorts, what is found in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ui.desktop.models.looks import EMPTY, ChipLook

__all__ = ["EMPTY", "ChipLook", "Column", "check_column"]

R = TypeVar("R")

Text = Callable[[R], str]


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column over rows of type R.

    `kind` chooses the painter: "text", "check" (the model's check mark), "chip", "flag" (verdict icon alone),
    "verdict" (icon and word), "mark" (mark and name), "link". `look` gives what the kind needs besides the
    text: a `ChipLook` for a chip, a verdict's name for flag and verdict ("green", "amber", "red", "failed",
    "grey"), the letters for a mark. `sort` gives a comparable value or None; None and "" stand last in both
    directions. `ink` names the token of the text, for all rows or by row. `width` and `least` are px at
    100 % text size. `paint`, when given, takes the place of the kind's painter.
    """

    key: str
    title: str
    text: Text[R]
    width: int = 120
    kind: str = "text"
    right: bool = False
    strong: bool = False
    ink: str | Text[R] = "text2"
    look: Callable[[R], Any] | None = None
    sort: Callable[[R], Any] | None = None
    sortable: bool = True
    searched: bool = True
    search: Text[R] | None = None
    tooltip: Text[R] | None = None
    shown: bool = True
    chosen: bool = True  # may be hidden in the columns menu
    stretch: bool = False
    least: int = 40
    icon: str = ""
    paint: Callable[..., None] | None = None

    def ink_of(self, row: R) -> str:
        return self.ink if isinstance(self.ink, str) else self.ink(row)

    def find_text(self, row: R) -> str:
        return (self.search or self.text)(row)


def check_column(title: str = "", width: int = 39) -> Column[Any]:
    """The tick of a row; a table whose rows open shows the caret beside it (make it 56 wide)."""
    return Column(
        key="check",
        title=title,
        text=lambda _row: "",
        width=width,
        kind="check",
        sortable=False,
        searched=False,
        chosen=False,
    )
